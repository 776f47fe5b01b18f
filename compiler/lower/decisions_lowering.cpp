// Decisions: a body that finds what matches, cut into shards where there are many rules.
#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/lower/body_builder.h"
#include "compiler/lower/function_scope.h"
#include "compiler/lower/index_tables.h"
#include "compiler/lower/rule_index.h"
#include "compiler/lower/shared_tests.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

class DecisionLowering {
 public:
  DecisionLowering(Context& context, const Failures& failures, const ir::Decision& declared, plan::Decision& out)
      : context_(context),
        failures_(failures),
        declared_(declared),
        out_(out),
        pool_(context.pool()),
        by_index_(IndexRules(context.program(), declared, failures)) {}

  void Run() {
    Describe();
    Scope scope = FunctionScope(context_);
    out_.params = BindParams(context_, declared_.params, scope);
    for (std::size_t i = 0; i < out_.params.size(); ++i) {
      const ir::Local& local = context_.program().locals[declared_.params[i]];
      plan::Field input;
      input.name = local.name;
      input.member = out_.params[i].member;
      input.type = context_.Plan(local.type);
      out_.inputs.push_back(std::move(input));
    }
    BodyBuilder body(context_, failures_, scope);
    for (std::size_t i = 0; i < out_.params.size(); ++i) {
      body.Bind(declared_.params[i], plan::Name(pool_, out_.params[i].member));
    }
    if (all_matches()) body.Scratch();
    body.OpenBlock();
    Begin(body);
    switch (out_.strategy) {
      case plan::MatchStrategy::kChain:
        for (std::uint32_t i = 0; i < declared_.rules.size(); ++i) AddRule(body, i, false);
        break;
      case plan::MatchStrategy::kShardedChain:
        AddShards(body);
        break;
      case plan::MatchStrategy::kIndex:
        AddIndex(body);
        break;
    }
    End(body);
    out_.body = body.CloseBlock();
    out_.needs = body.needs();
  }

 private:
  bool all_matches() const { return out_.policy == plan::HitPolicy::kAllMatches; }

  /// Of a list-valued `all matches` each rule gives one element.
  ir::TypeId AnswerType() const {
    const types::Type& declared = context_.TypeOf(declared_.result);
    if (declared.kind == types::TypeKind::kList && !declared_.rules.empty()) {
      const ir::TypeId given = context_.program().exprs[declared_.rules[0].then].type;
      if (all_matches() && given == declared.element) return given;
    }
    return declared_.result;
  }

  bool HoldsText(const plan::Type& type) const {
    if (type.kind == types::TypeKind::kString || type.kind == types::TypeKind::kList) return true;
    if (type.kind != types::TypeKind::kRecord) return false;
    const plan::Struct& record = context_.plan().records[type.record];
    return std::any_of(record.fields.begin(), record.fields.end(),
                       [&](const plan::Field& field) { return HoldsText(field.type); });
  }

  void Describe() {
    out_.doc = declared_.doc;
    out_.line = context_.Source(declared_.span);
    out_.policy =
        declared_.policy == ir::HitPolicy::kAllMatches ? plan::HitPolicy::kAllMatches : plan::HitPolicy::kFirstMatch;
    const bool many = declared_.rules.size() > plan::kRulesPerFunction;
    out_.strategy = by_index_ ? plan::MatchStrategy::kIndex
                    : many    ? plan::MatchStrategy::kShardedChain
                              : plan::MatchStrategy::kChain;
    out_.result = context_.Plan(AnswerType());
    out_.answer = context_.Qualified(out_.cpp) + "::Answer";
    out_.may_miss = !all_matches() && !declared_.otherwise;
    out_.signature.params = context_.plan().params.has_value();
    out_.signature.scratch = all_matches() || HoldsText(out_.result);
    Scope enumerators;
    for (const ir::DecisionRule& rule : declared_.rules) {
      out_.rules.push_back({rule.name, enumerators.Take("k" + UpperCamel(rule.name)), context_.Source(rule.span)});
    }
    if (declared_.otherwise) {
      out_.rules.push_back({"otherwise", enumerators.Take("kOtherwise"),
                            context_.Source(context_.program().exprs[*declared_.otherwise].span)});
    }
    if (out_.may_miss) out_.rules.push_back({"", enumerators.Take("kNone"), {}});
  }

