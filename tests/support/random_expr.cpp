// Expressions that every kind of value has: paths, literals, calls, `if`, `??`, min and max.
#include "tests/support/random_expr.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace rulec::testing {
namespace {

using types::DecimalShape;

DecimalShape LiteralShape(const std::string& text) {
  const std::string digits = text[0] == '(' ? text.substr(2, text.size() - 3) : text;
  const std::size_t point = digits.find('.');
  if (point == std::string::npos) return {static_cast<int>(digits.size()), 0};
  return {static_cast<int>(digits.size()) - 1, static_cast<int>(digits.size() - point) - 1};
}

/// Every value of `from` has a place in `to`, which has no fewer decimals.
bool Fits(DecimalShape from, DecimalShape to) {
  return from.scale <= to.scale && from.precision - from.scale <= to.precision - to.scale;
}

}  // namespace

std::string ExprWriter::Literal(Kind kind, std::uint32_t number) {
  static const std::vector<std::vector<std::string>> literals = {
      {"false", "false", "true", "true", "true"},
      {"-9_223_372_036_854_775_808", "-3", "0", "7", "9223372036854775807"},
      {"-1e10", "0e0", "2.5e-3", "1.5e0", "1e300"},
      {"-12.345", "0.5", "1.00", "15.25", "99999999.99"},
      {R"("")", R"("B\n\t\"\\")", R"("a")", R"("b{x}")", R"("zürich")"},
      {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00Z", "2026-01-31T10:00:00+01:00",
       "9999-12-31T23:59:59Z"},
      {"250ms", "5s", "1h30m", "2d", "1w"},
      {"0001-01-01", "1969-12-31", "2024-02-29", "2026-01-31", "9999-12-31"},
      {"-GBP 3", "GBP 0.00", "GBP 0.05", "GBP 7.50", "GBP 9999999999999999.99"},
      {R"(from_hex(""))", R"(from_hex("00"))", R"(from_hex("61"))", R"(from_hex("c3a9"))", R"(from_hex("ff00"))"},
      {"Colour.red", "Colour.green", "Colour.blue", "Colour.new", "Colour.new"}};
  std::string text = literals[static_cast<std::size_t>(kind)][number];
  if (kind == Kind::kString) {
    // Braces interpolate unless they are escaped.
    for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos; at += 2) text.insert(at, "\\");
  }
  return text;
}

Written ExprWriter::Constant(Kind kind) {
  if (IsRecord(kind)) return {Record(kind, 0)};
  if (IsList(kind)) return {List(kind, 0)};
  if (kind == Kind::kTags) return {"set(s, s in " + List(Kind::kTexts, 0) + ")"};
  if (kind == Kind::kCounts) return {Map(0)};
  if (kind == Kind::kChoice) return {Arm(false, 0)};
  std::string text = Literal(kind, random_.Below(kLiterals));
  if (text[0] == '-') text = "(" + text + ")";
  const bool number = kind == Kind::kInt || kind == Kind::kDecimal;
  return {text, kind == Kind::kDecimal ? LiteralShape(text) : DecimalShape{1, 0}, number};
}

std::optional<Written> ExprWriter::Path(Kind kind) {
  const std::vector<Readable> readable = scope_.Present(kind);
  if (readable.empty()) return std::nullopt;
  const Readable& read = random_.Pick(readable);
  return Written{read.text, read.type.shape};
}

Written ExprWriter::Leaf(Kind kind) {
  if (random_.OneIn(3)) return Constant(kind);
  if (random_.OneIn(4)) {
    if (auto written = Coalesce(kind, 0)) return *written;
  }
  if (auto path = Path(kind)) return *path;
  return Constant(kind);
}

Written ExprWriter::NoLiteral(Kind kind, Written written) {
  if (!written.literal || kind != Kind::kDecimal) return written;
  return {"decimal(" + written.text + ", 12, 4)", {12, 4}};
}

std::string ExprWriter::Call(const Callable& callable, int depth) {
  std::string text = callable.name + "(";
  for (std::size_t i = 0; i < callable.params.size(); ++i) {
    text += (i > 0 ? ", " : "") + Typed(callable.params[i], depth - 1);
  }
  return text + ")";
}

