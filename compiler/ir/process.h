#pragma once
// Processes of a checked program: what they remember, what they ask of time, and what their handlers do.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ids.h"

namespace rulec::ir {

struct StateCell {
  std::string name;
  TypeId type;
  Span span;
  std::string doc;
  ExprId initial;  // a kConstant, or kSome, kRecord, kList of constants; none of a set or map, which start empty
  std::optional<std::int64_t> expires_us;  // after the last write; absent: `unbounded`
  bool after_access = false;               // or after the last access, if that is later
  std::optional<std::uint32_t> up_to;      // elements of a list, set or map
};

/// What a window answers. `any(c)` and `all(c)` are `count(c) > 0` and `count(c) == count`.
enum class AggregateKind : std::uint8_t {
  kCount,
  kCountIf,     // rows whose condition held as they entered
  kCountEqual,  // rows whose argument equals child 0 of the question
  kCountWhere,  // rows for which the argument holds now: it also reads locals of the handler that asks
  kSum,
  kAvg,
  kMin,
  kMax,
  kStddev,    // population; float
  kFirst,     // by time, ties by arrival
  kLast,      // the same
  kPrevious,  // the last but the event at hand; of a closing the last but one
  kDistinct,  // how many
  kList,      // in time order
  kTop,       // the `number` largest, largest first
  kQuantile,  // nearest rank; `number` is q * kQuantileUnits
  kEwma,      // `number` is the half-life in us
  kStart,
  kEnd,
  kComplete,  // no row of the range may be gone
};

/// What rules ask of a window; equal questions are one aggregate. `argument` and `Window::where` read the entering
/// event (`Window::event`), constants, and parameters as of entry.
struct Aggregate {
  AggregateKind kind = AggregateKind::kCount;
  ExprId argument;  // absent for kCount, kStart, kEnd, kComplete; of kFirst, kLast, kPrevious it may be optional
  TypeId type;      // of the answer
  std::int64_t number = 0;
  /// kCountWhere: the parts of `argument` that are as of entry, fields of the event (or all of it) and parameters.
  std::vector<ExprId> columns;
};

enum class WindowForm : std::uint8_t {
  kLookBack,  // closed [t - size, t], answers at once
  kRows,      // the last `rows` in processing order, answers at once
  kTumbling,  // [start, start + size), answers when it closes; so do the others
  kSliding,
  kSession,  // size is the gap
};

/// Days or months by the wall clock of a time zone.
struct Calendar {
  enum class Unit : std::uint8_t { kDay, kMonth };
  Unit unit = Unit::kDay;
  std::uint32_t zone = 0;  // into Program::zones
  // In units; 0 is 1970-01-01, or January 1970.
  std::int64_t size = 1;
  std::int64_t every = 0;  // kSliding
  std::int64_t offset = 0;
};

struct Window {
  std::string name;
  Span span;
  std::string doc;
  StreamId stream;
  WindowForm form = WindowForm::kLookBack;
  std::int64_t size_us = 0;          // not of kRows
  std::int64_t rows = 0;             // kRows
  std::int64_t up_to = 0;            // rows a key; 0: as many as any window holds
  std::int64_t every_us = 0;         // kSliding
  std::int64_t offset_us = 0;        // kTumbling, kSliding
  std::optional<Calendar> calendar;  // kTumbling, kSliding: counts in this, and in us only about
  std::int64_t late_us = 0;          // a closed window stays open to late events, a look-back keeps rows longer
  std::int64_t early_us = 0;         // time between partial answers; 0: none
  bool early_on_each = false;        // a partial answer for every event
  bool excludes_current = false;     // an event enters after its handlers
  LocalId event;
  std::optional<ExprId> where;
  std::vector<Aggregate> aggregates;
};

/// Asked in any handler, not when it closes.
inline bool AnswersAtOnce(const Window& window) {
  return window.form == WindowForm::kLookBack || window.form == WindowForm::kRows;
}

inline constexpr std::int64_t kQuantileUnits = 1'000'000'000;

/// Whether a kind has an argument.
bool HasArgument(AggregateKind kind);

struct Timer {
  std::string name;
  Span span;
  std::string doc;
  bool by_clock = false;  // its times are of the host's clock
};

/// Of a join: the stream before `with`, and the one behind.
enum class JoinSide : std::uint8_t { kLeft, kRight };
inline constexpr std::array<JoinSide, 2> kJoinSides = {JoinSide::kLeft, JoinSide::kRight};

/// By JoinSide.
template <class T>
struct BothSides {
  T left{};
  T right{};
  T& operator[](JoinSide side) { return side == JoinSide::kLeft ? left : right; }
  const T& operator[](JoinSide side) const { return side == JoinSide::kLeft ? left : right; }
};

/// Pairs of events of one key for which `lower <= right time - left time <= upper`.
struct Join {
  struct Side {
    std::string name;  // of an event in `on unmatched` and `on late`
    StreamId stream;   // both may be the same
  };
  std::string name;
  Span span;
  std::string doc;
  BothSides<Side> sides;
  std::int64_t lower_us = 0;
  std::int64_t upper_us = 0;
};

enum class StatementKind : std::uint8_t {
  kRule,
  kVar,
  kLet,
  kAssignCell,  // of a set the value may also be a list
  kAssignVar,
  kAdd,     // value to the list or set `cell`
  kRemove,  // what equals value, or has it as its key, from the list, set or map `cell`
  kPut,     // value to `place`, an element of a list or map
  kClear,   // the list, set or map `cell`
  kEmit,
  kStart,
  kStop,
};

struct Statement {
  StatementKind kind = StatementKind::kEmit;
  Span span;
  std::string name;  // kRule
  std::string doc;
  std::string description;
  bool likely = false;                      // kRule
  std::optional<std::int64_t> once_per_us;  // kRule
  ExprId when;                              // kRule
  std::vector<StatementId> body;            // kRule
  LocalId local;                            // kVar, kLet, kAssignVar
  CellId cell;                              // kAssignCell, kAdd, kRemove, kPut, kClear
  std::vector<std::uint32_t> path;          // kAssign*: field indexes into a record-typed cell or var
  OutputId output;                          // kEmit
  TimerId timer;                            // kStart, kStop
  bool from_clock = false;                  // kStart: value is kClockTime and a duration
  ExprId place;                             // kPut: a kIndex of the cell; its index is evaluated, then the value
  ExprId value;  // kVar, kLet, kAssign* (`+=` is spelled out as an addition), kAdd, kRemove, kPut; kEmit: a
                 // kRecord; kStart: a timestamp

