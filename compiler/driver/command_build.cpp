#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/files.h"
#include "compiler/driver/build.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/reporting.h"

namespace rulec::driver {
namespace {

struct BuildCommand {
  std::string file;
  std::string folder;
  std::vector<std::string> emit = {"cpp", "manifest", "so"};
  std::string depfile;
  Reporting reporting;
};

bool Wants(const BuildCommand& options, const std::string& what) {
  return std::find(options.emit.begin(), options.emit.end(), what) != options.emit.end();
}

Stage LastStage(const BuildCommand& options) {
  Stage last = Stage::kParse;
  for (const std::string& what : options.emit) {
    Stage stage = Stage::kLower;
    if (what == "ast") stage = Stage::kParse;
    if (what == "ir") stage = Stage::kCheck;
    if (what == "ir-opt") stage = Stage::kPasses;
    last = std::max(last, stage);
  }
  return last;
}

/// A printed structure: to standard output, or to FOLDER/NAME.EXTENSION.
base::Result<void> Print(const BuildCommand& options, const std::string& extension, const std::string& text) {
  if (options.folder.empty()) return WriteOut(text);
  auto written = base::WriteIfChanged(options.folder + "/" + ModuleFileName(options.file) + "." + extension, text);
  if (!written) return tl::unexpected(written.error());
  return {};
}

/// What is known of a compilation before the passes change it.
base::Result<void> EmitSource(const BuildCommand& options, const Compilation& compilation) {
  if (Wants(options, "ast")) {
    const ast::Module& tree = compilation.tree ? *compilation.tree : compilation.graph->root().ast;
    if (auto done = Print(options, "ast", ast::Print(tree, compilation.symbols)); !done) return done;
  }
  if (Wants(options, "ir")) return Print(options, "ir", ir::Print(*compilation.program));
  return {};
}

base::Result<void> EmitFinished(const BuildCommand& options, const Compilation& compilation) {
  if (Wants(options, "ir-opt")) {
    if (auto done = Print(options, "ir-opt", ir::Print(*compilation.program)); !done) return done;
  }
  if (!compilation.plan) return {};
  if (Wants(options, "plan")) {
    if (auto done = Print(options, "plan", plan::Print(*compilation.plan)); !done) return done;
  }
  const Generated generated = Generate(compilation, ModuleFileName(options.file));
  if (Wants(options, "manifest")) {
    if (auto done = Print(options, "manifest.json", generated.manifest); !done) return done;
  }
  if (Wants(options, "deps")) {
    if (auto done = Print(options, "d", DependencyText(compilation, generated, options.folder)); !done) return done;
  }
  if (Wants(options, "cpp")) {
    for (const auto& [path, text] : generated.files) {
      if (auto written = base::WriteIfChanged(options.folder + "/" + path, text); !written) {
        return tl::unexpected(written.error());
      }
    }
  }
  if (Wants(options, "so")) {
    auto module = BuildSharedObject(generated);
    if (!module) return tl::unexpected(module.error());
    if (auto copied = CopyIfChanged(*module, options.folder + "/" + ModuleFileName(options.file) + ".so"); !copied) {
      return copied;
    }
  }
  if (!options.depfile.empty()) {
    auto written = base::WriteIfChanged(options.depfile, DependencyText(compilation, generated, options.folder));
    if (!written) return tl::unexpected(written.error());
  }
  return {};
}

int Build(const BuildCommand& options) {
  if (options.folder.empty() && (Wants(options, "cpp") || Wants(options, "so"))) {
    return ReportFailure({base::StatusCode::kUsage, "--emit=cpp and --emit=so write files: name a folder with -o"});
  }
  const Stage last = LastStage(options);
  Compilation compilation = Compile(options.file, std::min(last, Stage::kCheck), Findings::kReported,
                                    Wants(options, "ast") ? Trees::kKept : Trees::kLeftOut);
  options.reporting.Report(compilation.sink, compilation.sources);
  if (!compilation.ok()) return ExitCodeOf(compilation);
  auto done = EmitSource(options, compilation);
  if (done && last > Stage::kCheck) {
    Finish(compilation, last);
    done = EmitFinished(options, compilation);
  }
  return done ? static_cast<int>(kSuccess) : ReportFailure(done.error());
}

}  // namespace

void AddBuildCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<BuildCommand>();
  CLI::App* command = app.add_subcommand("build", "Compile rules to C++ and to a module that ruled loads");
  command->add_option("FILE", options->file, "Rules to build")->required();
  command->add_option("-o,--output", options->folder, "Folder for what is built");
  command
      ->add_option("--emit", options->emit,
                   "What to write, separated by commas: ast, ir, ir-opt, plan, cpp, so, manifest, deps")
      ->delimiter(',')
      ->check(CLI::IsMember({"ast", "ir", "ir-opt", "plan", "cpp", "so", "manifest", "deps"}))
      ->default_str("cpp,manifest,so");
  command->add_option("--depfile", options->depfile, "Also write what the result depends on, for CMake and Ninja");
  options->reporting.AddOptions(*command);
  command->footer(
      "Examples:\n  rulec build fraud.rules -o out/\n  rulec build fraud.rules --emit=plan\n"
      "  rulec build credit.rules -o generated/ --emit=cpp");
  command->callback([options, &exit_code] { exit_code = Build(*options); });
}

}  // namespace rulec::driver
