#include "compiler/parse/build.h"

#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/parse/antlr_front.h"

namespace rulec::parse {

using diagnostics::Code;

NodeRef NodeRef::Child(Rule rule, int n) const {
  for (const NodeRef child : *this) {
    if (child.Is(rule) && n-- == 0) return child;
  }
  RULEC_CHECK(false, "the grammar gave a node without a child that it must have");
  return *this;
}

bool NodeRef::Has(Rule rule) const {
  for (const NodeRef child : *this) {
    if (child.Is(rule)) return true;
  }
  return false;
}

NodeRef NodeRef::Child(TokenType type) const {
  for (const NodeRef child : *this) {
    if (child.Is(type)) return child;
  }
  RULEC_CHECK(false, "the grammar gave a node without a token that it must have");
  return *this;
}

bool NodeRef::Has(TokenType type) const {
  for (const NodeRef child : *this) {
    if (child.Is(type)) return true;
  }
  return false;
}

Builder::Builder(const base::SourceFile& file, const ScannedFile& scanned, const SyntaxTree& tree,
                 base::Interner& symbols, diagnostics::Sink& sink)
    : file_(file), scanned_(scanned), tree_(tree), symbols_(symbols), sink_(sink) {}

ast::Module Builder::Build() {
  module_.file = file_.index();
  module_.span = {file_.index(), 0, static_cast<std::uint32_t>(file_.text().size())};
  for (const NodeRef child : NodeRef(tree_, scanned_.tokens, 0)) {
    if (child.Is(Rule::kModuleDecl)) {
      for (const NodeRef part : child.Child(Rule::kPath)) {
        if (part.Is(Rule::kName)) module_.path.push_back(NameOf(part));
      }
    } else if (child.Is(Rule::kItem)) {
      Item(child.first());
    }
  }
  return std::move(module_);
}

ast::Name Builder::NameOf(NodeRef node) {
  const Token& token = node.token();
  std::string_view text = TextOf(token);
  if (token.Is(TokenType::kQuotedName)) text = text.substr(1, text.size() - 2);
  return {Intern(text), SpanOf(token)};
}

// The `///` lines between the token before and this one, without their slashes and one space.
std::string Builder::DocOf(NodeRef node) const {
  const std::uint32_t index = node.token_index();
  const std::uint32_t from = index == 0 ? 0 : scanned_.tokens[index - 1].end;
  const auto& comments = scanned_.comments;
  auto at = std::lower_bound(comments.begin(), comments.end(), from,
                             [](const Token& comment, std::uint32_t offset) { return comment.begin < offset; });
  std::string doc;
  for (bool first = true; at != comments.end() && at->begin < node.token().begin; ++at) {
    if (!at->Is(TokenType::kDocComment)) continue;
    std::string_view line = TextOf(*at).substr(3);
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (!first) doc += '\n';
    doc += line;
    first = false;
  }
  return doc;
}

base::Symbol Builder::NumberSymbol(const Token& token) {
  const std::string_view text = TextOf(token);
  if (text.find('_') == std::string_view::npos) return Intern(text);
  std::string digits(text);
  std::erase(digits, '_');
  return Intern(digits);
}

ast::ExprId Builder::Leaf(ast::ExprKind kind, base::Span span, base::Symbol text) {
  ast::Expr expr;
  expr.kind = kind;
  expr.span = span;
  expr.text = text;
  return Make(expr, {});
}

ast::ExprId Builder::Make(ast::Expr expr, std::span<const ast::ExprId> children) {
  if (expr.kind != ast::ExprKind::kRecord) {
    expr.first = static_cast<std::uint32_t>(module_.children.size());
    expr.count = static_cast<std::uint32_t>(children.size());
    module_.children.insert(module_.children.end(), children.begin(), children.end());
  }
  int depth = 0;
  for (const ast::ExprId child : children) depth = std::max(depth, DepthOf(child));
  depths_.push_back(depth + 1);
  if (depth > kMaxNesting && !too_deep_) {
    too_deep_ = true;
    sink_.Report(Code::kNestingTooDeep, expr.span, "the expression is nested deeper than 250")
        .Hint("name parts of it with `let`");
  }
  return module_.exprs.Add(expr);
}

ast::ExprId Builder::Unary(ast::Op op, base::Span op_span, ast::ExprId child) {
  ast::Expr expr;
  expr.kind = ast::ExprKind::kUnary;
  expr.op = op;
  expr.op_span = op_span;
  expr.span = base::Join(op_span, module_.exprs[child].span);
  return Make(expr, {&child, 1});
}

ast::ExprId Builder::Binary(ast::Op op, base::Span op_span, ast::ExprId left, ast::ExprId right) {
  ast::Expr expr;
  expr.kind = ast::ExprKind::kBinary;
  expr.op = op;
  expr.op_span = op_span;
  expr.span = base::Join(module_.exprs[left].span, module_.exprs[right].span);
  const ast::ExprId children[] = {left, right};
  return Make(expr, children);
}

void Builder::Repeated(base::Span span, std::string_view what) {
  sink_.Report(Code::kMixedItems, span, "`" + std::string(what) + "` is given twice", "leave one of them out");
}

}  // namespace rulec::parse
