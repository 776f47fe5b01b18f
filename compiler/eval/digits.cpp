#include "compiler/eval/digits.h"

#include <algorithm>
#include <utility>

#include "compiler/base/check.h"

namespace rulec::eval {

Natural::Natural(base::UInt128 number) {
  for (; number != 0; number /= 10) digits_.push_back(static_cast<std::uint8_t>(number % 10));
}

Natural::Natural(std::string_view digits) {
  for (auto it = digits.rbegin(); it != digits.rend(); ++it) digits_.push_back(static_cast<std::uint8_t>(*it - '0'));
  Trim();
}

base::UInt128 Natural::number() const {
  RULEC_CHECK(digits_.size() <= 38, "a number of at most 38 digits");
  base::UInt128 number = 0;
  for (auto it = digits_.rbegin(); it != digits_.rend(); ++it) number = number * 10 + *it;
  return number;
}

void Natural::Trim() {
  while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
}

void Natural::AppendZeros(std::size_t count) {
  if (!is_zero()) digits_.insert(digits_.begin(), count, 0);
}

void Natural::Drop(std::size_t count, Natural& rest) {
  const auto cut = digits_.begin() + static_cast<std::ptrdiff_t>(std::min(count, digits_.size()));
  rest.digits_.assign(digits_.begin(), cut);
  rest.Trim();
  digits_.erase(digits_.begin(), cut);
}

void Natural::Increment() {
  for (std::uint8_t& digit : digits_) {
    if (digit < 9) {
      ++digit;
      return;
    }
    digit = 0;
  }
  digits_.push_back(1);
}

int Compare(const Natural& a, const Natural& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a.digits_[i] != b.digits_[i]) return a.digits_[i] < b.digits_[i] ? -1 : 1;
  }
  return 0;
}

Natural Add(const Natural& a, const Natural& b) {
  Natural sum;
  int carry = 0;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
    const int digit = a.digit(i) + b.digit(i) + carry;
    sum.digits_.push_back(static_cast<std::uint8_t>(digit % 10));
    carry = digit / 10;
  }
  return sum;
}

Natural Subtract(const Natural& a, const Natural& b) {
  Natural difference;
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int digit = a.digit(i) - b.digit(i) - borrow;
    borrow = digit < 0 ? 1 : 0;
    if (digit < 0) digit += 10;
    difference.digits_.push_back(static_cast<std::uint8_t>(digit));
  }
  difference.Trim();
  return difference;
}

Natural Multiply(const Natural& a, const Natural& b) {
  std::vector<int> columns(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) columns[i + j] += a.digit(i) * b.digit(j);
  }
  Natural product;
  int carry = 0;
  for (const int column : columns) {
    product.digits_.push_back(static_cast<std::uint8_t>((column + carry) % 10));
    carry = (column + carry) / 10;
  }
  product.Trim();
  return product;
}

Natural Divide(const Natural& a, const Natural& b, Natural& rest) {
  Natural quotient;
  rest = Natural();
  quotient.digits_.assign(a.size(), 0);
  for (std::size_t i = a.size(); i-- > 0;) {
    rest.digits_.insert(rest.digits_.begin(), a.digits_[i]);
    rest.Trim();
    while (Compare(rest, b) >= 0) {
      rest = Subtract(rest, b);
      ++quotient.digits_[i];
    }
  }
  quotient.Trim();
  return quotient;
}

Exact Exact::Of(base::Int128 mantissa, int scale) {
  const bool negative = mantissa < 0;
  const auto magnitude = static_cast<base::UInt128>(mantissa);
  return {negative, Natural(negative ? base::UInt128{0} - magnitude : magnitude), scale};
}

namespace {

void Align(Exact& a, Exact& b) {
  const int scale = std::max(a.scale, b.scale);
  a.magnitude.AppendZeros(static_cast<std::size_t>(scale - a.scale));
  b.magnitude.AppendZeros(static_cast<std::size_t>(scale - b.scale));
  a.scale = b.scale = scale;
}

}  // namespace

