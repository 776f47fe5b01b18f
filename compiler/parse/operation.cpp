#include "compiler/parse/operation.h"

#include "compiler/base/check.h"

namespace rulec::parse {

using ast::ExprId;
using ast::Op;

OperationBuilder::OperationBuilder(Builder& builder, NodeRef node) : b_(builder) {
  for (const NodeRef part : node) parts_.push_back(part);
}

ExprId OperationBuilder::Build() {
  const ExprId result = Or();
  RULEC_CHECK(done(), "an operation was not read to its end");
  return result;
}

ExprId OperationBuilder::Or() {
  std::vector<ExprId> operands{And()};
  std::vector<base::Span> op_spans;
  while (At(TokenType::kOr)) {
    op_spans.push_back(Take());
    operands.push_back(And());
  }
  return Chain(Op::kOr, operands, op_spans, 0, operands.size());
}

ExprId OperationBuilder::And() {
  std::vector<ExprId> operands{Not()};
  std::vector<base::Span> op_spans;
  while (At(TokenType::kAnd)) {
    op_spans.push_back(Take());
    operands.push_back(Not());
  }
  return Chain(Op::kAnd, operands, op_spans, 0, operands.size());
}

ExprId OperationBuilder::Chain(Op op, const std::vector<ExprId>& operands, const std::vector<base::Span>& op_spans,
                               std::size_t from, std::size_t to) {
  if (to - from > kMaxLeaningChain) {
    const std::size_t middle = from + (to - from) / 2;
    const ExprId left = Chain(op, operands, op_spans, from, middle);
    return b_.Binary(op, op_spans[middle - 1], left, Chain(op, operands, op_spans, middle, to));
  }
  ExprId result = operands[from];
  for (std::size_t i = from + 1; i < to; ++i) result = b_.Binary(op, op_spans[i - 1], result, operands[i]);
  return result;
}

ExprId OperationBuilder::Not() {
  std::vector<base::Span> nots;
  while (At(TokenType::kNot)) nots.push_back(Take());
  ExprId result = Comparison();
  for (auto at = nots.rbegin(); at != nots.rend(); ++at) result = b_.Unary(Op::kNot, *at, result);
  return result;
}

ExprId OperationBuilder::Comparison() {
  bool compared = false;
  ExprId result = Compare(Coalesce(), compared);
  while (compared) {
    const std::size_t op = at_;
    ExprId more = Compare(result, compared);
    if (!compared) break;
    b_.sink_
        .Report(diagnostics::Code::kChainedComparison, b_.SpanOf(parts_[op]), "comparisons do not chain",
                "join two comparisons by `and`")
        .Hint("`a < b < c` is written `a < b and b < c`");
    result = more;
  }
  return result;
}

// One comparison with `left`, if one follows.
ExprId OperationBuilder::Compare(ExprId left, bool& compared) {
  compared = !done();
  if (!compared) return left;
  const bool is_not = At(TokenType::kNot);
  const TokenType word = parts_[at_ + (is_not ? 1 : 0)].token().type;
  Op op = Op::kNone;
  switch (word) {
    case TokenType::kEq:
      op = Op::kEqual;
      break;
    case TokenType::kNe:
      op = Op::kNotEqual;
      break;
    case TokenType::kLt:
      op = Op::kLess;
      break;
    case TokenType::kLe:
      op = Op::kLessEqual;
      break;
    case TokenType::kGt:
      op = Op::kGreater;
      break;
    case TokenType::kGe:
      op = Op::kGreaterEqual;
      break;
    case TokenType::kIn:
      op = is_not ? Op::kNotIn : Op::kIn;
      break;
    case TokenType::kMatches:
      op = is_not ? Op::kNotMatches : Op::kMatches;
      break;
    case TokenType::kIs:
      break;
    default:
      compared = false;
      return left;
  }
  base::Span op_span = Take();
  if (is_not) op_span = base::Join(op_span, Take());
  if (word != TokenType::kIs) return b_.Binary(op, op_span, left, Coalesce());

  const bool is_not_state = At(TokenType::kNot);
  if (is_not_state) Take();
  const bool missing = At(TokenType::kMissing);
  const base::Span state = Take();
  ast::Expr expr;
  expr.kind = ast::ExprKind::kIs;
  expr.op = missing ? (is_not_state ? Op::kIsNotMissing : Op::kIsMissing)
                    : (is_not_state ? Op::kIsNotPresent : Op::kIsPresent);
  expr.op_span = base::Join(op_span, state);
  expr.span = base::Join(b_.module_.exprs[left].span, state);
  return b_.Make(expr, {&left, 1});
}

ExprId OperationBuilder::Coalesce() {
  ExprId result = Sum();
  while (At(TokenType::kQq)) {
    const base::Span op = Take();
    result = b_.Binary(Op::kCoalesce, op, result, Sum());
  }
  return result;
}

ExprId OperationBuilder::Sum() {
  ExprId result = Product();
  while (At(TokenType::kPlus) || At(TokenType::kMinus)) {
    const Op op = At(TokenType::kPlus) ? Op::kAdd : Op::kSubtract;
    const base::Span op_span = Take();
    result = b_.Binary(op, op_span, result, Product());
  }
  return result;
}

ExprId OperationBuilder::Product() {
  ExprId result = Power();
  while (true) {
    Op op = Op::kNone;
    if (At(TokenType::kStar)) op = Op::kMultiply;
    if (At(TokenType::kSlash)) op = Op::kDivide;
    if (At(TokenType::kDiv)) op = Op::kDiv;
    if (At(TokenType::kPercent)) op = Op::kRemainder;
    if (op == Op::kNone) return result;
    const base::Span op_span = Take();
    result = b_.Binary(op, op_span, result, Power());
  }
}

// `-a ** -b ** c` is -(a ** (-(b ** c))): each operand brings its own signs.
ExprId OperationBuilder::Power() {
  struct Factor {
    ExprId base;
    std::vector<base::Span> signs;
    base::Span op_before;
  };
  std::vector<Factor> factors;
  base::Span op_before;
  while (true) {
    RULEC_CHECK(!done() && parts_[at_].Is(Rule::kOperand), "an operand was expected");
    Factor factor{{}, {}, op_before};
    factor.base = b_.Operand(parts_[at_++], factor.signs);
    factors.push_back(std::move(factor));
    if (!At(TokenType::kPower)) break;
    op_before = Take();
  }
  ExprId result;
  for (std::size_t i = factors.size(); i-- > 0;) {
    const Factor& factor = factors[i];
    result =
        i + 1 == factors.size() ? factor.base : b_.Binary(Op::kPower, factors[i + 1].op_before, factor.base, result);
    for (auto sign = factor.signs.rbegin(); sign != factor.signs.rend(); ++sign) {
      result = b_.Unary(Op::kNegate, *sign, result);
    }
  }
  return result;
}

}  // namespace rulec::parse
