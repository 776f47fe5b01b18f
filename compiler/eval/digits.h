#pragma once
// Exact decimal arithmetic the slow way, digit by digit: what generated code is measured against.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/int128.h"
#include "compiler/types/types.h"

namespace rulec::eval {

/// A natural number as decimal digits, least significant first, without leading zeros (0 has none).
class Natural {
 public:
  Natural() = default;
  explicit Natural(base::UInt128 number);
  explicit Natural(std::string_view digits);  // most significant first

  bool is_zero() const { return digits_.empty(); }
  std::size_t size() const { return digits_.size(); }
  base::UInt128 number() const;  // size() <= 38
  int digit(std::size_t from_least) const { return from_least < digits_.size() ? digits_[from_least] : 0; }

  void AppendZeros(std::size_t count);  // times 10^count
  /// Divides by 10^count; what was dropped stays in `rest`.
  void Drop(std::size_t count, Natural& rest);
  void Increment();

  friend int Compare(const Natural& a, const Natural& b);
  friend Natural Add(const Natural& a, const Natural& b);
  friend Natural Subtract(const Natural& a, const Natural& b);  // a >= b
  friend Natural Multiply(const Natural& a, const Natural& b);
  friend Natural Divide(const Natural& a, const Natural& b, Natural& rest);  // b is not 0

 private:
  void Trim();
  std::vector<std::uint8_t> digits_;
};

int Compare(const Natural& a, const Natural& b);
Natural Add(const Natural& a, const Natural& b);
Natural Subtract(const Natural& a, const Natural& b);
Natural Multiply(const Natural& a, const Natural& b);
Natural Divide(const Natural& a, const Natural& b, Natural& rest);

enum class Rounding : std::uint8_t { kHalfUp, kHalfEven, kFloor, kCeiling, kTruncate };

/// sign * magnitude / 10^scale.
struct Exact {
  bool negative = false;
  Natural magnitude;
  int scale = 0;

  static Exact Of(base::Int128 mantissa, int scale);
};

int Compare(const Exact& a, const Exact& b);
Exact Add(const Exact& a, const Exact& b);
Exact Negate(Exact a);
Exact Multiply(const Exact& a, const Exact& b);
/// Rounded half up to `scale`; b is not 0.
Exact Divide(const Exact& a, const Exact& b, int scale);
/// Sign of the dividend; b is not 0.
Exact Remainder(const Exact& a, const Exact& b);
/// To `scale` digits after the point.
Exact Rescale(Exact a, int scale, Rounding rounding);
/// The mantissa of a value of that shape, rounded; nothing if it has more digits.
std::optional<base::Int128> Fit(Exact a, types::DecimalShape shape, Rounding rounding = Rounding::kHalfUp);

}  // namespace rulec::eval
