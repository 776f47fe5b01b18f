// Decisions: a body that finds what matches, cut into shards where there are many rules.
#include <algorithm>
#include <functional>

#include "compiler/base/check.h"
#include "compiler/lower/body_builder.h"
#include "compiler/lower/function_scope.h"
#include "compiler/lower/matches_type.h"
#include "compiler/lower/shared_tests.h"
#include "compiler/lower/table_cells.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;
using plan::CodeOp;

class DecisionLowering {
 public:
  DecisionLowering(Context& context, const Failures& failures, const ir::Decision& declared, plan::Decision& out)
      : context_(context), failures_(failures), declared_(declared), out_(out), pool_(context.pool()) {}

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
    if (takes_scratch()) body.Scratch();
    body.OpenBlock();
    Begin(body);
    if (out_.strategy == plan::MatchStrategy::kRows) {
      AddRows(body);
    } else if (out_.strategy == plan::MatchStrategy::kChain) {
      for (std::uint32_t i = 0; i < declared_.rules.size(); ++i) AddRule(body, i, false);
    } else {
      AddShards(body);
    }
    End(body);
    out_.body = body.CloseBlock();
    out_.needs = body.needs();
  }

 private:
  bool all_matches() const { return out_.policy == plan::HitPolicy::kAllMatches; }
  bool collects_list() const { return out_.policy == plan::HitPolicy::kCollectList; }
  bool takes_scratch() const { return all_matches() || collects_list() || declared_.score; }
  /// The first match is not the whole answer.
  bool gathers() const { return !out_.matches.empty(); }

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
    out_.policy = declared_.policy;
    out_.matches = MatchesType(context_, declared_);
    const bool many = declared_.rules.size() > plan::kRulesPerFunction;
    if (many && declared_.is_table) data_ = FindTableData(context_.program(), declared_, failures_);
    out_.strategy = data_  ? plan::MatchStrategy::kRows
                    : many ? plan::MatchStrategy::kShardedChain
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
    if (!data_) ShareTests(body);
    if (gathers()) DeclareMatches(body);
  }

  void ShareTests(BodyBuilder& body) {
    for (const SharedTest& shared : FindSharedTests(context_.program(), declared_, failures_)) {
      const CodeId name = body.Declare("test", "bool", body.Value(shared.tests[0]), false, false);
      for (const ir::ExprId test : shared.tests) body.Substitute(test, name);
      out_.shared.push_back({"bool", pool_.codes[name].text});
      shared_tests_.push_back(shared);
    }
  }

  void DeclareMatches(BodyBuilder& body) {
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
  CodeId None() { return Answer(plan::Braces(pool_, "", {}), static_cast<std::uint32_t>(declared_.rules.size())); }

  CodeId Answer(CodeId value, std::uint32_t rule) {
    return plan::Braces(pool_, "Answer", {value, plan::Name(pool_, "Rule::" + out_.rules[rule].enumerator)});
  }

  /// What a rule does with its value, in the open block.
  void AddOutcome(BodyBuilder& body, ir::ExprId then, std::uint32_t rule, bool in_shard) {
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

  void Gather(BodyBuilder& body, const std::string& method, std::vector<CodeId> args) {
    const CodeId matches = plan::Name(pool_, "matches");
    body.Add(body.Act(ActionKind::kDo, plan::CallOn(pool_, matches, method, std::move(args))));
  }

  /// A rule or row that matches: codes of what it gives, of its enumerator and, where the policy can fail, of its name
  /// and place.
  struct Match {
    std::function<CodeId(LiteralUse)> value;
    CodeId rule;
    CodeId name;
    CodeId place;
  };

  bool names_matches() const {
    return declared_.policy == ir::HitPolicy::kUniqueMatch || declared_.policy == ir::HitPolicy::kAnyMatch;
  }
  bool places_matches() const {
    return names_matches() || declared_.score || declared_.policy == ir::HitPolicy::kCollectSum;
  }
  CodeId PlaceOf(const ir::DecisionRule& rule) {
    const base::Span at = declared_.policy == ir::HitPolicy::kUniqueMatch ? rule.when_span : rule.then_span;
    return plan::Integer(pool_, context_.PlaceOf(at));
  }

  /// Where the first match is not the whole answer.
  void AddMatch(BodyBuilder& body, const Match& match) {
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
    } else if (all_matches() && declared_.by_field) {
      Gather(body, "template AddInOrder<" + ByField(context_, declared_) + ">", {answer});
    } else {
      Gather(body, "Add", {answer});
    }
  }

  /// A rule of a score card: what it adds, with its reason.
  void AddReason(BodyBuilder& body, const ir::DecisionRule& rule, const Match& match) {
    const ir::Score& score = *declared_.score;
    const plan::Struct& reason = context_.plan().records[score.reason.value];
    const auto text = [&](const std::string& of) { return plan::Text(pool_, of, true); };
    std::vector<CodeId> values;
    for (std::uint32_t i = 0; i < reason.fields.size(); ++i) {
      if (i == score.weight) {
        values.push_back(match.value(LiteralUse::kPlain));
      } else if (i == score.text) {
        values.push_back(text(rule.because));
      } else {
        const bool is_code = i == score.code && rule.code;
        values.push_back(plan::Braces(pool_, reason.fields[i].type.spelled(),
                                      is_code ? std::vector{text(*rule.code)} : std::vector<CodeId>{}));
      }
    }
    const CodeId built = plan::Braces(pool_, context_.Qualified(reason.cpp), std::move(values));
    Gather(body, "Add", {body.Mode(), built, match.rule, match.place});
  }

  void AddRuleMatch(BodyBuilder& body, std::uint32_t index) {
    const ir::DecisionRule& rule = declared_.rules[index];
    Match match;
    match.value = [&](LiteralUse use) { return body.Value(rule.then, use); };
    match.rule = plan::Name(pool_, "Rule::" + out_.rules[index].enumerator);
    if (names_matches()) match.name = plan::Text(pool_, rule.name, true);
    if (places_matches()) match.place = PlaceOf(rule);
    if (declared_.score) return AddReason(body, rule, match);
    AddMatch(body, match);
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
    if (gathers()) {
      AddMatch(body, match);
    } else {
      const CodeId answer = plan::Braces(pool_, "Answer", {match.value(LiteralUse::kPlain), match.rule});
      body.Add(body.Act(ActionKind::kReturn, answer));
    }
    plan::Action test = body.Act(ActionKind::kIf, takes);
    test.body = body.CloseBlock();
    body.OpenBlock();
    body.Add(std::move(test));
    const auto index = FindRowIndex(context_.program(), *data_);
    CodeId rows = plan::Name(pool_, "kRows");
    if (index) {
      rows = plan::Call(pool_, "::rulert::RowsFor",
                        {rows, plan::Name(pool_, "kKeys"), plan::Name(pool_, "kStarts"), plan::Name(pool_, "kOrder"),
                         inputs[index->input]});
      DescribeIndex(*index);
    }
    plan::Action each = body.Act(ActionKind::kEach, rows);
    each.type = "Row&";
    each.name = name;
    each.body = body.CloseBlock();
    body.Add(std::move(each));
    DescribeRows(body);
  }

  void DescribeIndex(const RowIndex& index) {
    const ir::ExprId input = data_->inputs[index.input];
    out_.table.key_type = KeyType(context_, input);
    for (const ir::Constant& key : index.keys) out_.table.keys.push_back(KeyCode(context_, input, key));
    out_.table.starts = index.starts;
    out_.table.order = index.order;
  }

  static std::string CellName(std::size_t input) { return "cell_" + std::to_string(input + 1); }

  void DescribeRows(BodyBuilder& body) {
    plan::TableRows& table = out_.table;
    for (std::size_t i = 0; i < data_->inputs.size(); ++i) {
      table.members.push_back({CellType(context_, data_->inputs[i]), CellName(i)});
    }
    const bool has_value = declared_.given.valid();
    if (has_value) {
      table.members.push_back({collects_list() ? context_.Spell(declared_.given) : out_.result.spelled(), "value"});
    }
    table.members.push_back({"Rule", "rule"});
    if (names_matches()) table.members.push_back({"std::string_view", "name"});
    if (places_matches()) table.members.push_back({"std::uint32_t", "place"});
    for (const DataRow& row : data_->rows) {
      const ir::DecisionRule& rule = declared_.rules[row.rule];
      std::vector<CodeId> values;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        values.push_back(CellCode(context_, data_->inputs[i], row.cells[i]));
      }
      if (has_value) values.push_back(body.Value(rule.then, LiteralUse::kPlain));
      values.push_back(plan::Name(pool_, "Rule::" + out_.rules[row.rule].enumerator));
      if (names_matches()) values.push_back(plan::Text(pool_, rule.name, true));
      if (places_matches()) values.push_back(PlaceOf(rule));
      table.rows.push_back(plan::Braces(pool_, "", std::move(values)));
    }
  }

  void AddRule(BodyBuilder& body, std::uint32_t index, bool in_shard) {
    const ir::DecisionRule& rule = declared_.rules[index];
    body.set_line(context_.Source(context_.program().exprs[rule.when].span));
    body.set_comment((declared_.is_table ? "" : "rule ") + rule.name + " (" + context_.Where(rule.span) + ")");
    const CodeId when = body.Value(rule.when);
    plan::Action test = body.Act(ActionKind::kIf, when);
    test.likely = rule.likely;
    body.OpenBlock();
    body.set_line(context_.Source(context_.program().exprs[rule.then].span));
    AddOutcome(body, rule.then, index, in_shard);
    test.body = body.CloseBlock();
    body.Add(std::move(test));
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

  void AddShards(BodyBuilder& body) {
    const auto count = static_cast<std::uint32_t>(declared_.rules.size());
    body.set_line({});
    PackShared(body);
    if (!gathers()) {
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
      for (std::uint32_t i = shard.first; i <= shard.last; ++i) AddRule(body, i, true);
      body.set_line({});
      if (!gathers()) body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "false")));
      shard.body = body.CloseBlock();
      out_.shards.push_back(std::move(shard));
    }
    // Every shard takes what any of them needs, so that their signatures are alike.
    for (const plan::Shard& shard : out_.shards) {
      std::vector<CodeId> args;
      for (const plan::Param& param : out_.params) args.push_back(plan::Name(pool_, param.member));
      if (!out_.shared.empty()) args.push_back(plan::Name(pool_, "shared"));
      args.push_back(plan::Name(pool_, gathers() ? "matches" : "answer"));
      if (body.needs().params) args.push_back(body.Params());
      if (body.needs().scratch) args.push_back(body.Scratch());
      if (body.needs().mode) args.push_back(body.Mode());
      const CodeId call = plan::Call(pool_, shard.cpp, std::move(args));
      if (gathers()) {
        body.Add(body.Act(ActionKind::kDo, call));
        continue;
      }
      plan::Action matched = body.Act(ActionKind::kIf, call);
      body.OpenBlock();
      body.Add(body.Act(ActionKind::kReturn, plan::Name(pool_, "answer")));
      matched.body = body.CloseBlock();
      body.Add(std::move(matched));
    }
    out_.shard_needs = body.needs();
  }

  void End(BodyBuilder& body) {
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
  void AddOtherwise(BodyBuilder& body, std::uint32_t otherwise) {
    const CodeId answer = Answer(body.Value(*declared_.otherwise, LiteralUse::kPlain), otherwise);
    if (all_matches()) return Gather(body, "Add", {answer});
    body.Add(body.Act(ActionKind::kReturn, answer));
  }

  Context& context_;
  const Failures& failures_;
  const ir::Decision& declared_;
  plan::Decision& out_;
  plan::CodePool& pool_;
  std::vector<SharedTest> shared_tests_;
  std::optional<TableData> data_;  // rows that are constants, where there are many
};

}  // namespace

void LowerDecision(Context& context, const Failures& failures, ir::DecisionId id) {
  DecisionLowering(context, failures, context.program().decisions[id], context.plan().decisions[id.value]).Run();
}

}  // namespace rulec::lower
