#pragma once
// How a chunk of rows is laid out (timed_rows.h): columns one after the other. Times take 4 bytes as ms or us since the
// chunk's base where the rows allow it, else 8.
//
//   [base 8][times 4|8 x capacity][rows x capacity][extra x capacity]
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rulert/arena.h"

namespace rulert {

/// Row: trivially copyable, may be empty. kExtra: bytes that come with each row.
template <class Row, std::uint32_t kExtra>
struct RowChunk {
  static_assert(std::is_trivially_copyable_v<Row>, "rows are plain data");
  static constexpr std::uint32_t kMaxChunk = 4096;
  static constexpr std::uint32_t kRowBytes = std::is_empty_v<Row> ? 0 : sizeof(Row);

  enum Form : std::uint32_t { kWide, kMillis = 2, kMicros = 3 };  // bit 1: 4-byte times; an empty one has none
  static constexpr std::uint32_t kHeader = 8;
  static constexpr std::uint32_t kLeastChunk = 32;
  static constexpr std::uint32_t kSmallClasses = 29;  // 32, 40, ... 64, 80, ... 4096 bytes
  static constexpr std::uint32_t kClasses = 45;       // directories: up to 64 KiB

  static constexpr std::array<std::uint32_t, kClasses> kClassBytes = [] {
    std::array<std::uint32_t, kClasses> bytes{};
    std::uint32_t size = kLeastChunk;
    for (std::uint32_t i = 0; i < kClasses; ++i) {
      bytes[i] = size;
      size = static_cast<std::uint32_t>(Arena::Capacity(size + 1));
    }
    return bytes;
  }();
  static_assert(kClassBytes[kSmallClasses - 1] == kMaxChunk);
  static constexpr std::uint32_t WidthOf(std::uint32_t form) noexcept { return (form & 2) != 0 ? 4 : 8; }
  static constexpr std::uint32_t BytesOfClass(std::uint32_t size_class) noexcept { return kClassBytes[size_class]; }
  static constexpr std::array<std::array<std::uint16_t, kSmallClasses>, 2> kCapacities = [] {
    std::array<std::array<std::uint16_t, kSmallClasses>, 2> rows{};
    for (std::uint32_t i = 0; i < kSmallClasses; ++i) {
      for (std::uint32_t wide = 0; wide < 2; ++wide) {
        rows[wide][i] = static_cast<std::uint16_t>((kClassBytes[i] - kHeader) / (4 + 4 * wide + kRowBytes + kExtra));
      }
    }
    return rows;
  }();
  static constexpr std::uint32_t CapacityOf(std::uint32_t form, std::uint32_t size_class) noexcept {
    return kCapacities[form == kWide ? 1 : 0][size_class];
  }
  static constexpr std::uint32_t kRowsPerChunk = std::max(1u, (kMaxChunk - kHeader) / (8 + kRowBytes + kExtra));
  static constexpr std::uint32_t kRowChunkBytes = kHeader + kRowsPerChunk * (8 + kRowBytes + kExtra);

  struct Spot {
    char* chunk;
    std::uint32_t index;
    std::uint32_t capacity;
    std::uint32_t form;
  };
  static std::int64_t BaseOf(const char* chunk) noexcept {
    std::int64_t base;
    std::memcpy(&base, chunk, sizeof(base));
    return base;
  }
  static std::int64_t BaseOf(const Spot& spot) noexcept { return spot.form == kWide ? 0 : BaseOf(spot.chunk); }
  static std::int64_t ReadTime(const Spot& spot, std::int64_t base) noexcept {
    if (spot.form == kWide) {
      std::int64_t time;
      std::memcpy(&time, spot.chunk + kHeader + spot.index * 8, sizeof(time));
      return time;
    }
    std::uint32_t delta;
    std::memcpy(&delta, spot.chunk + kHeader + spot.index * 4, sizeof(delta));
    return base + static_cast<std::int64_t>(delta) * (spot.form == kMillis ? 1000 : 1);
  }
  static void WriteTime(const Spot& spot, std::int64_t base, std::int64_t time) noexcept {
    if (spot.form == kWide) {
      std::memcpy(spot.chunk + kHeader + spot.index * 8, &time, sizeof(time));
      return;
    }
    const auto units = static_cast<std::uint64_t>(time - base) / (spot.form == kMillis ? 1000 : 1);
    const auto delta = static_cast<std::uint32_t>(units);
    std::memcpy(spot.chunk + kHeader + spot.index * 4, &delta, sizeof(delta));
  }
  static char* RowBytes(const Spot& spot) noexcept {
    return spot.chunk + kHeader + spot.capacity * WidthOf(spot.form) + spot.index * kRowBytes;
  }
  static char* ExtraBytes(const Spot& spot) noexcept {
    return spot.chunk + kHeader + spot.capacity * (WidthOf(spot.form) + kRowBytes) + spot.index * kExtra;
  }
  static void CopyRow(const Spot& to, std::int64_t to_base, const Spot& from, std::int64_t from_base) noexcept {
    WriteTime(to, to_base, ReadTime(from, from_base));
    if constexpr (kRowBytes > 0) std::memmove(RowBytes(to), RowBytes(from), kRowBytes);
    if constexpr (kExtra > 0) std::memmove(ExtraBytes(to), ExtraBytes(from), kExtra);
  }
};

}  // namespace rulert
