#include "compiler/eval/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace rulec::eval {
namespace {

std::string_view TakeDigits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool Take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

constexpr int kLargestExponent = 1'000;

}  // namespace

std::optional<Exact> ReadNumber(std::string_view text) {
  Exact number;
  number.negative = Take(text, "-");
  const std::string_view whole = TakeDigits(text);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  std::string digits(whole);
  std::int64_t scale = 0;
  if (Take(text, ".")) {
    const std::string_view fraction = TakeDigits(text);
    if (fraction.empty()) return std::nullopt;
    digits += fraction;
    scale = static_cast<std::int64_t>(fraction.size());
  }
  if (Take(text, "eE")) {
    const bool negative = !text.empty() && text[0] == '-';
    Take(text, "+-");
    const std::string_view exponent_digits = TakeDigits(text);
    if (exponent_digits.empty()) return std::nullopt;
    std::int64_t exponent = 0;
    for (const char digit : exponent_digits)
      exponent = std::min<std::int64_t>(exponent * 10 + (digit - '0'), 100'000'000);
    scale += negative ? exponent : -exponent;
  }
  if (!text.empty()) return std::nullopt;
  number.magnitude = Natural(std::string_view(digits));
  if (number.magnitude.is_zero()) {
    number.negative = false;
    return number;
  }
  if (scale < 0) {
    number.magnitude.AppendZeros(static_cast<std::size_t>(std::min<std::int64_t>(-scale, kLargestExponent)));
    scale = 0;
  }
  number.scale = static_cast<int>(std::min<std::int64_t>(scale, 100'000'000));
  return number;
}

std::optional<base::Int128> ExactFit(const Exact& number, types::DecimalShape shape) {
  Exact rest = number;
  if (number.scale > shape.scale) {
    Natural dropped;
    rest.magnitude.Drop(static_cast<std::size_t>(number.scale - shape.scale), dropped);
    if (!dropped.is_zero()) return std::nullopt;
    rest.scale = shape.scale;
  }
  return Fit(rest, shape);
}

double NearestFloat(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

std::string WholeText(double value) {
  return fmt::format("{:.0f}", value < 0 ? -std::floor(-value) : std::floor(value));
}

}  // namespace rulec::eval
