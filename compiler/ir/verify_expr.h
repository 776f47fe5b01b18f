#pragma once
// Aborts unless an expression is as ir.h says.
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::ir {

/// Callees come before their callers: what may be called from here.
struct CallLimit {
  FunctionId function;  // invalid: any function
  DecisionId decision;  // invalid: any decision
};

class ExprVerifier {
 public:
  explicit ExprVerifier(const Program& program) : program_(program), seen_(program.exprs.size()) {}

  /// `process` is the one whose state the expression may read; null for pure expressions.
  void Verify(ExprId id, const Process* process, CallLimit limit);
  /// Neither kError nor kMissing, at any depth.
  void VerifyType(TypeId type) const;

 private:
  void VerifyNode(const Expr& expr, const Process* process, CallLimit limit) const;
  void VerifyOperation(const Expr& expr) const;
  void VerifyField(const Expr& expr, bool optional) const;
  void VerifyRecord(const Expr& expr) const;
  void VerifyArm(const Expr& expr) const;
  void VerifyMatch(const Expr& expr) const;
  void VerifyCall(const Expr& expr, CallLimit limit) const;
  void Count(const Expr& expr, std::uint32_t count) const;
  TypeId ChildType(const Expr& expr, std::uint32_t at) const;
  types::TypeKind ChildKind(const Expr& expr, std::uint32_t at) const {
    return program_.types.Kind(ChildType(expr, at));
  }
  bool IsBool(TypeId type) const { return program_.types.Kind(type) == types::TypeKind::kBool; }

  const Program& program_;
  std::vector<bool> seen_;  // expressions may be shared: each is looked at once
};

}  // namespace rulec::ir
