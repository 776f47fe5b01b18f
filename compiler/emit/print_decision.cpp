// A decision: its class, then its functions.
#include "compiler/emit/code_uses.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

using plan::Decision;
using plan::HitPolicy;
using plan::Needs;

std::string RuleNames(const Decision& decision) {
  std::string out;
  for (const plan::DecisionRule& rule : decision.rules) out += (out.empty() ? "" : ", ") + rule.enumerator;
  return out;
}

bool AllMatches(const Decision& decision) { return decision.policy == HitPolicy::kAllMatches; }

/// What Decide gives when it gives something; `scope` is put before Answer.
std::string AnswerType(const Decision& decision, const std::string& scope) {
  return AllMatches(decision) ? "std::span<const " + scope + "Answer>" : scope + "Answer";
}

/// One record in: a whole array of them can be decided.
bool TakesArray(const Decision& decision) {
  return decision.params.size() == 1 && decision.inputs[0].type.kind == types::TypeKind::kRecord &&
         !decision.inputs[0].type.optional;
}

std::vector<plan::Param> ArrayParams(const Decision& decision) {
  return {{"std::span<const " + decision.inputs[0].type.cpp + ">", decision.params[0].member + "_list"},
          {"std::span<::rulert::Result<" + AnswerType(decision, "") + ">>", "answers"}};
}

std::vector<plan::Param> ShardParams(const Decision& decision) {
  std::vector<plan::Param> params = decision.params;
  if (!decision.shared.empty()) params.push_back({"const Shared&", "shared"});
  if (decision.index) params.push_back({"std::uint64_t", "rules"});
  params.push_back(decision.matches.empty() ? plan::Param{"Answer&", "answer"}
                                            : plan::Param{decision.matches + "&", "matches"});
  return params;
}

/// The arguments of Body inside Decide and Reject: a scratch that the signature lacks is a local one.
std::string LocalScratch(const Decision& decision) {
  return decision.needs.scratch && !decision.signature.scratch ? "::rulert::StackScratch<> scratch;" : "";
}

void PrintLocalScratch(CodeWriter& out, const Decision& decision) {
  if (const std::string local = LocalScratch(decision); !local.empty()) out.Line(local);
}

/// Parameters that Body takes: a function that calls it reads these.
IsRead ReadByBody(const Decision& decision) {
  return [&decision](std::string_view name) {
    if (name == "params") return decision.needs.params;
    if (name == "scratch") return decision.needs.scratch;
    return true;
  };
}

void PrintReject(CodeWriter& out, const Decision& decision) {
  const auto head = [&] {
    WriteBroken(out, "[[gnu::cold, gnu::noinline]] static ::rulert::Rejection Reject(" +
                         ParameterList(decision.params, decision.signature, ReadByBody(decision)) + ") noexcept {");
  };
  out.Emit({{"head", head},
            {"args", ArgumentList(decision.params, decision.needs)},
            {"scratch", [&] { PrintLocalScratch(out, decision); }}},
           R"cc(
    $head$
      ::rulert::Traced m;
      $scratch$
      static_cast<void>(Body($args$));
      return ::rulert::RejectionOf(m, Module::kPlaces);
    }
  )cc");
}

void PrintShared(CodeWriter& out, const Decision& decision) {
  const auto fields = [&] {
    for (const plan::Param& value : decision.shared) out.Line(value.type + " " + value.member + "{};");
  };
  out.Emit({{"fields", fields}}, R"cc(
    /// What several rules read.
    struct Shared {
      $fields$
    };
  )cc");
}

void PrintRowMembers(CodeWriter& out, const std::vector<plan::Param>& members) {
  for (const plan::Param& member : members) out.Line(member.type + " " + member.member + ";");
}

void PrintRows(CodeWriter& out, const plan::Plan& plan, const plan::TableRows& table) {
  CodePrinter code(plan);
  const auto members = [&] { PrintRowMembers(out, table.members); };
  const auto rows = [&] {
    for (const plan::CodeId row : table.rows) out.Line(code.Expression(row) + ",");
  };
  out.Emit({{"members", members}, {"rows", rows}}, R"cc(
    struct Row {
      $members$
    };
    static constexpr Row kRows[] = {
        $rows$
    };
  )cc");
  if (table.keys.empty()) return;
  const auto list = [&](const std::string& type, const char* name, const auto& values, const auto& text) {
    std::string all;
    for (const auto& value : values) all += (all.empty() ? "" : ", ") + text(value);
    WriteBroken(out, "static constexpr " + type + " " + name + "[] = {" + all + "};");
  };
  const auto number = [](std::uint32_t value) { return std::to_string(value); };
  list(table.key_type, "kKeys", table.keys, [&](plan::CodeId key) { return code.Expression(key); });
  list("std::uint32_t", "kStarts", table.starts, number);
  list("std::uint32_t", "kOrder", table.order, number);
}

