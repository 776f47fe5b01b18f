#include "compiler/lower/decision_outcomes.h"

#include <algorithm>

#include "compiler/lower/matches_type.h"

namespace rulec::lower {

using plan::ActionKind;
using plan::CodeId;

void DecisionOutcomes::DeclareMatches(BodyBuilder& body) {
  std::vector<CodeId> values;
  if (!all_matches()) values.push_back(out_.may_miss ? None() : plan::Braces(pool_, "Answer", {}));
  if (declared_.score) values.push_back(body.Local(declared_.score->base));
  if (takes_scratch()) {
    values.push_back(body.Scratch());
    values.push_back(
        plan::Integer(pool_, std::max<std::int64_t>(static_cast<std::int64_t>(declared_.rules.size()), 1)));
  }
  plan::Action matches = body.Act(ActionKind::kDeclare);
  matches.type = out_.matches;
  matches.name = "matches";
  matches.is_mutable = true;
  matches.value = plan::Braces(pool_, out_.matches, std::move(values));
  body.Add(std::move(matches));
}

/// Nothing matched.
CodeId DecisionOutcomes::None() {
  return Answer(plan::Braces(pool_, "", {}), static_cast<std::uint32_t>(declared_.rules.size()));
}

CodeId DecisionOutcomes::Answer(CodeId value, std::uint32_t rule) {
  return plan::Braces(pool_, "Answer", {value, plan::Name(pool_, "Rule::" + out_.rules[rule].enumerator)});
}

void DecisionOutcomes::AddOutcome(BodyBuilder& body, ir::ExprId then, std::uint32_t rule, bool in_shard) {
  if (gathers()) return AddRuleMatch(body, rule);
  const CodeId answer = Answer(body.Value(then, LiteralUse::kPlain), rule);
  if (!in_shard) {
    body.Add(body.Act(ActionKind::kReturn, answer));
    return;
  }
  plan::Action assign = body.Act(ActionKind::kAssign, answer);
  assign.target = plan::Name(pool_, "answer");
  body.Add(std::move(assign));
  body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "true")));
}

void DecisionOutcomes::Gather(BodyBuilder& body, const std::string& method, std::vector<CodeId> args) {
  const CodeId matches = plan::Name(pool_, "matches");
  body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, matches, method, std::move(args))));
}

bool DecisionOutcomes::names_matches() const {
  return declared_.policy == ir::HitPolicy::kUniqueMatch || declared_.policy == ir::HitPolicy::kAnyMatch;
}

bool DecisionOutcomes::places_matches() const {
  return names_matches() || declared_.score || declared_.policy == ir::HitPolicy::kCollectSum;
}

bool DecisionOutcomes::takes_answers() const {
  switch (declared_.policy) {
    case ir::HitPolicy::kFirstMatch:
    case ir::HitPolicy::kPriorityMatch:
    case ir::HitPolicy::kAllMatches:
    case ir::HitPolicy::kCollectMin:
    case ir::HitPolicy::kCollectMax:
      return true;
    default:
      return false;
  }
}

std::uint32_t DecisionOutcomes::PlaceOf(const ir::DecisionRule& rule) {
  const base::Span at = declared_.policy == ir::HitPolicy::kUniqueMatch ? rule.when_span : rule.then_span;
  return context_.PlaceOf(at);
}

void DecisionOutcomes::AddMatch(BodyBuilder& body, const Match& match) {
  const ir::HitPolicy policy = declared_.policy;
  if (policy == ir::HitPolicy::kUniqueMatch) Gather(body, "Begin", {body.Mode(), match.name, match.place});
  if (policy == ir::HitPolicy::kCollectCount || policy == ir::HitPolicy::kCollectList) {
    Gather(body, "Add", {match.value(LiteralUse::kTyped), match.rule});
    return;
  }
  const CodeId answer = plan::Braces(pool_, "Answer", {match.value(LiteralUse::kPlain), match.rule});
  if (policy == ir::HitPolicy::kAnyMatch) {
    Gather(body, "Add", {body.Mode(), answer, match.name, match.place});
  } else if (policy == ir::HitPolicy::kCollectSum) {
    Gather(body, "Add", {body.Mode(), answer, match.place});
  } else {
    AddAnswer(body, answer);
  }
}

