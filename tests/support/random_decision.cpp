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
    const bool shadow = random_.OneIn(5);
    if (shadow) text += " shadow";
    const std::string effective = Effective();
    text += effective;
    if (random_.OneIn(6)) text += " \"why\"";
    text += " when " + when.text;
    const std::size_t mark = scope_.Mark();
    scope_.Assume(when.when_true);
    text += "\n    then " + InRecord(Given(many ? 0 : 2)) + "\n";
    scope_.Leave(mark);
    if (first_match() && effective.empty() && !shadow) scope_.Assume(when.when_false);
  }
  return text;
}

// Those that the result allows, `first match` more often than others.
std::string DecisionWriter::Policy(bool callable) {
  using enum base::HitPolicy;
  std::vector<base::HitPolicy> fit = {kFirstMatch,  kFirstMatch,  kFirstMatch, kUniqueMatch,
                                      kUniqueMatch, kUniqueMatch, kAnyMatch,   kAnyMatch};
  const bool record = IsRecord(result_.kind);
  const bool scalar = result_.kind <= Kind::kColour;
  // A call of all matches gives a list.
  if (!callable) fit.insert(fit.end(), {kAllMatches, kAllMatches});
  if (callable && IsList(result_.kind) && !result_.optional) fit.insert(fit.end(), 8, kAllMatches);
  if (result_.kind == Kind::kOut) fit.insert(fit.end(), {kPriorityMatch, kPriorityMatch});
  if (scalar) fit.insert(fit.end(), {kCollectMin, kCollectMax});
  if (!result_.optional) {
    const Kind kind = result_.kind;
    if (kind == Kind::kInt) fit.insert(fit.end(), {kCollectCount, kCollectCount, kCollectCount, kCollectCount});
    if (IsList(kind)) fit.insert(fit.end(), {kCollectList, kCollectList});
    if (kind == Kind::kInt || kind == Kind::kFloat || kind == Kind::kDecimal || kind == Kind::kDuration ||
        kind == Kind::kMoney) {
      fit.insert(fit.end(), {kCollectSum, kCollectSum});
    }
  }
  policy_ = random_.Pick(fit);
  std::string text(base::PolicyText(policy_));
  given_ = result_;
  // Of a list each match gives one element.
  if ((policy_ == kAllMatches || policy_ == kCollectList) && IsCollection(given_.kind)) {
    if (!given_.optional) given_ = ElementOf(given_.kind);
  }
  if (policy_ == kAllMatches) result_ = given_;
  if (policy_ == kCollectMin || policy_ == kCollectMax) given_.optional = false;
  if (policy_ == kPriorityMatch) {
    text += " on colour";
  } else if (policy_ == kAllMatches && record && random_.OneIn(2)) {
    text += " in order of " + (result_.kind == Kind::kOut
                                   ? random_.Word({"n", "amount", "text", "colour", "day", "fee", "seal"})
                                   : random_.Word({"class", "zip", "city"}));
    by_field_ = true;
  } else if (base::IsCollect(policy_) && given_.kind == Kind::kInt && random_.OneIn(2)) {
    // A table has a column of that name, rules give a record.
    collected_ = "class";
    text += " of class";
  }
  if (policy_ == kPriorityMatch || by_field_) given_.optional = false;
  return text;
}

// As a field of a record, where that is collected.
std::string DecisionWriter::InRecord(const std::string& value) const {
  return collected_.empty() ? value : "Home { city: \"c\", class: " + value + " }";
}

// What a rule gives.
std::string DecisionWriter::Given(int depth) {
  if (policy_ == base::HitPolicy::kCollectCount && collected_.empty()) {
    return Writer().Value(random_.Pick(ScalarKinds()), depth).text;
  }
  return Writer().Typed(given_, depth);
}

std::string DecisionWriter::Params(const std::vector<NamedType>& params) {
  std::string text = "(";
  for (std::size_t i = 0; i < params.size(); ++i) {
    text += (i > 0 ? ", " : "") + params[i].name + ": " + TypeText(params[i].type);
    scope_.Add(params[i].name, params[i].type);
    dated_ = dated_ || params[i].name == "as_of";
  }
  return text + ")";
}

// Now and then, where there is a time to ask about.
std::string DecisionWriter::Effective() {
  if (!dated_ || !random_.OneIn(2)) return "";
  return random_.Word({" effective from 1970-01-01", " effective to 2026-01-31",
                       " effective from 1969-12-31 to 2026-02-01", " effective from 2026-01-31T10:00:00Z",
                       " effective from 1970-01-01T00:00:00.000001Z to 2026-01-31"});
}

std::string DecisionWriter::WriteScore(const std::string& name, const std::vector<NamedType>& params) {
  policy_ = base::HitPolicy::kScore;
  std::string text =
      "\nscorecard " + name + Params(params) + ": Score {\n  base " + Writer().Typed(Of(Kind::kInt), 2) + "\n";
  const std::uint32_t count = random_.Below(6);
  for (std::uint32_t r = 0; r < count; ++r) {
    const Condition when = Writer().Test(3);
    text += "  rule r" + std::to_string(r) + (random_.OneIn(5) ? " shadow" : "") + Effective() + " when " + when.text;
    const std::size_t mark = scope_.Mark();
    scope_.Assume(when.when_true);
    text += "\n    then add " + Writer().Typed(Of(Kind::kInt), 1) + " because \"reason " + std::to_string(r) + "\"";
    if (random_.OneIn(2)) text += " code \"C" + std::to_string(random_.Below(3)) + "\"";
    text += "\n";
    scope_.Leave(mark);
  }
  return text + "}\n";
}

std::string DecisionWriter::Write(const std::string& name, const std::vector<NamedType>& params,
                                  const ValueType& result, bool callable) {
  result_ = result;
  std::string text = "\ndecision " + name + Params(params) + ": " + TypeText(result_) + " " + Policy(callable) + " {\n";
  text += Lets();
  text += random_.OneIn(2) ? Table() : Rules();
  const bool may_end = policy_ == base::HitPolicy::kAllMatches || base::AnswersWithoutMatch(policy_) ||
                       result_.optional || IsList(result_.kind);
  if (!may_end || random_.OneIn(2)) text += "  otherwise " + Writer().Typed(result_, 2) + "\n";
  return text + "}\n";
}

}  // namespace rulec::testing
