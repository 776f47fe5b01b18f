#include "tests/support/random_decision.h"

namespace rulec::testing {

std::string DecisionWriter::Lets() {
  // Names that generated code has uses for.
  static const std::vector<std::string> names = {"operand", "answer", "m",      "scratch",
                                                 "params",  "test",   "shared", "matches"};
  std::string text;
  const std::uint32_t count = random_.OneIn(2) ? 0 : 1 + random_.Below(2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string name = names[(random_.Below(4) * 2 + i) % names.size()];
    const Kind kind = random_.Pick(ValueKinds());
    const std::vector<Readable> optional = scope_.Optional(kind);
    if (!optional.empty() && random_.OneIn(3)) {
      const Readable& read = random_.Pick(optional);
      text += "  let " + name + " = " + read.text + "\n";
      scope_.Add(name, read.type);
      continue;
    }
    const Written value = Writer().Value(kind, 2);
    text += "  let " + name + " = " + value.text + "\n";
    scope_.Add(name, {kind, false, value.shape});
  }
  return text;
}

// A test of the whole decision before or behind one of a rule. It reads nothing that may be missing, so it proves
// nothing.
Condition DecisionWriter::WithShared(Condition condition) {
  const std::uint32_t form = random_.Below(4);
  if (form == 0) return {random_.Pick(shared_) + " and " + condition.text, condition.when_true, {}};
  if (form == 1) return {condition.text + " and " + random_.Pick(shared_), condition.when_true, {}};
  return condition;
}

std::string DecisionWriter::Rules() {
  // More than fit into one function, now and then.
  const bool many = random_.OneIn(40);
  const std::uint32_t count = many ? 65 + random_.Below(70) : 1 + random_.Below(4);
  const int depth = many ? 1 : 3;
  scope_.set_only_required(true);
  for (int i = 0; i < 2; ++i) shared_.push_back(Writer().Test(2).text);
  scope_.set_only_required(false);
  std::string text;
  for (std::uint32_t r = 0; r < count; ++r) {
    const Condition when = WithShared(Writer().Test(depth));
    text += "  rule r" + std::to_string(r) + (random_.OneIn(4) ? " likely" : "");
    if (random_.OneIn(6)) text += " \"why\"";
    text += " when " + when.text;
    const std::size_t mark = scope_.Mark();
    scope_.Assume(when.when_true);
    text += "\n    then " + Writer().Typed(result_, many ? 0 : 2) + "\n";
    scope_.Leave(mark);
    if (!all_matches_) scope_.Assume(when.when_false);
  }
  return text;
}

std::string DecisionWriter::Write(const std::string& name, const std::vector<NamedType>& params,
                                  const ValueType& result, bool callable) {
  result_ = result;
  all_matches_ = !callable && random_.OneIn(4);
  std::string text = "\ndecision " + name + "(";
  for (std::size_t i = 0; i < params.size(); ++i) {
    text += (i > 0 ? ", " : "") + params[i].name + ": " + TypeText(params[i].type);
    scope_.Add(params[i].name, params[i].type);
  }
  text += "): " + TypeText(result_) + (all_matches_ ? " all matches {\n" : " first match {\n");
  // Of a list each match gives one element.
  if (all_matches_ && IsList(result_.kind) && !result_.optional) result_ = ElementOf(result_.kind);
  text += Lets();
  text += random_.OneIn(3) ? Table() : Rules();
  const bool may_end = all_matches_ || result_.optional || IsList(result_.kind);
  if (!may_end || random_.OneIn(2)) text += "  otherwise " + Writer().Typed(result_, 2) + "\n";
  return text + "}\n";
}

}  // namespace rulec::testing
