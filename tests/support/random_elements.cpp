// Random forms that look at each element of a list: `any(x in xs where ..)`, `sum(e, x in xs)`.
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/random_expr.h"

namespace rulec::testing {
namespace {

constexpr Kind kCollections[] = {Kind::kInts, Kind::kTexts, Kind::kPrices, Kind::kColours, Kind::kTags, Kind::kCounts};

}  // namespace

std::optional<ExprWriter::Binding> ExprWriter::Bind(Kind collection, int depth) {
  auto elements = random_.OneIn(3) ? CallOf(collection, depth - 1) : Path(collection);
  const bool has_type = collection == Kind::kInts || collection == Kind::kTexts;  // written out
  if (!elements && has_type && random_.OneIn(2)) elements = Written{List(collection, depth - 1)};
  if (!elements) return std::nullopt;
  const std::string name = "el" + std::to_string(depth);  // a form in a form has less depth
  scope_.Add(name, ElementOf(collection));
  return Binding{name, name + " in " + elements->text};
}

std::optional<std::string> ExprWriter::ElementTest(int depth) {
  const auto binding = Bind(kCollections[random_.Below(std::size(kCollections))], depth);
  if (!binding) return std::nullopt;
  const std::string test = Test(depth - 1).text;
  scope_.RemoveLast();
  return Word({"any(", "all("}) + binding->text + " where " + test + ")";
}

// What a condition proves of an element holds in what is made of it.
std::optional<Written> ExprWriter::OfElements(Kind kind, int depth) {
  const Kind from = IsList(kind) ? kind : kCollections[random_.Below(std::size(kCollections))];
  const auto binding = Bind(from, depth);
  if (!binding) return std::nullopt;
  if (kind == Kind::kInt && random_.OneIn(3)) {
    const std::string test = Test(depth - 1).text;
    scope_.RemoveLast();
    return Written{"count(" + binding->text + " where " + test + ")"};
  }
  const std::size_t mark = scope_.Mark();
  std::string where;
  if (random_.OneIn(2)) {
    const Condition chosen = Test(depth - 1);
    scope_.Assume(chosen.when_true);
    where = " where " + chosen.text;
  }
  Written value{binding->name};
  if (kind == Kind::kTags) {
    value = Value(Kind::kString, depth - 1);
  } else if (!IsList(kind)) {
    value = NoLiteral(kind, Value(kind, depth - 1));
  } else if (kind != Kind::kPrices) {  // whose elements have a shape
    value = Value(ElementOf(kind).kind, depth - 1);
  }
  scope_.Leave(mark);
  scope_.RemoveLast();
  const std::string rest = value.text + ", " + binding->text + where + ")";
  if (kind == Kind::kTags) return Written{"set(" + rest};
  if (kind == Kind::kChoices) return Written{"list(" + rest};  // they have no order
  if (IsList(kind)) return Written{Word({"list(", "sort("}) + rest};
  const bool number = kind == Kind::kInt || kind == Kind::kFloat || kind == Kind::kDecimal;
  if (number && random_.OneIn(2)) {
    return Written{"sum(" + rest, {types::kMaxDigits, value.shape.scale}};
  }
  ValueType present = Of(kind);
  present.shape = value.shape;
  return Written{"(" + Word({"min(", "max("}) + rest + " ?? " + Typed(present, depth - 1) + ")", value.shape};
}

}  // namespace rulec::testing
