#pragma once
// Processes: key, state cells, windows, timers, joins, handlers.
#include "compiler/check/expr_checker.h"

namespace rulec::check {

class ProcessChecker {
 public:
  ProcessChecker(Context& context, std::uint32_t module, const ast::Process& source);
  void Run();

 private:
  struct StreamRead {
    ir::StreamId id;
    ast::Name first;  // where the process first reads it
  };

  const ast::Module& tree() const { return *context_.modules[module_].ast; }
  ir::Process& ir() { return process_; }
  const ir::Record& RecordOf(ir::StreamId id) const {
    return context_.program.records[context_.program.streams[id].record];
  }

  // stream_reads.cpp
  std::optional<ir::StreamId> FindStream(ast::Name name);
  std::optional<ir::StreamId> StreamOf(ast::Name name);
  bool KnowsStream(ast::Name name);
  void CollectStreams();
  void CheckOrder();
  void CheckLate(const ast::Handler& source);
  void CheckLateEvents(const ast::Handler& source);

  // process_checker.cpp
  void NotBuiltYet();
  void CheckKey();
  void CheckKeyPart(const ast::KeyPart& part, std::unordered_map<Symbol, Span>& names);
  std::optional<std::uint32_t> KeySource(const ast::KeyPart& part, const StreamRead& read, ast::Name& field);
  bool DeclareItem(ast::Name name);
  void CheckState(const ast::StateCell& source);
  // collection_statements.cpp
  void CheckBounds(const ast::StateCell& source, ir::StateCell& cell);
  void CheckInitial(const ast::StateCell& source, ir::StateCell& cell);
  std::optional<ir::CellId> FindCollection(const ast::Statement& source, std::string_view verb);
  std::optional<ir::StatementId> CheckAdd(const ast::Statement& source);
  std::optional<ir::StatementId> CheckRemove(const ast::Statement& source);
  std::optional<ir::StatementId> CheckClear(const ast::Statement& source);
  std::optional<ir::StatementId> CheckPut(const ast::Statement& source);
  bool RequireKey(Span span, std::string_view what);

  // window_checker.cpp
  void CheckWindow(const ast::Window& source);
  bool CheckForm(const ast::Window& source, ir::Window& window);
  void CheckEvery(Span span, const ir::Window& window);
  void CheckOptions(const ast::Window& source, ir::Window& window);
  std::optional<ir::WindowId> FindWindow(ast::Name name);
  void CheckAnswer(const ast::Handler& source, ir::DueKind kind);
  void CheckLateRows(const ast::Handler& source);
  // calendar_windows.cpp
  bool GoesByZone(const ast::Window& source) const;
  void CheckCalendar(const ast::Window& source, ir::Window& window);
  std::optional<std::int64_t> WholeDays(ast::ExprId expr, std::int64_t least, std::string_view what);
  // timers.cpp
  void CheckTimer(const ast::Timer& source);
  void CheckTimerHandler(const ast::Handler& source);
  std::optional<ir::TimerId> FindTimer(ast::Name name);
  std::optional<ir::StatementId> CheckStart(const ast::Statement& source);
  std::optional<ir::StatementId> CheckStop(const ast::Statement& source);
  void GuardTimers();
  void ReportIdleTimers();

  // joins.cpp
  void CheckJoin(const ast::Join& source);
  std::optional<ir::JoinId> FindJoin(ast::Name name);
  std::optional<ir::JoinSide> FindSide(const ir::Join& join, ast::Name name);
  void CheckMatch(const ast::Handler& source);
  void CheckOneSide(const ast::Handler& source, ir::JoinHandlerKind kind);
  void CheckJoinBody(const ast::Handler& source, ir::JoinHandlerKind kind, ir::JoinId join,
                     const ir::BothSides<const ast::Name*>& names);
  void ReportIdleJoins();

  // statement_checker.cpp
  void CheckHandler(const ast::Handler& source);
  ir::Handler CheckEvent(const ast::Handler& source);
  std::vector<ir::StatementId> CheckBody(const std::vector<ast::StatementId>& body);
  std::optional<ir::StatementId> CheckStatement(const ast::Statement& source);
  std::optional<ir::StatementId> CheckRule(const ast::Statement& source);
  std::optional<ir::StatementId> CheckVar(const ast::Statement& source);
  std::optional<ir::StatementId> CheckLet(const ast::Statement& source);
  std::optional<ir::StatementId> CheckAssign(const ast::Statement& source);
  std::optional<ir::StatementId> CheckEmit(const ast::Statement& source);
  struct Place {
    bool cell = false;
    std::uint32_t id = 0;
    std::vector<std::uint32_t> path;
    TypeId type;
    ir::ExprId read;  // what stands there now
  };
  std::optional<Place> FindPlace(const std::vector<ast::Name>& names);
  std::optional<ir::StatementId> CheckAssignCollection(const ast::Statement& source, const Place& place);
  ir::Statement NewStatement(ir::StatementKind kind, const ast::Statement& source) const;

  Context& context_;
  const std::uint32_t module_;
  const ast::Process& source_;
  ir::Process process_;
  ProcessScope scope_;
  ExprChecker exprs_;
  std::vector<StreamRead> streams_;
  std::unordered_map<Symbol, Span> rule_names_;
  bool inside_rule_ = false;
  bool inside_answer_ = false;  // of a window

  /// A timer started by the handler of a timer, both by clock or neither.
  struct Restart {
    ir::TimerId by;
    ir::TimerId timer;
    ir::StatementId statement;
    bool is_later;  // whatever happens
  };
  std::optional<ir::TimerId> firing_;  // of the handler at hand
  std::vector<Restart> restarts_;
  std::vector<bool> started_;  // by TimerId
};

}  // namespace rulec::check
