#pragma once
// What a hit policy asks of the declared result, and of what rules give.
#include <optional>

#include "compiler/check/expr_checker.h"

namespace rulec::check {

class HitPolicyChecker {
 public:
  /// All of them outlive it.
  HitPolicyChecker(ExprChecker& exprs, const ast::Decision& source, ir::DecisionId decision)
      : exprs_(exprs), context_(exprs.context()), source_(source), decision_(decision) {}

  /// Before rules and rows. False after a report.
  bool Declare();
  /// What follows `then` of a rule.
  ir::ExprId RuleValue(ast::ExprId then);
  /// What a rule, or the one column of a table, gives, without looking for the field that is collected.
  ir::ExprId Value(ast::ExprId value);
  /// `collect .. of field`.
  const ast::Name* collects_field() const {
    return base::IsCollect(policy()) && source_.policy_field ? &*source_.policy_field : nullptr;
  }

 private:
  ir::HitPolicy policy() const { return source_.policy; }
  ir::Decision& ir() { return context_.program.decisions[decision_]; }
  types::TypeTable& types() { return context_.program.types; }
  bool DeclareCollected();
  bool DeclareField();
  bool DeclareScore();
  std::optional<std::uint32_t> ScoreField(types::RecordId record, const char* name, const char* wanted, TypeId type);
  bool Refuse(const std::string& wanted);
  ir::ExprId FieldOf(ir::ExprId record, ast::ExprId source);

  ExprChecker& exprs_;
  Context& context_;
  const ast::Decision& source_;
  const ir::DecisionId decision_;
  TypeId record_;  // of the rules so far, where a field of it is collected
};

}  // namespace rulec::check
