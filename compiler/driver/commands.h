#pragma once
// The commands of rulec: one file each. A command adds itself to the application and, when chosen, sets the exit code.
#include <CLI/CLI.hpp>

namespace rulec::driver {

void AddCheckCommand(CLI::App& app, int& exit_code);
void AddFmtCommand(CLI::App& app, int& exit_code);
void AddBuildCommand(CLI::App& app, int& exit_code);
void AddRunCommand(CLI::App& app, int& exit_code);
void AddDocCommand(CLI::App& app, int& exit_code);
void AddExplainCommand(CLI::App& app, int& exit_code);
void AddCompletionCommand(CLI::App& app, int& exit_code);

}  // namespace rulec::driver