  /// What it evaluates itself, in order; invalid ones are none.
  std::array<ExprId, 3> exprs() const { return {when, place, value}; }
};

enum class HandlerKind : std::uint8_t { kStream, kTimer };

struct Handler {
  HandlerKind kind = HandlerKind::kStream;
  Span span;
  std::string doc;
  StreamId stream;  // kStream
  LocalId event;    // kStream
  TimerId timer;    // kTimer
  std::vector<StatementId> body;
};

/// What a window could not use; instead of an `late` record. It is part of the event's trigger.
struct LateHandler {
  Span span;
  std::string doc;
  WindowId window;
  LocalId event;
  std::vector<StatementId> body;
};

enum class DueKind : std::uint8_t { kClose, kUpdate };

/// What runs when time says so.
struct DueHandler {
  DueKind kind = DueKind::kClose;
  Span span;
  std::string doc;
  WindowId window;  // kClose, kUpdate
  std::vector<StatementId> body;
};

enum class JoinHandlerKind : std::uint8_t {
  kMatch,      // a pair, when its second event has come
  kUnmatched,  // an event of that side for which none has come in time
  kLate,       // one that could not join; instead of a `late` record, as part of the event's trigger
};

struct JoinHandler {
  JoinHandlerKind kind = JoinHandlerKind::kMatch;
  Span span;
  std::string doc;
  JoinId join;
  BothSides<LocalId> events;  // kMatch: both; else that of one side
  std::vector<StatementId> body;
};

/// One part of the key: a field of each stream that the process reads, all of one type.
struct KeyField {
  std::string name;  // as read by `key.name`
  TypeId type;
  struct Source {
    StreamId stream;
    std::uint32_t field;
  };
  std::vector<Source> sources;
};

enum class ProcessKey : std::uint8_t { kNone, kUnit, kFields };

struct Process {
  std::string name;
  Span span;
  std::string doc;
  ProcessKey key_kind = ProcessKey::kNone;
  std::vector<KeyField> key;
  base::Vec<CellId, StateCell> cells;
  base::Vec<WindowId, Window> windows;
  base::Vec<TimerId, Timer> timers;
  base::Vec<JoinId, Join> joins;
  bool order_time = false;           // events wait until the watermark passes them; a reader of a derived stream does
  std::vector<Handler> handlers;     // file order, as the four below
  std::vector<Handler> late_events;  // of `order time`: an event at or below the watermark
  std::vector<LateHandler> late_handlers;
  std::vector<DueHandler> due_handlers;
  std::vector<JoinHandler> join_handlers;
};

}  // namespace rulec::ir
