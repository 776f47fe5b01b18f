#include "compiler/lower/shadow_rules.h"

#include <set>

#include "compiler/lower/body_builder.h"
#include "compiler/lower/function_scope.h"

namespace rulec::lower {
namespace {

using plan::ActionKind;
using plan::CodeId;

/// Adds what `expr` reads.
void AddLocals(const ir::Program& program, ir::ExprId expr, std::set<std::uint32_t>& locals) {
  const ir::Expr& e = program.exprs[expr];
  if (e.kind == ir::ExprKind::kLocal) locals.insert(e.index);
  for (const ir::ExprId child : program.children_of(e)) AddLocals(program, child, locals);
}

/// Those that the rule reads, also through others, in their order.
std::vector<ir::Let> LetsOf(const ir::Program& program, const ir::Decision& declared, const ir::DecisionRule& rule) {
  std::set<std::uint32_t> read;
  AddLocals(program, rule.when, read);
  AddLocals(program, rule.then, read);
  std::vector<ir::Let> lets;
  for (auto let = declared.lets.rbegin(); let != declared.lets.rend(); ++let) {
    if (!read.contains(let->local.value)) continue;
    AddLocals(program, let->value, read);
    lets.insert(lets.begin(), *let);
  }
  return lets;
}

plan::ShadowRule LowerShadow(Context& context, const Failures& failures, const ir::Decision& declared,
                             const ir::DecisionRule& rule) {
  plan::CodePool& pool = context.pool();
  plan::ShadowRule out;
  out.line = context.Source(rule.span);
  out.value = context.Spell(context.program().exprs[rule.then].type);
  Scope scope = FunctionScope(context);
  const std::vector<plan::Param> params = BindParams(context, declared.params, scope);
  BodyBuilder body(context, failures, scope);
  for (std::size_t i = 0; i < params.size(); ++i) body.Bind(declared.params[i], plan::Name(pool, params[i].member));
  body.OpenBlock();
  for (const ir::Let& let : LetsOf(context.program(), declared, rule)) {
    const ir::Local& local = context.program().locals[let.local];
    body.set_line(context.Source(context.program().exprs[let.value].span));
    Scope names;
    const CodeId value = body.Value(let.value, LiteralUse::kPlain);
    body.Bind(let.local,
              body.Declare(context.MemberName(local.name, names), context.Spell(local.type), value, false, true));
  }
  const std::string optional = "std::optional<" + out.value + ">";
  body.set_line(context.Source(context.program().exprs[rule.when].span));
  plan::Action test = body.Act(ActionKind::kIf, body.Value(rule.when));
  body.OpenBlock();
  body.set_line(context.Source(context.program().exprs[rule.then].span));
  const CodeId said = plan::Braces(pool, optional, {body.Value(rule.then, LiteralUse::kTyped)});
  body.Add(body.Act(ActionKind::kReturn, said));
  test.body = body.CloseBlock();
  body.Add(std::move(test));
  body.set_line({});
  body.Add(body.Act(ActionKind::kReturn, plan::Braces(pool, optional, {})));
  out.body = body.CloseBlock();
  out.needs = body.needs();
  return out;
}

}  // namespace

void LowerShadows(Context& context, const Failures& failures, const ir::Decision& declared, plan::Decision& out) {
  Scope enumerators;
  for (const ir::ShadowRule& shadow : declared.shadows) {
    plan::ShadowRule lowered = LowerShadow(context, failures, declared, shadow.rule);
    lowered.name = shadow.rule.name;
    lowered.enumerator = enumerators.Take("k" + UpperCamel(shadow.rule.name));
    lowered.cpp = "InShadow" + std::to_string(out.shadows.size() + 1);
    if (declared.policy == ir::HitPolicy::kFirstMatch) lowered.before = shadow.before;
    out.needs.params |= lowered.needs.params;
    out.needs.mode = true;  // it says whether the answer counts
    out.shadows.push_back(std::move(lowered));
  }
}

}  // namespace rulec::lower
