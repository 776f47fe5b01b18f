#pragma once
// string(x): the text of any scalar, in a Scratch.
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "rulert/record_spec.h"
#include "rulert/scratch.h"
#include "rulert/value_text.h"

namespace rulert {

namespace detail {
template <class Write>
std::string_view WrittenText(Scratch& scratch, std::size_t most, Write write) noexcept {
  char* const begin = scratch.AllocateChars(most);
  char* const end = write(begin);
  scratch.Trim(end);
  return {begin, static_cast<std::size_t>(end - begin)};
}
}  // namespace detail

inline std::string_view StringOf(Scratch& scratch, std::int64_t x) noexcept {
  return detail::WrittenText(scratch, kIntChars, [x](char* out) { return WriteInt(out, x); });
}
inline std::string_view StringOf(Scratch& scratch, double x) noexcept {
  return detail::WrittenText(scratch, kDoubleChars, [x](char* out) { return WriteDouble(out, x); });
}
template <int P, int S>
std::string_view StringOf(Scratch& scratch, Decimal<P, S> x) noexcept {
  return detail::WrittenText(scratch, kDecimalChars, [x](char* out) { return WriteDecimal(out, x); });
}
inline std::string_view StringOf(Scratch& scratch, Timestamp x) noexcept {
  return detail::WrittenText(scratch, kTimestampChars, [x](char* out) { return WriteTimestamp(out, x); });
}
inline std::string_view StringOf(Scratch& scratch, Duration x) noexcept {
  return detail::WrittenText(scratch, kDurationChars, [x](char* out) { return WriteDuration(out, x); });
}
inline std::string_view StringOf(Scratch& scratch, Date x) noexcept {
  return detail::WrittenText(scratch, kDateChars, [x](char* out) { return WriteDate(out, x); });
}
constexpr std::string_view StringOf(Scratch&, std::string_view x) noexcept { return x; }
/// Of bool alone: a string literal must not become one.
template <class Bool>
  requires std::is_same_v<Bool, bool>
constexpr std::string_view StringOf(Scratch&, Bool x) noexcept {
  return x ? "true" : "false";
}

/// string(x) of an enum: its name in the rules. `names` in declared order.
template <class Enum, std::size_t N>
constexpr std::string_view EnumText(const Text (&names)[N], Enum value) noexcept {
  return names[static_cast<std::uint32_t>(value)];
}

}  // namespace rulert
