#include "tests/unit/rulert_values/digit_oracle.h"

#include <algorithm>

namespace rulert::oracle {
namespace {

std::string Stripped(std::string text) {
  const auto first = text.find_first_not_of('0');
  return first == std::string::npos ? "0" : text.substr(first);
}

Digits Signed(bool negative, std::string text) {
  text = Stripped(text);
  return {negative && text != "0", text};
}

bool SmallerText(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string AddText(std::string a, std::string b) {
  const std::size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (std::size_t i = size; i-- > 0;) {
    const int sum = (a[i] - '0') + (b[i] - '0') + carry;
    a[i] = static_cast<char>('0' + sum % 10);
    carry = sum / 10;
  }
  return Stripped(a);
}

// a >= b.
std::string SubtractText(std::string a, std::string b) {
  b.insert(0, a.size() - b.size(), '0');
  int borrow = 0;
  for (std::size_t i = a.size(); i-- > 0;) {
    int difference = a[i] - b[i] - borrow;
    borrow = difference < 0 ? 1 : 0;
    a[i] = static_cast<char>('0' + difference + 10 * borrow);
  }
  return Stripped(a);
}

}  // namespace

Digits FromText(const std::string& text) {
  const bool negative = text.front() == '-';
  return Signed(negative, text.substr(negative ? 1 : 0));
}

std::string ToText(const Digits& x) { return (x.negative ? "-" : "") + x.text; }

Digits Negate(Digits x) { return Signed(!x.negative, x.text); }

Digits Add(const Digits& a, const Digits& b) {
  if (a.negative == b.negative) return Signed(a.negative, AddText(a.text, b.text));
  if (SmallerText(a.text, b.text)) return Signed(b.negative, SubtractText(b.text, a.text));
  return Signed(a.negative, SubtractText(a.text, b.text));
}

Digits Multiply(const Digits& a, const Digits& b) {
  std::string sum = "0";
  for (const char digit : a.text) {
    sum += '0';
    for (int i = 0; i < digit - '0'; ++i) sum = AddText(sum, b.text);
  }
  return Signed(a.negative != b.negative, sum);
}

Digits Shift(Digits x, int n) { return Signed(x.negative, x.text + std::string(static_cast<std::size_t>(n), '0')); }

bool Less(const Digits& a, const Digits& b) {
  if (a.negative != b.negative) return a.negative;
  return a.negative ? SmallerText(b.text, a.text) : SmallerText(a.text, b.text);
}

Quotient Divide(const Digits& a, const Digits& b) {
  std::string quotient;
  std::string rest = "0";
  for (const char digit : a.text) {
    rest = Stripped(rest + digit);
    int times = 0;
    while (!SmallerText(rest, b.text)) {
      rest = SubtractText(rest, b.text);
      ++times;
    }
    quotient += static_cast<char>('0' + times);
  }
  return {Signed(a.negative != b.negative, quotient), Signed(a.negative, rest)};
}

Digits DivideRounded(const Digits& a, const Digits& b, Round round) {
  const Quotient q = Divide(a, b);
  const bool negative = a.negative != b.negative;
  const Digits one{negative, "1"};
  const std::string twice = AddText(q.remainder.text, q.remainder.text);
  const bool inexact = q.remainder.text != "0";
  bool away = false;
  switch (round) {
    case Round::kHalfUp:
      away = inexact && !SmallerText(twice, b.text);
      break;
    case Round::kHalfEven:
      away = SmallerText(b.text, twice) || (twice == b.text && (q.quotient.text.back() - '0') % 2 == 1);
      break;
    case Round::kFloor:
      away = inexact && negative;
      break;
    case Round::kCeiling:
      away = inexact && !negative;
      break;
  }
  return away ? Add(q.quotient, one) : q.quotient;
}

int Length(const Digits& x) { return static_cast<int>(x.text.size()); }

}  // namespace rulert::oracle
