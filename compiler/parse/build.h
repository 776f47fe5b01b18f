#pragma once
// From what the grammar recognised to the syntax tree of ast.h. Only called for a file without syntax errors; still
// finds what the grammar cannot say: chained comparisons, options given twice, wrong escapes, expressions too deep or
// too long.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/scan.h"
#include "compiler/parse/syntax_tree.h"

namespace rulec::parse {

/// A node of the tree with its children at hand; cheap to copy.
class NodeRef {
 public:
  NodeRef(const SyntaxTree& tree, std::span<const Token> tokens, std::uint32_t id)
      : tree_(&tree), tokens_(tokens), id_(id) {}

  Rule rule() const { return node().rule; }
  bool Is(Rule rule) const { return node().rule == rule; }
  bool Is(TokenType type) const { return node().rule == Rule::kToken && token().type == type; }
  const Token& token() const { return tokens_[node().token]; }  // the first one
  std::uint32_t token_index() const { return node().token; }
  base::Span span(std::uint32_t file) const { return {file, token().begin, tokens_[node().last_token].end}; }

  struct Iterator {
    const SyntaxTree* tree;
    std::span<const Token> tokens;
    std::uint32_t id;
    NodeRef operator*() const { return {*tree, tokens, id}; }
    Iterator& operator++() {
      id = tree->nodes[id].next;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.id == b.id; }
  };
  Iterator begin() const { return {tree_, tokens_, node().first_child}; }
  Iterator end() const { return {tree_, tokens_, 0}; }

  /// The n-th child of that rule; it must exist.
  NodeRef Child(Rule rule, int n = 0) const;
  bool Has(Rule rule) const;
  /// The first token of that type among the children; it must exist.
  NodeRef Child(TokenType type) const;
  bool Has(TokenType type) const;
  NodeRef first() const { return {*tree_, tokens_, node().first_child}; }

 private:
  const SyntaxNode& node() const { return tree_->nodes[id_]; }

  const SyntaxTree* tree_;
  std::span<const Token> tokens_;
  std::uint32_t id_;
};

class Builder {
 public:
  Builder(const base::SourceFile& file, const ScannedFile& scanned, const SyntaxTree& tree, base::Interner& symbols,
          diagnostics::Sink& sink);
  ast::Module Build();
  /// Of a table whose cells stand in a file of their own, a line at a time; expressions go to `module`.
  void AddHead(ast::Module& module, ast::Table& table);
  void AddRow(ast::Module& module, ast::Table& table);

 private:
  using OpaqueMarks = std::vector<std::pair<base::Symbol, base::Span>>;

  // build_item.cpp
  void Item(NodeRef item);
  void ImportItem(NodeRef node);
  ast::Zone ZoneItem(NodeRef node);
  ast::Calendar CalendarItem(NodeRef node);
  ast::Record RecordItem(NodeRef node);
  ast::Variant VariantItem(NodeRef node);
  ast::Enum EnumItem(NodeRef node);
  ast::Stream StreamItem(NodeRef node);
  ast::Output OutputItem(NodeRef node);
  ast::Param ParamItem(NodeRef node);
  ast::Function FunctionItem(NodeRef node);
  ast::Field FieldOf(NodeRef node);
  std::vector<ast::Field> Params(NodeRef node);
  ast::TypeRefId Type(NodeRef node);
  void AddOpaqueItem(NodeRef node, std::string_view construct);

  // build_decision.cpp
  ast::Decision DecisionItem(NodeRef node);
  ast::Decision ScorecardItem(NodeRef node);
  ast::DecisionRule ScoreRuleOf(NodeRef node);
  void Policy(NodeRef node, ast::Decision& decision);
  ast::DecisionRule RuleOf(NodeRef node);
  ast::Table TableOf(NodeRef node);
  void HeadOf(NodeRef node, ast::Table& table);
  void RowOf(NodeRef node, ast::Table& table);
  void MarkBareText(ast::ExprId expr);
  ast::Cell CellOf(NodeRef node, ast::Table& table);
  ast::CellTest TestOf(NodeRef node);
  ast::RuleAttributes Attributes(NodeRef rule);
  ast::Effective EffectiveOf(NodeRef node);

  // build_process.cpp
  ast::Process ProcessItem(NodeRef node);
  void Key(NodeRef node, ast::Process& process);
  void Member(NodeRef node, ast::Process& process);
  ast::StateCell StateOf(NodeRef node);
  ast::Timer TimerOf(NodeRef node);
  ast::Window WindowOf(NodeRef node);
  void WindowFormOf(NodeRef form, ast::Window& window);
  ast::Join JoinOf(NodeRef node);
  ast::Handler HandlerOf(NodeRef node);
  static ast::TriggerKind TriggerOf(NodeRef word);
  std::vector<ast::StatementId> Block(NodeRef node);
  ast::StatementId StatementOf(NodeRef node);
  void Simple(NodeRef node, ast::Statement& statement);
  void Assignment(NodeRef node, ast::Statement& statement);

  // build_expr.cpp
  ast::ExprId Expr(NodeRef node);
  ast::ExprId Value(NodeRef node);
  ast::ExprId Operand(NodeRef node, std::vector<base::Span>& signs);
  ast::ExprId Suffix(ast::ExprId base, NodeRef node);
  ast::ExprId Primary(NodeRef node);
  ast::ExprId MoneyOf(NodeRef node, ast::Name currency, base::Span span);
  ast::ExprId MatchOf(NodeRef node, base::Span span);
  ast::ExprId ListOf(NodeRef node);
  ast::ExprId StringOf(NodeRef node);
  ast::ExprId RecordOf(NodeRef body, base::Symbol type, base::Span span);
  std::vector<ast::Entry> Entries(NodeRef node);
  ast::ExprId DurationOf(NodeRef parent);
  ast::ExprId IntOf(NodeRef parent);
  std::string Text(NodeRef node);
  std::string Unescape(const Token& token);

  friend class OperationBuilder;  // operation.h

  // build.cpp
  ast::Name NameOf(NodeRef node);
  std::string DocOf(NodeRef node) const;
  base::Span SpanOf(NodeRef node) const { return node.span(file_.index()); }
  base::Span SpanOf(const Token& token) const { return {file_.index(), token.begin, token.end}; }
  std::string_view TextOf(const Token& token) const { return token.TextIn(file_.text()); }
  base::Symbol Intern(std::string_view text) { return symbols_.Intern(text); }
  base::Symbol NumberSymbol(const Token& token);
  ast::ExprId Leaf(ast::ExprKind kind, base::Span span, base::Symbol text = {});
  ast::ExprId Make(ast::Expr expr, std::span<const ast::ExprId> children);
  ast::ExprId Unary(ast::Op op, base::Span op_span, ast::ExprId child);
  ast::ExprId Binary(ast::Op op, base::Span op_span, ast::ExprId left, ast::ExprId right);
  void Repeated(base::Span span, std::string_view what);
  int DepthOf(ast::ExprId id) const { return depths_[id.value - first_expr_]; }

  const base::SourceFile& file_;
  const ScannedFile& scanned_;
  const SyntaxTree& tree_;
  base::Interner& symbols_;
  diagnostics::Sink& sink_;
  ast::Module module_;
  std::uint32_t first_expr_ = 0;  // of what is built here
  std::vector<int> depths_;       // of each expression from it on
  bool too_deep_ = false;         // reported
  int expr_nesting_ = 0;
};

}  // namespace rulec::parse
