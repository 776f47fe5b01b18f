#include "tests/support/naive_state.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "compiler/eval/digits.h"
#include "compiler/eval/operation.h"

namespace rulec::testing {

using eval::Exact;
using eval::Failure;
using eval::Result;
using eval::Value;
using types::TypeKind;

Value NaiveMoment::Cell(ir::CellId id) {
  const ir::StateCell& declared = process_.cells[id];
  const auto written = key_.cells.find(id.value);
  const bool holds = written != key_.cells.end() &&
                     (!declared.expires_us || !IsPast(written->second.last_write + *declared.expires_us));
  return holds ? written->second.value : *eval::Evaluator(program_).Evaluate(declared.initial);
}

void NaiveMoment::Write(ir::CellId id, Value value) {
  NaiveCell& cell = key_.cells[id.value];
  cell.value = std::move(value);
  cell.last_write = std::max(cell.last_write, time_);
}

bool NaiveMoment::Ready(ir::StatementId rule, std::int64_t period) const {
  const auto last = key_.firings.find(rule.value);
  return last == key_.firings.end() || IsPast(last->second + period);
}

void NaiveMoment::Fire(ir::StatementId rule) {
  Instant& last = key_.firings.try_emplace(rule.value, kNever).first->second;
  last = std::max(last, time_);
}

Result NaiveMoment::Aggregate(ir::WindowId id, ir::AggregateId which, base::Span span) {
  const ir::Window& window = process_.windows[id];
  const ir::Aggregate& aggregate = window.aggregates[which.value];
  std::vector<const NaiveRow*> seen;
  for (const NaiveRow& row : key_.rows[id.value]) {
    if (row.time >= time_ - window.size_us && row.time <= time_ && row.time + window.size_us > watermark_) {
      seen.push_back(&row);
    }
  }
  if (aggregate.kind == ir::AggregateKind::kCount) return Value::Number(static_cast<base::Int128>(seen.size()));
  std::stable_sort(seen.begin(), seen.end(), [](const NaiveRow* a, const NaiveRow* b) { return a->time < b->time; });
  std::vector<Value> values;
  for (const NaiveRow* row : seen) values.push_back(row->arguments[which.value]);
  const ir::TypeId type = program_.exprs[aggregate.argument].type;
  switch (aggregate.kind) {
    case ir::AggregateKind::kSum:
      return Sum(values, type, aggregate.type, span);
    case ir::AggregateKind::kAvg:
      return Average(values, type, aggregate.type, span);
    case ir::AggregateKind::kMin:
      return Extreme(values, type, -1);
    case ir::AggregateKind::kMax:
      return Extreme(values, type, 1);
    default:
      break;
  }
  return Value::Number(std::count_if(values.begin(), values.end(), [](const Value& value) { return value.truth(); }));
}

Result NaiveMoment::Sum(const std::vector<Value>& values, ir::TypeId type, ir::TypeId result, base::Span span) const {
  if (program_.types.Kind(type) == TypeKind::kFloat) {
    double sum = 0;
    for (const Value& value : values) sum += value.real;
    if (!std::isfinite(sum)) return tl::unexpected(Failure{span, "float is not finite", {}});
    return Value::Real(sum);
  }
  const bool decimal = program_.types.Kind(type) == TypeKind::kDecimal;
  const int scale = decimal ? program_.types.ShapeOf(type).scale : 0;
  Exact sum = Exact::Of(0, scale);
  for (const Value& value : values) sum = Add(sum, Exact::Of(value.number, scale));
  const auto number = Fit(sum, decimal ? program_.types.ShapeOf(result) : types::DecimalShape{38, 0});
  const bool fits = number && (decimal || (*number >= std::numeric_limits<std::int64_t>::min() &&
                                           *number <= std::numeric_limits<std::int64_t>::max()));
  if (!fits) return tl::unexpected(Failure{span, decimal ? "decimal overflow" : "integer overflow", {}});
  return Value::Number(*number);
}

Result NaiveMoment::Average(const std::vector<Value>& values, ir::TypeId type, ir::TypeId optional,
                            base::Span span) const {
  if (values.empty()) return Value::Missing();
  const ir::TypeId result = program_.types.WithoutOptional(optional);
  const auto count = static_cast<base::Int128>(values.size());
  if (program_.types.Kind(type) == TypeKind::kFloat) {
    const Result sum = Sum(values, type, type, span);
    if (!sum) return sum;
    return Value::Real(sum->real / static_cast<double>(count));
  }
  if (program_.types.Kind(type) == TypeKind::kInt) {
    base::Int128 sum = 0;
    for (const Value& value : values) sum += value.number;
    return Value::Real(static_cast<double>(sum) / static_cast<double>(count));
  }
  const types::DecimalShape shape = program_.types.ShapeOf(result);
  const int scale = program_.types.ShapeOf(type).scale;
  Exact sum = Exact::Of(0, scale);
  for (const Value& value : values) sum = Add(sum, Exact::Of(value.number, scale));
  const auto number = Fit(Divide(sum, Exact::Of(count, 0), shape.scale), shape);
  if (!number) return tl::unexpected(Failure{span, "decimal overflow", {}});
  return Value::Number(*number);
}

Value NaiveMoment::Extreme(const std::vector<Value>& values, ir::TypeId type, int wanted) const {
  if (values.empty()) return Value::Missing();
  const Value* best = &values.front();
  for (const Value& value : values) {
    int order = eval::Order(program_, {value, type}, {*best, type});
    // Of zeros, the negative one is the least.
    if (order == 0) order = static_cast<int>(std::signbit(best->real)) - static_cast<int>(std::signbit(value.real));
    if (order * wanted > 0) best = &value;
  }
  return *best;
}

}  // namespace rulec::testing
