// Random tables, with every kind of cell.
#include "tests/support/random_decision.h"

namespace rulec::testing {

std::string DecisionWriter::Table() {
  const std::uint32_t inputs = 1 + random_.Below(3);
  std::string text = "  table {\n   ";
  for (std::uint32_t i = 0; i < inputs; ++i) {
    Column column;
    const Kind kind = random_.Pick(ScalarKinds());
    std::vector<Readable> readable = random_.OneIn(2) ? scope_.Optional(kind) : scope_.Present(kind);
    if (!readable.empty() && !random_.OneIn(3)) {
      const Readable& read = random_.Pick(readable);
      const bool is_path = read.text.find("?.") == std::string::npos;
      column = {read.text, is_path ? read.path : "input " + std::to_string(i), read.type};
    } else {
      const Written value = Writer().Value(kind, 2);
      column = {value.text, "input " + std::to_string(i), {kind, false, value.shape}};
    }
    text += " | " + column.header + (random_.OneIn(3) ? " as label" + std::to_string(i) : "");
    columns_.push_back(std::move(column));
  }
  text += " |";
  if (IsRecord(given_.kind) && random_.OneIn(2)) {
    for (const NamedType& field : FieldsOf(given_.kind)) {
      if (!field.type.optional || random_.OneIn(2)) outputs_.push_back(field.name);
    }
  }
  // Lists are no data.
  data_ = random_.OneIn(3) && !IsCollection(given_.kind) && given_.kind != Kind::kOut;
  if (outputs_.empty()) text += collected_.empty() ? "| result " : "| " + collected_ + " ";
  for (const std::string& output : outputs_) text += "| " + output + " ";
  text += "|\n";
  // More than fit into one function.
  // More than 64 rows of constants are data, more than 256 packed.
  const std::uint32_t many = random_.OneIn(3) ? 257 : 65;
  const std::uint32_t rows = data_ ? many + random_.Below(40) : 1 + random_.Below(4);
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::size_t mark = scope_.Mark();
    Paths row_false;
    bool first = true;
    text += "   ";
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      Paths when_true;
      Paths when_false;
      const std::string cell = Cell(c, when_true, when_false);
      text += " | " + cell;
      if (cell == "-") continue;
      scope_.Assume(when_true);
      row_false = first ? when_false : Common(row_false, when_false);
      first = false;
    }
    text += " |" + Results() + "|\n";
    scope_.Leave(mark);
    if (first_match()) scope_.Assume(row_false);
  }
  return text + "  }\n";
}

// A literal, or a record or arm of them.
std::string DecisionWriter::Data(const ValueType& type) {
  if (type.optional && random_.OneIn(3)) return "missing";
  if (IsRecord(type.kind)) return TypeText(Of(type.kind)) + DataFields(type.kind);
  if (type.kind == Kind::kChoice) {
    const ArmType& arm = random_.Pick(Arms());
    const bool plain = arm.fields && *arm.fields != Kind::kTold;  // lists are no data
    return plain ? arm.name + DataFields(*arm.fields) : "default";
  }
  if (type.kind == Kind::kDecimal) return type.shape.scale > 1 ? random_.Word({"0", "-0.5", "7.25"}) : "7";
  return ExprWriter::Literal(type.kind, random_.Below(ExprWriter::kLiterals));
}

std::string DecisionWriter::DataFields(Kind kind) {
  std::string text = " {";
  for (const NamedType& field : FieldsOf(kind)) {
    text += (text.back() == '{' ? " " : ", ") + field.name + ": " + Data(field.type);
  }
  return text + " }";
}

std::string DecisionWriter::Results() {
  if (data_ && outputs_.empty()) {
    return "| " + Data(policy_ == base::HitPolicy::kCollectCount ? Of(random_.Pick(ScalarKinds())) : given_) + " ";
  }
  if (outputs_.empty()) return "| " + Given(1) + " ";
  std::string text;
  for (const NamedType& field : FieldsOf(given_.kind)) {
    for (const std::string& output : outputs_) {
      if (output != field.name) continue;
      text += "| " + (data_ ? Data(field.type) : Writer().Typed(field.type, 1)) + " ";
    }
  }
  return text;
}

std::string DecisionWriter::Cell(std::size_t at, Paths& when_true, Paths& when_false) {
  const Column& column = columns_[at];
  const bool optional = column.type.optional;
  const bool held = optional && scope_.Holds(column.path);
  const Paths itself = {column.path};
  // A condition is no data.
  const std::uint32_t form = random_.Below(optional ? 9 : 5);
  switch (data_ && form == 1 ? 2 : form) {
    case 0:
      return "-";
    case 1: {
      // `_` is the input; what is asked of it may be anything else, too.
      scope_.Add("_", column.path, column.type);
      const Condition condition = Writer().Test(2);
      scope_.RemoveLast();
      when_true = condition.when_true;
      when_false = condition.when_false;
      return "where " + condition.text;
    }
    case 2:
    case 3:
    case 4: {
      const std::string negated = random_.OneIn(4) ? "not " : "";
      if (optional && !held) when_true = itself;
      return negated + Tests(column.type.kind);
    }
    case 5:
      when_false = itself;
      return random_.OneIn(2) ? "missing" : "not present";
    case 6:
      when_true = itself;
      return random_.OneIn(2) ? "present" : "not missing";
    case 7:
      when_false = itself;
      return "missing, " + Tests(column.type.kind);
    default:
      when_true = itself;
      return "not missing, " + Tests(column.type.kind);
  }
}

std::string DecisionWriter::Bound(Kind kind, std::uint32_t least, std::uint32_t& number) {
  number = least + random_.Below(ExprWriter::kLiterals - least);
  std::string text = ExprWriter::Literal(kind, number);
  // In a cell a number alone is an amount, too.
  if (kind == Kind::kMoney && random_.OneIn(2)) text.erase(text.find("GBP "), 4);
  return text;
}

// One or several tests of a value.
std::string DecisionWriter::Tests(Kind kind) {
  std::string text;
  const std::uint32_t count = 1 + (random_.OneIn(3) ? random_.Below(3) : 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    text += i > 0 ? ", " : "";
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    switch (random_.Below(data_ ? 3 : 4)) {
      case 0:
        text += random_.Word({"< ", "<= ", "> ", ">= "}) + Bound(kind, 0, low);
        break;
      case 1: {
        // A range of literals must hold something.
        if (kind == Kind::kBool || kind == Kind::kColour) {
          text += Bound(kind, 0, low);
          break;
        }
        low = random_.Below(ExprWriter::kLiterals - 1);
        const std::string from = ExprWriter::Literal(kind, low);
        text += from + random_.Word({"..", "..<", "<..", "<..<"}) + Bound(kind, low + 1, high);
        break;
      }
      case 2:
        text += kind == Kind::kColour ? random_.Word({"red", "blue"}) : Bound(kind, 0, low);
        break;
      default: {
        // A value that is worked out; a decimal keeps its digits.
        const Written value = Writer().Value(kind, 1);
        text += random_.Word({"", "< ", ">= "}) + value.text;
        break;
      }
    }
  }
  return text;
}

}  // namespace rulec::testing
