#pragma once
// A checked program: names resolved, types known, every implicit step explicit (conversions, `T` to `T?`, narrowing of
// a `T?` that is proved present). What evaluates, transforms or lowers reads this and never the syntax tree. Evaluation
// order of children is their order here, left to right; kAnd, kOr, kIf, kCoalesce evaluate only what they need.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/base/int128.h"
#include "compiler/base/span.h"
#include "compiler/types/time_zone.h"
#include "compiler/types/types.h"

namespace rulec::ir {

using base::Span;
using types::EnumId;
using types::RecordId;
using types::TypeId;

struct ExprTag;
using ExprId = base::Id<ExprTag>;
struct ConstantTag;
using ConstantId = base::Id<ConstantTag>;
struct LocalTag;
using LocalId = base::Id<LocalTag>;
struct FunctionTag;
using FunctionId = base::Id<FunctionTag>;
struct DecisionTag;
using DecisionId = base::Id<DecisionTag>;
struct StreamTag;
using StreamId = base::Id<StreamTag>;
struct OutputTag;
using OutputId = base::Id<OutputTag>;
struct ParamTag;
using ParamId = base::Id<ParamTag>;
struct CellTag;
using CellId = base::Id<CellTag>;  // within its process
struct WindowTag;
using WindowId = base::Id<WindowTag>;  // within its process
struct TimerTag;
using TimerId = base::Id<TimerTag>;  // within its process
struct AggregateTag;
using AggregateId = base::Id<AggregateTag>;  // within its window
struct StatementTag;
using StatementId = base::Id<StatementTag>;

enum class ExprKind : std::uint8_t {
  kConstant,       // constant
  kLocal,          // local: parameter, let, var, the event of a handler or of a window's `where`
  kParam,          // param
  kCell,           // cell of the process at hand; type as declared
  kKeyField,       // index: into Process::key
  kHandlerTime,    // of the handler at hand: of its event, or what its timer says
  kField,          // child 0 . index
  kOptionalField,  // child 0 is a record?; missing if it is; result is optional
  kUnary,          // op
  kBinary,         // op; both children have types of the same kind (decimals may differ in shape)
  kAnd,
  kOr,
  kIf,            // condition, then, else
  kCoalesce,      // child 0 is T?, child 1 is T or T?; type is that of child 1
  kIsPresent,     // child 0
  kIsMissing,     // child 0
  kSome,          // T as T?
  kNarrow,        // T? proved present as T
  kConvert,       // child 0 to `type`, see Conversion
  kInList,        // child 0 in [children 1..n], all of which are evaluated
  kIn,            // child 0 in child 1, a list
  kList,          // list of children
  kRecord,        // children: one for each field of the record, in declared order
  kBuiltin,       // builtin applied to children
  kCallFunction,  // function
  kCallDecision,  // decision, `first match`; result type is the declared one
  kAggregate,     // window, aggregate; child 0: what a kCountEqual looks for
};

enum class UnaryOp : std::uint8_t { kNone, kNegate, kNot };

/// Arithmetic is by the kind of `type` and of the children: int, float, decimal (result rounded or checked to the shape
/// of `type`), string (kAdd joins), timestamp/date/duration
/// (also duration kMultiply int and duration kDiv int).
enum class BinaryOp : std::uint8_t {
  kNone,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kDiv,
  kRemainder,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};

/// Conversions that the checker inserts or that the built-ins int(), decimal(), float(), string() and round() spell.
enum class Conversion : std::uint8_t {
  kNone,
  kIntToDecimal,      // may fail: digits
  kDecimalToDecimal,  // scale grows or stays; fails if integer digits do not fit
  kIntToFloat,        // explicit only
  kDecimalToFloat,    // explicit only
  kFloatToInt,
  kDecimalToInt,  // toward zero; fails out of range
  kStringToInt,
  kStringToFloat,
  kStringToDecimal,
  kFloatToDecimal,  // half up to the scale
  kToString,        // from any scalar
};

enum class Builtin : std::uint8_t {
  kNone,
  kRound,  // (decimal): to the scale of `type`, half up; (float): to a whole number, half away from zero
  kRoundHalfEven,
  kAbs,
  kMin,  // of two values of `type`; more are nested
  kMax,
  kFloor,
  kCeil,
  kLength,
  kContains,
  kStartsWith,
  kEndsWith,
  kLower,
  kUpper,
  kTrim,
  kLater,  // of two timestamps: the first; fails unless it is later than the second
};

struct Expr {
  ExprKind kind = ExprKind::kConstant;
  UnaryOp unary = UnaryOp::kNone;
  BinaryOp binary = BinaryOp::kNone;
  Conversion conversion = Conversion::kNone;
  Builtin builtin = Builtin::kNone;
  TypeId type;
  Span span;
  std::uint32_t first = 0;  // range in Program::children
  std::uint32_t count = 0;
  std::uint32_t index = 0;  // value of the typed id named by `kind`: local, param, cell, field, function, ...
  AggregateId aggregate;    // kAggregate (`index` is the WindowId)
};

/// A value known at compile time; which member holds it follows from the type of the expression.
struct Constant {
  bool missing = false;     // of an optional type
  base::Int128 number = 0;  // bool, int, decimal mantissa, timestamp and duration (us), date (days), enum value
  double real = 0;          // float
  std::string text;         // string
};

enum class LocalKind : std::uint8_t { kParameter, kLet, kVar, kEvent };

struct Local {
  LocalKind kind = LocalKind::kLet;
  std::string name;
  TypeId type;
  Span span;
};

struct Field {
  std::string name;
  TypeId type;
  Span span;
  std::string doc;
};

struct Record {
  std::string module;  // of the declaration; differs from Program::module when imported
  std::string name;
  Span span;
  std::string doc;
  std::vector<Field> fields;
};

struct Enum {
  std::string module;
  std::string name;
  Span span;
  std::string doc;
  std::vector<std::string> values;  // in declared order, which is their order
};

struct Param {
  std::string name;
  TypeId type;
  Span span;
  std::string doc;
  ExprId default_value;  // a kConstant after checking
};

/// Functions are listed so that a callee comes before its callers; recursion is refused by the checker.
struct Function {
  std::string module;
  std::string name;
  Span span;
  std::string doc;
  std::vector<LocalId> params;
  TypeId result;
  ExprId body;
};

enum class HitPolicy : std::uint8_t { kFirstMatch, kAllMatches };

struct Let {
  LocalId local;
  ExprId value;
};

/// A rule or a row of a table, as one condition and one result.
struct DecisionRule {
  std::string name;  // of a table: `row 3`
  Span span;
  std::string doc;
  std::string description;
  bool likely = false;
  ExprId when;
  ExprId then;
};

struct Decision {
  std::string module;
  std::string name;
  Span span;
  std::string doc;
  std::vector<LocalId> params;
  TypeId result;  // of one answer, also of all matches
  HitPolicy policy = HitPolicy::kFirstMatch;
  std::vector<Let> lets;  // evaluated before the rules, in order
  std::vector<DecisionRule> rules;
  bool is_table = false;
  std::optional<ExprId> otherwise;  // absent: the result type is optional (missing), or the policy is all matches
};

struct Stream {
  std::string name;
  Span span;
  std::string doc;
  RecordId record;
  std::optional<std::uint32_t> time_field;  // absent: the record's own timestamp
  std::int64_t delay_us = 0;
  std::optional<std::int64_t> idle_us;
  bool idle_by_clock = false;            // time goes on by the host's clock while every partition is idle
  std::optional<std::int64_t> ahead_us;  // an event further ahead of the others is set aside
  std::optional<OutputId> output;        // derived: what processes emit to it are the events
};

struct Output {
  std::string name;
  Span span;
  std::string doc;
  RecordId record;
  std::optional<std::uint32_t> key_field;
};

struct StateCell {
  std::string name;
  TypeId type;
  Span span;
  std::string doc;
  ExprId initial;  // a kConstant, or kSome or kRecord of constants; missing for an optional without default
  std::optional<std::int64_t> expires_us;  // after write; absent: `unbounded`
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
};

enum class StatementKind : std::uint8_t { kRule, kVar, kLet, kAssignCell, kAssignVar, kEmit, kStart, kStop };

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
  CellId cell;                              // kAssignCell
  std::vector<std::uint32_t> path;          // kAssign*: field indexes into a record-typed cell or var
  OutputId output;                          // kEmit
  TimerId timer;                            // kStart, kStop
  ExprId value;  // kVar, kLet, kAssign* (`+=` is spelled out as an addition); kEmit: a kRecord; kStart: a timestamp
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
  bool order_time = false;           // events wait until the watermark passes them; a reader of a derived stream does
  std::vector<Handler> handlers;     // file order, as the three below
  std::vector<Handler> late_events;  // of `order time`: an event at or below the watermark
  std::vector<LateHandler> late_handlers;
  std::vector<DueHandler> due_handlers;
};

struct Program {
  std::string module;  // dotted path
  types::TypeTable types;
  base::Vec<RecordId, Record> records;  // a record comes after those it holds
  base::Vec<EnumId, Enum> enums;
  base::Vec<ParamId, Param> params;
  base::Vec<FunctionId, Function> functions;
  base::Vec<DecisionId, Decision> decisions;  // a callee before its callers
  base::Vec<StreamId, Stream> streams;
  base::Vec<OutputId, Output> outputs;
  std::vector<Process> processes;
  std::vector<types::TimeZone> zones;

  base::Vec<ExprId, Expr> exprs;
  base::Vec<ConstantId, Constant> constants;
  base::Vec<LocalId, Local> locals;
  base::Vec<StatementId, Statement> statements;
  std::vector<ExprId> children;

  std::span<const ExprId> children_of(const Expr& e) const { return {children.data() + e.first, e.count}; }
};

/// Indented text for `--emit=ir`; stable between runs. Parts of it: compiler/ir/print.h.
std::string Print(const Program& program);

/// Aborts (a bug of the compiler) unless every id, type and order in `program` is as this header says.
void Verify(const Program& program);

}  // namespace rulec::ir
