// `any(x in xs where ..)`, `sum(e, x in xs)` and their like, after every element has been looked at.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "compiler/base/check.h"
#include "compiler/eval/digits.h"
#include "compiler/eval/operation.h"
#include "compiler/ir/print.h"

namespace rulec::eval {
namespace {

using base::Int128;
using types::TypeKind;

constexpr Int128 kGreatest = static_cast<Int128>(~base::UInt128{0} >> 1);

OperationResult SumFloats(const ir::Program& program, const std::vector<Value>& values, ir::TypeId result) {
  double sum = 0;
  for (const Value& value : values) sum += value.real;
  if (std::isfinite(sum)) return Value::Real(sum);
  return tl::unexpected(
      OperationFailure{"float is not finite", "sum(" + TextOf(program, Value::Real(sum), result) + ")"});
}

// Past 128 bits the sum stays at their end, which no type holds.
Int128 SumNumbers(const std::vector<Value>& values) {
  Int128 sum = 0;
  for (const Value& value : values) {
    if (sum == kGreatest || sum == -kGreatest) break;
    if (__builtin_add_overflow(sum, value.number, &sum)) sum = value.number < 0 ? -kGreatest : kGreatest;
  }
  return sum;
}

OperationResult Sum(const ir::Program& program, const std::vector<Value>& values, ir::TypeId result) {
  const types::Type& type = program.types[result];
  if (type.kind == TypeKind::kFloat) return SumFloats(program, values, result);
  const Int128 sum = SumNumbers(values);
  const bool is_time = type.kind == TypeKind::kDuration;
  const bool is_int = type.kind == TypeKind::kInt || is_time;
  if (is_int ? sum == static_cast<std::int64_t>(sum)
             : Fit(Exact::Of(sum, type.scale), {type.precision, type.scale}, Rounding::kHalfUp).has_value()) {
    return Value::Number(sum);
  }
  return tl::unexpected(OperationFailure{is_time  ? "duration overflow"
                                         : is_int ? "integer overflow"
                                                  : "decimal overflow",
                                         "sum(" + ir::DecimalText(sum, is_int ? 0 : type.scale) + ")"});
}

}  // namespace

OperationResult FoldElements(const ir::Program& program, ir::Each each, std::vector<Value> values, ir::TypeId type,
                             ir::TypeId result) {
  const auto before = [&](const Value& a, const Value& b) { return Compare(program, a, b, type) < 0; };
  switch (each) {
    case ir::Each::kNone:
      break;
    case ir::Each::kAny:  // no element decided
      return Value::Bool(false);
    case ir::Each::kAll:
      return Value::Bool(true);
    case ir::Each::kCount:
      return Value::Number(std::count_if(values.begin(), values.end(), [](const Value& v) { return v.truth(); }));
    case ir::Each::kSum:
      return Sum(program, values, result);
    case ir::Each::kMin:
      return values.empty() ? Value::Missing() : *std::min_element(values.begin(), values.end(), before);
    case ir::Each::kMax:
      // Of equal ones the first.
      return values.empty() ? Value::Missing() : *std::max_element(values.begin(), values.end(), before);
    case ir::Each::kSort:
      std::stable_sort(values.begin(), values.end(), before);
      [[fallthrough]];
    case ir::Each::kList:
    case ir::Each::kSet: {
      Value whole;
      whole.parts = std::move(values);
      if (each == ir::Each::kSet) Arrange(program, whole, result);
      return whole;
    }
  }
  RULEC_CHECK(false, "a form that looks at elements");
  __builtin_unreachable();
}

}  // namespace rulec::eval
