#include "compiler/lower/condition_parts.h"

#include <tuple>

#include "compiler/ir/comparison.h"
#include "compiler/lower/expr_shape.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;
using ir::ExprKind;
using types::TypeKind;

/// Digits of a 64-bit decimal.
constexpr int kShortDigits = 18;
/// Room for what lies beyond the constants.
constexpr base::Int128 kGreatestNumber = base::Int128{1} << 60;

const types::Type& ScalarType(const ir::Program& program, ir::ExprId id) {
  return program.types[program.types.WithoutOptional(program.exprs[id].type)];
}

/// The value that `id` reads, without the proof that it is present.
std::optional<ir::ExprId> ReadValue(const ir::Program& program, ir::ExprId id) {
  if (program.exprs[id].kind == ExprKind::kNarrow) id = program.children_of(program.exprs[id])[0];
  for (ir::ExprId at = id;;) {
    const ir::Expr& expr = program.exprs[at];
    if (expr.kind == ExprKind::kLocal) return id;
    if (expr.kind != ExprKind::kField && expr.kind != ExprKind::kOptionalField) return std::nullopt;
    at = program.children_of(expr)[0];
  }
}

bool IsIndexed(const types::Type& type) {
  switch (type.kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kFloat:
    case TypeKind::kString:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration:
    case TypeKind::kDate:
    case TypeKind::kEnum:
      return true;
    case TypeKind::kDecimal:
      return type.precision <= kShortDigits;
    default:
      return false;
  }
}

/// Absent: `id` is no constant, or none that a value of type `as` can equal.
std::optional<OrderedConstant> ConstantOf(const ir::Program& program, ir::ExprId id, const types::Type& as) {
  const ir::Expr& expr = program.exprs[id];
  if (expr.kind != ExprKind::kConstant || program.types.IsOptional(expr.type)) return std::nullopt;
  const ir::Constant& constant = program.constants[ir::ConstantId(expr.index)];
  base::Int128 number = constant.number;
  if (as.kind == TypeKind::kDecimal) {
    const types::Type& own = program.types[expr.type];
    if (own.kind != TypeKind::kDecimal || own.precision > kShortDigits) return std::nullopt;
    for (int scale = own.scale; scale < as.scale; ++scale) number *= 10;
    for (int scale = own.scale; scale > as.scale; --scale) {
      if (number % 10 != 0) return std::nullopt;
      number /= 10;
    }
  }
  if (number > kGreatestNumber || number < -kGreatestNumber) return std::nullopt;
  return OrderedConstant{static_cast<std::int64_t>(number), constant.real, constant.text, id};
}

bool IsIndexed(BinaryOp op) {
  return op == BinaryOp::kEqual || op == BinaryOp::kNotEqual || op == BinaryOp::kLess || op == BinaryOp::kLessEqual ||
         op == BinaryOp::kGreater || op == BinaryOp::kGreaterEqual;
}

std::optional<ConstantTest> Comparison(const ir::Program& program, BinaryOp op, ir::ExprId left, ir::ExprId right) {
  if (program.exprs[left].kind == ExprKind::kConstant) {
    std::swap(left, right);
    op = ir::Mirrored(op);
  }
  const auto value = ReadValue(program, left);
  if (!value || !IsIndexed(op) || program.types.IsOptional(program.exprs[left].type)) return std::nullopt;
  const types::Type& type = ScalarType(program, *value);
  if (!IsIndexed(type)) return std::nullopt;
  auto constant = ConstantOf(program, right, type);
  if (!constant) return std::nullopt;
  if (op == BinaryOp::kNotEqual)
    return ConstantTest{TestKind::kNoneOf, BinaryOp::kEqual, *value, {std::move(*constant)}};
  return ConstantTest{TestKind::kCompare, op, *value, {std::move(*constant)}};
}

/// `value` is of type bool.
std::optional<ConstantTest> Truth(const ir::Program& program, ir::ExprId id, bool truth) {
  const auto value = ReadValue(program, id);
  if (!value || ScalarType(program, *value).kind != TypeKind::kBool) return std::nullopt;
  return ConstantTest{TestKind::kCompare, BinaryOp::kEqual, *value, {{truth ? 1 : 0, 0, {}, id}}};
}

