#include "compiler/base/check.h"
#include "compiler/parse/build.h"

namespace rulec::parse {

using ast::ProcessItemKind;
using ast::StatementKind;

namespace {

template <class T>
void Add(ast::Process& process, ProcessItemKind kind, std::vector<T>& items, T item) {
  process.items.push_back({kind, static_cast<std::uint32_t>(items.size())});
  items.push_back(std::move(item));
}

}  // namespace

ast::Process Builder::ProcessItem(NodeRef node) {
  ast::Process process;
  process.name = NameOf(node.Child(Rule::kName));
  process.span = SpanOf(node);
  process.doc = DocOf(node);
  for (const NodeRef child : node) {
    if (child.Is(Rule::kProcessKey)) Key(child, process);
    if (child.Is(Rule::kProcessOrder) && child.Has(TokenType::kTime)) process.order_time = SpanOf(child);
    if (child.Is(Rule::kMember)) Member(child.first(), process);
  }
  return process;
}

void Builder::Key(NodeRef node, ast::Process& process) {
  process.key_span = SpanOf(node);
  process.key = node.Has(Rule::kKeyPart) ? ast::ProcessKey::kFields : ast::ProcessKey::kUnit;
  for (const NodeRef child : node) {
    if (!child.Is(Rule::kKeyPart)) continue;
    ast::KeyPart part{SpanOf(child), {}};
    for (const NodeRef source : child) {
      if (!source.Is(Rule::kKeySource)) continue;
      const ast::Name first = NameOf(source.Child(Rule::kName));
      if (source.Has(TokenType::kDot)) {
        part.sources.push_back({first, NameOf(source.Child(Rule::kName, 1))});
      } else {
        part.sources.push_back({{}, first});
      }
    }
    process.key_parts.push_back(std::move(part));
  }
}

void Builder::Member(NodeRef node, ast::Process& process) {
  auto opaque = [&](std::string_view construct) {
    Add(process, ProcessItemKind::kOpaque, process.opaques,
        ast::Opaque{Intern(construct), SpanOf(node), NameOf(node.Child(Rule::kName))});
  };
  switch (node.rule()) {
    case Rule::kStateMember:
      return Add(process, ProcessItemKind::kState, process.states, StateOf(node));
    case Rule::kTimerMember:
      return opaque("timer");
    case Rule::kPatternMember:
      return opaque("pattern");
    case Rule::kJoinMember:
      return opaque("join");
    case Rule::kHandler:
      return HandlerOf(node, process);
    case Rule::kWindowMember: {
      const NodeRef form = node.Child(Rule::kWindowForm);
      if (form.first().Is(TokenType::kLast)) return opaque("row window");
      if (form.first().Is(TokenType::kSession)) return opaque("session window");
      if (form.first().Is(TokenType::kEach)) {
        return opaque(form.Has(TokenType::kEvery) ? "sliding window" : "tumbling window");
      }
      return Add(process, ProcessItemKind::kWindow, process.windows, WindowOf(node));
    }
    default:
      RULEC_CHECK(false, "a member that the builder does not know");
  }
}

ast::StateCell Builder::StateOf(NodeRef node) {
  ast::StateCell cell;
  cell.name = NameOf(node.Child(Rule::kName));
  cell.span = SpanOf(node);
  cell.doc = DocOf(node);
  cell.type = Type(node.Child(Rule::kType));
  if (node.Has(Rule::kExpr)) cell.initial = Expr(node.Child(Rule::kExpr));
  for (const NodeRef bound : node) {
    if (!bound.Is(Rule::kStateBound)) continue;
    const base::Span span = SpanOf(bound);
    if (bound.Has(TokenType::kUnbounded)) {
      if (cell.unbounded) Repeated(span, "unbounded");
      cell.unbounded = true;
    } else if (bound.Has(TokenType::kUp)) {
      cell.opaque.emplace_back(Intern("up to"), span);
    } else if (bound.Has(TokenType::kAccess)) {
      cell.opaque.emplace_back(Intern("expires after access"), span);
    } else {
      if (cell.expires) Repeated(span, "expires");
      cell.expires = DurationOf(bound);
    }
  }
  return cell;
}

ast::Window Builder::WindowOf(NodeRef node) {
  ast::Window window;
  window.name = NameOf(node.Child(Rule::kName, 0));
  window.span = SpanOf(node);
  window.doc = DocOf(node);
  window.stream = NameOf(node.Child(Rule::kName, 1));
  const NodeRef form = node.Child(Rule::kWindowForm);
  window.size = DurationOf(form);
  if (form.Has(TokenType::kExcluding)) window.opaque.emplace_back(Intern("excluding current"), SpanOf(form));
  if (node.Has(Rule::kWindowFilter)) window.where = Expr(node.Child(Rule::kWindowFilter).Child(Rule::kExpr));
  for (const NodeRef option : node) {
    if (!option.Is(Rule::kWindowOption)) continue;
    const NodeRef word = option.first();
    window.opaque.emplace_back(Intern(word.Is(TokenType::kUp) ? "up to" : TextOf(word.token())), SpanOf(option));
  }
  return window;
}

void Builder::HandlerOf(NodeRef node, ast::Process& process) {
  const NodeRef trigger = node.Child(Rule::kTrigger);
  std::string construct;
  if (!trigger.first().Is(Rule::kName)) construct = "on " + std::string(TextOf(trigger.first().token()));
  if (construct.empty() && node.Has(Rule::kWithClause)) construct = "on .. with";
  if (!construct.empty()) {
    return Add(process, ProcessItemKind::kOpaque, process.opaques,
               ast::Opaque{Intern(construct), SpanOf(node), NameOf(trigger.Child(Rule::kName))});
  }
  Add(process, ProcessItemKind::kHandler, process.handlers,
      ast::Handler{SpanOf(node), DocOf(node), NameOf(trigger.Child(Rule::kName, 0)),
                   NameOf(trigger.Child(Rule::kName, 1)), Block(node.Child(Rule::kBlock))});
}

std::vector<ast::StatementId> Builder::Block(NodeRef node) {
  std::vector<ast::StatementId> body;
  for (const NodeRef child : node) {
    if (child.Is(Rule::kStatement)) body.push_back(StatementOf(child.first()));
  }
  return body;
}

// `node`: any rule that `statement` or `simple` names.
ast::StatementId Builder::StatementOf(NodeRef node) {
  ast::Statement statement;
  statement.span = SpanOf(node);
  statement.doc = DocOf(node);
  if (!node.Is(Rule::kRuleStatement)) {
    Simple(node, statement);
    return module_.statements.Add(std::move(statement));
  }
  statement.kind = StatementKind::kRule;
  statement.name = NameOf(node.Child(Rule::kName));
  statement.attributes = Attributes(node);
  if (node.Has(Rule::kText)) statement.description = Text(node.Child(Rule::kText));
  statement.when = Expr(node.Child(Rule::kExpr));
  if (node.Has(Rule::kBlock)) {
    statement.body = Block(node.Child(Rule::kBlock));
  } else {
    statement.body = {StatementOf(node.Child(Rule::kSimple).first())};
  }
  return module_.statements.Add(std::move(statement));
}

void Builder::Simple(NodeRef node, ast::Statement& statement) {
  switch (node.rule()) {
    case Rule::kVarStatement:
      statement.kind = StatementKind::kVar;
      statement.name = NameOf(node.Child(Rule::kName));
      statement.type = Type(node.Child(Rule::kType));
      statement.value = Expr(node.Child(Rule::kExpr));
      return;
    case Rule::kLetStatement:
      statement.kind = StatementKind::kLet;
      statement.name = NameOf(node.Child(Rule::kName));
      statement.value = Expr(node.Child(Rule::kExpr));
      return;
    case Rule::kEmitStatement:
      statement.kind = StatementKind::kEmit;
      statement.name = NameOf(node.Child(Rule::kName));
      if (node.Has(Rule::kEntries)) statement.entries = Entries(node.Child(Rule::kEntries));
      return;
    case Rule::kAssignment:
      return Assignment(node, statement);
    default:
      statement.kind = StatementKind::kOpaque;
      statement.name = {Intern(TextOf(node.first().token())), SpanOf(node.first())};
  }
}

void Builder::Assignment(NodeRef node, ast::Statement& statement) {
  const NodeRef place = node.Child(Rule::kPlace);
  if (place.Has(TokenType::kLb)) {
    statement.kind = StatementKind::kOpaque;
    statement.name = {Intern("assignment to an element"), SpanOf(place)};
    return;
  }
  statement.kind = StatementKind::kAssign;
  if (node.Has(TokenType::kPluseq)) statement.op = ast::Op::kAdd;
  if (node.Has(TokenType::kMinuseq)) statement.op = ast::Op::kSubtract;
  for (const NodeRef part : place) {
    if (part.Is(Rule::kName)) statement.place.push_back(NameOf(part));
  }
  statement.value = Expr(node.Child(Rule::kExpr));
}

}  // namespace rulec::parse
