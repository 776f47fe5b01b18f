#pragma once
// A checked program: names resolved, types known, every implicit step explicit (conversions, `T` to `T?`, narrowing of
// a `T?` that is proved present). What evaluates, transforms or lowers reads this and never the syntax tree. Evaluation
// order of children is their order here, left to right; kAnd, kOr, kIf, kMatch, kCoalesce evaluate only what they need.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/hit_policy.h"
#include "compiler/base/int128.h"
#include "compiler/ir/builtins.h"
#include "compiler/ir/ids.h"
#include "compiler/ir/process.h"
#include "compiler/types/time_zone.h"
#include "compiler/types/types.h"

namespace rulec::ir {

enum class ExprKind : std::uint8_t {
  kConstant,       // constant
  kLocal,          // local: parameter, let, var, the event of a handler or of a window's `where`
  kParam,          // param
  kCell,           // cell of the process at hand; type as declared; as a value a set or map is a copy of it
  kKeyField,       // index: into Process::key
  kHandlerTime,    // of the handler at hand: of its event, or what its timer says
  kClockTime,      // of the host's clock, as it was read last
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
  kIn,            // child 0 in child 1: a list, a set or a map (its keys)
  kIndex,         // child 0 [child 1]: of a list, fails out of range; of a map what the key stands for, V?
  kList,          // list or set of children
  kMap,           // children: key, value, key, value, ..; the last of equal keys counts
  kRecord,        // children: one for each field of the record, in declared order
  kArm,           // arm `index` of a variant; child 0: its fields, a kRecord
  kMatch,         // child 0, of a variant or enum; children 1..n: what each of its arms or values gives, as declared,
                  // only that of the one that it is evaluated; `index` of the first in Program::match_arms
  kBuiltin,       // builtin applied to children
  kCallFunction,  // function
  kCallDecision,  // decision; of `all matches` a list of the declared result
  kAggregate,     // window, aggregate; child 0: what a kCountEqual looks for
  kEach,  // each: child 1 of every element (of a map: key) of child 0, which is the local `index` in it; child 2, if
          // there is one: only of elements for which it holds
};

/// kAny and kAll stop at the first element that decides; kMin and kMax are missing without elements; kList and kSort
/// are lists, in the order of the elements and in that of the values, kSet is a set.
enum class Each : std::uint8_t { kNone, kAny, kAll, kCount, kSum, kMin, kMax, kList, kSort, kSet };

/// The word of the form, as it is written.
std::string_view EachText(Each each);
/// kNone for other words.
Each EachOf(std::string_view word);

enum class UnaryOp : std::uint8_t { kNone, kNegate, kNot };

/// Arithmetic is by the kind of `type` and of the children: int, float, decimal (result rounded or checked to the shape
/// of `type`), string (kAdd joins), timestamp/date/duration
/// (also duration kMultiply int, duration kDiv int, and duration kDiv duration, an int).
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

struct Expr {
  ExprKind kind = ExprKind::kConstant;
  UnaryOp unary = UnaryOp::kNone;
  BinaryOp binary = BinaryOp::kNone;
  Conversion conversion = Conversion::kNone;
  Builtin builtin = Builtin::kNone;
  Each each = Each::kNone;
  TypeId type;
  Span span;
  std::uint32_t first = 0;  // range in Program::children
  std::uint32_t count = 0;
  std::uint32_t index = 0;  // value of the typed id named by `kind`: local, param, cell, field, function, ...
  AggregateId aggregate;    // kAggregate (`index` is the WindowId)
};

/// A value known at compile time; which member holds it follows from the type of the expression.
struct Constant {
  base::Int128 number = 0;  // bool, int, decimal mantissa, timestamp and duration (us), date (days), enum value
  std::string text;         // string
  double real = 0;          // float
  bool missing = false;     // of an optional type
};

enum class LocalKind : std::uint8_t { kParameter, kLet, kVar, kEvent, kElement };

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
  std::string origin;  // what the main file calls the imported file that declares it; empty: the main file does
  std::string name;
  Span span;
  std::string doc;
  std::vector<Field> fields;
  VariantId variant = {};  // of an arm: `name` is `Outcome.approve`
};

/// One of the things that a value of a variant can be.
struct Arm {
  std::string name;
  Span span;
  std::string doc;
  RecordId fields;  // a record without fields where the arm has none
};

struct Variant {
  std::string origin;
  std::string name;
  Span span;
  std::string doc;
  std::vector<Arm> arms;  // in declared order
};

struct Enum {
  std::string origin;
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
  std::string origin;
  std::string name;
  Span span;
  std::string doc;
  std::vector<LocalId> params;
  TypeId result;
  ExprId body;
};

