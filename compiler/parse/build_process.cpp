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

bool HasSeveral(NodeRef node, TokenType type) {
  int count = 0;
  for (const NodeRef child : node) count += child.Is(type) ? 1 : 0;
  return count > 1;
}

}  // namespace

ast::Process Builder::ProcessItem(NodeRef node) {
  ast::Process process;
  process.name = NameOf(node.Child(Rule::kName));
  process.span = SpanOf(node);
  process.doc = DocOf(node);
  for (const NodeRef child : node) {
    if (child.Is(Rule::kProcessKey)) Key(child, process);
    if (child.Is(Rule::kProcessOrder)) {
      (child.Has(TokenType::kTime) ? process.order_time : process.order_arrival) = SpanOf(child);
    }
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
  switch (node.rule()) {
    case Rule::kStateMember:
      return Add(process, ProcessItemKind::kState, process.states, StateOf(node));
    case Rule::kTimerMember:
      return Add(process, ProcessItemKind::kTimer, process.timers, TimerOf(node));
    case Rule::kWindowMember:
      return Add(process, ProcessItemKind::kWindow, process.windows, WindowOf(node));
    case Rule::kJoinMember:
      return Add(process, ProcessItemKind::kJoin, process.joins, JoinOf(node));
    case Rule::kHandler:
      return Add(process, ProcessItemKind::kHandler, process.handlers, HandlerOf(node));
    case Rule::kPatternMember:
      return Add(process, ProcessItemKind::kOpaque, process.opaques,
                 ast::Opaque{Intern("pattern"), SpanOf(node), NameOf(node.Child(Rule::kName))});
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
      if (cell.up_to) Repeated(span, "up to");
      cell.up_to = IntOf(bound);
    } else {
      if (cell.expires) Repeated(span, "expires");
      cell.expires = DurationOf(bound);
      if (bound.Has(TokenType::kAccess)) cell.after_access = span;
    }
  }
  return cell;
}

ast::Timer Builder::TimerOf(NodeRef node) {
  ast::Timer timer{NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), {}};
  if (node.Has(TokenType::kClock)) timer.by_clock = SpanOf(node.Child(TokenType::kClock));
  return timer;
}

ast::Window Builder::WindowOf(NodeRef node) {
  ast::Window window;
  window.name = NameOf(node.Child(Rule::kName, 0));
  window.span = SpanOf(node);
  window.doc = DocOf(node);
  window.stream = NameOf(node.Child(Rule::kName, 1));
  WindowFormOf(node.Child(Rule::kWindowForm), window);
  if (node.Has(Rule::kWindowFilter)) window.where = Expr(node.Child(Rule::kWindowFilter).Child(Rule::kExpr));
  for (const NodeRef option : node) {
    if (!option.Is(Rule::kWindowOption)) continue;
    const base::Span span = SpanOf(option);
    if (option.first().Is(TokenType::kUp)) {
      if (window.up_to) Repeated(span, "up to");
      window.up_to = IntOf(option);
    } else if (option.first().Is(TokenType::kLate)) {
      if (window.late) Repeated(span, "late");
      window.late = DurationOf(option);
    } else {
      if (window.early_every || window.early_on_each) Repeated(span, "early");
      if (option.Has(TokenType::kEvery)) {
        window.early_every = DurationOf(option);
      } else {
        window.early_on_each = span;
      }
    }
  }
  return window;
}

void Builder::WindowFormOf(NodeRef form, ast::Window& window) {
  window.form_span = SpanOf(form);
  if (form.Has(TokenType::kExcluding)) window.excluding_current = SpanOf(form.Child(TokenType::kExcluding));
  // The durations of `each d every e offset o`, by the word before each.
  TokenType word = TokenType::kEach;
  for (const NodeRef part : form) {
    if (part.Is(TokenType::kEvery) || part.Is(TokenType::kOffset)) word = part.token().type;
    if (!part.Is(TokenType::kDuration)) continue;
    const ast::ExprId duration = Leaf(ast::ExprKind::kDuration, SpanOf(part), NumberSymbol(part.token()));
    if (word == TokenType::kEvery) {
      window.every = duration;
    } else if (word == TokenType::kOffset) {
      window.offset = duration;
    } else {
      window.size = duration;
    }
  }
  if (form.Has(Rule::kText)) {
    const NodeRef zone = form.Child(Rule::kText);
    window.zone.emplace(Intern(Text(zone)), SpanOf(zone));
  }
  if (form.first().Is(TokenType::kLast)) {
    window.form = ast::WindowForm::kRows;
    window.size = IntOf(form);
  } else if (form.first().Is(TokenType::kSession)) {
    window.form = ast::WindowForm::kSession;
  } else if (form.first().Is(TokenType::kEach)) {
    window.form = window.every ? ast::WindowForm::kSliding : ast::WindowForm::kTumbling;
  }
}

