#include <string>

#include "compiler/driver/commands.h"
#include "compiler/driver/reporting.h"
#include "compiler/ir/builtins.h"

namespace rulec::driver {
namespace {

std::string Options(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
    for (const std::string& name : option->get_snames()) words += " -" + name;
  }
  return words.empty() ? words : words.substr(1);
}

std::string Commands(const CLI::App& app) {
  std::string words;
  for (const CLI::App* command : app.get_subcommands({})) words += (words.empty() ? "" : " ") + command->get_name();
  return words;
}

/// What stands behind a command beside options and files.
std::string Arguments(const CLI::App& command) {
  std::string words;
  if (command.get_name() != "doc") return words;
  std::string_view last;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    if (info.name != last) words.append(words.empty() ? "" : " ").append(info.name);
    last = info.name;
  }
  return words;
}

std::string Bash(const CLI::App& app) {
  std::string script = "_rulec() {\n  local word=${COMP_WORDS[COMP_CWORD]} words=''\n  case ${COMP_WORDS[1]} in\n";
  for (const CLI::App* command : app.get_subcommands({})) {
    script += "    " + command->get_name() + ") words='" + Options(*command) + " " + Arguments(*command) + "' ;;\n";
  }
  script += "    *) words='" + Commands(app) + "' ;;\n  esac\n";
  script += "  [ \"$COMP_CWORD\" = 1 ] && words='" + Commands(app) + "'\n";
  script += "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n}\n";
  return script + "complete -o filenames -F _rulec rulec\n";
}

std::string Zsh(const CLI::App& app) { return "autoload -U bashcompinit && bashcompinit\n" + Bash(app); }

std::string Fish(const CLI::App& app) {
  std::string script;
  for (const CLI::App* command : app.get_subcommands({})) {
    script += "complete -c rulec -n __fish_use_subcommand -a " + command->get_name() + " -d '" +
              command->get_description() + "'\n";
    if (const std::string words = Arguments(*command); !words.empty()) {
      script += "complete -c rulec -n '__fish_seen_subcommand_from " + command->get_name() + "' -a '" + words + "'\n";
    }
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        script += "complete -c rulec -n '__fish_seen_subcommand_from " + command->get_name() + "' -l " + name + "\n";
      }
    }
  }
  return script;
}

}  // namespace

void AddCompletionCommand(CLI::App& app, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer("Example:\n  rulec completion bash > /etc/bash_completion.d/rulec");
  command->callback([shell, &app, &exit_code] {
    const std::string script = *shell == "bash" ? Bash(app) : *shell == "zsh" ? Zsh(app) : Fish(app);
    exit_code = Answer(script);
  });
}

}  // namespace rulec::driver
