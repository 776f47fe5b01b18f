#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/closest_name.h"
#include "compiler/diagnostics/codes.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/explain_decision.h"
#include "compiler/driver/reporting.h"

namespace rulec::driver {
namespace {

int ExplainAll() { return Answer(diagnostics::GenerateDiagnosticsPage()); }

/// What may have been meant.
std::string Near(const std::string& text) {
  std::vector<std::string> codes;
  for (const diagnostics::CodeInfo& info : diagnostics::AllCodes()) {
    codes.push_back(diagnostics::CodeText(info.code));
    codes.emplace_back(info.name);
  }
  const std::vector<std::string_view> names(codes.begin(), codes.end());
  const auto near = base::ClosestName(text, names);
  if (text.ends_with(".rules")) return "rules are explained with --decision";
  return near ? "did you mean `" + std::string(*near) + "`?" : "codes look like R0301";
}

int Explain(const std::string& text) {
  const diagnostics::CodeInfo* info = diagnostics::FindCode(text);
  if (info == nullptr) {
    return ReportFailure({base::StatusCode::kUsage, "no diagnostic is called `" + text + "`: " + Near(text)});
  }
  std::string page = diagnostics::CodeText(info->code) + " " + std::string(info->name) + ": ";
  return Answer(page.append(info->summary).append("\n\n").append(info->explanation).append("\n"));
}

}  // namespace

void AddExplainCommand(CLI::App& app, int& exit_code) {
  auto decision = std::make_shared<ExplainDecision>();
  auto all = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("explain", "Say what a diagnostic means, or why the rules of a decision fired or did not");
  CLI::Option* what =
      command->add_option("CODE|FILE", decision->file, "Code or name of a diagnostic, such as R0301; or rules");
  command->add_flag("--all", *all, "Every diagnostic, as the page docs/diagnostics.md")->excludes(what);
  CLI::Option* name = command->add_option("--decision", decision->decision, "Decision of FILE to explain")->needs(what);
  command->add_option("--input", decision->input, "JSON object that the decision takes; - is standard input")
      ->needs(name)
      ->capture_default_str();
  command->add_option("--param", decision->params, "NAME=VALUE: a parameter of the module, as JSON")->needs(name);
  command->add_option("--format", decision->format, "How the decision is explained: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->needs(name)
      ->capture_default_str();
  decision->reporting.AddOptions(*command);
  command->footer(
      "Examples:\n  rulec explain R0301\n"
      "  rulec explain credit.rules --decision CreditApproval --input application.json\n"
      "  sed -n 3p applications.jsonl | rulec explain credit.rules --decision CreditApproval --format json");
  command->callback([decision, all, what, name, &exit_code] {
    if (!*all && what->count() == 0) throw CLI::RequiredError("CODE or FILE");
    exit_code = *all ? ExplainAll() : name->count() > 0 ? Explain(*decision) : Explain(decision->file);
  });
}

}  // namespace rulec::driver
