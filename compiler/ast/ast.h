#pragma once
// The syntax tree of one .rules file: what was written, names not yet resolved. Nodes live in vectors and refer to each
// other by typed 4-byte ids; every node has a span. A construct that the compiler parses but does not build yet is one
// `Opaque` node that keeps its name (for "not built yet" diagnostics) and span, and nothing of its inside.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/calendar.h"
#include "compiler/ast/expr.h"
#include "compiler/base/hit_policy.h"
#include "compiler/base/id.h"

namespace rulec::ast {

using base::HitPolicy;

/// `int`, `decimal(12,2)`, `geo.Country?`, `list<string>`.
struct TypeRef {
  Span span;
  std::vector<Name> path;
  std::vector<Name> arguments;      // in parentheses, as written: digits or a name
  std::vector<TypeRefId> elements;  // in angle brackets
  bool optional = false;
};

/// `effective from 2026-01-01 to 2026-07-01T12:00:00Z`: a kDate or kTimestamp each, the second one not included.
struct Effective {
  Span span;
  std::optional<ExprId> from;
  std::optional<ExprId> to;
};

struct RuleAttributes {
  bool likely = false;
  std::optional<Span> shadow;
  std::optional<Effective> effective;
  std::optional<ExprId> once_per;               // a kDuration
  std::vector<std::pair<Symbol, Span>> opaque;  // canary
};

/// `rule name attributes "description" when condition then ...` of a decision.
struct DecisionRule {
  Name name;
  Span span;
  std::string doc;
  std::string description;
  RuleAttributes attributes;
  ExprId when;
  ExprId then;          // of a score card: what is added
  std::string because;  // of a score card
  std::optional<std::string> code;
};

enum class CellKind : std::uint8_t { kAny, kTests, kNotTests, kCondition };
enum class TestKind : std::uint8_t { kValue, kLess, kLessEqual, kGreater, kGreaterEqual, kRange, kMissing, kPresent };

/// One test of a table cell; for kRange `low` and `high` with open ends marked.
struct CellTest {
  TestKind kind = TestKind::kValue;
  Span span;
  ExprId low;
  ExprId high;
  bool low_open = false;
  bool high_open = false;
};

struct Cell {
  CellKind kind = CellKind::kAny;
  Span span;
  std::uint32_t first = 0;  // range in Table::tests
  std::uint32_t count = 0;
  ExprId condition;
};

struct TableRow {
  Span span;
  std::uint32_t first_cell = 0;  // range in Table::cells
  std::uint32_t cell_count = 0;
  std::uint32_t first_result = 0;  // range in Table::results
  std::uint32_t result_count = 0;
};

struct TableInput {
  ExprId expr;
  std::optional<Name> label;
};

/// A file may bring a million rows: all that they hold lies side by side.
struct Table {
  Span span;
  std::vector<TableInput> inputs;
  std::vector<Name> outputs;
  std::vector<TableRow> rows;
  std::vector<Cell> cells;
  std::vector<CellTest> tests;
  std::vector<ExprId> results;

