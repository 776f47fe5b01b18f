// Random texts, times, records and lists.
#include "tests/support/random_expr.h"

namespace rulec::testing {

Written ExprWriter::String(int depth) {
  const auto inner = [&] { return Value(Kind::kString, depth - 1); };
  switch (random_.Below(7)) {
    case 0:
    case 1:
      return {Infix(inner(), "+", inner())};
    case 2:
      return {Word({"lower", "upper", "trim"}) + "(" + inner().text + ")"};
    case 3:
      return Extreme(Kind::kString, depth);
    case 4:
      return {Word({"utf8_text(", "utf8_text(", "to_base64(", "to_hex("}) + Value(Kind::kBytes, depth - 1).text + ")"};
    default: {
      const Kind kind = random_.Pick(ScalarKinds());
      return {(kind == Kind::kBytes ? "to_hex(" : "string(") + Value(kind, depth - 1).text + ")"};
    }
  }
}

Written ExprWriter::Timestamp(int depth) {
  const auto inner = [&] { return Value(Kind::kTimestamp, depth - 1); };
  switch (random_.Below(4)) {
    case 0:
      return {Infix(inner(), "+", Value(Kind::kDuration, depth - 1))};
    case 1:
      return {Infix(inner(), "-", Value(Kind::kDuration, depth - 1))};
    case 2:
      return Extreme(Kind::kTimestamp, depth);
    default:
      return If(Kind::kTimestamp, depth);
  }
}

Written ExprWriter::Duration(int depth) {
  const auto inner = [&] { return Value(Kind::kDuration, depth - 1); };
  switch (random_.Below(9)) {
    case 0:
      return {Infix(Value(Kind::kTimestamp, depth - 1), "-", Value(Kind::kTimestamp, depth - 1))};
    case 1:
      return {Infix(Value(Kind::kDate, depth - 1), "-", Value(Kind::kDate, depth - 1))};
    case 2:
      return {Infix(inner(), "+", inner())};
    case 3:
      return {Infix(inner(), "-", inner())};
    case 4:
      return {Infix(inner(), "*", Value(Kind::kInt, depth - 1))};
    case 5:
      return {Infix(inner(), "div", Value(Kind::kInt, depth - 1))};
    case 6:
      return {"(-" + inner().text + ")"};
    case 7:
      return {"abs(" + inner().text + ")"};
    default:
      return Extreme(Kind::kDuration, depth);
  }
}

Written ExprWriter::Date(int depth) {
  const auto inner = [&] { return Value(Kind::kDate, depth - 1); };
  const auto days = [&] {
    if (random_.OneIn(4)) return Value(Kind::kDuration, depth - 1);
    if (random_.OneIn(3)) return Written{"(1d * " + Value(Kind::kInt, depth - 1).text + ")"};
    return Written{Word({"1d", "2w", "365d"})};
  };
  switch (random_.Below(4)) {
    case 0:
      return {Infix(inner(), "+", days())};
    case 1:
      return {Infix(inner(), "-", days())};
    case 2:
      return Extreme(Kind::kDate, depth);
    default:
      return If(Kind::kDate, depth);
  }
}

// Enums, variants, records and lists.
Written ExprWriter::Special(Kind kind, int depth) {
  if (kind == Kind::kColour) return random_.OneIn(2) ? Extreme(kind, depth) : If(kind, depth);
  if (random_.OneIn(2)) return Leaf(kind);
  if (kind == Kind::kTags) return OfElements(kind, depth).value_or(Leaf(kind));
  if (kind == Kind::kCounts) return random_.OneIn(2) ? Written{Map(depth - 1)} : If(kind, depth);
  if (kind == Kind::kChoice) return random_.OneIn(2) ? Written{Arm(false, depth - 1)} : If(kind, depth);
  if (IsList(kind)) return random_.OneIn(2) ? Written{List(kind, depth - 1)} : If(kind, depth);
  return random_.OneIn(2) ? Written{Record(kind, depth - 1)} : If(kind, depth);
}

}  // namespace rulec::testing