void PrintPrivate(CodeWriter& out, const plan::Plan& plan, const Decision& decision) {
  const bool has_rows = !decision.table.rows.empty() || decision.packed;
  if (!decision.needs.mode && decision.shards.empty() && !has_rows && !decision.index) return;
  out.Line("");
  out.Outdent();
  out.Line(" private:");
  out.Indent();
  if (!decision.table.rows.empty()) PrintRows(out, plan, decision.table);
  if (decision.packed) {
    out.Emit({{"members", [&] { PrintRowMembers(out, decision.packed->members); }}}, R"cc(
      struct Row {
        $members$
      };
      struct Packed;
    )cc");
  }
  if (decision.index) out.Line("struct Index;");
  if (!decision.shards.empty() && !decision.shared.empty()) PrintShared(out, decision);
  for (const plan::Shard& shard : decision.shards) {
    const std::string result = decision.matches.empty() ? "bool" : "void";
    if (decision.shard_needs.mode) out.Line("template <class M>");
    WriteBroken(out, "static " + result + " " + shard.cpp + "(" +
                         ParameterList(ShardParams(decision), decision.shard_needs) + ") noexcept;");
  }
  PrintShadowMembers(out, decision);
  if (decision.needs.mode) PrintReject(out, decision);
}

void PrintClass(CodeWriter& out, const plan::Plan& plan, const Decision& decision) {
  out.Doc(decision.doc);
  out.Doc("decision " + decision.name + " (" + Where(plan, decision.line) + "), " +
          std::string(base::PolicyText(decision.policy)) + ".");
  Needs body = decision.needs;
  const auto arrays = [&] {
    if (!TakesArray(decision)) return;
    WriteBroken(out,
                "static void DecideAll(" + ParameterList(ArrayParams(decision), decision.signature) + ") noexcept;");
  };
  const auto rules = [&] {
    const std::string width = decision.rules.size() < 65536 ? "std::uint16_t" : "std::uint32_t";
    WriteBroken(out, "enum class Rule : " + width + " { " + RuleNames(decision) + " };");
    PrintShadowNames(out, decision);
  };
  const auto signatures = [&] {
    WriteBroken(out, "[[nodiscard]] static ::rulert::Result<" + AnswerType(decision, "") + "> Decide(" +
                         ParameterList(decision.params, decision.signature) + ") noexcept;");
    arrays();
  };
  const auto body_signature = [&] {
    if (body.mode) out.Line("template <class M>");
    WriteBroken(out,
                "static " + AnswerType(decision, "") + " Body(" + ParameterList(decision.params, body) + ") noexcept;");
  };
  out.Emit({{"name", decision.cpp},
            {"rules", rules},
            {"value", decision.result.spelled()},
            {"signatures", signatures},
            {"shadows", [&] { PrintShadowCounts(out, decision); }},
            {"body", body_signature},
            {"private", [&] { PrintPrivate(out, plan, decision); }}},
           R"cc(
    class $name$ final {
     public:
      $rules$

      /// What was decided, and by which rule.
      struct Answer {
        $value$ value{};
        Rule rule{};
      };

      /// Pure, thread-safe, allocates nothing. A Rejection says which expression failed.
      $signatures$

      $shadows$
      /// The same, in a mode of arithmetic: for generated code.
      $body$
      $private$
    };

  )cc");
}