ast::Join Builder::JoinOf(NodeRef node) {
  const auto bound = [&](int n) {
    const NodeRef at = node.Child(Rule::kJoinBound, n);
    return ast::JoinBound{at.Has(TokenType::kMinus), DurationOf(at)};
  };
  const auto name = [&](int n) { return NameOf(node.Child(Rule::kName, n)); };
  return {name(0), SpanOf(node), DocOf(node), name(1), name(2), name(3), name(4), bound(0), bound(1)};
}

ast::Handler Builder::HandlerOf(NodeRef node) {
  const NodeRef trigger = node.Child(Rule::kTrigger);
  ast::Handler handler;
  handler.trigger = TriggerOf(trigger.first());
  handler.span = SpanOf(node);
  handler.doc = DocOf(node);
  handler.subject = NameOf(trigger.Child(Rule::kName, 0));
  if (trigger.Has(Rule::kBinder)) {
    for (const NodeRef part : trigger.Child(Rule::kBinder)) {
      if (part.Is(Rule::kName)) handler.binders.push_back(NameOf(part));
    }
  } else if (trigger.Has(TokenType::kAs)) {
    handler.binders.push_back(NameOf(trigger.Child(Rule::kName, 1)));
  }
  if (node.Has(Rule::kWithClause)) handler.with_clause = SpanOf(node.Child(Rule::kWithClause));
  handler.body = Block(node.Child(Rule::kBlock));
  return handler;
}

ast::TriggerKind Builder::TriggerOf(NodeRef word) {
  if (word.Is(Rule::kName)) return ast::TriggerKind::kStream;
  switch (word.token().type) {
    case TokenType::kLate:
      return ast::TriggerKind::kLate;
    case TokenType::kClose:
      return ast::TriggerKind::kClose;
    case TokenType::kUpdate:
      return ast::TriggerKind::kUpdate;
    case TokenType::kTimer:
      return ast::TriggerKind::kTimer;
    case TokenType::kMatch:
      return ast::TriggerKind::kMatch;
    case TokenType::kUnmatched:
      return ast::TriggerKind::kUnmatched;
    case TokenType::kTimeout:
      return ast::TriggerKind::kTimeout;
    default:
      RULEC_CHECK(false, "a trigger that the builder does not know");
  }
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
    case Rule::kStartStatement:
      statement.kind = StatementKind::kStart;
      statement.name = NameOf(node.Child(Rule::kName));
      statement.at = node.Has(TokenType::kAt);
      statement.value = Expr(node.Child(Rule::kExpr));
      return;
    case Rule::kStopStatement:
      statement.kind = StatementKind::kStop;
      statement.name = NameOf(node.Child(Rule::kName));
      return;
    case Rule::kAddStatement:
    case Rule::kRemoveStatement:
      statement.kind = node.Is(Rule::kAddStatement) ? StatementKind::kAdd : StatementKind::kRemove;
      statement.name = NameOf(node.Child(Rule::kName));
      statement.value = Expr(node.Child(Rule::kExpr));
      return;
    case Rule::kClearStatement:
      statement.kind = StatementKind::kClear;
      statement.name = NameOf(node.Child(Rule::kName));
      return;
    default:
      RULEC_CHECK(false, "a statement that the builder does not know");
  }
}

void Builder::Assignment(NodeRef node, ast::Statement& statement) {
  const NodeRef place = node.Child(Rule::kPlace);
  statement.place_span = SpanOf(place);
  if (place.Has(TokenType::kLb)) {
    if (place.Has(TokenType::kDot) || HasSeveral(place, TokenType::kLb)) {
      statement.kind = StatementKind::kOpaque;
      statement.name = {Intern("assignment inside an element"), SpanOf(place)};
      return;
    }
    statement.index = Expr(place.Child(Rule::kExpr));
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
