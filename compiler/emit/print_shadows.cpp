// Rules in shadow of a decision: what each would give, and the body of the decision that asks and counts them.
#include <algorithm>

#include "compiler/emit/code_uses.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

using plan::Decision;
using plan::ShadowRule;

/// Watch is told what the decision gave, where rules are compared with it.
std::vector<plan::Param> WatchParams(const Decision& decision) {
  std::vector<plan::Param> params = decision.params;
  if (base::AnswersByOneRule(decision.policy)) params.push_back({"const Answer&", "answer"});
  return params;
}

/// Watch takes the parameters of the module if a rule in shadow reads them.
plan::Needs WatchNeeds(const Decision& decision) {
  plan::Needs needs;
  for (const ShadowRule& shadow : decision.shadows) needs.params |= shadow.needs.params;
  return needs;
}

std::string Signature(const Decision& decision, const ShadowRule& shadow, const std::string& scope,
                      const IsRead& is_read) {
  return "std::optional<" + shadow.value + "> " + scope + shadow.cpp + "(" +
         ParameterList(decision.params, shadow.needs, is_read) + ") noexcept";
}

void PrintShadow(CodeWriter& out, const plan::Plan& plan, const Decision& decision, const ShadowRule& shadow) {
  CodePrinter code(plan);
  const auto is_read = [&](std::string_view name) { return Mentions(plan.pool, shadow.body, name); };
  const auto head = [&] {
    out.Comment("rule " + shadow.name + " (" + Where(plan, shadow.line) + "), in shadow");
    if (shadow.needs.mode) out.Line("template <class M>");
    WriteBroken(out, std::string(shadow.needs.mode ? "" : "inline ") +
                         Signature(decision, shadow, decision.cpp + "::", is_read) + " {");
  };
  out.Emit({{"head", head}, {"body", [&] { code.Body(out, shadow.body); }}}, R"cc(
    $head$
      $body$
    }

  )cc");
}

/// Asks one rule in shadow, where it would have been asked.
void PrintAsk(CodeWriter& out, const Decision& decision, std::size_t at) {
  const ShadowRule& shadow = decision.shadows[at];
  const std::string rule = "shadow_rules_[" + std::to_string(at) + "]";
  const std::string closure = std::string("[&](") + (shadow.needs.mode ? "auto& m" : "auto&") + ") { return " +
                              shadow.cpp + "(" + ArgumentList(decision.params, shadow.needs) + "); }";
  const std::string ask = base::AnswersByOneRule(decision.policy) ? rule + ".Compare(answer.value, " + closure + ");"
                                                                  : rule + ".Ask(" + closure + ");";
  if (shadow.before == 0) return WriteBroken(out, ask);
  // Rules, `otherwise` and no match stand in the order in which they are asked.
  out.Emit({{"later", decision.rules[shadow.before].enumerator}, {"ask", [&] { WriteBroken(out, ask); }}}, R"cc(
    if (answer.rule >= Rule::$later$) {
      $ask$
    }
  )cc");
}

void PrintWatch(CodeWriter& out, const Decision& decision) {
  const bool scratch = std::any_of(decision.shadows.begin(), decision.shadows.end(),
                                   [](const ShadowRule& shadow) { return shadow.needs.scratch; });
  const auto head = [&] {
    WriteBroken(out, "inline void " + decision.cpp + "::Watch(" +
                         ParameterList(WatchParams(decision), WatchNeeds(decision)) + ") noexcept {");
  };
  const auto asks = [&] {
    if (scratch) out.Line("::rulert::StackScratch<> scratch;");
    for (std::size_t i = 0; i < decision.shadows.size(); ++i) PrintAsk(out, decision, i);
  };
  out.Emit({{"head", head}, {"asks", asks}}, R"cc(
    $head$
      $asks$
    }

  )cc");
}

}  // namespace

void PrintShadowNames(CodeWriter& out, const Decision& decision) {
  if (decision.shadows.empty()) return;
  std::string names;
  for (const ShadowRule& shadow : decision.shadows) names += (names.empty() ? "" : ", ") + shadow.enumerator;
  out.Line("/// Rules in shadow: they are asked and counted, and never decide.");
  WriteBroken(out, "enum class Shadow : std::uint16_t { " + names + " };");
}

void PrintShadowCounts(CodeWriter& out, const Decision& decision) {
  if (decision.shadows.empty()) return;
  out.Emit(R"cc(
    /// What a rule in shadow would have said so far, to all threads.
    [[nodiscard]] static ::rulert::ShadowCounts Shadowed(Shadow rule) noexcept {
      return shadow_rules_[static_cast<std::size_t>(rule)].counts();
    }

  )cc");
}

void PrintShadowMembers(CodeWriter& out, const Decision& decision) {
  if (decision.shadows.empty()) return;
  const std::string answer = decision.policy == plan::HitPolicy::kAllMatches ? "std::span<const Answer>" : "Answer";
  out.Line("template <class M>");
  WriteBroken(out, "static " + answer + " Chosen(" + ParameterList(decision.params, decision.needs) + ") noexcept;");
  WriteBroken(out, "static void Watch(" + ParameterList(WatchParams(decision), WatchNeeds(decision)) + ") noexcept;");
  for (const ShadowRule& shadow : decision.shadows) {
    if (shadow.needs.mode) out.Line("template <class M>");
    WriteBroken(out, "static " + Signature(decision, shadow, "", {}) + ";");
  }
  out.Line("static inline constinit ::rulert::ShadowRule shadow_rules_[" + std::to_string(decision.shadows.size()) +
           "]{};");
}

void PrintShadowBodies(CodeWriter& out, const plan::Plan& plan, const Decision& decision) {
  if (decision.shadows.empty()) return;
  for (const ShadowRule& shadow : decision.shadows) PrintShadow(out, plan, decision, shadow);
  PrintWatch(out, decision);
  const std::string answer = decision.policy == plan::HitPolicy::kAllMatches
                                 ? "std::span<const " + decision.cpp + "::Answer>"
                                 : decision.cpp + "::Answer";
  const auto head = [&] {
    WriteBroken(
        out, answer + " " + decision.cpp + "::Body(" + ParameterList(decision.params, decision.needs) + ") noexcept {");
  };
  out.Emit({{"head", head},
            {"answer", std::string(decision.policy == plan::HitPolicy::kAllMatches ? "auto" : "Answer")},
            {"args", ArgumentList(decision.params, decision.needs)},
            {"watched", ArgumentList(WatchParams(decision), WatchNeeds(decision))}},
           R"cc(
    template <class M>
    $head$
      const $answer$ answer = Chosen($args$);
      if (::rulert::IsCounted(m)) Watch($watched$);
      return answer;
    }

  )cc");
}

}  // namespace rulec::emit
