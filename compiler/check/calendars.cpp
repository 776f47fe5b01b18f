#include "compiler/check/calendars.h"

#include <fmt/format.h>

#include "compiler/check/expr_checker.h"
#include "compiler/types/time_text.h"

namespace rulec::check {
namespace {

constexpr std::int64_t kThursday = 3;  // 1970-01-01, from Monday on

bool IsOnWeekend(std::int32_t day, std::uint8_t weekend) {
  const std::int64_t weekday = ((day + kThursday) % 7 + 7) % 7;
  return (weekend >> weekday & 1) != 0;
}

}  // namespace

std::uint32_t AddCalendar(Context& context, const std::string& origin, const ast::Calendar& tree) {
  ir::BusinessCalendar calendar;
  calendar.origin = origin;
  calendar.name = context.TextOf(tree.name.symbol);
  calendar.span = tree.span;
  calendar.doc = tree.doc;
  calendar.weekend = tree.weekend;
  calendar.first = static_cast<std::int32_t>(types::DaysOf(tree.first_year, 1, 1).value());
  calendar.last = static_cast<std::int32_t>(types::DaysOf(tree.last_year, 12, 31).value());
  for (const std::int32_t day : tree.holidays) {
    if (!IsOnWeekend(day, calendar.weekend)) calendar.holidays.push_back(day);
  }
  context.program.calendars.push_back(std::move(calendar));
  return static_cast<std::uint32_t>(context.program.calendars.size() - 1);
}

const Decl* ExprChecker::FindCalendar(ast::ExprId source) const {
  const ast::Expr& e = node(source);
  const Decl* decl = nullptr;
  if (e.kind == ast::ExprKind::kName && !IsValue(e.text)) {
    decl = FindDecl(e.text);
  } else if (e.kind == ast::ExprKind::kField) {
    const ModuleScope* const scope = ImportedModule(ChildOf(source, 0));
    if (scope == nullptr) return nullptr;
    const auto found = scope->names.find(e.text);
    if (found != scope->names.end()) decl = &found->second;
  }
  return decl != nullptr && decl->kind == DeclKind::kCalendar ? decl : nullptr;
}

// `"uk"` where `uk` is meant.
bool ExprChecker::QuotesCalendar(ast::ExprId source) const {
  if (node(source).kind != ast::ExprKind::kString) return false;
  const Decl* const decl = FindDecl(node(source).text);
  return decl != nullptr && decl->kind == DeclKind::kCalendar;
}

ir::ExprId ExprChecker::CalendarArgument(ast::ExprId source) {
  const ast::Expr& e = node(source);
  if (const Decl* const decl = FindCalendar(source)) {
    return build_.Number(decl->id, Simple(TypeKind::kInt), e.span);
  }
  const auto names = context_.NamesOf(module_.names, {DeclKind::kCalendar});
  std::string remedy = context_.DidYouMean(SourceText(source), names);
  if (QuotesCalendar(source)) remedy = fmt::format("write `{}`, without quotes", context_.Text(e.text));
  if (remedy.empty()) remedy = "a name that the module declares: `calendar uk from \"holidays.csv\"`";
  context_.Report(Code::kUnknownCalendar, e.span, fmt::format("there is no calendar `{}`", SourceText(source)), remedy);
  return Error(source);
}

}  // namespace rulec::check