std::optional<Written> ExprWriter::CallOf(Kind kind, int depth) {
  std::vector<const Callable*> found;
  for (const Callable& callable : callables_) {
    if (callable.result.kind == kind && callable.level < level_) found.push_back(&callable);
  }
  if (found.empty()) return std::nullopt;
  const Callable& callable = *random_.Pick(found);
  const std::string call = Call(callable, depth);
  if (!callable.result.optional) return Written{call, callable.result.shape};
  ValueType present = callable.result;
  present.optional = false;
  return Written{"(" + call + " ?? " + Typed(present, depth - 1) + ")", callable.result.shape};
}

// A field of a record that is no path.
std::optional<Written> ExprWriter::FieldOf(Kind kind, int depth) {
  std::vector<NamedType> fields;
  for (const NamedType& field : FieldsOf(Kind::kHome)) {
    if (field.type.kind == kind) fields.push_back(field);
  }
  if (fields.empty()) return std::nullopt;
  const NamedType& field = random_.Pick(fields);
  std::string record = If(Kind::kHome, depth).text;
  if (random_.OneIn(2)) {
    if (const auto call = CallOf(Kind::kHome, depth)) record = call->text;
  }
  const std::string read = record + "." + field.name;
  if (!field.type.optional) return Written{read, field.type.shape};
  ValueType present = field.type;
  present.optional = false;
  return Written{"(" + read + " ?? " + Typed(present, depth - 1) + ")", field.type.shape};
}

// Of a list that is read or answered; often there is no such element.
std::optional<Written> ExprWriter::ElementAt(Kind kind, int depth) {
  if (kind == Kind::kInt && random_.OneIn(3)) {
    const auto counts = random_.OneIn(2) ? CallOf(Kind::kCounts, depth - 1) : Path(Kind::kCounts);
    if (!counts) return std::nullopt;
    return Written{"(" + counts->text + "[" + Value(Kind::kString, depth - 1).text + "] ?? " +
                   Typed(Of(Kind::kInt), depth - 1) + ")"};
  }
  for (const Kind list : {Kind::kInts, Kind::kTexts, Kind::kPrices, Kind::kColours, Kind::kChoices}) {
    const ValueType element = ElementOf(list);
    if (element.kind != kind) continue;
    const auto elements = random_.OneIn(2) ? CallOf(list, depth - 1) : Path(list);
    if (!elements) return std::nullopt;
    const std::string index = random_.OneIn(4) ? Value(Kind::kInt, depth - 1).text : Word({"0", "0", "1", "2"});
    return Written{elements->text + "[" + index + "]", element.shape};
  }
  return std::nullopt;
}

std::optional<Written> ExprWriter::Coalesce(Kind kind, int depth) {
  const std::vector<Readable> readable = scope_.Optional(kind);
  if (readable.empty()) return std::nullopt;
  const Readable& read = random_.Pick(readable);
  ValueType present = read.type;
  present.optional = false;
  std::string text = "(" + read.text + " ?? ";
  // `a ?? b ?? c` where b is as optional as a.
  const Readable& next = random_.Pick(readable);
  if (random_.OneIn(4) && next.type.shape == read.type.shape && !scope_.Holds(next.path)) text += next.text + " ?? ";
  return Written{text + Typed(present, depth - 1) + ")", read.type.shape};
}

Written ExprWriter::If(Kind kind, int depth) {
  const Condition condition = Test(depth - 1);
  const std::size_t mark = scope_.Mark();
  scope_.Assume(condition.when_true);
  const Written yes = NoLiteral(kind, Value(kind, depth - 1));
  scope_.Leave(mark);
  scope_.Assume(condition.when_false);
  const Written no = NoLiteral(kind, Value(kind, depth - 1));
  scope_.Leave(mark);
  const auto shape = kind == Kind::kDecimal ? CommonShape({yes, no}) : DecimalShape{1, 0};
  if (!shape) return NoLiteral(kind, Leaf(kind));
  return {"(if " + condition.text + " then " + yes.text + " else " + no.text + ")", *shape};
}