void PrintDecide(CodeWriter& out, const Decision& decision) {
  const std::string scope = decision.cpp + "::";
  const auto head = [&] {
    WriteBroken(out, "inline ::rulert::Result<" + AnswerType(decision, scope) + "> " + scope + "Decide(" +
                         ParameterList(decision.params, decision.signature, ReadByBody(decision)) + ") noexcept {");
  };
  const std::string args = ArgumentList(decision.params, decision.needs);
  const auto scratch = [&] { PrintLocalScratch(out, decision); };
  if (!decision.needs.mode) {
    out.Emit({{"head", head}, {"args", args}, {"scratch", scratch}}, R"cc(
      $head$
        $scratch$
        return Body($args$);
      }

    )cc");
    return;
  }
  out.Emit({{"head", head},
            {"args", args},
            {"all", ArgumentList(decision.params, decision.signature)},
            {"answer", AnswerType(decision, "")},
            {"scratch", scratch}},
           R"cc(
    $head$
      ::rulert::Fast m;
      $scratch$
      const $answer$ answer = Body($args$);
      if (m.failed()) [[unlikely]] return Reject($all$);
      return answer;
    }

  )cc");
}

void PrintDecideAll(CodeWriter& out, const Decision& decision) {
  if (!TakesArray(decision)) return;
  const std::string scope = decision.cpp + "::";
  std::vector<plan::Param> params = ArrayParams(decision);
  params[1].type = "std::span<::rulert::Result<" + AnswerType(decision, scope) + ">>";
  const std::string list = params[0].member;
  const std::vector<plan::Param> one = {{"", list + "[i]"}};
  const auto head = [&] {
    WriteBroken(out,
                "inline void " + scope + "DecideAll(" + ParameterList(params, decision.signature) + ") noexcept {");
  };
  out.Emit({{"head", head}, {"list", list}, {"args", ArgumentList(one, decision.signature)}}, R"cc(
    $head$
      for (std::size_t i = 0; i < $list$.size(); ++i) answers[i] = Decide($args$);
    }

  )cc");
}

/// What is left to do for the rules that the index has found.
void PrintFoundRules(CodeWriter& out, CodePrinter& code, const Decision& decision, const plan::Shard& shard) {
  out.Emit({{"cases", [&] { code.Body(out, shard.body); }},
            {"end", std::string(decision.matches.empty() ? "return false;" : "")}},
           R"cc(
    for (; rules != 0; rules &= rules - 1) {
      switch (std::countr_zero(rules)) {
        $cases$
      }
    }
    $end$
  )cc");
}

}  // namespace

void PrintDecision(CodeWriter& out, const plan::Plan& plan, const Decision& decision) {
  CodePrinter code(plan);
  const std::string scope = decision.cpp + "::";
  const auto is_read = [&](plan::BlockId body) {
    return [&plan, body](std::string_view name) { return name == "rules" || Mentions(plan.pool, body, name); };
  };
  PrintClass(out, plan, decision);
  if (decision.packed) PrintPacked(out, plan, decision);
  if (decision.index) PrintIndex(out, plan, decision);
  for (const plan::Shard& shard : decision.shards) {
    const auto head = [&] {
      WriteBroken(out, std::string(decision.shard_needs.mode ? "" : "inline ") +
                           (decision.matches.empty() ? "bool " : "void ") + scope + shard.cpp + "(" +
                           ParameterList(ShardParams(decision), decision.shard_needs, is_read(shard.body)) +
                           ") noexcept {");
    };
    const auto template_head = [&] {
      if (decision.shard_needs.mode) out.Line("template <class M>");
    };
    const auto body = [&] {
      if (decision.index) {
        PrintFoundRules(out, code, decision, shard);
      } else {
        code.Body(out, shard.body);
      }
    };
    out.Emit({{"template", template_head}, {"head", head}, {"body", body}}, R"cc(
      $template$
      $head$
        $body$
      }

    )cc");
  }
  const auto template_head = [&] {
    if (decision.needs.mode) out.Line("template <class M>");
  };
  const auto head = [&] {
    WriteBroken(out, std::string(decision.needs.mode ? "" : "inline ") + AnswerType(decision, scope) + " " + scope +
                         (decision.shadows.empty() ? "Body(" : "Chosen(") +
                         ParameterList(decision.params, decision.needs, is_read(decision.body)) + ") noexcept {");
  };
  out.Emit({{"template", template_head}, {"head", head}, {"body", [&] { code.Body(out, decision.body); }}}, R"cc(
    $template$
    $head$
      $body$
    }

  )cc");
  PrintShadowBodies(out, plan, decision);
  PrintDecide(out, decision);
  PrintDecideAll(out, decision);
}

}  // namespace rulec::emit