int Compare(const Exact& a_in, const Exact& b_in) {
  Exact a = a_in;
  Exact b = b_in;
  Align(a, b);
  if (a.magnitude.is_zero() && b.magnitude.is_zero()) return 0;
  const bool a_below = a.negative && !a.magnitude.is_zero();
  const bool b_below = b.negative && !b.magnitude.is_zero();
  if (a_below != b_below) return a_below ? -1 : 1;
  const int order = Compare(a.magnitude, b.magnitude);
  return a_below ? -order : order;
}

Exact Add(const Exact& a_in, const Exact& b_in) {
  Exact a = a_in;
  Exact b = b_in;
  Align(a, b);
  if (a.negative == b.negative) return {a.negative, Add(a.magnitude, b.magnitude), a.scale};
  if (Compare(a.magnitude, b.magnitude) >= 0) return {a.negative, Subtract(a.magnitude, b.magnitude), a.scale};
  return {b.negative, Subtract(b.magnitude, a.magnitude), a.scale};
}

Exact Negate(Exact a) {
  a.negative = !a.negative;
  return a;
}

Exact Multiply(const Exact& a, const Exact& b) {
  return {a.negative != b.negative, Multiply(a.magnitude, b.magnitude), a.scale + b.scale};
}

Exact Divide(const Exact& a, const Exact& b, int scale) {
  // a / 10^sa / (b / 10^sb) * 10^scale = a * 10^(scale + sb - sa) / b
  Natural dividend = a.magnitude;
  Natural divisor = b.magnitude;
  const int shift = scale + b.scale - a.scale;
  if (shift >= 0) dividend.AppendZeros(static_cast<std::size_t>(shift));
  if (shift < 0) divisor.AppendZeros(static_cast<std::size_t>(-shift));
  Natural rest;
  Natural quotient = Divide(dividend, divisor, rest);
  if (Compare(Add(rest, rest), divisor) >= 0) quotient.Increment();
  return {a.negative != b.negative, std::move(quotient), scale};
}

Exact Remainder(const Exact& a_in, const Exact& b_in) {
  Exact a = a_in;
  Exact b = b_in;
  Align(a, b);
  Natural rest;
  Divide(a.magnitude, b.magnitude, rest);
  return {a.negative, std::move(rest), a.scale};
}

Exact Rescale(Exact a, int scale, Rounding rounding) {
  if (scale >= a.scale) {
    a.magnitude.AppendZeros(static_cast<std::size_t>(scale - a.scale));
    a.scale = scale;
    return a;
  }
  const auto dropped = static_cast<std::size_t>(a.scale - scale);
  Natural rest;
  a.magnitude.Drop(dropped, rest);
  a.scale = scale;
  Natural half(std::string_view("5"));
  half.AppendZeros(dropped - 1);
  const int against_half = Compare(rest, half);
  bool away = false;
  switch (rounding) {
    case Rounding::kHalfUp:
      away = against_half >= 0;
      break;
    case Rounding::kHalfEven:
      away = against_half > 0 || (against_half == 0 && a.magnitude.digit(0) % 2 != 0);
      break;
    case Rounding::kFloor:
      away = a.negative && !rest.is_zero();
      break;
    case Rounding::kCeiling:
      away = !a.negative && !rest.is_zero();
      break;
    case Rounding::kTruncate:
      break;
  }
  if (away) a.magnitude.Increment();
  return a;
}

std::optional<base::Int128> Fit(Exact a, types::DecimalShape shape, Rounding rounding) {
  a = Rescale(std::move(a), shape.scale, rounding);
  if (a.magnitude.size() > static_cast<std::size_t>(shape.precision)) return std::nullopt;
  const auto mantissa = static_cast<base::Int128>(a.magnitude.number());
  return a.negative ? -mantissa : mantissa;
}

}  // namespace rulec::eval
