#pragma once
// Groups the row of operands and operators that the grammar reads for an operation. Strongest first:
//   `**` (to the right), unary `-`, `* / div %`, `+ -`, `??`, comparisons (which do not chain), `not`, `and`, `or`.
#include <vector>

#include "compiler/parse/build.h"

namespace rulec::parse {

class OperationBuilder {
 public:
  /// `node`: an `operation` or a `value` of the grammar.
  OperationBuilder(Builder& builder, NodeRef node);
  ast::ExprId Build();

 private:
  /// A chain of `and` or `or` up to this length leans to the left as written; a longer one becomes a balanced tree,
  /// which means the same and is not deep.
  static constexpr std::size_t kMaxLeaningChain = 64;

  bool done() const { return at_ >= parts_.size(); }
  bool At(TokenType type) const { return !done() && parts_[at_].Is(type); }
  base::Span Take() { return b_.SpanOf(parts_[at_++]); }

  ast::ExprId Or();
  ast::ExprId And();
  ast::ExprId Not();
  ast::ExprId Comparison();
  ast::ExprId Compare(ast::ExprId left, bool& compared);
  ast::ExprId Coalesce();
  ast::ExprId Sum();
  ast::ExprId Product();
  ast::ExprId Power();
  ast::ExprId Chain(ast::Op op, const std::vector<ast::ExprId>& operands, const std::vector<base::Span>& op_spans,
                    std::size_t from, std::size_t to);

  Builder& b_;
  std::vector<NodeRef> parts_;
  std::size_t at_ = 0;
};

}  // namespace rulec::parse