std::optional<DecimalShape> ExprWriter::CommonShape(const std::vector<Written>& values) {
  int scale = 0;
  int whole = 0;
  for (const Written& value : values) {
    scale = std::max(scale, value.shape.scale);
    whole = std::max(whole, value.shape.precision - value.shape.scale);
  }
  if (whole + scale > types::kMaxDigits) return std::nullopt;
  return DecimalShape{std::max(1, whole + scale), scale};
}

// Of the variant or of the enum, its arms in any order.
Written ExprWriter::Match(Kind kind, int depth) {
  const bool variant = !random_.OneIn(4);
  std::string text = "(match " + Value(variant ? Kind::kChoice : Kind::kColour, depth - 1).text + " {";
  static const std::vector<ArmType> colours = {{"red", {}}, {"green", {}}, {"blue", {}}, {"new", {}}};
  const std::vector<ArmType>& arms = variant ? Arms() : colours;
  const std::uint32_t first = random_.Below(static_cast<std::uint32_t>(arms.size()));
  // Of a match in an arm the depth is less.
  const std::string name = "arm" + std::to_string(depth);
  std::vector<Written> values;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const ArmType& arm = arms[(first + i) % arms.size()];
    const bool named = arm.fields && !random_.OneIn(4);
    const std::size_t mark = scope_.Mark();
    if (named) scope_.Add(name, Of(*arm.fields));
    values.push_back(NoLiteral(kind, Value(kind, depth - 1)));
    if (named) scope_.RemoveLast();
    scope_.Leave(mark);
    text += " " + arm.name + (named ? " as " + name : "") + " then " + values.back().text;
  }
  const auto shape = kind == Kind::kDecimal ? CommonShape(values) : DecimalShape{1, 0};
  if (!shape) return NoLiteral(kind, Leaf(kind));
  return {text + " })", *shape};
}

Written ExprWriter::Extreme(Kind kind, int depth) {
  const std::string name = random_.OneIn(2) ? "min(" : "max(";
  Written first = NoLiteral(kind, Value(kind, depth - 1));
  std::string text = name + first.text;
  DecimalShape shape = first.shape;
  std::uint32_t more = 1 + random_.Below(2);
  std::uint32_t written = 0;
  for (; more > 0; --more) {
    const Written next = NoLiteral(kind, Value(kind, depth - 1));
    if (kind == Kind::kDecimal) {
      const int scale = std::max(shape.scale, next.shape.scale);
      const int whole = std::max(shape.precision - shape.scale, next.shape.precision - next.shape.scale);
      if (whole + scale > types::kMaxDigits) continue;
      shape = {std::max(1, whole + scale), scale};
    }
    text += ", " + next.text;
    ++written;
  }
  if (written == 0) return first;
  return {text + ")", shape};
}

Written ExprWriter::OfAnyKind(Kind kind, int depth) {
  switch (random_.Below(8)) {
    case 0:
      if (auto call = CallOf(kind, depth)) return *call;
      break;
    case 1:
      if (auto field = FieldOf(kind, depth - 1)) return *field;
      break;
    case 2:
      if (auto coalesce = Coalesce(kind, depth)) return *coalesce;
      break;
    case 3:
      if (auto element = ElementAt(kind, depth)) return *element;
      break;
    case 4:
      if (IsRecord(kind) || kind == Kind::kCounts || kind == Kind::kChoice) break;
      if (auto written = OfElements(kind, depth)) return *written;
      break;
    case 5:
      return Match(kind, depth);
    default:
      break;
  }
  return If(kind, depth);
}

Written ExprWriter::Value(Kind kind, int depth) {
  if (depth <= 0) return Leaf(kind);
  if (random_.OneIn(5)) return OfAnyKind(kind, depth);
  if (random_.OneIn(6)) {
    if (auto call = FunctionCall(kind, depth)) return *call;
  }
  switch (kind) {
    case Kind::kBool:
      return {Test(depth).text};
    case Kind::kInt:
      return Int(depth);
    case Kind::kFloat:
      return Float(depth);
    case Kind::kDecimal:
      return Decimal(depth);
    case Kind::kString:
      return String(depth);
    case Kind::kTimestamp:
      return Timestamp(depth);
    case Kind::kDuration:
      return Duration(depth);
    case Kind::kDate:
      return Date(depth);
    case Kind::kMoney:
      return Money(depth);
    case Kind::kBytes:
      return Bytes(depth);
    default:
      return Special(kind, depth);
  }
}

