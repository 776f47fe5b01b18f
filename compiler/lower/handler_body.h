#pragma once
// What handlers of a process do, statement by statement, and what of it can fail after a write.
#include <span>
#include <string>
#include <vector>

#include "compiler/lower/handler_reads.h"
#include "compiler/lower/undo_set.h"

namespace rulec::lower {

/// Of one function of generated code; which handlers it is, is said by what is derived from this.
class HandlerBody : public HandlerReads {
 public:
  HandlerBody(Context& context, const Failures& failures, ProcessParts& parts)
      : HandlerReads(context, failures, parts), failures_(failures) {}

 protected:
  /// `rule`: constant of the handler; `ordinal`: of its emissions outside of rules.
  void AddStatement(ir::StatementId id, const std::string& rule, std::uint32_t& ordinal);
  /// Of a handler that is not of a stream, in a block of its own.
  void AddHandler(const std::vector<ir::StatementId>& body, const std::string& rule, std::uint32_t& ordinal);
  /// What expires after access lives on by being mentioned.
  void Touch(const std::vector<ir::StatementId>& body);

  /// Before code for these, which C++ may evaluate in any order: what reading writes, and what can fail.
  void Evaluate(std::span<const ir::ExprId> exprs);
  /// Failures from here on are this rule's.
  void BeginRule(const std::string& constant);
  /// Which rule they are of is not known any more.
  void ForgetRule() { current_rule_.clear(); }

  const Failures& failures_;
  UndoSet undo_;

 private:
  void EvaluateFor(const ir::Statement& statement);
  void Write(ir::CellId cell) { undo_.Write(parts_.cell_members[cell.value]); }
  bool CanFail(ir::StatementId id) const;
  void AddRule(ir::StatementId id, const ir::Statement& statement);
  void AssignCell(const ir::Statement& statement);
  void Emit(const ir::Statement& statement, const std::string& rule, std::uint32_t& ordinal);
  const std::string& TimerMember(const ir::Statement& statement) const;
  plan::CodeId Timer(const ir::Statement& statement);
  void Do(const char* method, std::vector<plan::CodeId> args);
  plan::CodeId Path(plan::CodeId object, ir::TypeId type, const std::vector<std::uint32_t>& path);

  std::string current_rule_;
};

}  // namespace rulec::lower
