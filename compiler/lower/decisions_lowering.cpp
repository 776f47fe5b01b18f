// Decisions: a body that finds what matches, cut into shards where there are many rules.
#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/lower/body_builder.h"
#include "compiler/lower/decision_outcomes.h"
#include "compiler/lower/function_scope.h"
#include "compiler/lower/index_tables.h"
#include "compiler/lower/matches_type.h"
#include "compiler/lower/packed_rows.h"
#include "compiler/lower/rule_index.h"
#include "compiler/lower/rules_by_bitmap.h"
#include "compiler/lower/shadow_rules.h"
#include "compiler/lower/shared_tests.h"
#include "compiler/lower/table_cells.h"

namespace rulec::lower {
namespace {

/// Of a table that has a bitmap each answer is a constant of its own, which a compiler takes half a millisecond for;
/// larger tables stay data.
constexpr std::size_t kMostAnswers = 1024;

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
        outcomes_(context, declared, out) {}

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
    if (outcomes_.takes_scratch()) body.Scratch();
    body.OpenBlock();
    Begin(body);
    switch (out_.strategy) {
      case plan::MatchStrategy::kChain:
        for (std::uint32_t i = 0; i < declared_.rules.size(); ++i) AddRule(body, i, false);
        break;
      case plan::MatchStrategy::kShardedChain:
        AddShards(body);
        break;
      case plan::MatchStrategy::kRows:
        AddRows(body);
        break;
      case plan::MatchStrategy::kIndex:
        AddIndex(body);
        break;
    }
    outcomes_.End(body);
    out_.body = body.CloseBlock();
    out_.needs = body.needs();
    LowerShadows(context_, failures_, declared_, out_);
  }

 private:
  /// Of a list-valued `all matches` each rule gives one element.
  ir::TypeId AnswerType() const {
    const types::Type& declared = context_.TypeOf(declared_.result);
    if (declared.kind == types::TypeKind::kList && !declared_.rules.empty()) {
      const ir::TypeId given = context_.program().exprs[declared_.rules[0].then].type;
      if (outcomes_.all_matches() && given == declared.element) return given;
    }
    return declared_.result;
  }

  bool HoldsText(const plan::Type& type) const {
    if (types::IsText(type.kind) || types::IsCollection(type.kind)) return true;
    const plan::Plan& plan = context_.plan();
    const auto in_fields = [&](std::uint32_t record) {
      const auto& fields = plan.records[record].fields;
      return std::any_of(fields.begin(), fields.end(), [&](const plan::Field& field) { return HoldsText(field.type); });
    };
    if (type.kind == types::TypeKind::kRecord) return in_fields(type.record);
    if (type.kind != types::TypeKind::kVariant) return false;
    const auto& arms = plan.variants[type.variant].arms;
    return std::any_of(arms.begin(), arms.end(), [&](const plan::Arm& arm) { return in_fields(arm.record); });
  }