using base::HitPolicy;

struct Let {
  LocalId local;
  ExprId value;
};

/// What an author writes beside a rule.
struct RuleWords {
  std::string doc;
  std::string description;
  std::string because;  // of a score card
  std::optional<std::string> code;
};

/// A rule or a row of a table, as one condition and one result.
struct DecisionRule {
  std::string name;  // of a table: `row 3`
  Span span;
  bool likely = false;
  ExprId when;
  ExprId effective;  // of a dated rule: the part of `when` that says whether it is in force; else invalid
  ExprId then;
  Span when_span;  // as it was written, also where a pass has put another expression there
  Span then_span;
  std::shared_ptr<const RuleWords> words;  // null: none, as of every row
};

/// A rule that never decides: it is asked once the others have, and what it would have said is counted.
struct ShadowRule {
  DecisionRule rule;
  std::uint32_t before = 0;  // how many of the decision's rules stand before it
};

/// Fields of the result of a score card and of its reasons.
struct Score {
  LocalId base;  // one of the lets
  RecordId reason;
  std::uint32_t total = 0;
  std::uint32_t reasons = 0;
  std::uint32_t text = 0;
  std::uint32_t code = 0;
  std::uint32_t weight = 0;
};

struct Decision {
  std::string origin;
  std::string name;
  Span span;
  Span name_span;
  std::string doc;
  std::vector<LocalId> params;
  /// Of a decision with dated rules: the parameter that says when. Without `as_of_is_declared` it is the last one, and
  /// calls may leave it out.
  std::optional<LocalId> as_of;
  bool as_of_is_declared = false;
  TypeId result;  // of one answer, also of all matches
  HitPolicy policy = HitPolicy::kFirstMatch;
  /// Of the record that each rule gives: by it kPriorityMatch chooses and kAllMatches orders.
  std::optional<std::uint32_t> by_field;
  /// What each rule gives: `result`, but of a list what it holds; invalid: what is counted may be anything.
  TypeId given;
  std::vector<Let> lets;       // evaluated before the rules, in order
  std::optional<Score> score;  // kScore
  std::vector<DecisionRule> rules;
  std::vector<ShadowRule> shadows;  // in file order
  bool is_table = false;
  /// Absent: the result type is optional (missing), or the policy answers without a match.
  std::optional<ExprId> otherwise;
};

/// `calendar`: business days. Functions name it by its number.
struct BusinessCalendar {
  std::string origin;
  std::string name;
  Span span;
  std::string doc;
  std::uint8_t weekend = 0;            // bit 0 is Monday
  std::int32_t first = 0;              // days since 1970-01-01 that it knows, from this one
  std::int32_t last = 0;               // to this one
  std::vector<std::int32_t> holidays;  // ascending, none on a weekend
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

struct Program {
  std::string module;  // dotted path
  types::TypeTable types;
  base::Vec<RecordId, Record> records;     // a record comes after those it holds, itself or in arms
  base::Vec<VariantId, Variant> variants;  // the records of its arms stand side by side, as declared
  base::Vec<EnumId, Enum> enums;
  base::Vec<ParamId, Param> params;
  base::Vec<FunctionId, Function> functions;
  base::Vec<DecisionId, Decision> decisions;  // a callee before its callers
  base::Vec<StreamId, Stream> streams;
  base::Vec<OutputId, Output> outputs;
  std::vector<Process> processes;
  std::vector<types::TimeZone> zones;
  std::vector<BusinessCalendar> calendars;

  base::Vec<ExprId, Expr> exprs;
  base::Vec<ConstantId, Constant> constants;
  base::Vec<LocalId, Local> locals;
  base::Vec<StatementId, Statement> statements;
  std::vector<ExprId> children;
  std::vector<LocalId> match_arms;  // the fields of the arm where `as` names them, else invalid

  std::span<const ExprId> children_of(const Expr& e) const { return {children.data() + e.first, e.count}; }
  /// Of a kMatch: one for each value.
  std::span<const LocalId> binders_of(const Expr& e) const { return {match_arms.data() + e.index, e.count - 1}; }
};

/// `geo.Country` of what the main file reads as `geo`; what it declares itself by its name alone.
template <class Declared>
std::string PublicName(const Declared& declared) {
  return declared.origin.empty() ? declared.name : declared.origin + "." + declared.name;
}

/// Indented text for `--emit=ir`; stable between runs. Parts of it: compiler/ir/print.h.
std::string Print(const Program& program);

/// Aborts (a bug of the compiler) unless every id, type and order in `program` is as this header says.
void Verify(const Program& program);

}  // namespace rulec::ir
