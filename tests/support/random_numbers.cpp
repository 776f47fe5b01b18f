// Random arithmetic.
#include "tests/support/random_expr.h"

namespace rulec::testing {

Written ExprWriter::Int(int depth) {
  const auto inner = [&] { return Value(Kind::kInt, depth - 1); };
  switch (random_.Below(16)) {
    case 0:
    case 1:
      return {Infix(inner(), "+", inner())};
    case 2:
      return {Infix(inner(), "-", inner())};
    case 3:
    case 4:
      return {Infix(inner(), "*", inner())};
    case 5:
      return {Infix(inner(), "div", inner())};
    case 6:
      return {Infix(inner(), "%", inner())};
    case 7:
      return {Infix(inner(), "**", random_.OneIn(3) ? inner() : Written{Word({"0", "1", "2", "3", "(-1)"})})};
    case 8: {
      const Written value = inner();
      return {"(-" + value.text + ")", {1, 0}, value.literal && value.text[0] != '('};
    }
    case 9:
      return Extreme(Kind::kInt, depth);
    case 10:
      return {"abs(" + inner().text + ")"};
    case 11:
      return {"length(" + Value(Kind::kString, depth - 1).text + ")"};
    case 12:
      return {"int(" + Value(random_.Pick(std::vector{Kind::kDecimal, Kind::kFloat, Kind::kMoney}), depth - 1).text +
              ")"};
    case 13:
      return {Word({"length(", "length(", "crc32(", "hash("}) + Value(Kind::kBytes, depth - 1).text + ")"};
    default:
      return {"int(" + Digits(depth - 1) + ")"};
  }
}

// A string that is often a number.
std::string ExprWriter::Digits(int depth) {
  std::vector<std::string> texts = {"\"42\"", "\"-7\"", "\"1e2\"", "\"-0.5\""};
  for (const Readable& read : scope_.Present(Kind::kString)) {
    if (read.path.ends_with("digits")) texts = {read.text};
  }
  return random_.OneIn(2) ? random_.Pick(texts) : Value(Kind::kString, depth).text;
}

// An int that is no literal, with the shape that it has beside a decimal.
Written ExprWriter::IntColumn() {
  const auto path = Path(Kind::kInt);
  return {path && random_.OneIn(2) ? path->text : "length(" + Leaf(Kind::kString).text + ")", types::kIntShape};
}

// A number that is no float stands beside a float if it is a literal.
std::string ExprWriter::FloatOperand(int depth) {
  return random_.OneIn(6) ? Word({"2", "0", "0.5", "1.25", "(-3)"}) : Value(Kind::kFloat, depth).text;
}

Written ExprWriter::Float(int depth) {
  const auto inner = [&] { return Value(Kind::kFloat, depth - 1).text; };
  switch (random_.Below(12)) {
    case 0:
      return {"(" + inner() + " + " + FloatOperand(depth - 1) + ")"};
    case 1:
      return {"(" + inner() + " - " + FloatOperand(depth - 1) + ")"};
    case 2:
      return {"(" + inner() + " * " + FloatOperand(depth - 1) + ")"};
    case 3:
      return {"(" + inner() + " / " + FloatOperand(depth - 1) + ")"};
    case 4:
      return {"(" + inner() + " % " + FloatOperand(depth - 1) + ")"};
    case 5:
      return {"(" + inner() + " ** " + (random_.OneIn(3) ? inner() : Word({"2", "0.5", "(-1)", "0", "3e0"})) + ")"};
    case 6:
      return {"float(" + Value(random_.Pick(std::vector{Kind::kInt, Kind::kDecimal, Kind::kMoney}), depth - 1).text +
              ")"};
    case 7:
      return {"float(" + Digits(depth - 1) + ")"};
    case 8:
      return Extreme(Kind::kFloat, depth);
    case 9:
      return {"(-" + inner() + ")"};
    case 10:
      return {Word({"abs", "round", "floor", "ceil"}) + "(" + inner() + ")"};
    default: {
      // A literal takes the type of the other branch.
      const Condition condition = Test(depth - 1);
      const std::size_t mark = scope_.Mark();
      scope_.Assume(condition.when_true);
      const std::string yes = inner();
      scope_.Leave(mark);
      return {"(if " + condition.text + " then " + yes + " else 0.5)"};
    }
  }
}

Written ExprWriter::Decimal(int depth) {
  const auto inner = [&] { return Value(Kind::kDecimal, depth - 1); };
  const auto combined = [&](const char* op, types::DecimalShape (*shape)(types::DecimalShape, types::DecimalShape)) {
    const Written left = inner();
    // An int beside a decimal widens.
    const Written right = random_.OneIn(5) ? IntColumn() : inner();
    return Written{Infix(left, op, right), shape(left.shape, right.shape)};
  };
  switch (random_.Below(15)) {
    case 0:
    case 1:
      return combined("+", types::AddShape);
    case 2:
      return combined("-", types::AddShape);
    case 3:
    case 4:
      return combined("*", types::MultiplyShape);
    case 5:
      if (random_.OneIn(3)) {
        // Quotients that end, some of them in a tie.
        const Written left = inner();
        return {"(" + left.text + " / 64.0)", types::DivideShape(left.shape, {3, 1})};
      }
      return combined("/", types::DivideShape);
    case 6:
      return combined("%", types::RemainderShape);
    case 7: {
      const Written value = inner();
      const int digits = static_cast<int>(random_.Below(5));
      return {"round(" + value.text + ", " + std::to_string(digits) + (random_.OneIn(3) ? ", half_even)" : ")"),
              types::RoundShape(value.shape, digits), value.literal && digits >= value.shape.scale};
    }
    case 8: {
      const Written value = inner();
      return {"(-" + value.text + ")", value.shape, value.literal && value.text[0] != '('};
    }
    case 9: {
      const Written value = inner();
      return {"abs(" + value.text + ")", value.shape};
    }
    case 10: {
      const Written value = inner();
      return {Word({"floor(", "ceil(", "round("}) + value.text + ")", types::RoundShape(value.shape, 0),
              value.literal && value.shape.scale == 0};
    }
    case 11:
      return {"decimal(" + IntColumn().text + ")", types::kIntShape};
    case 12:
      return {"decimal(" + Value(Kind::kMoney, depth - 1).text + ")", kMoneyShape};
    case 13:
      return {Infix(Value(Kind::kMoney, depth - 1), "/", Value(Kind::kMoney, depth - 1)),
              types::DivideShape(kMoneyShape, kMoneyShape)};
    default:
      return Extreme(Kind::kDecimal, depth);
  }
}

}  // namespace rulec::testing
