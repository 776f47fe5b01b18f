#pragma once
// Expressions of the syntax tree (compiler/ast/ast.h), and the ids and names that all of it has.
#include <cstdint>
#include <optional>

#include "compiler/ast/name.h"
#include "compiler/base/id.h"
#include "compiler/base/interner.h"
#include "compiler/base/span.h"

namespace rulec::ast {

using base::Span;
using base::Symbol;

struct ExprTag;
struct TypeRefTag;
struct StatementTag;
using ExprId = base::Id<ExprTag>;
using TypeRefId = base::Id<TypeRefTag>;
using StatementId = base::Id<StatementTag>;

enum class ExprKind : std::uint8_t {
  kInt,        // text: digits with `_` removed
  kDecimal,    // text: as kInt, with one point
  kFloat,      // text
  kDuration,   // text
  kDate,       // text
  kTimestamp,  // text
  kClockTime,  // text
  kMoney,      // text: code of a currency (op_span), child 0: kInt or kDecimal
  kBool,       // op: kTrue or kFalse
  kMissing,
  kString,         // text: escapes decoded
  kInterpolation,  // children: the kStrings of a string and the expressions in its braces, in order
  kName,           // text
  kBareText,       // text: a name alone in a cell of a CSV file; itself where a string is expected, else as kName
  kField,          // text of child 0
  kOptionalField,  // child 0 `?.` text
  kCall,           // child 0 called with children 1..n
  kIndex,          // child 0 [child 1]
  kUnary,          // op child 0
  kBinary,         // child 0 op child 1
  kIf,             // if child 0 then child 1 else child 2
  kIs,             // child 0 op (kIsMissing, kIsPresent, kIsNotMissing, kIsNotPresent)
  kList,           // [children]
  kMap,            // [child 0: child 1, child 2: child 3, ..]
  kRecord,         // text (empty symbol: no type name) { entries }
  kQualified,      // child 0, a path of names, child 1, a kRecord without a name: `Outcome.approve { .. }`
  kMatch,          // match child 0 { arms }; children 1..n: their values
  kUnderscore,     // `_` in a table condition
  kEach,           // call with `where`; children: callee, arguments, condition
  kOpaque,         // text: name of the construct, such as "approx"
};

enum class Op : std::uint8_t {
  kNone,
  kTrue,
  kFalse,
  kNegate,
  kNot,
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
  kMatches,
  kNotMatches,
  kCoalesce,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kDiv,
  kRemainder,
  kPower,
  kIsMissing,
  kIsPresent,
  kIsNotMissing,
  kIsNotPresent,
};

/// `name: value` of a record expression or an emit; `...` has no value.
struct Entry {
  Name name;
  ExprId value;
};

/// `name as binder then value` of a match.
struct MatchArm {
  Name name;
  std::optional<Name> binder;
  ExprId value;
};

struct Expr {
  ExprKind kind = ExprKind::kOpaque;
  Op op = Op::kNone;
  Span span;
  Span op_span;  // the operator, the field name after the dot, `match`, or the name before `{`
  Symbol text;
  std::uint32_t first = 0;  // range in Module::children, or in Module::entries for kRecord
  std::uint32_t count = 0;
  std::uint32_t first_arm = 0;  // kMatch: of its count - 1 in Module::match_arms
};

}  // namespace rulec::ast
