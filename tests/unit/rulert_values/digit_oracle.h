#pragma once
// A slow second opinion on decimal arithmetic: numbers are strings of digits, worked on as on paper.
#include <string>

namespace rulert::oracle {

/// An integer of any size; no leading zeros, zero is "0" and not negative.
struct Digits {
  bool negative = false;
  std::string text = "0";
  friend bool operator==(const Digits&, const Digits&) = default;
};

Digits FromText(const std::string& text);  // -?[0-9]+
std::string ToText(const Digits& x);
Digits Negate(Digits x);
Digits Add(const Digits& a, const Digits& b);
Digits Multiply(const Digits& a, const Digits& b);
/// x 10^n.
Digits Shift(Digits x, int n);
bool Less(const Digits& a, const Digits& b);

struct Quotient {
  Digits quotient;   // toward zero
  Digits remainder;  // sign of the dividend
};
Quotient Divide(const Digits& a, const Digits& b);

enum class Round { kHalfUp, kHalfEven, kFloor, kCeiling };
/// a / b to an integer.
Digits DivideRounded(const Digits& a, const Digits& b, Round round);

/// Digits of the magnitude.
int Length(const Digits& x);

}  // namespace rulert::oracle
