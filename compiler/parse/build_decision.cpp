#include "compiler/base/check.h"
#include "compiler/parse/build.h"

namespace rulec::parse {

ast::Decision Builder::DecisionItem(NodeRef node) {
  ast::Decision decision;
  decision.name = NameOf(node.Child(Rule::kName));
  decision.span = SpanOf(node);
  decision.doc = DocOf(node);
  decision.params = Params(node.Child(Rule::kParams));
  decision.result = Type(node.Child(Rule::kType));
  Policy(node.Child(Rule::kHitPolicy), decision);
  for (const NodeRef child : node) {
    switch (child.rule()) {
      case Rule::kLetStatement:
        decision.lets.push_back({NameOf(child.Child(Rule::kName)), Expr(child.Child(Rule::kExpr))});
        break;
      case Rule::kDecisionRule:
        decision.rules.push_back(RuleOf(child));
        break;
      case Rule::kDecisionTable:
        if (child.Has(TokenType::kFrom)) {
          const NodeRef path = child.Child(Rule::kText);
          decision.table_file = ast::TableFile{Text(path), SpanOf(path)};
        } else {
          decision.table = TableOf(child);
        }
        break;
      case Rule::kOtherwise:
        decision.otherwise = Expr(child.Child(Rule::kExpr));
        decision.otherwise_span = SpanOf(child);
        break;
      default:
        break;
    }
  }
  return decision;
}

ast::Decision Builder::ScorecardItem(NodeRef node) {
  ast::Decision card;
  card.name = NameOf(node.Child(Rule::kName));
  card.span = SpanOf(node);
  card.doc = DocOf(node);
  card.params = Params(node.Child(Rule::kParams));
  card.result = Type(node.Child(Rule::kType));
  card.policy = ast::HitPolicy::kScore;
  card.policy_span = card.name.span;
  card.base = Expr(node.Child(Rule::kExpr));
  for (const NodeRef child : node) {
    if (child.Is(Rule::kLetStatement)) {
      card.lets.push_back({NameOf(child.Child(Rule::kName)), Expr(child.Child(Rule::kExpr))});
    }
    if (child.Is(Rule::kScoreRule)) card.rules.push_back(ScoreRuleOf(child));
  }
  return card;
}

ast::DecisionRule Builder::ScoreRuleOf(NodeRef node) {
  ast::DecisionRule rule;
  rule.name = NameOf(node.Child(Rule::kName));
  rule.span = SpanOf(node);
  rule.doc = DocOf(node);
  rule.attributes = Attributes(node);
  rule.when = Expr(node.Child(Rule::kExpr, 0));
  rule.then = Expr(node.Child(Rule::kExpr, 1));
  TokenType before = TokenType::kRule;
  for (const NodeRef child : node) {
    if (child.Is(Rule::kText)) {
      const std::string text = Text(child);
      if (before == TokenType::kBecause) {
        rule.because = text;
      } else if (before == TokenType::kCode) {
        rule.code = text;
      } else {
        rule.description = text;
      }
    }
    if (child.Is(Rule::kToken)) before = child.token().type;
  }
  return rule;
}

void Builder::Policy(NodeRef node, ast::Decision& decision) {
  decision.policy_span = SpanOf(node);
  if (node.Has(Rule::kName)) decision.policy_field = NameOf(node.Child(Rule::kName));
  const NodeRef word = node.first();
  const auto has = [&](TokenType type) { return node.Has(type); };
  using enum ast::HitPolicy;
  decision.policy = word.Is(TokenType::kUnique)     ? kUniqueMatch
                    : word.Is(TokenType::kAny)      ? kAnyMatch
                    : word.Is(TokenType::kPriority) ? kPriorityMatch
                    : word.Is(TokenType::kAll)      ? kAllMatches
                    : has(TokenType::kSum)          ? kCollectSum
                    : has(TokenType::kMin)          ? kCollectMin
                    : has(TokenType::kMax)          ? kCollectMax
                    : has(TokenType::kCount)        ? kCollectCount
                    : has(TokenType::kList)         ? kCollectList
                                                    : kFirstMatch;
}

ast::DecisionRule Builder::RuleOf(NodeRef node) {
  ast::DecisionRule rule;
  rule.name = NameOf(node.Child(Rule::kName));
  rule.span = SpanOf(node);
  rule.doc = DocOf(node);
  rule.attributes = Attributes(node);
  if (node.Has(Rule::kText)) rule.description = Text(node.Child(Rule::kText));
  rule.when = Expr(node.Child(Rule::kExpr, 0));
  rule.then = Expr(node.Child(Rule::kExpr, 1));
  return rule;
}

ast::RuleAttributes Builder::Attributes(NodeRef rule) {
  ast::RuleAttributes attributes;
  for (const NodeRef child : rule) {
    if (!child.Is(Rule::kRuleAttribute)) continue;
    const NodeRef word = child.first();
    if (word.Is(TokenType::kLikely)) {
      if (attributes.likely) Repeated(SpanOf(child), "likely");
      attributes.likely = true;
    } else if (word.Is(TokenType::kShadow)) {
      if (attributes.shadow) Repeated(SpanOf(child), "shadow");
      attributes.shadow = SpanOf(child);
    } else if (word.Is(TokenType::kOnce)) {
      if (attributes.once_per) Repeated(SpanOf(child), "once per");
      attributes.once_per = DurationOf(child);
    } else if (word.Is(TokenType::kEffective)) {
      if (attributes.effective) Repeated(SpanOf(child), "effective");
      attributes.effective = EffectiveOf(child);
    } else {
      attributes.opaque.emplace_back(Intern(TextOf(word.token())), SpanOf(child));
    }
  }
  return attributes;
}

ast::Effective Builder::EffectiveOf(NodeRef node) {
  ast::Effective effective;
  effective.span = SpanOf(node);
  bool to = false;
  for (const NodeRef child : node) {
    to = to || child.Is(TokenType::kTo);
    const bool is_date = child.Is(TokenType::kDate);
    if (!is_date && !child.Is(TokenType::kTimestamp)) continue;
    (to ? effective.to : effective.from) = Leaf(is_date ? ast::ExprKind::kDate : ast::ExprKind::kTimestamp,
                                                SpanOf(child.token()), Intern(TextOf(child.token())));
  }
  return effective;
}

ast::Table Builder::TableOf(NodeRef node) {
  ast::Table table;
  table.span = SpanOf(node);
  for (const NodeRef child : node) {
    if (child.Is(Rule::kTableRow)) RowOf(child, table);
    if (child.Is(Rule::kTableHead)) HeadOf(child, table);
  }
  return table;
}

void Builder::HeadOf(NodeRef node, ast::Table& table) {
  for (const NodeRef column : node) {
    if (column.Is(Rule::kHeadInput)) {
      ast::TableInput input{Expr(column.Child(Rule::kExpr)), {}};
      if (column.Has(Rule::kName)) input.label = NameOf(column.Child(Rule::kName));
      table.inputs.push_back(std::move(input));
    } else if (column.Is(Rule::kName)) {
      table.outputs.push_back(NameOf(column));
    }
  }
}

void Builder::AddHead(ast::Module& module, ast::Table& table) {
  module_ = std::move(module);
  first_expr_ = static_cast<std::uint32_t>(module_.exprs.size());
  HeadOf({tree_, scanned_.tokens, 0}, table);
  module = std::move(module_);
}

void Builder::AddRow(ast::Module& module, ast::Table& table) {
  module_ = std::move(module);
  first_expr_ = static_cast<std::uint32_t>(module_.exprs.size());
  RowOf({tree_, scanned_.tokens, 0}, table);
  const ast::TableRow& row = table.rows.back();
  for (const ast::ExprId result : table.results_of(row)) MarkBareText(result);
  for (const ast::Cell& cell : table.cells_of(row)) {
    for (const ast::CellTest& test : table.tests_of(cell)) {
      MarkBareText(test.low);
      MarkBareText(test.high);
    }
  }
  module = std::move(module_);
}

void Builder::MarkBareText(ast::ExprId id) {
  if (id.valid() && module_.exprs[id].kind == ast::ExprKind::kName) module_.exprs[id].kind = ast::ExprKind::kBareText;
}

void Builder::RowOf(NodeRef node, ast::Table& table) {
  ast::TableRow row;
  row.span = SpanOf(node);
  row.first_cell = static_cast<std::uint32_t>(table.cells.size());
  row.first_result = static_cast<std::uint32_t>(table.results.size());
  for (const NodeRef child : node) {
    if (child.Is(Rule::kCell)) table.cells.push_back(CellOf(child, table));
    if (child.Is(Rule::kExpr)) table.results.push_back(Expr(child));
  }
  row.cell_count = static_cast<std::uint32_t>(table.cells.size()) - row.first_cell;
  row.result_count = static_cast<std::uint32_t>(table.results.size()) - row.first_result;
  table.rows.push_back(row);
}

ast::Cell Builder::CellOf(NodeRef node, ast::Table& table) {
  ast::Cell cell;
  cell.first = static_cast<std::uint32_t>(table.tests.size());
  cell.span = SpanOf(node);
  const NodeRef head = node.first();
  if (head.Is(Rule::kAnyCell)) {
    cell.kind = ast::CellKind::kAny;
  } else if (head.Is(TokenType::kWhere)) {
    cell.kind = ast::CellKind::kCondition;
    cell.condition = Expr(node.Child(Rule::kExpr));
  } else {
    cell.kind = head.Is(TokenType::kNot) ? ast::CellKind::kNotTests : ast::CellKind::kTests;
    for (const NodeRef child : node) {
      if (child.Is(Rule::kCellTest)) table.tests.push_back(TestOf(child));
    }
  }
  cell.count = static_cast<std::uint32_t>(table.tests.size()) - cell.first;
  return cell;
}

ast::CellTest Builder::TestOf(NodeRef node) {
  ast::CellTest test;
  test.span = SpanOf(node);
  const NodeRef head = node.first();
  if (head.Is(TokenType::kPresent)) {
    test.kind = ast::TestKind::kPresent;
    return test;
  }
  test.low = Value(node.Child(Rule::kValue));
  switch (head.token().type) {
    case TokenType::kLt:
      test.kind = ast::TestKind::kLess;
      return test;
    case TokenType::kLe:
      test.kind = ast::TestKind::kLessEqual;
      return test;
    case TokenType::kGt:
      test.kind = ast::TestKind::kGreater;
      return test;
    case TokenType::kGe:
      test.kind = ast::TestKind::kGreaterEqual;
      return test;
    default:
      break;
  }
  for (const NodeRef child : node) {
    const bool open = child.Is(TokenType::kOpenRange) || child.Is(TokenType::kOpenRangeOpen);
    const bool until = child.Is(TokenType::kRangeOpen) || child.Is(TokenType::kOpenRangeOpen);
    if (!open && !until && !child.Is(TokenType::kRange)) continue;
    test.kind = ast::TestKind::kRange;
    test.low_open = open;
    test.high_open = until;
    test.high = Value(node.Child(Rule::kValue, 1));
    return test;
  }
  if (module_.exprs[test.low].kind == ast::ExprKind::kMissing) {
    test.kind = ast::TestKind::kMissing;
    test.low = {};
  }
  return test;
}

}  // namespace rulec::parse