  /// Lets and shared tests, before the first rule.
  void Begin(BodyBuilder& body) {
    for (const ir::Let& let : declared_.lets) {
      const ir::Local& local = context_.program().locals[let.local];
      body.set_line(context_.Source(context_.program().exprs[let.value].span));
      Scope names;
      const CodeId name = body.Declare(context_.MemberName(local.name, names), context_.Spell(local.type),
                                       body.Value(let.value, LiteralUse::kPlain), false, true);
      body.Bind(let.local, name);
      out_.shared.push_back({context_.Spell(local.type), pool_.codes[name].text});
    }
    body.set_line({});
    for (const SharedTest& shared :
         FindSharedTests(context_.program(), declared_, failures_, by_index_ ? &*by_index_ : nullptr)) {
      const CodeId name = body.Declare("test", "bool", body.Value(shared.tests[0]), false, false);
      for (const ir::ExprId test : shared.tests) body.Substitute(test, name);
      out_.shared.push_back({"bool", pool_.codes[name].text});
      shared_tests_.push_back(shared);
    }
    if (all_matches()) {
      const auto count = static_cast<std::int64_t>(declared_.rules.size());
      plan::Action matches = body.Act(ActionKind::kDeclare);
      matches.type = "::rulert::Matches<Answer>";
      matches.name = "matches";
      matches.is_mutable = true;
      matches.value = plan::Braces(pool_, "::rulert::Matches<Answer>",
                                   {body.Scratch(), plan::Integer(pool_, std::max<std::int64_t>(count, 1))});
      body.Add(std::move(matches));
    }
  }

  CodeId Answer(CodeId value, std::uint32_t rule) {
    return plan::Braces(pool_, "Answer", {value, plan::Name(pool_, "Rule::" + out_.rules[rule].enumerator)});
  }

