#include "compiler/eval/trace.h"

#include <algorithm>

namespace rulec::eval {
namespace {

using ir::ExprKind;

class Tracer {
 public:
  Tracer(const ir::Program& program, ir::DecisionId id, Evaluator evaluator)
      : program_(program),
        id_(id),
        decision_(program.decisions[id]),
        evaluator_(std::move(evaluator)),
        steps_(evaluator_.steps_left()) {}

  DecisionTrace Run(std::vector<Value> arguments) {
    trace_.rules.resize(decision_.rules.size());
    trace_.shadows.resize(decision_.shadows.size());
    auto decided = evaluator_.Decide(id_, std::move(arguments));
    if (decided) {
      trace_.answers = std::move(*decided);
    } else {
      trace_.failure = std::move(decided.error());
      if (trace_.failure->gave_up) return std::move(trace_);
    }
    evaluator_.SetSteps(kAllSteps);  // from here on most is known to end
    // What it has set stays set, so that its conditions can be asked again.
    for (const ir::Let& let : decision_.lets) {
      if (!evaluator_.Evaluate(let.value)) return std::move(trace_);
    }
    if (!trace_.failure) AskShadows();
    bool reached = true, fired = false;
    for (std::uint32_t i = 0; i < decision_.rules.size() && reached; ++i) {
      Ask(decision_.rules[i], trace_.rules[i]);
      const RuleOutcome outcome = trace_.rules[i].outcome;
      fired |= outcome == RuleOutcome::kFired;
      reached = outcome != RuleOutcome::kFailed && !(fired && decision_.policy == ir::HitPolicy::kFirstMatch);
    }
    if (reached && !fired && decision_.otherwise) {
      trace_.otherwise = trace_.failure ? RuleOutcome::kFailed : RuleOutcome::kFired;
    }
    return std::move(trace_);
  }

 private:
  void AskShadows() {
    const bool first_match = decision_.policy == ir::HitPolicy::kFirstMatch;
    // By which rule it was decided, where rules below that one are not asked.
    std::optional<std::uint32_t> decided;
    if (first_match && !trace_.answers.empty()) decided = trace_.answers[0].rule;
    for (std::uint32_t i = 0; i < decision_.shadows.size(); ++i) {
      const ir::ShadowRule& shadow = decision_.shadows[i];
      if (!decided || shadow.before <= *decided) AskShadow(shadow.rule, trace_.shadows[i]);
    }
  }

  void AskShadow(const ir::DecisionRule& rule, ShadowTrace& trace) {
    const auto fail = [&trace](const Failure& failure) {
      trace.rule.outcome = RuleOutcome::kFailed;
      trace.failure = failure;
    };
    const Result when = WithinSteps(rule.when);
    if (!when) return fail(when.error());
    trace.rule.outcome = when->truth() ? RuleOutcome::kFired : RuleOutcome::kNotFired;
    if (when->truth()) {
      Result value = WithinSteps(rule.then);
      if (!value) return fail(value.error());
      trace.value = std::move(*value);
      trace.same = base::AnswersByOneRule(decision_.policy) && IsAnswer(*trace.value);
    }
    Explain(rule, when->truth(), trace.rule);
  }

  /// Of what the decision has not evaluated.
  Result WithinSteps(ir::ExprId expr) {
    evaluator_.SetSteps(steps_);
    Result value = evaluator_.Evaluate(expr);
    evaluator_.SetSteps(kAllSteps);
    return value;
  }

  bool IsAnswer(const Value& value) const {
    if (trace_.answers.empty()) return value.missing;
    return Equal(program_, value, decision_.result, trace_.answers[0].value, decision_.result);
  }

  /// What decided about the condition, which has been evaluated.
  void Explain(const ir::DecisionRule& rule, bool holds, RuleTrace& trace) {
    trace.part = holds ? rule.when : FirstFalse(rule.when);
    Read(trace.part, true, trace.readings);
  }

  void Ask(const ir::DecisionRule& rule, RuleTrace& trace) {
    const Result when = evaluator_.Evaluate(rule.when);
    trace.outcome = !when                                               ? RuleOutcome::kFailed
                    : !when->truth()                                    ? RuleOutcome::kNotFired
                    : trace_.failure && !evaluator_.Evaluate(rule.then) ? RuleOutcome::kFailed
                                                                        : RuleOutcome::kFired;
    if (trace.outcome == RuleOutcome::kFailed) return;
    Explain(rule, when->truth(), trace);
  }

