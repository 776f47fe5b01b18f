#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/closest_name.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/module_page.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/reporting.h"
#include "compiler/ir/builtins.h"

namespace rulec::driver {
namespace {

std::vector<std::string_view> Names() {
  std::vector<std::string_view> names;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) names.push_back(info.name);
  return names;
}

/// Every group with the names in it.
int List() {
  std::string text;
  std::uint32_t group = static_cast<std::uint32_t>(ir::BuiltinGroups().size());
  std::string_view last;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    if (info.group != group) {
      group = info.group;
      text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", ir::BuiltinGroups()[group].title);
    }
    if (info.name != last) text += fmt::format("  {}\n", info.name);
    last = info.name;
  }
  return Answer(text + "\n`rulec doc NAME` says what one of them does.\n");
}

/// The page of a module.
int DescribeModule(const std::string& path, const Reporting& reporting) {
  const Compilation compilation = Compile(path, Stage::kParse);
  reporting.Report(compilation.sink, compilation.sources);
  if (!compilation.ok()) return ExitCodeOf(compilation);
  return Answer(ModulePage(*compilation.tree, compilation.sources[0]));
}

int Describe(const std::string& name) {
  std::string text;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    if (info.name != name) continue;
    text += fmt::format("{}{}\n  {}{}{}\n  Example: {}\n", text.empty() ? "" : "\n", info.text, info.meaning,
                        info.can_fail() ? " " : "", info.errors, info.example);
  }
  if (!text.empty()) return Answer(text);
  const auto near = base::ClosestName(name, Names());
  return ReportFailure({base::StatusCode::kUsage, fmt::format("no function is called `{}`: {}", name,
                                                              near ? fmt::format("did you mean `{}`?", *near)
                                                                   : std::string("`rulec doc` lists them all"))});
}

}  // namespace

void AddDocCommand(CLI::App& app, int& exit_code) {
  auto name = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("doc", "Say what the built-in functions do, or what a file of rules declares");
  CLI::Option* one = command->add_option(
      "NAME|FILE", *name,
      "Name of a function, such as luhn_valid; or rules, for a Markdown page of what they declare; without: all names");
  command->add_flag("--all", *all, "Every function, as the page docs/builtins.md")->excludes(one);
  command->footer("Examples:\n  rulec doc luhn_valid\n  rulec doc credit.rules > credit.md");
  auto reporting = std::make_shared<Reporting>();
  reporting->AddOptions(*command);
  command->callback([name, all, reporting, &exit_code] {
    exit_code = *all                        ? Answer(ir::GenerateBuiltinsPage())
                : name->empty()             ? List()
                : name->ends_with(".rules") ? DescribeModule(*name, *reporting)
                                            : Describe(*name);
  });
}

}  // namespace rulec::driver