std::optional<ConstantTest> InList(const ir::Program& program, std::span<const ir::ExprId> children) {
  ConstantTest test{TestKind::kAnyOf, BinaryOp::kEqual, {}, {}};
  for (const ir::ExprId element : children.subspan(1)) {
    auto one = Comparison(program, BinaryOp::kEqual, children[0], element);
    if (!one) return std::nullopt;
    test.value = one->value;
    test.constants.push_back(std::move(one->constants[0]));
  }
  if (test.constants.empty()) return std::nullopt;
  return test;
}

/// Both sides ask for one of several values of the same.
std::optional<ConstantTest> EitherOf(const ir::Program& program, ir::ExprId left, ir::ExprId right) {
  auto test = ConstantTestOf(program, left);
  auto more = ConstantTestOf(program, right);
  for (const auto& side : {test, more}) {
    if (!side || side->op != BinaryOp::kEqual) return std::nullopt;
    if (side->kind != TestKind::kCompare && side->kind != TestKind::kAnyOf) return std::nullopt;
  }
  if (ExprShape(program, test->value) != ExprShape(program, more->value)) return std::nullopt;
  test->kind = TestKind::kAnyOf;
  for (OrderedConstant& constant : more->constants) test->constants.push_back(std::move(constant));
  return test;
}

/// Of what is there: a part that means something only then stands behind one that asks for it.
std::optional<ConstantTest> Negation(const ir::Program& program, ir::ExprId id) {
  if (auto truth = Truth(program, id, false)) return truth;
  auto test = ConstantTestOf(program, id);
  if (!test) return std::nullopt;
  switch (test->kind) {
    case TestKind::kAlways:
      return std::nullopt;
    case TestKind::kCompare:
      if (test->op == BinaryOp::kEqual) {
        test->kind = TestKind::kNoneOf;
      } else {
        test->op = ir::Negated(test->op);
      }
      break;
    case TestKind::kAnyOf:
      test->kind = TestKind::kNoneOf;
      break;
    case TestKind::kNoneOf:
      test->kind = TestKind::kAnyOf;
      break;
    case TestKind::kPresent:
      test->kind = TestKind::kMissing;
      break;
    case TestKind::kMissing:
      test->kind = TestKind::kPresent;
      break;
  }
  return test;
}

}  // namespace

bool OrderedConstant::operator<(const OrderedConstant& other) const {
  return std::tie(number, real, text) < std::tie(other.number, other.real, other.text);
}

void AppendParts(const ir::Program& program, ir::ExprId condition, std::vector<ir::ExprId>& parts) {
  const ir::Expr& expr = program.exprs[condition];
  if (expr.kind != ExprKind::kAnd) {
    parts.push_back(condition);
    return;
  }
  for (const ir::ExprId child : program.children_of(expr)) AppendParts(program, child, parts);
}

std::optional<ConstantTest> ConstantTestOf(const ir::Program& program, ir::ExprId part) {
  const ir::Expr& expr = program.exprs[part];
  const auto children = program.children_of(expr);
  switch (expr.kind) {
    case ExprKind::kConstant:
      if (program.constants[ir::ConstantId(expr.index)].number == 0) return std::nullopt;
      return ConstantTest{};
    case ExprKind::kBinary:
      return Comparison(program, expr.binary, children[0], children[1]);
    case ExprKind::kUnary:
      return Negation(program, children[0]);
    case ExprKind::kInList:
      return InList(program, children);
    case ExprKind::kOr:
      return children.size() == 2 ? EitherOf(program, children[0], children[1]) : std::nullopt;
    case ExprKind::kIsPresent:
    case ExprKind::kIsMissing: {
      const auto value = ReadValue(program, children[0]);
      if (!value || !program.types.IsOptional(program.exprs[*value].type)) return std::nullopt;
      return ConstantTest{
          expr.kind == ExprKind::kIsPresent ? TestKind::kPresent : TestKind::kMissing, BinaryOp::kEqual, *value, {}};
    }
    default:
      return Truth(program, part, true);
  }
}

}  // namespace rulec::lower
