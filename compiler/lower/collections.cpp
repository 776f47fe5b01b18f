#include "compiler/lower/collections.h"

#include "compiler/base/check.h"

namespace rulec::lower {
namespace {

using ir::ExprKind;
using ir::StatementKind;
using plan::ActionKind;
using plan::CodeId;
using types::TypeKind;

bool ExpiresByElement(const ir::Program& program, const ir::StateCell& cell) {
  const TypeKind kind = program.types.Kind(cell.type);
  return kind == TypeKind::kSet || kind == TypeKind::kMap;
}

class AccessFinder {
 public:
  AccessFinder(const ir::Program& program, const ir::Process& process) : program_(program), process_(process) {}

  void Visit(ir::StatementId id) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.cell.valid()) Add(statement.cell);
    for (const ir::ExprId expr : statement.exprs()) {
      if (expr.valid()) Visit(expr);
    }
    for (const ir::StatementId inner : statement.body) Visit(inner);
  }
  std::vector<ir::CellId> found() const { return {found_.begin(), found_.end()}; }

 private:
  void Visit(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::kCell) Add(ir::CellId(expr.index));
    for (const ir::ExprId child : program_.children_of(expr)) Visit(child);
  }
  void Add(ir::CellId id) {
    const ir::StateCell& cell = process_.cells[id];
    if (cell.after_access && !ExpiresByElement(program_, cell)) found_.insert(id);
  }

  const ir::Program& program_;
  const ir::Process& process_;
  std::set<ir::CellId> found_;
};

class StatementCode {
 public:
  StatementCode(Context& context, const ProcessParts& parts, BodyBuilder& body, const ir::Statement& statement)
      : context_(context),
        program_(context.program()),
        pool_(context.pool()),
        body_(body),
        statement_(statement),
        collection_(CollectionOf(context, parts, statement.cell)) {}

  void Run(const ir::StateCell& cell) {
    switch (statement_.kind) {
      case StatementKind::kAdd:
        return Do("Add", {Value()});
      case StatementKind::kRemove:
        return Do("Remove", {Value()});
      case StatementKind::kClear:
        return Do("Clear", {});
      case StatementKind::kPut:
        return Put(program_.types.Kind(cell.type) == TypeKind::kMap);
      default:
        return Assign();
    }
  }

 private:
  CodeId Value() { return body_.Value(statement_.value, LiteralUse::kPlain); }
  void Do(std::string method, std::vector<CodeId> args) {
    body_.Add(body_.Act(ActionKind::kDo, plan::CallOn(pool_, collection_, std::move(method), std::move(args))));
  }

  void Put(bool map) {
    const ir::Expr& place = program_.exprs[statement_.place];
    const ir::ExprId operands[] = {program_.children_of(place)[1], statement_.value};
    std::vector<CodeId> args = body_.Ordered(operands, LiteralUse::kPlain, false);
    if (!map) {
      args.insert(args.begin(), body_.Mode());
      args.push_back(plan::Integer(pool_, context_.PlaceOf(place.span)));
    }
    Do("Put", std::move(args));
  }

  void Assign() {
    const ir::Expr& value = program_.exprs[statement_.value];
    const bool literal = value.kind == ExprKind::kList || value.kind == ExprKind::kMap;
    if (literal && value.count == 0) return Do("Clear", {});
    Do("Assign", {Value()});
  }

  Context& context_;
  const ir::Program& program_;
  plan::CodePool& pool_;
  BodyBuilder& body_;
  const ir::Statement& statement_;
  const CodeId collection_;
};

}  // namespace

CodeId CollectionOf(Context& context, const ProcessParts& parts, ir::CellId cell) {
  plan::CodePool& pool = context.pool();
  const CodeId member = plan::Member(pool, plan::Name(pool, "state"), parts.cell_members[cell.value]);
  return plan::CallOn(pool, plan::Name(pool, "ctx"), "Of", {member});
}

bool IsCollectionStatement(const ir::Program& program, const ir::Process& process, const ir::Statement& statement) {
  return statement.cell.valid() && statement.path.empty() &&
         program.types.IsCollection(process.cells[statement.cell].type);
}

void AddCollectionStatement(Context& context, const ProcessParts& parts, BodyBuilder& body,
                            const ir::Statement& statement) {
  StatementCode(context, parts, body, statement).Run(parts.declared.cells[statement.cell]);
}

std::set<ir::CellId> CellsWrittenByReading(const ir::Program& program, const ir::Process& process, ir::ExprId id) {
  std::set<ir::CellId> found;
  const ir::Expr& expr = program.exprs[id];
  if (expr.kind == ExprKind::kIn || expr.kind == ExprKind::kIndex) {
    for (const ir::ExprId child : program.children_of(expr)) {
      const ir::Expr& of = program.exprs[child];
      if (of.kind != ExprKind::kCell) continue;
      const ir::CellId cell(of.index);
      if (process.cells[cell].after_access && ExpiresByElement(program, process.cells[cell])) found.insert(cell);
    }
  }
  for (const ir::ExprId child : program.children_of(expr)) {
    found.merge(CellsWrittenByReading(program, process, child));
  }
  return found;
}

std::vector<ir::CellId> CellsAccessed(const ir::Program& program, const ir::Process& process,
                                      const std::vector<ir::StatementId>& body) {
  AccessFinder finder(program, process);
  for (const ir::StatementId statement : body) finder.Visit(statement);
  return finder.found();
}

}  // namespace rulec::lower
