// Functions of the module: inline templates on the mode of arithmetic where something in them can fail.
#include "compiler/lower/body_builder.h"
#include "compiler/lower/function_scope.h"

namespace rulec::lower {

Scope FunctionScope(const Context&) {
  Scope scope;
  for (const char* name :
       {"m",         "ctx",    "state",  "params",   "scratch",       "answer", "matches", "shared", "rules",
        "Shared",    "Answer", "Index",  "Rule",     "Key",           "State",  "Traits",  "Body",   "Decide",
        "DecideAll", "Reject", "Shadow", "Shadowed", "shadow_rules_", "Chosen", "Watch"}) {
    scope.Reserve(name);
  }
  return scope;
}

std::vector<plan::Param> BindParams(Context& context, std::span<const ir::LocalId> locals, Scope& scope) {
  std::vector<plan::Param> params;
  for (const ir::LocalId local : locals) {
    const ir::Local& declared = context.program().locals[local];
    params.push_back({context.SpellParam(declared.type), context.MemberName(declared.name, scope)});
  }
  return params;
}

void LowerFunction(Context& context, const Failures& failures, ir::FunctionId id) {
  const ir::Function& declared = context.program().functions[id];
  Scope scope = FunctionScope(context);
  const std::vector<plan::Param> params = BindParams(context, declared.params, scope);
  BodyBuilder body(context, failures, scope);
  for (std::size_t i = 0; i < params.size(); ++i) {
    body.Bind(declared.params[i], plan::Name(context.pool(), params[i].member));
  }
  body.OpenBlock();
  body.set_line(context.Source(context.program().exprs[declared.body].span));
  const plan::CodeId value = body.Value(declared.body, LiteralUse::kPlain);
  body.Add(body.Act(plan::ActionKind::kReturn, value));

  plan::Function& function = context.plan().functions[id.value];
  function.doc = declared.doc;
  function.line = context.Source(declared.span);
  function.params = params;
  function.result = context.Spell(declared.result);
  function.body = body.CloseBlock();
  function.needs = body.needs();
}

}  // namespace rulec::lower