  std::span<const Cell> cells_of(const TableRow& row) const { return {cells.data() + row.first_cell, row.cell_count}; }
  std::span<const CellTest> tests_of(const Cell& cell) const { return {tests.data() + cell.first, cell.count}; }
  std::span<const ExprId> results_of(const TableRow& row) const {
    return {results.data() + row.first_result, row.result_count};
  }
};

/// `table from "path"`; once the file has been read, `Decision::table` is what it holds.
struct TableFile {
  std::string path;
  Span path_span;
};

struct Let {
  Name name;
  ExprId value;
};

enum class StatementKind : std::uint8_t {
  kRule,
  kVar,
  kLet,
  kAssign,
  kEmit,
  kStart,   // start name after|at value
  kStop,    // stop name
  kAdd,     // add value to name
  kRemove,  // remove value from name
  kClear,   // clear name
  kOpaque
};

struct Statement {
  StatementKind kind = StatementKind::kOpaque;
  Span span;
  Name name;  // rule, var, let, output, timer or collection; kOpaque: name of the construct
  std::string doc;
  std::string description;        // kRule
  RuleAttributes attributes;      // kRule
  ExprId when;                    // kRule
  std::vector<StatementId> body;  // kRule
  TypeRefId type;                 // kVar
  Op op = Op::kNone;              // kAssign: kNone `=`, kAdd `+=`, kSubtract `-=`
  std::vector<Name> place;        // kAssign: cell or var, then fields
  Span place_span;                // kAssign
  std::optional<ExprId> index;    // kAssign: `name[index] = value`; `place` is the name alone
  bool at = false;                // kStart: `at` an instant, else `after` a duration
  ExprId value;                   // kVar, kLet, kAssign, kStart, kAdd, kRemove
  std::vector<Entry> entries;     // kEmit
};

struct Field {
  Name name;
  TypeRefId type;
  std::string doc;
  std::optional<ExprId> default_value;
  std::vector<std::pair<Symbol, Span>> marks;  // @pii(...): not built yet
};

/// `import rules "path" as alias`; other kinds of import are Opaque items.
struct Import {
  Span span;
  std::string path;
  Span path_span;
  std::optional<Name> alias;
};

struct Record {
  Name name;
  Span span;
  std::string doc;
  std::vector<Field> fields;
};

/// `name { fields }` of a variant.
struct Arm {
  Name name;
  Span span;
  std::string doc;
  std::vector<Field> fields;
};

struct Variant {
  Name name;
  Span span;
  std::string doc;
  std::vector<Arm> arms;
};

struct Enum {
  Name name;
  Span span;
  std::string doc;
  std::vector<Name> values;
};

struct Stream {
  Name name;
  Span span;
  std::string doc;
  TypeRefId type;
  std::optional<Name> time;
  std::optional<ExprId> delay;
  std::optional<ExprId> idle;
  bool idle_by_clock = false;
  std::optional<ExprId> ahead;
};

struct Output {
  Name name;
  Span span;
  std::string doc;
  TypeRefId type;
  std::optional<Name> key;
};

struct Param {
  Name name;
  Span span;
  std::string doc;
  TypeRefId type;
  ExprId default_value;
};

struct Function {
  Name name;
  Span span;
  std::string doc;
  std::vector<Field> params;
  TypeRefId result;
  ExprId body;
};

/// Also a score card.
struct Decision {
  Name name;
  Span span;
  std::string doc;
  std::vector<Field> params;
  TypeRefId result;
  HitPolicy policy = HitPolicy::kFirstMatch;
  Span policy_span;
  std::optional<Name> policy_field;
  std::vector<Let> lets;
  std::optional<ExprId> base;       // of a score card
  std::vector<DecisionRule> rules;  // either rules or a table
  std::optional<Table> table;
  std::optional<TableFile> table_file;
  std::optional<ExprId> otherwise;
  Span otherwise_span;
};

struct StateCell {
  Name name;
  Span span;
  std::string doc;
  TypeRefId type;
  std::optional<ExprId> initial;
  std::optional<ExprId> expires;     // a kDuration
  std::optional<Span> after_access;  // `expires d after access`, else after write
  std::optional<ExprId> up_to;       // a kInt
  bool unbounded = false;
};

/// `timer name`, `timer name by clock`.
struct Timer {
  Name name;
  Span span;
  std::string doc;
  std::optional<Span> by_clock;
};

enum class WindowForm : std::uint8_t {
  kLookBack,  // in last size
  kRows,      // last size: a kInt
  kTumbling,  // each size; month: `size` is invalid
  kSliding,   // each size every `every`
  kSession,   // session gap size
};

/// `window name = stream form where c options`.
struct Window {
  Name name;
  Span span;
  std::string doc;
  Name stream;
  WindowForm form = WindowForm::kLookBack;
  Span form_span;
  ExprId size;                                  // a kDuration
  std::optional<ExprId> every;                  // a kDuration
  std::optional<ExprId> offset;                 // a kDuration
  std::optional<std::pair<Symbol, Span>> zone;  // in "Europe/London"
  std::optional<Span> excluding_current;
  std::optional<ExprId> where;
  std::optional<ExprId> late;         // a kDuration
  std::optional<ExprId> early_every;  // a kDuration
  std::optional<Span> early_on_each;
  std::optional<ExprId> up_to;  // a kInt
};

/// `-5m` or `1h`: a kDuration with its sign.
struct JoinBound {
  bool negative = false;
  ExprId distance;
};

/// `join name = left as l with right as r within lower .. upper`.
struct Join {
  Name name;
  Span span;
  std::string doc;
  Name left;
  Name left_side;
  Name right;
  Name right_side;
  JoinBound lower;
  JoinBound upper;
};

enum class TriggerKind : std::uint8_t {
  kStream,     // on stream as e
  kLate,       // on late [of] stream, window, join or reference as e
  kClose,      // on close window as v
  kUpdate,     // on update window as v
  kTimer,      // on timer t [as f]
  kMatch,      // on match pattern as m, on match join as (l, r)
  kUnmatched,  // on unmatched join as l
  kTimeout,    // on timeout pattern as m
};

/// `on trigger subject as binders { ... }`.
struct Handler {
  TriggerKind trigger = TriggerKind::kStream;
  Span span;
  std::string doc;
  Name subject;
  std::vector<Name> binders;        // none: `on timer t`; several: `as (l, r)`
  std::optional<Span> with_clause;  // `, with c = ...`: not built yet
  std::vector<StatementId> body;
};

struct Opaque {
  Symbol construct;  // "calendar", "pattern", ...
  Span span;
  std::optional<Name> name;
};

/// `customer`, or `transactions.card_id = logins.card`.
struct KeyPart {
  Span span;
  struct Source {
    std::optional<Name> stream;
    Name field;
  };
  std::vector<Source> sources;
};

enum class ProcessKey : std::uint8_t { kNone, kUnit, kFields };  // no `by`, `by ()`, `by a, b`

enum class ProcessItemKind : std::uint8_t { kState, kTimer, kWindow, kJoin, kHandler, kOpaque };
enum class ItemKind : std::uint8_t {
  kImport,
  kRecord,
  kVariant,
  kEnum,
  kStream,
  kOutput,
  kParam,
  kFunction,
  kDecision,
  kProcess,
  kZone,
  kCalendar,
  kOpaque
};

/// What stands at a place of the file, in file order: `index` into the vector of that kind.
template <class Kind>
struct Slot {
  Kind kind;
  std::uint32_t index;
};

struct Process {
  Name name;
  Span span;
  std::string doc;
  ProcessKey key = ProcessKey::kNone;
  std::vector<KeyPart> key_parts;
  Span key_span;
  std::optional<Span> order_time;
  std::optional<Span> order_arrival;
  std::vector<Slot<ProcessItemKind>> items;
  std::vector<StateCell> states;
  std::vector<Timer> timers;
  std::vector<Window> windows;
  std::vector<Join> joins;
  std::vector<Handler> handlers;
  std::vector<Opaque> opaques;
};

struct Module {
  std::uint32_t file = 0;  // index of the source file
  Span span;
  std::vector<Name> path;  // empty: no module declaration
  std::vector<Slot<ItemKind>> items;
  std::vector<Import> imports;
  std::vector<Record> records;
  std::vector<Variant> variants;
  std::vector<Enum> enums;
  std::vector<Stream> streams;
  std::vector<Output> outputs;
  std::vector<Param> params;
  std::vector<Function> functions;
  std::vector<Decision> decisions;
  std::vector<Process> processes;
  std::vector<Zone> zones;
  std::vector<Calendar> calendars;
  std::vector<Opaque> opaques;

  base::Vec<ExprId, Expr> exprs;
  base::Vec<TypeRefId, TypeRef> type_refs;
  base::Vec<StatementId, Statement> statements;
  std::vector<ExprId> children;
  std::vector<Entry> entries;
  std::vector<MatchArm> match_arms;

  std::span<const ExprId> children_of(const Expr& e) const { return {children.data() + e.first, e.count}; }
  std::span<const Entry> entries_of(const Expr& e) const { return {entries.data() + e.first, e.count}; }
  std::span<const MatchArm> arms_of(const Expr& e) const { return {match_arms.data() + e.first_arm, e.count - 1}; }
};

/// "close" of `on close`; empty for `on stream`.
std::string_view TriggerText(TriggerKind trigger);

/// Indented text for `--emit=ast`; stable between runs.
std::string Print(const Module& module, const base::Interner& symbols);

}  // namespace rulec::ast
