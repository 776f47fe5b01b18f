#pragma once
// Signed numbers as Kafka's record batches have them: zigzag, seven bits a byte, the low ones first.
#include <cstdint>
#include <string>

namespace rulert::io {

/// At most 64 bits; sizes and deltas mostly take one or two bytes. False: it is longer, or cut off.
inline bool ReadZigzag(const char*& at, const char* end, std::int64_t& number) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 70 && at < end; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if ((byte & 0x80u) != 0) continue;
    number = static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    return shift < 63 || byte <= 1;
  }
  return false;
}

inline void AppendZigzag(std::string& to, std::int64_t number) {
  auto zigzag = (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
  for (; zigzag >= 0x80; zigzag >>= 7) to.push_back(static_cast<char>(zigzag | 0x80));
  to.push_back(static_cast<char>(zigzag));
}

}  // namespace rulert::io