// ---- where a type is expected

std::string ExprWriter::FittedDecimal(DecimalShape shape, int depth) {
  const auto digits = [&] { return std::to_string(shape.precision) + ", " + std::to_string(shape.scale) + ")"; };
  if (depth > 0 && random_.OneIn(6)) {
    const Kind from = random_.OneIn(2) ? Kind::kFloat : Kind::kString;
    return "decimal(" + Value(from, depth - 1).text + ", " + digits();
  }
  const Written value = Value(Kind::kDecimal, depth);
  if (value.literal) return Fits(value.shape, shape) ? value.text : "3";
  if (value.shape.scale <= shape.scale)
    return random_.OneIn(4) ? "decimal(" + value.text + ", " + digits() : value.text;
  return "round(" + value.text + ", " + std::to_string(shape.scale) + (random_.OneIn(3) ? ", half_even)" : ")");
}

std::string ExprWriter::MaybeTyped(const ValueType& type, int depth) {
  ValueType present = type;
  present.optional = false;
  std::vector<Readable> same;
  for (const Readable& read : scope_.Optional(type.kind)) {
    if (type.kind != Kind::kDecimal || read.type.shape == type.shape) same.push_back(read);
  }
  switch (random_.Below(5)) {
    case 0:
      return "missing";
    case 1:
    case 2: {
      if (same.empty()) return "missing";
      const std::string first = random_.Pick(same).text;
      return random_.OneIn(2) ? first : "(" + first + " ?? " + random_.Pick(same).text + ")";
    }
    case 3: {
      const Condition condition = Test(depth - 1);
      const std::size_t mark = scope_.Mark();
      scope_.Assume(condition.when_true);
      const std::string yes = Typed(present, depth - 1);
      scope_.Leave(mark);
      return "(if " + condition.text + " then " + yes + " else missing)";
    }
    default:
      return Typed(present, depth);
  }
}

std::string ExprWriter::Typed(const ValueType& type, int depth) {
  if (type.optional) return MaybeTyped(type, depth);
  if (type.kind == Kind::kDecimal) return FittedDecimal(type.shape, depth);
  if (type.kind == Kind::kColour && random_.OneIn(3)) return Word({"red", "green", "blue", "new"});
  if (type.kind == Kind::kChoice && random_.OneIn(2)) return Arm(true, depth);
  if (IsRecord(type.kind) && random_.OneIn(2)) return Record(type.kind, depth);
  if (IsList(type.kind) && random_.OneIn(2)) return List(type.kind, depth);
  if (type.kind == Kind::kTags && random_.OneIn(2)) return List(type.kind, depth);
  return Value(type.kind, depth).text;
}

std::string ExprWriter::Record(Kind kind, int depth) { return TypeText(Of(kind)) + Fields(kind, depth); }

std::string ExprWriter::Fields(Kind kind, int depth) {
  std::string text = " {";
  bool first = true;
  for (const NamedType& field : FieldsOf(kind)) {
    if (field.type.optional && random_.OneIn(2)) continue;
    text += (first ? " " : ", ") + field.name + ": ";
    text += Typed(field.type, depth - 1);
    first = false;
  }
  return text + " }";
}

std::string ExprWriter::Map(int depth) {
  std::string text = "[";
  const std::uint32_t count = 1 + random_.Below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    text += (i > 0 ? ", " : "") + Typed(Of(Kind::kString), depth - 1) + ": " + Typed(Of(Kind::kInt), depth - 1);
  }
  return text + "]";
}

// `bare`: where the variant is expected.
std::string ExprWriter::Arm(bool bare, int depth) {
  const ArmType& arm = random_.Pick(Arms());
  const std::string name = (bare ? "" : "Choice.") + arm.name;
  return arm.fields ? name + Fields(*arm.fields, depth) : name;
}

std::string ExprWriter::List(Kind kind, int depth) {
  std::string text = "[";
  const std::uint32_t count = 1 + random_.Below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    text += (i > 0 ? ", " : "") + Typed(ElementOf(kind), depth - 1);
  }
  return text + "]";
}

}  // namespace rulec::testing
