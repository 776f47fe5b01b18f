#pragma once
// Which expressions can fail, judged from their types.
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::lower {

/// Answers are kept; callees are judged before their callers. `program` outlives it.
class Failures {
 public:
  explicit Failures(const ir::Program& program);

  /// The operation itself, whatever its operands do.
  bool OperationCanFail(const ir::Expr& expr) const;
  /// It or anything that is evaluated for it.
  bool CanFail(ir::ExprId id) const { return can_fail_[id.value]; }
  /// Of a statement; rules inside of it speak for themselves.
  bool CanFail(ir::StatementId id) const;

 private:
  bool ConversionCanFail(const ir::Expr& expr) const;
  bool BinaryCanFail(const ir::Expr& expr) const;
  bool AggregateCanFail(const ir::Expr& expr) const;
  void JudgeProcess(const ir::Process& process);
  void JudgeStatement(ir::StatementId id);
  bool Judge(ir::ExprId id);

  const ir::Program& program_;
  const ir::Process* process_ = nullptr;  // at hand
  std::vector<signed char> judged_;       // -1: not yet
  std::vector<bool> can_fail_;
  std::vector<bool> functions_;
  std::vector<bool> decisions_;
};

}  // namespace rulec::lower