  ir::ExprId Child(const ir::Expr& expr, std::uint32_t at) const { return program_.children[expr.first + at]; }

  ir::ExprId FirstFalse(ir::ExprId condition) {
    const ir::Expr& expr = program_.exprs[condition];
    if (expr.kind != ExprKind::kAnd) return condition;
    const bool left = evaluator_.Evaluate(Child(expr, 0))->truth();
    return FirstFalse(Child(expr, left ? 1 : 0));
  }

  // `reached`: the expression has been evaluated, without failure.
  void Read(ir::ExprId id, bool reached, std::vector<Reading>& readings) {
    const ir::Expr& expr = program_.exprs[id];
    if (IsPath(program_, id)) {
      if (IsOfElement(id)) return;
      Value value = ValueOf(id);
      const bool is_record = program_.types.Kind(program_.types.WithoutOptional(expr.type)) == types::TypeKind::kRecord;
      if (!is_record || value.missing) readings.push_back({id, std::move(value)});
      return;
    }
    if (expr.kind == ExprKind::kMatch) {
      // Names of arms stand for something only where the arm is the one that is taken.
      Read(Child(expr, 0), reached, readings);
      if (!reached) return;
      static_cast<void>(evaluator_.Evaluate(id));  // gives the name its value
      const base::Int128 taken = evaluator_.Evaluate(Child(expr, 0))->number;
      Read(Child(expr, static_cast<std::uint32_t>(taken) + 1), true, readings);
      return;
    }
    const bool may_skip = expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr || expr.kind == ExprKind::kIf ||
                          expr.kind == ExprKind::kCoalesce || expr.kind == ExprKind::kEach;
    for (std::uint32_t i = 0; i < expr.count; ++i) Read(Child(expr, i), reached && (i == 0 || !may_skip), readings);
    const bool computes = expr.kind != ExprKind::kConstant && expr.kind != ExprKind::kSome &&
                          expr.kind != ExprKind::kNarrow && expr.kind != ExprKind::kConvert &&
                          program_.types.Kind(expr.type) != types::TypeKind::kBool &&
                          !program_.types.IsCollection(expr.type);
    if (reached && (computes || expr.kind == ExprKind::kParam) && ReadsSomething(id)) {
      readings.push_back({id, *evaluator_.Evaluate(id)});
    }
  }

  bool ReadsSomething(ir::ExprId id) const {
    const ir::Expr& expr = program_.exprs[id];
    const auto children = program_.children_of(expr);
    return expr.kind == ExprKind::kLocal || expr.kind == ExprKind::kParam ||
           std::any_of(children.begin(), children.end(), [this](ir::ExprId child) { return ReadsSomething(child); });
  }

  // The name of an element stands for one after the other, or for none.
  bool IsOfElement(ir::ExprId path) const {
    const ir::Expr& expr = program_.exprs[path];
    if (expr.kind != ExprKind::kLocal) return IsOfElement(Child(expr, 0));
    return program_.locals[ir::LocalId(expr.index)].kind == ir::LocalKind::kElement;
  }

  // Also of a path that is narrowed where it was not asked: then there may be nothing.
  Value ValueOf(ir::ExprId path) {
    const ir::Expr& expr = program_.exprs[path];
    if (expr.kind == ExprKind::kLocal) return evaluator_.local(ir::LocalId(expr.index));
    Value from = ValueOf(Child(expr, 0));
    if (expr.kind == ExprKind::kNarrow || from.missing) return from;
    return std::move(from.parts[expr.index]);
  }

  const ir::Program& program_;
  const ir::DecisionId id_;
  const ir::Decision& decision_;
  Evaluator evaluator_;
  const std::uint64_t steps_;
  DecisionTrace trace_;
};

}  // namespace

bool IsPath(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  if (expr.kind == ExprKind::kLocal) return true;
  const bool steps =
      expr.kind == ExprKind::kField || expr.kind == ExprKind::kOptionalField || expr.kind == ExprKind::kNarrow;
  return steps && IsPath(program, program.children[expr.first]);
}

DecisionTrace Trace(const ir::Program& program, ir::DecisionId decision, std::vector<Value> arguments,
                    Evaluator evaluator) {
  return Tracer(program, decision, std::move(evaluator)).Run(std::move(arguments));
}

}  // namespace rulec::eval