  void Describe() {
    out_.doc = declared_.doc;
    out_.line = context_.Source(declared_.span);
    out_.policy = declared_.policy;
    out_.matches = MatchesType(context_, declared_);
    const bool many = declared_.rules.size() > plan::kRulesPerFunction;
    if (many && declared_.is_table) data_ = FindTableData(context_.program(), declared_, failures_);
    if (data_) row_index_ = FindRowIndex(context_.program(), *data_);
    if (data_ && !row_index_ && declared_.rules.size() <= kMostAnswers) PreferBitmap();
    if (!data_ && !by_index_) by_index_ = IndexRules(context_.program(), declared_, failures_);
    out_.strategy = data_       ? plan::MatchStrategy::kRows
                    : by_index_ ? plan::MatchStrategy::kIndex
                    : many      ? plan::MatchStrategy::kShardedChain
                                : plan::MatchStrategy::kChain;
    out_.result = context_.Plan(AnswerType());
    out_.answer = context_.Qualified(out_.cpp) + "::Answer";
    out_.may_miss = !outcomes_.all_matches() && !declared_.otherwise;
    out_.signature.params = context_.plan().params.has_value();
    out_.signature.scratch = outcomes_.all_matches() || HoldsText(out_.result);
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

  /// A table of which every row would be asked.
  void PreferBitmap() {
    by_index_ = IndexByBitmap(context_.program(), FindRuleTests(context_.program(), declared_, failures_));
    if (by_index_ && IndexDecides()) {
      data_.reset();
    } else {
      by_index_.reset();
    }
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
    if (!data_) ShareTests(body);
    if (outcomes_.gathers()) outcomes_.DeclareMatches(body);
  }

  void ShareTests(BodyBuilder& body) {
    const RulesByIndex* const index = by_index_ ? &*by_index_ : nullptr;
    for (const SharedTest& shared : FindSharedTests(context_.program(), declared_, failures_, index)) {
      const CodeId name = body.Declare("test", "bool", body.Value(shared.tests[0]), false, false);
      for (const ir::ExprId test : shared.tests) body.Substitute(test, name);
      out_.shared.push_back({"bool", pool_.codes[name].text});
      shared_tests_.push_back(shared);
    }
  }

  /// A loop over the rows of a table that is data.
  void AddRows(BodyBuilder& body) {
    body.set_line({});
    body.set_comment("rows (" + context_.Where(declared_.rules[0].span) + ")");
    std::vector<CodeId> inputs;
    for (const ir::ExprId input : data_->inputs) {
      const CodeId value = plan::Call(pool_, "::rulert::CellValue", {body.Value(input)});
      inputs.push_back(body.Declare("input", "auto", value, false, false));
    }
    const std::string name = body.TakeName("row");
    const CodeId row = plan::Name(pool_, name);
    const auto member = [&](const std::string& of) { return plan::Member(pool_, row, of); };
    CodeId takes;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const CodeId test = plan::CallOn(pool_, member(CellName(i)), "Takes", {inputs[i]});
      takes = i == 0 ? test : plan::Binary(pool_, CodeOp::kAnd, takes, test);
    }
    body.OpenBlock();
    const Match match{[&](LiteralUse) { return declared_.given.valid() ? member("value") : plan::Name(pool_, "true"); },
                      member("rule"), member("name"), member("place")};
    if (outcomes_.gathers()) {
      outcomes_.AddMatch(body, match);
    } else {
      const CodeId answer = plan::Braces(pool_, "Answer", {match.value(LiteralUse::kPlain), match.rule});
      body.Add(body.Act(ActionKind::kReturn, answer));
    }
    plan::Action test = body.Act(ActionKind::kIf, takes);
    test.body = body.CloseBlock();
    body.OpenBlock();
    body.Add(std::move(test));
    const std::vector<RowResult> results = ResultsOfRows();
    const bool packs = data_->rows.size() > kPackedRows && CanPack(context_.program(), results);
    CodeId rows = plan::Name(pool_, packs ? "Packed::rows" : "kRows");
    if (row_index_) rows = plan::Call(pool_, "::rulert::RowsFor", RowsForArguments(packs, inputs[row_index_->input]));
    plan::Action each = body.Act(ActionKind::kEach, rows);
    each.type = "Row&";
    each.name = name;
    each.body = body.CloseBlock();
    body.Add(std::move(each));
    if (packs) {
      out_.packed = PackRows(context_, *data_, results, RowMembers(), row_index_);
      return;
    }
    if (row_index_) DescribeIndex(*row_index_);
    DescribeRows(body);
  }

  std::vector<CodeId> RowsForArguments(bool packs, CodeId input) {
    if (packs) return {plan::Name(pool_, "Packed{}"), input};
    return {plan::Name(pool_, "kRows"), plan::Name(pool_, "kKeys"), plan::Name(pool_, "kStarts"),
            plan::Name(pool_, "kOrder"), input};
  }

