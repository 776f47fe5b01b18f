// Random amounts of money, and bytes.
#include "tests/support/random_expr.h"

namespace rulec::testing {

// What is not rounded yet, as money.
Written ExprWriter::Rounded(const Written& amount) {
  const std::string call = Word({"round(", "round(", "floor(", "ceil("}) + amount.text;
  if (!call.starts_with("round(")) return {call + ")"};
  return {call + Word({")", ", 2)", ", 2, half_even)", ", 1)", ", 0)"})};
}

Written ExprWriter::Money(int depth) {
  const auto inner = [&] { return Value(Kind::kMoney, depth - 1); };
  switch (random_.Below(12)) {
    case 0:
      return {Infix(inner(), "+", inner())};
    case 1:
      return {Infix(inner(), "-", inner())};
    case 2:
      return {random_.OneIn(2) ? Infix(inner(), "*", Value(Kind::kInt, depth - 1))
                               : Infix(Value(Kind::kInt, depth - 1), "*", inner())};
    case 3:
      return Rounded({Infix(inner(), "*", Value(Kind::kDecimal, depth - 1))});
    case 4:
      return Rounded({Infix(inner(), "/", Value(random_.OneIn(2) ? Kind::kInt : Kind::kDecimal, depth - 1))});
    case 5:
      // Several steps before it is rounded.
      return Rounded({"(" + Infix(inner(), "*", Written{"1.005"}) + " + " + Infix(inner(), "/", Written{"7"}) + ")"});
    case 6:
      return {Infix(inner(), "%", inner())};
    case 7:
      return {"(-" + inner().text + ")"};
    case 8:
      return {"abs(" + inner().text + ")"};
    case 9:
      return Rounded(inner());
    case 10:
      return {"money(" + FittedDecimal(random_.OneIn(2) ? kAmount : types::DecimalShape{38, 2}, depth - 1) + ", GBP)"};
    default:
      return Extreme(Kind::kMoney, depth);
  }
}

Written ExprWriter::Bytes(int depth) {
  const auto inner = [&] { return Value(Kind::kBytes, depth - 1).text; };
  switch (random_.Below(6)) {
    case 0:
      return {"utf8_bytes(" + Value(Kind::kString, depth - 1).text + ")"};
    case 1:
      return {"from_base64(to_base64(" + inner() + "))"};
    case 2:
      return {"from_hex(to_hex(" + inner() + "))"};
    case 3:
      return {Word({"from_base64(", "from_hex("}) + Digits(depth - 1) + ")"};
    case 4:
      return {"from_hex(sha256(" + inner() + "))"};
    default:
      return Extreme(Kind::kBytes, depth);
  }
}

}  // namespace rulec::testing
