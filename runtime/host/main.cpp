// ruled: compiled rules behind Kafka and files.
#include <CLI/CLI.hpp>

#include "runtime/host/exit_code.h"
#include "runtime/host/run_command.h"

int main(int argc, char** argv) {
  using namespace rulert::host;
  CLI::App app{"Runs compiled rules behind Kafka and files.", "ruled"};
  app.require_subcommand(1);
  RunOptions options;
  std::uint32_t workers = 0;
  CLI::App* run = app.add_subcommand("run", "Runs one module until a signal, or to the end of its input");
  run->add_option("MODULE", options.module, "module as `rulec build` makes it; default: `module` of the configuration");
  run->add_option("--config", options.config, "ruled.yaml: what streams and outputs are bound to")->required();
  CLI::Option* count = run->add_option("--workers", workers, "threads that own key groups")->check(CLI::Range(1, 128));
  run->add_flag("--until-end", options.until_end, "stop once each partition was read to where it ended at the start");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  if (*count) options.workers = workers;
  return RunJob(options);
}
