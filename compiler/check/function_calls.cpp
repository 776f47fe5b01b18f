// Calls of built-in functions that the table gives the types of.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/expr_checker.h"
#include "compiler/check/time_zones.h"

namespace rulec::check {

ir::ExprId ExprChecker::FunctionCall(ast::ExprId expr, std::string_view name) {
  const std::size_t given = node(expr).count - 1;
  const ir::BuiltinInfo* function = nullptr;
  std::size_t least = ir::BuiltinSignature::kMostParams;
  std::size_t most = 0;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    if (info.name != name) continue;
    const std::size_t count = info.signature.param_count;
    if (count == given) function = &info;
    least = std::min(least, count);
    most = std::max(most, count);
  }
  if (function == nullptr) {
    CheckCount(expr, name, least, most);
    return Error(expr);
  }
  std::vector<ir::ExprId> arguments;
  bool failed = false;
  for (std::uint32_t i = 0; i < given; ++i) {
    arguments.push_back(FunctionArgument(ChildOf(expr, i + 1), function->params()[i]));
    failed = failed || IsError(arguments.back());
  }
  if (failed) return Error(expr);
  return build_.Builtin(function->builtin, Simple(function->signature.result), node(expr).span, arguments);
}

ir::ExprId ExprChecker::FunctionArgument(ast::ExprId source, const ir::BuiltinParam& param) {
  if (param.is_zone) return ZoneArgument(source);
  if (!param.takes_bytes) return CheckAs(source, Simple(param.type));
  const ir::ExprId value = CheckOperand(source, Simple(param.type));
  return KindOf(value) == TypeKind::kBytes ? value : Coerce(value, Simple(param.type), source);
}

ir::ExprId ExprChecker::ZoneArgument(ast::ExprId source) {
  const ast::Expr& e = node(source);
  if (e.kind != ast::ExprKind::kString) {
    context_.Report(Code::kNotConstant, e.span, "a time zone is written out", "such as \"Europe/London\"");
    return Error(source);
  }
  if (!FindZone(context_, e.text, e.span, Code::kUnknownTimeZone)) return Error(source);
  return Check(source);
}

}  // namespace rulec::check
