#pragma once
// Functions of rules on numbers. Floats are finite; what would not be fails.
#include <bit>
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/math.h"
#include "rulert/scratch.h"

namespace rulert::functions {

namespace detail {
inline double Finite(ErrorKind& error, double x) noexcept {
  if (__builtin_isfinite(x)) return x;
  error = ErrorKind::kFloatNotFinite;
  return 0;
}
inline double OutOfDomain(ErrorKind& error) noexcept {
  error = ErrorKind::kOutOfDomain;
  return 0;
}
constexpr std::uint64_t MagnitudeOf(std::int64_t x) noexcept {
  return x < 0 ? 0 - static_cast<std::uint64_t>(x) : static_cast<std::uint64_t>(x);
}
}  // namespace detail

// ---- float ----
inline double Sqrt(ErrorKind& error, double x) noexcept {
  return x < 0 ? detail::OutOfDomain(error) : __builtin_sqrt(x);
}
inline double Cbrt(double x) noexcept { return math::Cbrt(x); }
inline double Exp(ErrorKind& error, double x) noexcept { return detail::Finite(error, math::Exp(x)); }
inline double Log(ErrorKind& error, double x) noexcept { return x > 0 ? math::Log(x) : detail::OutOfDomain(error); }
inline double Log2(ErrorKind& error, double x) noexcept { return x > 0 ? math::Log2(x) : detail::OutOfDomain(error); }
inline double Log10(ErrorKind& error, double x) noexcept { return x > 0 ? math::Log10(x) : detail::OutOfDomain(error); }
inline double Pow(ErrorKind& error, double base, double exponent) noexcept {
  return detail::Finite(error, math::Pow(base, exponent));
}
/// 1 / (1 + e ** -x).
inline double Sigmoid(double x) noexcept {
  // e ** of what is not positive cannot overflow.
  const double e = math::Exp(x < 0 ? x : -x);
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
inline double Logit(ErrorKind& error, double p) noexcept {
  return p > 0 && p < 1 ? math::Log(p / (1 - p)) : detail::OutOfDomain(error);
}
/// Of the standard normal distribution, up to x.
inline double NormalCdf(double x) noexcept { return 0.5 * math::Erfc(-x / 1.4142135623730951); }
inline double StandardScore(ErrorKind& error, double x, double mean, double deviation) noexcept {
  return deviation > 0 ? detail::Finite(error, (x - mean) / deviation) : detail::OutOfDomain(error);
}
inline double RelativeChange(ErrorKind& error, double from, double to) noexcept {
  if (from == 0) {
    error = ErrorKind::kDivisionByZero;
    return 0;
  }
  return detail::Finite(error, (to - from) / (from < 0 ? -from : from));
}
inline bool IsClose(double a, double b, double tolerance) noexcept {
  const double difference = a > b ? a - b : b - a;
  return difference <= tolerance;
}
/// On the straight line through (x0, y0) and (x1, y1).
inline double Interpolate(ErrorKind& error, double x, double x0, double y0, double x1, double y1) noexcept {
  if (x0 == x1) {
    error = ErrorKind::kDivisionByZero;
    return 0;
  }
  return detail::Finite(error, y0 + (x - x0) / (x1 - x0) * (y1 - y0));
}
inline double Truncate(double x) noexcept { return __builtin_trunc(x); }

// ---- int ----
constexpr std::int64_t Sign(std::int64_t x) noexcept { return (x > 0 ? 1 : 0) - (x < 0 ? 1 : 0); }
/// The rest of the division that rounds down: of b's sign.
constexpr std::int64_t Modulo(ErrorKind& error, std::int64_t a, std::int64_t b) noexcept {
  if (b == 0) {
    error = ErrorKind::kDivisionByZero;
    return 0;
  }
  if (b == -1) return 0;
  const std::int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}
/// The greatest multiple of `step` up to x.
constexpr std::int64_t FloorTo(ErrorKind& error, std::int64_t x, std::int64_t step) noexcept {
  if (step <= 0) {
    error = ErrorKind::kOutOfDomain;
    return 0;
  }
  std::int64_t result = 0;
  if (__builtin_sub_overflow(x, Modulo(error, x, step), &result)) error = ErrorKind::kIntegerOverflow;
  return result;
}
constexpr std::int64_t CeilTo(ErrorKind& error, std::int64_t x, std::int64_t step) noexcept {
  if (step <= 0) {
    error = ErrorKind::kOutOfDomain;
    return 0;
  }
  const std::int64_t rest = Modulo(error, x, step);
  std::int64_t result = x;
  if (rest != 0 && __builtin_add_overflow(x, step - rest, &result)) error = ErrorKind::kIntegerOverflow;
  return result;
}
constexpr bool IsMultiple(ErrorKind& error, std::int64_t x, std::int64_t of) noexcept {
  return Modulo(error, x, of) == 0;
}
constexpr std::int64_t Gcd(ErrorKind& error, std::int64_t a, std::int64_t b) noexcept {
  std::uint64_t x = detail::MagnitudeOf(a);
  std::uint64_t y = detail::MagnitudeOf(b);
  while (y != 0) {
    const std::uint64_t rest = x % y;
    x = y;
    y = rest;
  }
  if (x > static_cast<std::uint64_t>(INT64_MAX)) error = ErrorKind::kIntegerOverflow;
  return static_cast<std::int64_t>(x);
}
constexpr std::int64_t Lcm(ErrorKind& error, std::int64_t a, std::int64_t b) noexcept {
  if (a == 0 || b == 0) return 0;
  const std::int64_t common = Gcd(error, a, b);
  std::int64_t result = 0;
  if (error != ErrorKind::kNone || __builtin_mul_overflow(a / common, b, &result) || result == INT64_MIN) {
    error = ErrorKind::kIntegerOverflow;
    return 0;
  }
  return result < 0 ? -result : result;
}
/// 1 to 9, and 0 of 0.
constexpr std::int64_t LeadingDigit(std::int64_t x) noexcept {
  std::uint64_t rest = detail::MagnitudeOf(x);
  while (rest >= 10) rest /= 10;
  return static_cast<std::int64_t>(rest);
}
constexpr std::int64_t DigitSum(std::int64_t x) noexcept {
  std::int64_t sum = 0;
  for (std::uint64_t rest = detail::MagnitudeOf(x); rest != 0; rest /= 10) sum += static_cast<std::int64_t>(rest % 10);
  return sum;
}
/// In decimal; none of 0.
constexpr std::int64_t TrailingZeros(std::int64_t x) noexcept {
  std::int64_t count = 0;
  for (std::uint64_t rest = detail::MagnitudeOf(x); rest != 0 && rest % 10 == 0; rest /= 10) ++count;
  return count;
}

// ---- bits of the two's complement ----
constexpr std::int64_t BitAnd(std::int64_t a, std::int64_t b) noexcept { return a & b; }
constexpr std::int64_t BitOr(std::int64_t a, std::int64_t b) noexcept { return a | b; }
constexpr std::int64_t BitXor(std::int64_t a, std::int64_t b) noexcept { return a ^ b; }
constexpr std::int64_t BitCount(std::int64_t x) noexcept { return std::popcount(static_cast<std::uint64_t>(x)); }
constexpr bool HasBit(ErrorKind& error, std::int64_t x, std::int64_t bit) noexcept {
  if (bit < 0 || bit > 63) {
    error = ErrorKind::kOutOfDomain;
    return false;
  }
  return (static_cast<std::uint64_t>(x) >> bit & 1) != 0;
}

/// Upper case, without leading zeros; of a negative number its 64 bits.
inline std::string_view Hex(Scratch& scratch, std::int64_t x) noexcept {
  char* const begin = scratch.AllocateChars(16);
  char* out = begin + 16;
  auto rest = static_cast<std::uint64_t>(x);
  do {
    *--out = "0123456789ABCDEF"[rest & 15];
    rest >>= 4;
  } while (rest != 0);
  return {out, static_cast<std::size_t>(begin + 16 - out)};
}
inline std::string_view Binary(Scratch& scratch, std::int64_t x) noexcept {
  char* const begin = scratch.AllocateChars(64);
  char* out = begin + 64;
  auto rest = static_cast<std::uint64_t>(x);
  do {
    *--out = static_cast<char>('0' + (rest & 1));
    rest >>= 1;
  } while (rest != 0);
  return {out, static_cast<std::size_t>(begin + 64 - out)};
}

}  // namespace rulert::functions
