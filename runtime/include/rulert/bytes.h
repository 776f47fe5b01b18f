#pragma once
// Values of type `bytes` are held and compared as std::string_view, bytewise, as strings are.
#include <cstdint>
#include <string_view>

namespace rulert {

/// Marks a view that is no text, where it is to be shown.
struct Bytes {
  constexpr Bytes(std::string_view bytes) noexcept : view(bytes) {}  // NOLINT: implicit on purpose
  std::string_view view;
};

constexpr std::int64_t ByteCount(std::string_view bytes) noexcept { return static_cast<std::int64_t>(bytes.size()); }

}  // namespace rulert