  std::vector<RowResult> ResultsOfRows() {
    std::vector<RowResult> results;
    for (const DataRow& row : data_->rows) {
      const ir::DecisionRule& rule = declared_.rules[row.rule];
      RowResult& result = results.emplace_back();
      result.rule = row.rule;
      if (declared_.given.valid()) result.value = rule.then;
      if (outcomes_.names_matches()) result.name = rule.name;
      if (outcomes_.places_matches()) result.place = outcomes_.PlaceOf(rule);
    }
    return results;
  }

  void DescribeIndex(const RowIndex& index) {
    const ir::ExprId input = data_->inputs[index.input];
    out_.table.key_type = KeyType(context_, input);
    for (const ir::Constant& key : index.keys) out_.table.keys.push_back(KeyCode(context_, input, key));
    out_.table.starts = index.starts;
    out_.table.order = index.order;
  }

  static std::string CellName(std::size_t input) { return "cell_" + std::to_string(input + 1); }

  std::vector<plan::Param> RowMembers() {
    std::vector<plan::Param> members;
    for (std::size_t i = 0; i < data_->inputs.size(); ++i) {
      members.push_back({CellType(context_, data_->inputs[i]), CellName(i)});
    }
    if (declared_.given.valid()) {
      members.push_back({outcomes_.collects_list() ? context_.Spell(declared_.given) : out_.result.spelled(), "value"});
    }
    members.push_back({"Rule", "rule"});
    if (outcomes_.names_matches()) members.push_back({"std::string_view", "name"});
    if (outcomes_.places_matches()) members.push_back({"std::uint32_t", "place"});
    return members;
  }

  void DescribeRows(BodyBuilder& body) {
    plan::TableRows& table = out_.table;
    table.members = RowMembers();
    const bool has_value = declared_.given.valid();
    for (const DataRow& row : data_->rows) {
      const ir::DecisionRule& rule = declared_.rules[row.rule];
      std::vector<CodeId> values;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        values.push_back(CellCode(context_, data_->inputs[i], row.cells[i]));
      }
      if (has_value) values.push_back(body.Value(rule.then, LiteralUse::kPlain));
      values.push_back(plan::Name(pool_, "Rule::" + out_.rules[row.rule].enumerator));
      if (outcomes_.names_matches()) values.push_back(plan::Text(pool_, rule.name, true));
      if (outcomes_.places_matches()) values.push_back(plan::Integer(pool_, outcomes_.PlaceOf(rule)));
      table.rows.push_back(plan::Braces(pool_, "", std::move(values)));
    }
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
    outcomes_.AddOutcome(body, rule.then, index, in_shard);
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
    const std::vector<ir::ExprId>& rest = by_index_->rest[index];
    MarkRule(body, rule);
    plan::Action found = body.Act(ActionKind::kCase, plan::Integer(pool_, index - first));
    body.OpenBlock();
    if (rest.empty()) {
      body.set_line(context_.Source(context_.program().exprs[rule.then].span));
      outcomes_.AddOutcome(body, rule.then, index, true);
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
    const bool composite =
        expr.kind == ir::ExprKind::kSome || expr.kind == ir::ExprKind::kRecord || expr.kind == ir::ExprKind::kArm;
    if (!composite) return false;
    const auto children = context_.program().children_of(expr);
    return std::all_of(children.begin(), children.end(), [&](ir::ExprId child) { return IsConstant(child); });
  }

  /// The index decides: of every rule it tests the whole condition, and the answer is a constant.
  bool IndexDecides() const {
    if (!outcomes_.takes_answers()) return false;
    for (std::size_t i = 0; i < declared_.rules.size(); ++i) {
      if (!by_index_->rest[i].empty() || !IsConstant(declared_.rules[i].then)) return false;
    }
    return true;
  }

  static bool IsBitmap(const plan::RuleIndex& index) { return std::holds_alternative<plan::BitmapIndex>(index.form); }

