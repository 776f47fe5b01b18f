#pragma once
// Whole files in and out.
#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/base/status.h"

namespace rulec::base {

inline constexpr std::uint64_t kNoSizeLimit = ~std::uint64_t{0};

/// Bytes of the file. A larger one than `max_bytes` is kTooLarge, and at most max_bytes + 1 bytes of it were read.
[[nodiscard]] Result<std::string> ReadFile(const std::string& path, std::uint64_t max_bytes = kNoSizeLimit);

/// Makes the file hold `text`: through a temporary file beside it and a rename, so no reader ever sees half of it.
/// A file that already holds `text` is not touched. True if it was written. Makes missing parent
/// folders; of a link writes the file that it names.
[[nodiscard]] Result<bool> WriteIfChanged(const std::string& path, std::string_view text);

}  // namespace rulec::base
