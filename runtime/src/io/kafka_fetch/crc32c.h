#pragma once
// CRC-32C (Castagnoli), as record batches carry it.
#include <cstdint>
#include <string_view>

namespace rulert::io::kafka_fetch {

/// By the processor's instruction where it has one.
std::uint32_t Crc32c(std::string_view bytes);

/// By tables, on any processor; the same result.
std::uint32_t Crc32cByTable(std::string_view bytes);

}  // namespace rulert::io::kafka_fetch
