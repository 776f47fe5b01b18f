#include "tests/support/naive_answers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "compiler/base/check.h"
#include "compiler/eval/digits.h"
#include "compiler/eval/number_text.h"
#include "compiler/eval/operation.h"

namespace rulec::testing {
namespace {

using eval::Exact;
using eval::Failure;
using eval::Result;
using eval::Value;
using ir::AggregateKind;
using types::TypeKind;

class Answers {
 public:
  Answers(const ir::Program& program, const ir::Window& window, const ir::Expr& question, const NaiveRange& range)
      : program_(program),
        window_(window),
        question_(question),
        aggregate_(window.aggregates[question.aggregate.value]),
        range_(range) {
    if (!aggregate_.argument.valid()) return;
    type_ = program.exprs[aggregate_.argument].type;
    for (const NaiveRow* row : range.rows) values_.push_back(row->arguments[question.aggregate.value]);
  }

  Result Answer(const std::vector<Value>& operands, eval::Evaluator& evaluator) const {
    switch (aggregate_.kind) {
      case AggregateKind::kCount:
        return Number(range_.rows.size());
      case AggregateKind::kCountIf:
        return Number(std::count_if(values_.begin(), values_.end(), [](const Value& value) { return value.truth(); }));
      case AggregateKind::kCountEqual: {
        const ir::TypeId sought = program_.exprs[program_.children_of(question_)[0]].type;
        return Number(std::count_if(values_.begin(), values_.end(), [&](const Value& value) {
          return eval::Equal(program_, value, type_, operands[0], sought);
        }));
      }
      case AggregateKind::kCountWhere:
        return CountWhere(evaluator);
      case AggregateKind::kSum:
        return Sum(aggregate_.type);
      case AggregateKind::kAvg:
        return Average();
      case AggregateKind::kMin:
        return values_.empty() ? Value::Missing() : Ascending().front();
      case AggregateKind::kMax:
        return values_.empty() ? Value::Missing() : Ascending().back();
      case AggregateKind::kStddev:
        return Deviation();
      case AggregateKind::kFirst:
        return values_.empty() ? Value::Missing() : values_.front();
      case AggregateKind::kLast:
        return values_.empty() ? Value::Missing() : values_.back();
      case AggregateKind::kPrevious:
        return range_.previous == nullptr ? Value::Missing() : range_.previous->arguments[question_.aggregate.value];
      case AggregateKind::kDistinct:
        return Distinct();
      case AggregateKind::kList:
        return List(values_);
      case AggregateKind::kTop: {
        std::vector<Value> top = Ascending();
        std::reverse(top.begin(), top.end());
        if (static_cast<std::int64_t>(top.size()) > aggregate_.number) {
          top.resize(static_cast<std::size_t>(aggregate_.number));
        }
        return List(std::move(top));
      }
      case AggregateKind::kQuantile:
        return Quantile();
      case AggregateKind::kEwma:
        return Ewma();
      case AggregateKind::kStart:
        return Time(range_.start);
      case AggregateKind::kEnd:
        return Time(range_.end);
      case AggregateKind::kComplete:
        return Value::Bool(range_.complete);
    }
    RULEC_CHECK(false, "a kind of aggregate");
    return Value();
  }

 private:
  template <class Integer>
  static Value Number(Integer number) {
    return Value::Number(static_cast<base::Int128>(number));
  }
  static Value List(std::vector<Value> values) {
    Value list;
    list.parts = std::move(values);
    return list;
  }
  tl::unexpected<Failure> Fail(const char* message) const {
    return tl::unexpected(Failure{question_.span, message, {}});
  }
  Result Finite(double real) const {
    return std::isfinite(real) ? Result(Value::Real(real)) : Fail("float is not finite");
  }
  TypeKind Kind(ir::TypeId type) const { return program_.types.Kind(type); }
  int Scale() const { return Kind(type_) == TypeKind::kDecimal ? program_.types.ShapeOf(type_).scale : 0; }

  // Least first; of zeros, the negative one is the least.
  std::vector<Value> Ascending() const {
    std::vector<Value> values = values_;
    std::stable_sort(values.begin(), values.end(), [&](const Value& a, const Value& b) {
      const int order = eval::Order(program_, {a, type_}, {b, type_});
      return order != 0 ? order < 0 : std::signbit(a.real) && !std::signbit(b.real);
    });
    return values;
  }

  Result CountWhere(eval::Evaluator& evaluator) const {
    std::int64_t count = 0;
    for (const NaiveRow* row : range_.rows) {
      evaluator.SetLocal(window_.event, row->event);
      const Result holds = evaluator.Evaluate(aggregate_.argument);
      if (!holds) return holds;
      count += holds->truth() ? 1 : 0;
    }
    return Number(count);
  }

  Exact ExactSum() const {
    Exact sum = Exact::Of(0, Scale());
    for (const Value& value : values_) sum = Add(sum, Exact::Of(value.number, Scale()));
    return sum;
  }
  double FloatSum() const {
    double sum = 0;
    for (const Value& value : values_) sum += value.real;
    return sum;
  }