  CodeId Find(const plan::RuleIndex& index, CodeId event) {
    return plan::Call(pool_, IsBitmap(index) ? "::rulert::FindInBitmap<Index>" : "::rulert::FindInRows<Index>",
                      {event});
  }

  CodeId FindFirst(const plan::RuleIndex& index, CodeId event) {
    if (IsBitmap(index)) return plan::CallOn(pool_, Find(index, event), "First", {});
    return plan::Call(pool_, "::rulert::FindFirstInRows<Index>", {event});
  }

  void AddIndex(BodyBuilder& body) {
    body.set_line({});
    plan::RuleIndex& index = out_.index.emplace(LowerIndex(context_, body, *by_index_));
    std::vector<CodeId> codes;
    for (const plan::IndexColumn& column : index.columns) codes.push_back(column.code);
    const std::string type = "::rulert::IndexedEvent<Index::Lane, " + std::to_string(index.columns.size()) + ">";
    const CodeId event = body.Declare(
        "event", type, plan::Braces(pool_, type, {plan::Braces(pool_, "", std::move(codes))}), false, false);
    if (!IndexDecides()) {
      found_ = body.Declare("found", "auto", Find(index, event), false, false);
      AddShards(body);
      return;
    }
    for (std::uint32_t i = 0; i < declared_.rules.size(); ++i) {
      index.answers.push_back(outcomes_.Answer(body.Value(declared_.rules[i].then, LiteralUse::kPlain), i));
    }
    if (outcomes_.gathers()) {
      const std::string rule = body.TakeName("rule");
      body.OpenBlock();
      outcomes_.AddAnswer(body, plan::Name(pool_, "Index::kAnswers[" + rule + "]"));
      const CodeId add = plan::Closure(pool_, "std::uint32_t " + rule, body.CloseBlock());
      body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, Find(index, event), "ForEach", {add})));
      return;
    }
    const CodeId rule = body.Declare("rule", "std::uint32_t", FindFirst(index, event), false, false);
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
    if (!outcomes_.gathers()) {
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
      if (!outcomes_.gathers() && !by_index_) body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "false")));
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
    args.push_back(plan::Name(pool_, outcomes_.gathers() ? "matches" : "answer"));
    if (body.needs().params) args.push_back(body.Params());
    if (body.needs().scratch) args.push_back(body.Scratch());
    if (body.needs().mode) args.push_back(body.Mode());
    const CodeId call = plan::Call(pool_, shard.cpp, std::move(args));
    if (outcomes_.gathers() && !by_index_) {
      body.Add(body.Act(ActionKind::kDo, call));
      return;
    }
    CodeId condition = call;
    if (by_index_) condition = outcomes_.gathers() ? any_found : plan::Binary(pool_, CodeOp::kAnd, any_found, call);
    plan::Action matched = body.Act(ActionKind::kIf, condition);
    body.OpenBlock();
    body.Add(outcomes_.gathers() ? body.Act(ActionKind::kDo, call)
                                 : body.Act(ActionKind::kReturn, plan::Name(pool_, "answer")));
    matched.body = body.CloseBlock();
    body.Add(std::move(matched));
  }

  Context& context_;
  const Failures& failures_;
  const ir::Decision& declared_;
  plan::Decision& out_;
  plan::CodePool& pool_;
  DecisionOutcomes outcomes_;
  std::vector<SharedTest> shared_tests_;
  std::optional<TableData> data_;  // rows that are constants, where there are many
  std::optional<RowIndex> row_index_;
  std::optional<RulesByIndex> by_index_;
  CodeId found_;  // rules, by the index
};

}  // namespace

void LowerDecision(Context& context, const Failures& failures, ir::DecisionId id) {
  DecisionLowering(context, failures, context.program().decisions[id], context.plan().decisions[id.value]).Run();
}

}  // namespace rulec::lower
