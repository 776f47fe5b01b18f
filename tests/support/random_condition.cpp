// Random conditions, with what they prove.
#include "tests/support/random_expr.h"

namespace rulec::testing {
namespace {

const std::vector<std::string> kCompare = {"==", "!=", "<", "<=", ">", ">="};

Paths Joined(Paths a, const Paths& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// `a and b` (all), `a or b`.
Condition ExprWriter::Chain(int depth, bool all) {
  const Condition left = Test(depth - 1);
  const std::size_t mark = scope_.Mark();
  scope_.Assume(all ? left.when_true : left.when_false);
  const Condition right = Test(depth - 1);
  scope_.Leave(mark);
  Condition chain{"(" + left.text + (all ? " and " : " or ") + right.text + ")", {}, {}};
  if (all) {
    chain.when_true = Joined(left.when_true, right.when_true);
    chain.when_false = Common(left.when_false, right.when_false);
  } else {
    chain.when_true = Common(left.when_true, right.when_true);
    chain.when_false = Joined(left.when_false, right.when_false);
  }
  return chain;
}

std::optional<Readable> ExprWriter::AnyOptional() {
  static const std::vector<Kind> kinds = [] {
    std::vector<Kind> all = ScalarKinds();
    all.insert(all.end(), {Kind::kHome, Kind::kPlace, Kind::kInts, Kind::kChoice});
    return all;
  }();
  for (int attempt = 0; attempt < 4; ++attempt) {
    const std::vector<Readable> found = scope_.Optional(random_.Pick(kinds));
    if (!found.empty()) return random_.Pick(found);
  }
  return std::nullopt;
}

// `x.maybe is missing` and its like.
Condition ExprWriter::Presence(const Readable& read) {
  if (random_.OneIn(2)) return {"(" + read.text + Word({" is present", " is not missing"}) + ")", read.proved, {}};
  return {"(" + read.text + Word({" is missing", " is not present"}) + ")", {}, read.proved};
}

// An optional value, proved and used at once: `x.a is present and x.a > 1`, `x.a is missing or x.a > 1`.
Condition ExprWriter::NarrowedUse(int depth) {
  const auto optional = AnyOptional();
  if (!optional) return {Comparison(depth), {}, {}};
  const Condition proof = Presence(*optional);
  const bool all = proof.when_false.empty();
  const std::size_t mark = scope_.Mark();
  scope_.Assume(optional->proved);
  std::string use = Comparison(depth - 1);
  for (const Readable& read : scope_.Present(optional->type.kind)) {
    if (read.path != optional->path || optional->type.kind > Kind::kColour) continue;
    use = "(" + read.text + " " + random_.Pick(kCompare) + " " + Value(read.type.kind, depth - 2).text + ")";
  }
  scope_.Leave(mark);
  Condition condition{"(" + proof.text + (all ? " and " : " or ") + use + ")", {}, {}};
  (all ? condition.when_true : condition.when_false) = optional->proved;
  return condition;
}

std::string ExprWriter::NumberComparison(int depth) {
  const std::string op = random_.Pick(kCompare);
  switch (random_.Below(3)) {
    case 0:
      return Infix(Value(Kind::kInt, depth - 1), op, Value(Kind::kDecimal, depth - 1));
    case 1:
      return "(" + Value(Kind::kFloat, depth - 1).text + " " + op + " " + FloatOperand(depth - 1) + ")";
    default:
      return Infix(Value(Kind::kDecimal, depth - 1), op, Value(Kind::kDecimal, depth - 1));
  }
}

std::string ExprWriter::Comparison(int depth) {
  if (random_.OneIn(10)) {
    const std::string value = Value(Kind::kChoice, depth - 1).text;
    const std::string other = random_.OneIn(2) ? Arm(true, depth - 1) : Value(Kind::kChoice, depth - 1).text;
    const std::string op = Word({" == ", " != "});
    return "(" + (random_.OneIn(2) ? value + op + other : other + op + value) + ")";
  }
  const Kind kind = random_.Pick(ScalarKinds());
  if (kind == Kind::kDecimal || random_.OneIn(6)) return NumberComparison(depth);
  if (kind == Kind::kColour && random_.OneIn(2)) {
    const std::string value = Value(kind, depth - 1).text;
    const std::string bare = Word({"red", "green", "blue", "new"});
    return random_.OneIn(2) ? "(" + value + " " + random_.Pick(kCompare) + " " + bare + ")"
                            : "(" + bare + " " + random_.Pick(kCompare) + " " + value + ")";
  }
  // An amount that is not rounded compares as any other.
  const std::string rate = kind == Kind::kMoney && random_.OneIn(3) ? " * 1.005" : "";
  return "(" + Value(kind, depth - 1).text + rate + " " + random_.Pick(kCompare) + " " + Value(kind, depth - 1).text +
         ")";
}

std::string ExprWriter::Membership(int depth) {
  const std::string in = Word({" in ", " not in "});
  if (random_.OneIn(4)) {
    const auto keyed = Path(random_.OneIn(2) ? Kind::kTags : Kind::kCounts);
    if (keyed) return "(" + Value(Kind::kString, depth - 1).text + in + keyed->text + ")";
  }
  if (random_.OneIn(2)) {
    static const std::vector<Kind> lists = {Kind::kInts, Kind::kTexts, Kind::kPrices, Kind::kColours, Kind::kChoices};
    const Kind kind = random_.Pick(lists);
    const Kind element = ElementOf(kind).kind;
    const bool only_paths = kind != Kind::kInts && kind != Kind::kTexts;
    const auto path = Path(kind);
    if (path || !only_paths) {
      const std::string list = path && (only_paths || random_.OneIn(2)) ? path->text : If(kind, depth - 1).text;
      return "(" + NoLiteral(element, Value(element, depth - 1)).text + in + list + ")";
    }
  }
  const Kind kind = random_.OneIn(8) ? Kind::kChoice : random_.Pick(ScalarKinds());
  const Written value = NoLiteral(kind, Value(kind, depth - 1));
  std::string text = "(" + value.text + in + "[";
  const std::uint32_t count = random_.Below(4);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Written element = NoLiteral(kind, Value(kind, random_.OneIn(3) ? depth - 1 : 0));
    text += (i > 0 ? ", " : "") + (kind == Kind::kColour && random_.OneIn(3) ? std::string("blue") : element.text);
  }
  return text + "])";
}

std::string ExprWriter::TextTest(int depth) {
  if (random_.OneIn(2)) return FunctionCall(Kind::kBool, depth)->text;
  return Word({"contains", "starts_with", "ends_with"}) + "(" + Value(Kind::kString, depth - 1).text + ", " +
         Value(Kind::kString, depth - 2).text + ")";
}

Condition ExprWriter::Test(int depth) {
  if (depth <= 0) {
    const auto optional = random_.OneIn(3) ? AnyOptional() : std::nullopt;
    if (optional) return Presence(*optional);
    if (random_.OneIn(2)) return {Comparison(0), {}, {}};
    return {Leaf(Kind::kBool).text, {}, {}};
  }
  switch (random_.Below(14)) {
    case 0:
    case 1:
      return Chain(depth, true);
    case 2:
    case 3:
      return Chain(depth, false);
    case 4: {
      const Condition inner = Test(depth - 1);
      return {"(not " + inner.text + ")", inner.when_false, inner.when_true};
    }
    case 5:
      if (const auto optional = AnyOptional()) return Presence(*optional);
      return {Comparison(depth), {}, {}};
    case 6:
    case 7:
      return NarrowedUse(depth);
    case 8:
      return {Membership(depth), {}, {}};
    case 9:
      return {TextTest(depth), {}, {}};
    case 10:
      if (auto test = ElementTest(depth)) return {*test, {}, {}};
      return {Comparison(depth), {}, {}};
    case 11:
      return {(random_.OneIn(4) ? Extreme(Kind::kBool, depth) : OfAnyKind(Kind::kBool, depth)).text, {}, {}};
    default:
      return {Comparison(depth), {}, {}};
  }
}

}  // namespace rulec::testing
