#pragma once
// One process while it is lowered: names first, then what its handlers do.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/lower/body_builder.h"
#include "compiler/lower/context.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

/// Names and indexes of a process that its handlers use.
struct ProcessParts {
  const ir::Process& declared;
  plan::Process& out;
  Scope class_scope;                      // what is nested in the class
  Scope members;                          // of State
  std::vector<std::string> cell_members;  // by CellId
  /// What is asked of a view; by WindowId and AggregateId.
  struct AggregateUse {
    std::string alias;     // argument of Get; empty: `function` is called, or rows are counted by a condition
    std::string function;  // `count`, `start`, `end`
    bool takes_mode = false;
    bool takes_current = false;        // whether the event at hand is a row
    std::vector<std::string> columns;  // kCountWhere: alias of each of Aggregate::columns
  };
  std::vector<std::vector<AggregateUse>> aggregates;
  /// By WindowId: the argument of each column.
  std::vector<std::vector<ir::ExprId>> columns;
  /// By Statement: constant of the rule, and member of State for `once per`.
  struct RuleUse {
    std::string constant;
    std::string once_member;
  };
  std::map<std::uint32_t, RuleUse> rules;
  std::map<std::uint32_t, std::string> handler_rules;     // by stream
  std::map<std::uint32_t, std::string> late_event_rules;  // by stream, where late events are handled
  std::vector<std::string> late_rules;                    // by LateHandler
  std::vector<std::string> due_rules;                     // by DueHandler
  std::vector<std::string> join_rules;                    // by JoinHandler
  struct TimerUse {
    std::string member;           // of State
    std::uint32_t construct = 0;  // into Plan::constructs
    std::string rule;             // constant of its handler; empty: none
  };
  std::vector<TimerUse> timers;  // by TimerId

  /// A struct nested in the class; `suffix` tells it from a type of the author's.
  std::string NestedType(std::string_view name, std::string_view suffix) {
    std::string type = UpperCamel(name);
    if (class_scope.Has(type)) type += suffix;
    return class_scope.Take(std::move(type));
  }
};

/// Into Plan::constructs. `window` or `cell`: what rows or elements leave.
std::uint32_t AddConstruct(Context& context, const ProcessParts& parts, const std::string& name,
                           std::optional<std::uint32_t> window = std::nullopt,
                           std::optional<std::uint32_t> cell = std::nullopt);

/// Appends to the cells and state of the process, and to the constructs.
void LowerCell(Context& context, const Failures& failures, ProcessParts& parts, ir::CellId id);

/// Columns and aggregates of a window, and what handlers ask: parts.aggregates and parts.columns get one more.
void LowerQuestions(Context& context, ProcessParts& parts, const ir::Window& declared, plan::Window& out);

/// Digits in groups of three.
std::string Grouped(std::int64_t number);

/// Windows of `stream` are entered, then the handlers of it run.
plan::Handler LowerHandler(Context& context, const Failures& failures, ProcessParts& parts, ir::StreamId stream);
/// Of a timer that has handlers.
plan::DueWork LowerTimer(Context& context, const Failures& failures, ProcessParts& parts, ir::TimerId timer);

/// The same of a late event, of a stream with handlers for it: no window is entered.
void LowerLateEvents(Context& context, const Failures& failures, ProcessParts& parts, plan::Handler& handler);

/// `order time`: events of these streams wait in the state. Before handlers are lowered.
void AddWaiting(Context& context, ProcessParts& parts, const std::set<ir::StreamId>& streams);

/// Appends to the joins and state of the process, and to the constructs.
void AddJoin(Context& context, ProcessParts& parts, ir::JoinId id);
/// What its handlers do, after AddJoin.
void LowerJoin(Context& context, const Failures& failures, ProcessParts& parts, ir::JoinId id);

/// What happens when the window closes or answers again.
plan::DueWork LowerAnswers(Context& context, const Failures& failures, ProcessParts& parts, ir::WindowId window);

}  // namespace rulec::lower