  Result Sum(ir::TypeId result) const {
    if (Kind(type_) == TypeKind::kFloat) return Finite(FloatSum());
    const bool decimal = Kind(type_) == TypeKind::kDecimal;
    const auto number = eval::Fit(ExactSum(), decimal ? program_.types.ShapeOf(result) : types::DecimalShape{38, 0});
    const bool fits = number && (decimal || (*number >= std::numeric_limits<std::int64_t>::min() &&
                                             *number <= std::numeric_limits<std::int64_t>::max()));
    if (!fits) return Fail(decimal ? "decimal overflow" : "integer overflow");
    return Value::Number(*number);
  }

  Result Average() const {
    if (values_.empty()) return Value::Missing();
    const auto count = static_cast<double>(values_.size());
    if (Kind(type_) == TypeKind::kFloat) {
      const Result sum = Sum(type_);
      if (!sum) return sum;
      return Value::Real(sum->real / count);
    }
    if (Kind(type_) == TypeKind::kInt) {
      base::Int128 sum = 0;
      for (const Value& value : values_) sum += value.number;
      return Value::Real(static_cast<double>(sum) / count);
    }
    const types::DecimalShape shape = program_.types.ShapeOf(program_.types.WithoutOptional(aggregate_.type));
    const Exact of = Exact::Of(static_cast<base::Int128>(values_.size()), 0);
    const auto number = eval::Fit(Divide(ExactSum(), of, shape.scale), shape);
    if (!number) return Fail("decimal overflow");
    return Value::Number(*number);
  }

  // Of exact numbers: the root of n * sum(x * x) - sum(x) * sum(x), as the nearest float, over n and 10^scale. Of
  // floats: the root of the mean square distance from the mean.
  Result Deviation() const {
    if (values_.empty()) return Value::Missing();
    const auto count = static_cast<double>(values_.size());
    if (Kind(type_) == TypeKind::kFloat) {
      const double mean = FloatSum() / count;
      double squares = 0;
      for (const Value& value : values_) squares += (value.real - mean) * (value.real - mean);
      return Finite(std::sqrt(squares / count));
    }
    Exact squares = Exact::Of(0, 0);
    Exact sum = Exact::Of(0, 0);
    for (const Value& value : values_) {
      const Exact x = Exact::Of(value.number, 0);
      squares = Add(squares, Multiply(x, x));
      sum = Add(sum, x);
    }
    const Exact spread = Add(Multiply(Exact::Of(static_cast<base::Int128>(values_.size()), 0), squares),
                             eval::Negate(Multiply(sum, sum)));
    std::string digits;
    for (std::size_t i = spread.magnitude.size(); i-- > 0;) {
      digits += static_cast<char>('0' + spread.magnitude.digit(i));
    }
    const double nearest = eval::NearestFloat(digits.empty() ? "0" : digits);
    const double unit = eval::NearestFloat("1" + std::string(static_cast<std::size_t>(Scale()), '0'));
    return Value::Real(std::sqrt(nearest) / count / unit);
  }

  Result Distinct() const {
    std::vector<Value> known;
    for (const Value& value : values_) {
      const bool is_known = std::any_of(known.begin(), known.end(), [&](const Value& other) {
        return eval::Equal(program_, value, type_, other, type_);
      });
      if (!is_known) known.push_back(value);
    }
    return Number(known.size());
  }

  // The least value such that q of all are not greater.
  Result Quantile() const {
    if (values_.empty()) return Value::Missing();
    const auto count = static_cast<base::Int128>(values_.size());
    base::Int128 rank = (aggregate_.number * count + ir::kQuantileUnits - 1) / ir::kQuantileUnits;
    rank = std::max<base::Int128>(rank, 1);
    return Ascending()[static_cast<std::size_t>(rank - 1)];
  }

  Result Ewma() const {
    if (values_.empty()) return Value::Missing();
    double weighted = 0;
    double weights = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto age = static_cast<double>(range_.rows.back()->time - range_.rows[i]->time);
      const double weight = std::exp2(-(age / static_cast<double>(aggregate_.number)));
      const Result x = AsFloat(values_[i]);
      if (!x) return x;
      weighted += weight * x->real;
      weights += weight;
    }
    return Finite(weighted / weights);
  }
  Result AsFloat(const Value& value) const {
    if (Kind(type_) == TypeKind::kFloat) return value;
    const auto conversion =
        Kind(type_) == TypeKind::kInt ? ir::Conversion::kIntToFloat : ir::Conversion::kDecimalToFloat;
    const auto real = eval::Convert(program_, conversion, {value, type_}, program_.types.Simple(TypeKind::kFloat));
    RULEC_CHECK(real.has_value(), "every exact number has a nearest float");
    return *real;
  }

  Result Time(const std::optional<Instant>& time) const {
    if (!time) return Value::Missing();
    constexpr Instant kFirst = Instant{-62'135'596'800} * 1'000'000;
    constexpr Instant kEnd = Instant{253'402'300'800} * 1'000'000;
    if (*time < kFirst || *time >= kEnd) return Fail("timestamp outside years 0001 to 9999");
    return Value::Number(*time);
  }

  const ir::Program& program_;
  const ir::Window& window_;
  const ir::Expr& question_;
  const ir::Aggregate& aggregate_;
  const NaiveRange& range_;
  ir::TypeId type_;  // of the argument
  std::vector<Value> values_;
};

}  // namespace

Result AnswerOf(const ir::Program& program, const ir::Window& window, const ir::Expr& question, const NaiveRange& range,
                const std::vector<Value>& operands, eval::Evaluator& evaluator) {
  return Answers(program, window, question, range).Answer(operands, evaluator);
}

}  // namespace rulec::testing
