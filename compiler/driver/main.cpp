#include <malloc.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/closest_name.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"

namespace {

/// What is wrong with the command line, in one sentence.
std::string UsageSentence(const CLI::App* app, const CLI::Error& error) {
  const std::vector<std::string> rest = app->remaining();
  std::string sentence = error.what();
  if (app->get_subcommands().empty() && !rest.empty()) {
    sentence = "unknown command `" + rest.front() + "`";
    const auto commands = app->get_subcommands({});
    std::vector<std::string_view> names;
    for (const CLI::App* const command : commands) names.push_back(command->get_name());
    if (const auto near = rulec::base::ClosestName(rest.front(), names)) {
      sentence += "; did you mean `" + std::string(*near) + "`?";
    }
  }
  return "rulec: " + sentence + "\n(`rulec --help` and `rulec COMMAND --help` say what there is)\n";
}

/// Large buffers go back to the system once they are free. Left alone, the C library keeps what it was given back more
/// and more of: of a table of a million rows a tenth of the memory.
void ReturnLargeBuffers() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  ReturnLargeBuffers();
  CLI::App app{"rulec compiles rules to native C++, runs them and checks them.", "rulec"};
  app.set_version_flag("--version", "rulec " RULEC_VERSION);
  app.require_subcommand(1);
  app.failure_message(UsageSentence);
  app.get_formatter()->column_width(34);
  app.footer(
      "Examples:\n"
      "  rulec check fraud.rules\n"
      "  rulec run fraud.rules --input events.jsonl\n"
      "  rulec run credit.rules --decision CreditApproval --input applications.jsonl\n"
      "  rulec build fraud.rules -o out/ && ruled run out/fraud.so --config ruled.yaml\n"
      "Exit codes: 0 done, 1 findings, 2 usage, 3 internal error, 4 input or output");
  int exit_code = rulec::driver::kSuccess;
  rulec::driver::AddCheckCommand(app, exit_code);
  rulec::driver::AddFmtCommand(app, exit_code);
  rulec::driver::AddBuildCommand(app, exit_code);
  rulec::driver::AddRunCommand(app, exit_code);
  rulec::driver::AddDocCommand(app, exit_code);
  rulec::driver::AddExplainCommand(app, exit_code);
  rulec::driver::AddCompletionCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? rulec::driver::kSuccess : rulec::driver::kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rulec: internal error: %s\n", error.what());
    return rulec::driver::kInternal;
  }
  return exit_code;
}
