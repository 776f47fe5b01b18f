#include "compiler/eval/trace.h"

#include <algorithm>

namespace rulec::eval {
namespace {

using ir::ExprKind;

class Tracer {
 public:
  Tracer(const ir::Program& program, ir::DecisionId id)
      : program_(program), decision_(program.decisions[id]), evaluator_(program) {}

  DecisionTrace Run(std::vector<Value> arguments) {
    trace_.rules.resize(decision_.rules.size());
    for (std::size_t i = 0; i < arguments.size(); ++i)
      evaluator_.SetLocal(decision_.params[i], std::move(arguments[i]));
    Decide();
    if (trace_.failure) trace_.answers.clear();
    return std::move(trace_);
  }

 private:
  void Decide() {
    for (const ir::Let& let : decision_.lets) {
      Result value = evaluator_.Evaluate(let.value);
      if (!value) return Fail(std::move(value.error()));
      evaluator_.SetLocal(let.local, std::move(*value));
    }
    for (std::uint32_t i = 0; i < decision_.rules.size(); ++i) {
      if (!Ask(i)) return;
    }
    if (!trace_.answers.empty() || !decision_.otherwise) return;
    trace_.otherwise = Answer(*decision_.otherwise, std::nullopt) ? RuleOutcome::kFired : RuleOutcome::kFailed;
  }

  /// Whether the next rule is reached.
  bool Ask(std::uint32_t index) {
    const ir::DecisionRule& rule = decision_.rules[index];
    RuleTrace& trace = trace_.rules[index];
    Result when = evaluator_.Evaluate(rule.when);
    if (!when) {
      trace.outcome = RuleOutcome::kFailed;
      Fail(std::move(when.error()));
      return false;
    }
    trace.outcome = when->truth() ? RuleOutcome::kFired : RuleOutcome::kNotFired;
    trace.part = when->truth() ? rule.when : FirstFalse(rule.when);
    Read(trace.part, true, trace.readings);
    if (!when->truth()) return true;
    if (!Answer(rule.then, index)) {
      trace.outcome = RuleOutcome::kFailed;
      return false;
    }
    return decision_.policy != ir::HitPolicy::kFirstMatch;
  }

  bool Answer(ir::ExprId then, std::optional<std::uint32_t> rule) {
    Result value = evaluator_.Evaluate(then);
    if (!value) {
      Fail(std::move(value.error()));
      return false;
    }
    trace_.answers.push_back({std::move(*value), rule});
    return true;
  }

  void Fail(Failure failure) { trace_.failure = std::move(failure); }

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
      Value value = ValueOf(id);
      const bool is_record = program_.types.Kind(program_.types.WithoutOptional(expr.type)) == types::TypeKind::kRecord;
      if (!is_record || value.missing) readings.push_back({id, std::move(value)});
      return;
    }
    const bool may_skip = expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr || expr.kind == ExprKind::kIf ||
                          expr.kind == ExprKind::kCoalesce;
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

  // Also of a path that is narrowed where it was not asked: then there may be nothing.
  Value ValueOf(ir::ExprId path) {
    const ir::Expr& expr = program_.exprs[path];
    if (expr.kind == ExprKind::kLocal) return evaluator_.local(ir::LocalId(expr.index));
    Value from = ValueOf(Child(expr, 0));
    if (expr.kind == ExprKind::kNarrow || from.missing) return from;
    return std::move(from.parts[expr.index]);
  }

  const ir::Program& program_;
  const ir::Decision& decision_;
  Evaluator evaluator_;
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

DecisionTrace Trace(const ir::Program& program, ir::DecisionId decision, std::vector<Value> arguments) {
  return Tracer(program, decision).Run(std::move(arguments));
}

}  // namespace rulec::eval
