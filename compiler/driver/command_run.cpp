#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "compiler/driver/build.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/param_option.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/reporting.h"
#include "compiler/driver/run.h"
#include "compiler/types/time_text.h"

namespace rulec::driver {
namespace {

struct RunCommand {
  std::string file;
  RunRequest request;
  std::vector<std::string> params;
  bool no_final_watermark = false;
  bool quiet = false;
  bool verbose = false;
  Reporting reporting;
};

void PrintSummary(const RunSummary& summary, bool decision) {
  std::string text = std::to_string(summary.records) + (summary.records == 1 ? " record" : " records");
  for (const auto& [output, count] : summary.outputs) text += ", " + std::to_string(count) + " " + output;
  if (summary.rejected > 0) {
    text +=
        " (" + std::to_string(summary.rejected) + " rejected, see " + (decision ? "the `error` lines)" : "`errors`)");
  }
  std::fprintf(stderr, "rulec: %s in %.3f s\n", text.c_str(), summary.seconds);
}

/// One line a process: how far its time has come, and what held it there.
void PrintTimes(const RunSummary& summary) {
  for (const TimeReport& time : summary.times) {
    std::string text = "time of " + time.process + ": ";
    text += time.watermark ? "watermark " + types::TimestampText(*time.watermark) : "no watermark yet";
    if (time.stream.empty()) {
      text += ", nothing holds it back";
    } else {
      text += ", held by " + time.stream;
      if (time.partition) text += " partition " + std::to_string(*time.partition);
      if (time.since) text += " since line " + std::to_string(*time.since);
      if (time.partition && !time.since) text += ", which has given nothing";
      if (time.behind_us) text += ", " + types::DurationText(*time.behind_us) + " behind the furthest";
    }
    if (time.clock_timers) text += ", timers by clock that wait: " + std::to_string(*time.clock_timers);
    std::fprintf(stderr, "rulec: %s\n", text.c_str());
  }
}

void PrintShadows(const RunSummary& summary) {
  for (const ShadowReport& shadow : summary.shadows) {
    std::string text = "rule " + shadow.rule + " of " + shadow.decision + " in shadow: asked " +
                       std::to_string(shadow.asked) + " times, would have fired " + std::to_string(shadow.fired);
    if (shadow.compares) text += ", with the decision's answer " + std::to_string(shadow.same);
    if (shadow.failed > 0) text += ", failed " + std::to_string(shadow.failed);
    std::fprintf(stderr, "rulec: %s\n", text.c_str());
  }
}

void PrintLackOfClock() {
  std::fputs(
      "rulec: timers by clock did not fire: no line of the input gives the clock, as "
      "{\"clock\":\"2026-01-01T10:00:00Z\"} does\n",
      stderr);
}

/// How many of the files, rules among them, are standard input.
std::size_t ReadersOfStandardInput(const RunCommand& options) {
  std::size_t readers = options.file == "-" ? 1 : 0;
  for (const std::string& input : options.request.inputs) {
    if (input == "-" || input.ends_with("=-")) ++readers;
  }
  return readers;
}

int RunRules(RunCommand& options) {
  auto params = ReadParamOptions(options.params);
  if (!params) return ReportFailure(params.error());
  options.request.params = std::move(*params);
  if (ReadersOfStandardInput(options) > 1) {
    return ReportFailure({base::StatusCode::kUsage, "standard input can be read only once: name a file with --input"});
  }
  const Compilation compilation = Compile(options.file, Stage::kLower, Findings::kReported, Trees::kLeftOut);
  options.reporting.Report(compilation.sink, compilation.sources);
  if (!compilation.ok()) return ExitCodeOf(compilation);
  auto module = BuildSharedObject(Generate(compilation, ModuleFileName(options.file)));
  if (!module) return ReportFailure(module.error());
  options.request.module = *module;
  options.request.final_watermark = !options.no_final_watermark;
  base::Result<void> written;
  auto summary = Run(options.request, [&written](std::string_view text) {
    if (written) written = WriteOut(text);
  });
  if (!summary) return ReportFailure(summary.error());
  if (!written) return ReportFailure(written.error());
  if (options.verbose) {
    PrintTimes(*summary);
    PrintShadows(*summary);
  }
  if (summary->lacks_clock && !options.quiet) PrintLackOfClock();
  if (!options.quiet) PrintSummary(*summary, !options.request.decision.empty());
  return kSuccess;
}

}  // namespace

void AddRunCommand(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunCommand>();
  CLI::App* command = app.add_subcommand("run", "Run rules over JSON Lines");
  command->add_option("FILE", options->file, "Rules to run")->required();
  command
      ->add_option("--input", options->request.inputs,
                   "FILE of envelope lines, or STREAM=FILE of bare values; - is standard input")
      ->default_str("-");
  command->add_option("--decision", options->request.decision, "Answer each input line by this decision");
  command->add_option("--param", options->params, "NAME=VALUE: a parameter of the module, as JSON");
  command->add_option("--workers", options->request.workers, "Threads that process")
      ->check(CLI::Range(1, 128))
      ->capture_default_str();
  command->add_flag("--no-final-watermark", options->no_final_watermark, "Time stays where it is at the end of input");
  command->add_flag("--quiet", options->quiet, "No summary on stderr");
  command->add_flag("--verbose", options->verbose,
                    "What held the time of each process back before the end of input, and what rules in shadow would "
                    "have said, on stderr");
  options->reporting.AddOptions(*command);
  command->footer(
      "Examples:\n  rulec run fraud.rules --input events.jsonl\n"
      "  zcat tx.jsonl.gz | rulec run fraud.rules --input transactions=-\n"
      "  rulec run credit.rules --decision CreditApproval --input applications.jsonl\n"
      "Envelope lines: {\"stream\":\"transactions\",\"value\":{..}} with optional \"partition\" and \"time\",\n"
      "                {\"watermark\":\"2026-01-01T10:00:00Z\",\"stream\":\"transactions\"}\n"
      "                {\"idle\":true,\"stream\":\"transactions\",\"partition\":0}\n"
      "                {\"clock\":\"2026-01-01T10:00:00Z\"} for what goes by the clock");
  command->callback([options, &exit_code] {
    if (options->request.inputs.empty()) options->request.inputs = {"-"};
    exit_code = RunRules(*options);
  });
}

}  // namespace rulec::driver
