// Calls of functions and decisions.
#include <fmt/format.h>

#include "compiler/check/builtins.h"
#include "compiler/check/expr_checker.h"

namespace rulec::check {

using ir::ExprKind;

ir::ExprId ExprChecker::CallExpr(ast::ExprId expr, TypeId hint) {
  const ast::ExprId callee = ChildOf(expr, 0);
  const ast::Expr& target = node(callee);
  const std::string_view name = context_.Text(target.text);
  if (target.kind == ast::ExprKind::kField) {
    if (WindowNamed(ChildOf(callee, 0))) return AggregateExpr(expr, callee, true);
    if (const ModuleScope* scope = ImportedModule(ChildOf(callee, 0))) {
      const auto found = scope->names.find(target.text);
      if (found != scope->names.end() && found->second.kind == DeclKind::kOpaque) return Error(expr);
      if (found != scope->names.end() &&
          (found->second.kind == DeclKind::kFunction || found->second.kind == DeclKind::kDecision)) {
        return CallDeclared(expr, found->second, name);
      }
      const auto names = context_.NamesOf(scope->names, {DeclKind::kFunction, DeclKind::kDecision});
      context_.Report(Code::kUnknownFunction, target.op_span, fmt::format("unknown function `{}`", SourceText(callee)),
                      context_.DidYouMean(name, names));
      return Error(expr);
    }
    const ir::ExprId head = Check(ChildOf(callee, 0));
    if (IsError(head)) return head;
    context_.Report(Code::kUnknownFunction, target.op_span, "values have no functions of their own",
                    fmt::format("write `{}({}{})` if a function is meant", name, SourceText(ChildOf(callee, 0)),
                                node(expr).count > 1 ? ", .." : ""));
    return Error(expr);
  }
  if (target.kind != ast::ExprKind::kName) {
    if (!IsError(Check(callee))) context_.Report(Code::kUnknownFunction, target.span, "only a name can be called");
    return Error(expr);
  }
  if (IsBroken(target.text)) return Error(expr);
  if (FindLocal(target.text)) {
    context_.Report(Code::kUnknownFunction, target.span, fmt::format("`{}` is a value here, not a function", name),
                    "a parameter or local hides a function of its name");
    return Error(expr);
  }
  if (const Decl* decl = FindDecl(target.text)) {
    if (decl->kind == DeclKind::kOpaque) return Error(expr);
    if (decl->kind == DeclKind::kFunction || decl->kind == DeclKind::kDecision) return CallDeclared(expr, *decl, name);
  }
  const ir::Each each = ir::EachOf(name);
  const bool builtin = IsBuiltin(name);
  if (each != ir::Each::kNone && (!builtin || NamesElement(expr))) return EachExpr(expr, each);
  if (builtin) return BuiltinCall(expr, name, hint);
  auto names = context_.NamesOf(module_.names, {DeclKind::kFunction, DeclKind::kDecision});
  for (std::string_view builtin : BuiltinNames()) names.push_back(builtin);
  context_.Report(Code::kUnknownFunction, target.span, fmt::format("unknown function `{}`", name),
                  context_.DidYouMean(name, names));
  return Error(expr);
}

bool ExprChecker::CheckCount(ast::ExprId expr, std::string_view name, std::size_t least, std::size_t most) {
  const std::size_t given = node(expr).count - 1;
  if (given >= least && given <= most) return true;
  const std::string wanted = least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
  context_.Report(Code::kArgumentCount, node(expr).span,
                  fmt::format("`{}` takes {} argument{}, {} given", name, wanted, most == 1 ? "" : "s", given));
  return false;
}

// When a dated decision is asked for, where the call does not say: the time of the handler, or what the caller was
// asked.
ir::ExprId ExprChecker::AsOf(ast::ExprId call, std::string_view name) {
  const Span span = node(call).span;
  if (process_ != nullptr && !window_) return HandlerTime(span);
  if (caller_ && caller_->decision) {
    if (const auto as_of = context_.program.decisions[ir::DecisionId(caller_->id)].as_of)
      return ReadLocal(*as_of, span);
  }
  context_.Report(Code::kAsOf, span, fmt::format("`{}` has dated rules, and nothing here says when", name),
                  "add a `timestamp` as its last argument");
  return Error(call);
}

ir::ExprId ExprChecker::CallDeclared(ast::ExprId expr, const Decl& decl, std::string_view name) {
  const bool decision = decl.kind == DeclKind::kDecision;
  const auto& params = decision ? context_.program.decisions[ir::DecisionId(decl.id)].params
                                : context_.program.functions[ir::FunctionId(decl.id)].params;
  TypeId result = decision ? context_.program.decisions[ir::DecisionId(decl.id)].result
                           : context_.program.functions[ir::FunctionId(decl.id)].result;
  const ir::Decision* const dated = decision ? &context_.program.decisions[ir::DecisionId(decl.id)] : nullptr;
  const bool adds_time = dated != nullptr && dated->as_of && !dated->as_of_is_declared;
  if (!CheckCount(expr, name, params.size() - (adds_time ? 1 : 0), params.size())) return Error(expr);
  const auto given = static_cast<std::uint32_t>(node(expr).count - 1);
  std::vector<ir::ExprId> arguments;
  bool failed = types().Kind(result) == TypeKind::kError;
  for (std::uint32_t i = 0; i < given; ++i) {
    arguments.push_back(CheckAs(ChildOf(expr, i + 1), context_.program.locals[params[i]].type));
    failed = failed || IsError(arguments.back());
  }
  if (given < params.size()) {
    arguments.push_back(AsOf(expr, name));
    failed = failed || IsError(arguments.back());
  }
  if (dated != nullptr && dated->policy == ir::HitPolicy::kAllMatches && !failed) {
    if (types().IsOptional(result) || types().IsCollection(result)) {
      context_.NotBuilt(node(expr).span, "a list of optional values or of collections",
                        "let the decision give records with it as a field");
      failed = true;
    } else {
      result = types().List(result);
    }
  }
  if (failed) return Error(expr);
  if (caller_) context_.calls.push_back({*caller_, {decision, decl.id}, node(expr).span});
  return build_.Node(decision ? ExprKind::kCallDecision : ExprKind::kCallFunction, result, node(expr).span, arguments,
                     decl.id);
}

}  // namespace rulec::check