void DecisionOutcomes::AddAnswer(BodyBuilder& body, CodeId answer) {
  const bool in_order = all_matches() && declared_.by_field;
  Gather(body, in_order ? "template AddInOrder<" + ByField(context_, declared_) + ">" : "Add", {answer});
}

/// A rule of a score card: what it adds, with its reason.
void DecisionOutcomes::AddReason(BodyBuilder& body, const ir::DecisionRule& rule, const Match& match) {
  const ir::Score& score = *declared_.score;
  const plan::Struct& reason = context_.plan().records[score.reason.value];
  const auto text = [&](const std::string& of) { return plan::Text(pool_, of, true); };
  std::vector<CodeId> values;
  for (std::uint32_t i = 0; i < reason.fields.size(); ++i) {
    if (i == score.weight) {
      values.push_back(match.value(LiteralUse::kPlain));
    } else if (i == score.text) {
      values.push_back(text(rule.words->because));
    } else {
      const bool is_code = i == score.code && rule.words->code;
      values.push_back(plan::Braces(pool_, reason.fields[i].type.spelled(),
                                    is_code ? std::vector{text(*rule.words->code)} : std::vector<CodeId>{}));
    }
  }
  const CodeId built = plan::Braces(pool_, context_.Qualified(reason.cpp), std::move(values));
  Gather(body, "Add", {body.Mode(), built, match.rule, match.place});
}

void DecisionOutcomes::AddRuleMatch(BodyBuilder& body, std::uint32_t index) {
  const ir::DecisionRule& rule = declared_.rules[index];
  Match match;
  match.value = [&](LiteralUse use) { return body.Value(rule.then, use); };
  match.rule = plan::Name(pool_, "Rule::" + out_.rules[index].enumerator);
  if (names_matches()) match.name = plan::Text(pool_, rule.name, true);
  if (places_matches()) match.place = plan::Integer(pool_, PlaceOf(rule));
  if (declared_.score) return AddReason(body, rule, match);
  AddMatch(body, match);
}

void DecisionOutcomes::End(BodyBuilder& body) {
  body.set_line({});
  const auto otherwise = static_cast<std::uint32_t>(declared_.rules.size());
  if (gathers()) {
    const CodeId matches = plan::Name(pool_, "matches");
    if (declared_.otherwise) {
      plan::Action none = body.Act(ActionKind::kIf, plan::CallOn(pool_, matches, "empty", {}));
      body.OpenBlock();
      body.set_line(out_.rules[otherwise].line);
      AddOtherwise(body, otherwise);
      none.body = body.CloseBlock();
      body.Add(std::move(none));
      body.set_line({});
    }
    body.Add(body.Act(ActionKind::kReturn, plan::CallOn(pool_, matches, all_matches() ? "answers" : "answer", {})));
    return;
  }
  if (declared_.otherwise) {
    body.set_line(out_.rules[otherwise].line);
    body.set_comment("otherwise (" + context_.Where(context_.program().exprs[*declared_.otherwise].span) + ")");
    AddOutcome(body, *declared_.otherwise, otherwise, false);
    return;
  }
  body.Add(body.Act(ActionKind::kReturn, None()));
}

/// Where rules are gathered and none matches.
void DecisionOutcomes::AddOtherwise(BodyBuilder& body, std::uint32_t otherwise) {
  const CodeId answer = Answer(body.Value(*declared_.otherwise, LiteralUse::kPlain), otherwise);
  if (all_matches()) return Gather(body, "Add", {answer});
  body.Add(body.Act(ActionKind::kReturn, answer));
}

}  // namespace rulec::lower