  /// What a rule does with its value, in the open block.
  void AddOutcome(BodyBuilder& body, ir::ExprId then, std::uint32_t rule, bool in_shard) {
    const CodeId answer = Answer(body.Value(then, LiteralUse::kPlain), rule);
    if (all_matches()) {
      body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, plan::Name(pool_, "matches"), "Add", {answer})));
      return;
    }
    if (!in_shard) {
      body.Add(body.Act(ActionKind::kReturn, answer));
      return;
    }
    plan::Action assign = body.Act(ActionKind::kAssign, answer);
    assign.target = plan::Name(pool_, "answer");
    body.Add(std::move(assign));
    body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "true")));
  }

  void MarkRule(BodyBuilder& body, const ir::DecisionRule& rule) {
    body.set_line(context_.Source(context_.program().exprs[rule.when].span));
    body.set_comment((declared_.is_table ? "" : "rule ") + rule.name + " (" + context_.Where(rule.span) + ")");
  }

  void AddOutcomeIf(BodyBuilder& body, CodeId when, std::uint32_t index, bool in_shard) {
    const ir::DecisionRule& rule = declared_.rules[index];
    plan::Action test = body.Act(ActionKind::kIf, when);
    test.likely = rule.likely;
    body.OpenBlock();
    body.set_line(context_.Source(context_.program().exprs[rule.then].span));
    AddOutcome(body, rule.then, index, in_shard);
    test.body = body.CloseBlock();
    body.Add(std::move(test));
  }

  void AddRule(BodyBuilder& body, std::uint32_t index, bool in_shard) {
    const ir::DecisionRule& rule = declared_.rules[index];
    MarkRule(body, rule);
    AddOutcomeIf(body, body.Value(rule.when), index, in_shard);
  }

  /// What the index leaves to do for a rule that it has found.
  void AddFoundRule(BodyBuilder& body, std::uint32_t index, std::uint32_t first) {
    const ir::DecisionRule& rule = declared_.rules[index];
    const std::vector<ir::ExprId>& rest = by_index_->rules[index].rest;
    MarkRule(body, rule);
    plan::Action found = body.Act(ActionKind::kCase, plan::Integer(pool_, index - first));
    body.OpenBlock();
    if (rest.empty()) {
      body.set_line(context_.Source(context_.program().exprs[rule.then].span));
      AddOutcome(body, rule.then, index, true);
    } else {
      CodeId when = body.Value(rest[0]);
      for (std::size_t i = 1; i < rest.size(); ++i) {
        when = plan::Binary(pool_, CodeOp::kAnd, when, body.OnDemand([&] { return body.Value(rest[i]); }));
      }
      AddOutcomeIf(body, when, index, true);
    }
    found.body = body.CloseBlock();
    body.Add(std::move(found));
  }

  /// Lets and shared tests go to the shards as one struct.
  void PackShared(BodyBuilder& body) {
    if (out_.shared.empty()) return;
    const CodeId packed = plan::Name(pool_, "shared");
    std::vector<CodeId> values;
    for (const plan::Param& value : out_.shared) values.push_back(plan::Name(pool_, value.member));
    body.DeclareTaken("shared", "Shared", plan::Braces(pool_, "Shared", std::move(values)), false, false);
    std::size_t at = 0;
    for (const ir::Let& let : declared_.lets) {
      body.Bind(let.local, plan::Member(pool_, packed, out_.shared[at++].member));
    }
    for (const SharedTest& shared : shared_tests_) {
      const CodeId member = plan::Member(pool_, packed, out_.shared[at++].member);
      for (const ir::ExprId test : shared.tests) body.Substitute(test, member);
    }
  }

  bool IsConstant(ir::ExprId id) const {
    const ir::Expr& expr = context_.program().exprs[id];
    if (expr.kind == ir::ExprKind::kConstant) return true;
    if (expr.kind != ir::ExprKind::kSome && expr.kind != ir::ExprKind::kRecord) return false;
    const auto children = context_.program().children_of(expr);
    return std::all_of(children.begin(), children.end(), [&](ir::ExprId child) { return IsConstant(child); });
  }

  /// The index decides: of every rule it tests the whole condition, and the answer is a constant.
  bool IndexDecides() const {
    for (std::size_t i = 0; i < declared_.rules.size(); ++i) {
      if (!by_index_->rules[i].rest.empty() || !IsConstant(declared_.rules[i].then)) return false;
    }
    return true;
  }

  void AddIndex(BodyBuilder& body) {
    body.set_line({});
    plan::RuleIndex& index = out_.index.emplace(LowerIndex(context_, body, *by_index_));
    std::vector<CodeId> codes;
    for (const plan::IndexColumn& column : index.columns) codes.push_back(column.code);
    const std::string type = "::rulert::IndexedEvent<Index::Lane, Index::kColumns>";
    const CodeId event = body.Declare(
        "event", type, plan::Braces(pool_, type, {plan::Braces(pool_, "", std::move(codes))}), false, false);
    if (!IndexDecides()) {
      found_ = body.Declare("found", "auto", plan::Call(pool_, "::rulert::FindRules<Index>", {event}), false, false);
      AddShards(body);
      return;
    }
    for (std::uint32_t i = 0; i < declared_.rules.size(); ++i) {
      index.answers.push_back(Answer(body.Value(declared_.rules[i].then, LiteralUse::kPlain), i));
    }
    if (all_matches()) {
      const std::string rule = body.TakeName("rule");
      const CodeId answer = plan::Name(pool_, "Index::kAnswers[" + rule + "]");
      body.OpenBlock();
      body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, plan::Name(pool_, "matches"), "Add", {answer})));
      const CodeId add = plan::Closure(pool_, "std::uint32_t " + rule, body.CloseBlock());
      const CodeId found = plan::Call(pool_, "::rulert::FindRules<Index>", {event});
      body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, found, "ForEach", {add})));
      return;
    }
    const CodeId rule = body.Declare("rule", "std::uint32_t",
                                     plan::Call(pool_, "::rulert::FindFirstRule<Index>", {event}), false, false);
    plan::Action is_found =
        body.Act(ActionKind::kIf, plan::Binary(pool_, CodeOp::kLess, rule, plan::Name(pool_, "Index::kRules")));
    body.OpenBlock();
    body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "Index::kAnswers[" + pool_.codes[rule].text + "]")));
    is_found.body = body.CloseBlock();
    body.Add(std::move(is_found));
  }

  void AddShards(BodyBuilder& body) {
    const auto count = static_cast<std::uint32_t>(declared_.rules.size());
    body.set_line({});
    PackShared(body);
    if (!all_matches()) {
      plan::Action answer = body.Act(ActionKind::kDeclare);
      answer.type = "Answer";
      answer.name = "answer";
      answer.is_mutable = true;
      answer.value = plan::Braces(pool_, "", {});
      body.Add(std::move(answer));
    }
    for (std::uint32_t first = 0; first < count; first += plan::kRulesPerFunction) {
      plan::Shard shard;
      shard.first = first;
      shard.last = std::min(first + plan::kRulesPerFunction, count) - 1;
      shard.cpp = "Rules" + std::to_string(shard.first + 1) + "To" + std::to_string(shard.last + 1);
      body.OpenBlock();
      for (std::uint32_t i = shard.first; i <= shard.last; ++i) {
        if (by_index_) {
          AddFoundRule(body, i, shard.first);
        } else {
          AddRule(body, i, true);
        }
      }
      body.set_line({});
      if (!all_matches() && !by_index_) body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "false")));
      shard.body = body.CloseBlock();
      out_.shards.push_back(std::move(shard));
    }
    for (const plan::Shard& shard : out_.shards) AddShardCall(body, shard);
    out_.shard_needs = body.needs();
  }

  /// Every shard takes what any of them needs, so that their signatures are alike.
  void AddShardCall(BodyBuilder& body, const plan::Shard& shard) {
    std::vector<CodeId> args;
    for (const plan::Param& param : out_.params) args.push_back(plan::Name(pool_, param.member));
    if (!out_.shared.empty()) args.push_back(plan::Name(pool_, "shared"));
    CodeId any_found;
    if (by_index_) {
      const CodeId rules =
          plan::CallOn(pool_, found_, "word", {plan::Integer(pool_, shard.first / plan::kRulesPerFunction)});
      any_found = plan::Binary(pool_, CodeOp::kNotEqual, rules, plan::Integer(pool_, 0));
      args.push_back(rules);
    }
    args.push_back(plan::Name(pool_, all_matches() ? "matches" : "answer"));
    if (body.needs().params) args.push_back(body.Params());
    if (body.needs().scratch) args.push_back(body.Scratch());
    if (body.needs().mode) args.push_back(body.Mode());
    const CodeId call = plan::Call(pool_, shard.cpp, std::move(args));
    if (all_matches() && !by_index_) {
      body.Add(body.Act(ActionKind::kDo, call));
      return;
    }
    CodeId condition = call;
    if (by_index_) condition = all_matches() ? any_found : plan::Binary(pool_, CodeOp::kAnd, any_found, call);
    plan::Action matched = body.Act(ActionKind::kIf, condition);
    body.OpenBlock();
    body.Add(all_matches() ? body.Act(ActionKind::kDo, call)
                           : body.Act(ActionKind::kReturn, plan::Name(pool_, "answer")));
    matched.body = body.CloseBlock();
    body.Add(std::move(matched));
  }

  void End(BodyBuilder& body) {
    body.set_line({});
    const auto otherwise = static_cast<std::uint32_t>(declared_.rules.size());
    if (all_matches()) {
      const CodeId matches = plan::Name(pool_, "matches");
      if (declared_.otherwise) {
        plan::Action none = body.Act(ActionKind::kIf, plan::CallOn(pool_, matches, "empty", {}));
        body.OpenBlock();
        body.set_line(out_.rules[otherwise].line);
        AddOutcome(body, *declared_.otherwise, otherwise, false);
        none.body = body.CloseBlock();
        body.Add(std::move(none));
        body.set_line({});
      }
      body.Add(body.Act(ActionKind::kReturn, plan::CallOn(pool_, matches, "answers", {})));
      return;
    }
    if (declared_.otherwise) {
      body.set_line(out_.rules[otherwise].line);
      body.set_comment("otherwise (" + context_.Where(context_.program().exprs[*declared_.otherwise].span) + ")");
      AddOutcome(body, *declared_.otherwise, otherwise, false);
      return;
    }
    body.Add(body.Act(ActionKind::kReturn, Answer(plan::Braces(pool_, "", {}), otherwise)));
  }

  Context& context_;
  const Failures& failures_;
  const ir::Decision& declared_;
  plan::Decision& out_;
  plan::CodePool& pool_;
  std::vector<SharedTest> shared_tests_;
  std::optional<RulesByIndex> by_index_;
  CodeId found_;  // rules, by the index
};

}  // namespace

void LowerDecision(Context& context, const Failures& failures, ir::DecisionId id) {
  DecisionLowering(context, failures, context.program().decisions[id], context.plan().decisions[id.value]).Run();
}

}  // namespace rulec::lower
