#pragma once
// Parts of a program as text.
#include <string>

#include "compiler/ir/ir.h"

namespace rulec::ir {

/// `decimal(12,2)?`, `list<string>`, `Severity`: as a rule author would write it.
std::string TypeText(const Program& program, TypeId type);

/// One line; different expressions of one scope have different texts. Conversions are written `as<type>(x)`, a narrowed
/// `T?` is `x!`, a `T` as `T?` is `some(x)`; decimal arithmetic shows the shape of its result.
/// `process` is the one whose cells, windows and key are read; null for pure expressions.
std::string ExprText(const Program& program, const Process* process, ExprId expr);

/// A constant as the author would write it: `-12.50`, `"text"`, `2026-01-31`, `1h30m`, `Severity.medium`, `missing`.
std::string ConstantText(const Program& program, const Constant& constant, TypeId type);

/// `mantissa` with `scale` digits after the point.
std::string DecimalText(base::Int128 mantissa, int scale);

const char* OpText(BinaryOp op);
std::string_view BuiltinText(Builtin builtin);
/// A question as it is asked of a window: `count`, `sum(entering.amount)`, `top(3, entering.amount)`. `sought`: what a
/// kCountEqual looks for.
std::string AggregateText(const Program& program, const Process* process, const Aggregate& aggregate,
                          const std::string& sought);

/// `each 7 days offset 4 days in Europe/London`.
std::string CalendarText(const Program& program, const Calendar& calendar);

}  // namespace rulec::ir
