#include "compiler/check/decision_checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/effective.h"

namespace rulec::check {
namespace {

void DeclareParameters(ExprChecker& exprs, const std::vector<ast::Field>& fields,
                       const std::vector<ir::LocalId>& params) {
  std::unordered_map<Symbol, bool> seen;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (seen.try_emplace(fields[i].name.symbol, true).second) exprs.DeclareLocal(fields[i].name, params[i]);
  }
}

class DecisionChecker {
 public:
  DecisionChecker(Context& context, std::uint32_t module, std::uint32_t index)
      : context_(context),
        tree_(*context.modules[module].ast),
        source_(tree_.decisions[index]),
        id_(context.modules[module].first_decision + index),
        exprs_(context, module),
        policy_(exprs_, source_, id_) {}

  void Run() {
    exprs_.SetCaller({true, id_.value});
    DeclareParameters(exprs_, source_.params, ir().params);
    for (const ast::Let& let : source_.lets) CheckLet(let);
    if (!policy_.Declare()) return;
    if (source_.table) CheckTable(exprs_, tree_, *source_.table, id_, policy_);
    std::unordered_map<Symbol, Span> names;
    for (const ast::DecisionRule& rule : source_.rules) {
      DeclareOnce(context_, names, rule.name);
      CheckRule(rule);
    }
    CheckOtherwise();
  }

 private:
  ir::Decision& ir() { return context_.program.decisions[id_]; }

  void CheckLet(const ast::Let& let) {
    const ir::ExprId value = exprs_.Check(let.value);
    const TypeKind kind = context_.build.kind(value);
    if (kind == TypeKind::kMissing) {
      context_.Report(Code::kNeedsType, tree_.exprs[let.value].span, "`missing` needs a type",
                      "nothing here says what is missing");
    }
    if (kind == TypeKind::kError || kind == TypeKind::kMissing) {
      exprs_.DeclareBroken(let.name);
      return;
    }
    const ir::LocalId local = exprs_.AddLocal(ir::LocalKind::kLet, let.name, context_.build.type(value));
    exprs_.DeclareLocal(let.name, local);
    ir().lets.push_back({local, value});
  }

  void CheckAttributes(const ast::RuleAttributes& attributes) {
    for (const auto& [name, span] : attributes.opaque)
      context_.NotBuilt(span, fmt::format("`{}`", context_.Text(name)));
    if (attributes.once_per) {
      context_.Report(Code::kOncePerOutside, tree_.exprs[*attributes.once_per].span,
                      "`once per` on a rule of a decision", "a decision remembers nothing; use a rule of a process");
    }
  }

  void CheckRule(const ast::DecisionRule& rule) {
    CheckAttributes(rule.attributes);
    exprs_.SetMissingAdvice([this, &rule](const std::string& path) { return MoveAdvice(rule, path); });
    const ir::ExprId when = WhileEffective(exprs_, tree_, rule.attributes, exprs_.CheckCondition(rule.when),
                                           [&](Span span) { return exprs_.ReadLocal(*ir().as_of, span); });
    Narrowing& narrowing = exprs_.narrowing();
    const bool known = context_.build.kind(when) != TypeKind::kError;
    const std::size_t mark = narrowing.Mark();
    if (known) narrowing.Assume(narrowing.WhenTrue(when));
    const ir::ExprId then = policy_.RuleValue(rule.then);
    narrowing.Leave(mark);
    // What is left for the rules below; one that is not in force, or never decides, leaves everything.
    if (known && Decides(rule) && ir().policy == ir::HitPolicy::kFirstMatch)
      narrowing.Assume(narrowing.WhenFalse(when));
    ir::DecisionRule checked;
    checked.name = context_.TextOf(rule.name.symbol);
    checked.span = rule.span;
    checked.likely = rule.attributes.likely;
    checked.when = when;
    if (known && rule.attributes.effective) {
      checked.effective = context_.program.children_of(context_.build.expr(when))[0];
    }
    checked.then = then;
    checked.when_span = tree_.exprs[rule.when].span;
    checked.then_span = tree_.exprs[rule.then].span;
    checked.words =
        std::make_shared<const ir::RuleWords>(ir::RuleWords{rule.doc, rule.description, rule.because, rule.code});
    if (rule.attributes.shadow) {
      ir().shadows.push_back({std::move(checked), static_cast<std::uint32_t>(ir().rules.size())});
    } else {
      ir().rules.push_back(std::move(checked));
    }
  }

  /// What matches it, matches no rule below.
  static bool Decides(const ast::DecisionRule& rule) { return !rule.attributes.effective && !rule.attributes.shadow; }

  // A later rule that is only about the missing case could stand before this one.
  std::string MoveAdvice(const ast::DecisionRule& rule, const std::string& path) {
    if (ir().policy != ir::HitPolicy::kFirstMatch) return {};
    for (const ast::DecisionRule& later : source_.rules) {
      const ast::Expr& when = tree_.exprs[later.when];
      if (!Decides(later) || later.span.begin <= rule.span.begin || when.kind != ast::ExprKind::kIs ||
          when.op != ast::Op::kIsMissing)
        continue;
      if (exprs_.SourceText(tree_.children[when.first]) != path) continue;
      return fmt::format("or move rule `{}`, which takes the missing case, before rule `{}`",
                         context_.Text(later.name.symbol), context_.Text(rule.name.symbol));
    }
    return {};
  }

  void CheckOtherwise() {
    if (source_.otherwise) {
      ir().otherwise = exprs_.CheckAs(*source_.otherwise, ir().result);
      return;
    }
    const TypeKind kind = context_.types().Kind(ir().result);
    if (ir().policy == ir::HitPolicy::kAllMatches || base::AnswersWithoutMatch(ir().policy)) return;
    if (kind == TypeKind::kOptional || kind == TypeKind::kError) return;
    if (kind == TypeKind::kList) {
      ir().otherwise = context_.build.Node(ir::ExprKind::kList, ir().result, source_.name.span, {});
      return;
    }
  }

  Context& context_;
  const ast::Module& tree_;
  const ast::Decision& source_;
  const ir::DecisionId id_;
  ExprChecker exprs_;
  HitPolicyChecker policy_;
};

}  // namespace

void CheckFunction(Context& context, std::uint32_t module, std::uint32_t index) {
  const ast::Function& source = context.modules[module].ast->functions[index];
  const ir::FunctionId id(context.modules[module].first_function + index);
  ExprChecker exprs(context, module);
  exprs.SetCaller({false, id.value});
  DeclareParameters(exprs, source.params, context.program.functions[id].params);
  context.program.functions[id].body = exprs.CheckAs(source.body, context.program.functions[id].result);
}

void CheckDecision(Context& context, std::uint32_t module, std::uint32_t index) {
  DecisionChecker(context, module, index).Run();
}

void CheckParam(Context& context, std::uint32_t module, std::uint32_t index) {
  const ast::Param& source = context.modules[module].ast->params[index];
  const ir::ParamId id(context.modules[module].first_param + index);
  ExprChecker exprs(context, module);
  const ir::ExprId value = exprs.CheckConstant(source.default_value, context.program.params[id].type);
  context.program.params[id].default_value = value;
}

}  // namespace rulec::check
