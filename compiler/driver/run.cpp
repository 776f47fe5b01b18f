#include "compiler/driver/run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "compiler/base/closest_name.h"
#include "compiler/driver/param_block.h"
#include "runtime/src/core/decision_runner.h"
#include "runtime/src/core/job.h"
#include "runtime/src/core/module_loader.h"
#include "runtime/src/core/shadow_meters.h"
#include "runtime/src/io/envelope.h"
#include "runtime/src/io/lines_source.h"

namespace rulec::driver {
namespace {

using base::Failure;
using base::Result;
using base::StatusCode;
namespace core = rulert::core;
namespace io = rulert::io;

tl::unexpected<base::Status> FromRuntime(const io::Status& status) {
  return Failure(status.code == io::StatusCode::kNotFound ? StatusCode::kNotFound : StatusCode::kIo, status.message);
}

/// Output lines of every output, as they come.
class LineSink final : public io::Sink {
 public:
  explicit LineSink(const LineConsumer& consume) : consume_(consume) {}

  io::Expected<void> Write(const io::OutputRecord& record) override {
    io::AppendOutputLine(record, buffer_);
    if (buffer_.size() >= kBufferSize) Pass();
    return {};
  }
  io::Expected<void> EndBatch(std::uint64_t batch) override {
    Pass();
    delivered_ = batch;
    return {};
  }
  io::Expected<std::uint64_t> Delivered() override { return delivered_; }
  io::Expected<void> Flush(Clock::time_point) override { return {}; }
  void Cancel() override {}

 private:
  static constexpr std::size_t kBufferSize = 256 << 10;

  void Pass() {
    consume_(buffer_);
    buffer_.clear();
  }

  const LineConsumer& consume_;
  std::string buffer_;
  std::uint64_t delivered_ = 0;
};

/// No such thing as was asked for: what may have been meant, or what there is.
tl::unexpected<base::Status> NoSuch(const char* kind, std::string_view name, std::span<const std::string_view> there) {
  std::string sentence = std::string("the module has no ") + kind + " `" + std::string(name) + "`";
  if (const auto near = base::ClosestName(name, there)) {
    sentence += "; did you mean `" + std::string(*near) + "`?";
  } else {
    for (std::size_t i = 0; i < there.size(); ++i) {
      sentence += (i == 0 ? "; there are `" : ", `") + std::string(there[i]) + "`";
    }
  }
  return Failure(StatusCode::kUsage, sentence);
}

template <class Desc>
std::vector<std::string_view> NamesOf(const Desc* descs, std::uint32_t count) {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < count; ++i) names.push_back(descs[i].name);
  return names;
}

/// STREAM=FILE or FILE. A file whose own name holds `=` is taken as a file if there is one.
Result<core::JobInput> OpenInput(const std::string& text, const rulert::Module& module) {
  core::JobInput opened;
  opened.desc.name = text;
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    std::vector<std::string_view> streams = NamesOf(module.streams, module.stream_count);
    // What its own processes emit is read from nowhere else; such streams come last.
    while (!streams.empty() && module.streams[streams.size() - 1].output >= 0) streams.pop_back();
    const std::string_view name = std::string_view(text).substr(0, equals);
    const auto stream = std::find(streams.begin(), streams.end(), name);
    if (stream != streams.end()) {
      opened.desc.stream = static_cast<std::uint32_t>(stream - streams.begin());
      opened.desc.name = text.substr(equals + 1);
    } else if (std::error_code error; !std::filesystem::exists(text, error)) {
      return NoSuch("stream", name, streams);
    }
  }
  auto source = io::OpenLinesSource({.path = opened.desc.name});
  if (!source) return FromRuntime(source.error());
  opened.source = std::move(*source);
  return opened;
}

Result<RunSummary> RunDecision(const RunRequest& request, const rulert::Module& module, const LineConsumer& consume) {
  const rulert::DecisionDesc* decision = core::FindDecision(module, request.decision);
  if (decision == nullptr) {
    return NoSuch("decision", request.decision, NamesOf(module.decisions, module.decision_count));
  }
  auto params = ParamBlock::Make(module, request.params);
  if (!params) return tl::unexpected(params.error());
  RunSummary summary;
  std::string buffer;
  for (const std::string& path : request.inputs) {
    auto source = io::OpenLinesSource({.path = path});
    if (!source) return FromRuntime(source.error());
    core::DecisionRunner runner(module, *decision, io::Validation::kFull, path, params->get());
    for (;;) {
      const io::Polled polled = (*source)->Poll(1 << 20, io::Source::Clock::time_point::max());
      if (polled.result == io::PollResult::kFailed) return FromRuntime(*polled.failure);
      if (polled.result == io::PollResult::kEnd) break;
      if (polled.result == io::PollResult::kIdle) continue;
      for (const io::RecordView& record : polled.block->records()) {
        ++summary.records;
        if (!runner.Run(record, buffer)) ++summary.rejected;
      }
      consume(buffer);
      buffer.clear();
    }
  }
  return summary;
}

TimeReport ReportTime(const rulert::Module& module, std::uint32_t process, const core::TimeHolder& holder) {
  TimeReport report;
  report.process = std::string_view(module.processes[process].name);
  if (holder.watermark != rulert::kNoWatermark) report.watermark = holder.watermark;
  if (holder.stream == core::TimeHolder::kNone) return report;
  report.stream = std::string_view(module.streams[holder.stream].name);
  if (holder.partition != core::TimeHolder::kNone) report.partition = holder.partition;
  if (holder.since >= 0) report.since = holder.since;
  if (holder.behind_us >= 0) report.behind_us = holder.behind_us;
  return report;
}

Result<RunSummary> RunStreams(const RunRequest& request, const rulert::Module& module, const LineConsumer& consume) {
  if (module.stream_count == 0) {
    const bool decides = module.decision_count != 0;
    return Failure(StatusCode::kUsage,
                   std::string("the module has no streams") + (decides ? ": name a decision with --decision" : ""));
  }
  auto params = ParamBlock::Make(module, request.params);
  if (!params) return tl::unexpected(params.error());
  std::vector<core::JobInput> inputs;
  for (const std::string& text : request.inputs) {
    auto input = OpenInput(text, module);
    if (!input) return tl::unexpected(input.error());
    inputs.push_back(std::move(*input));
  }
  std::vector<std::unique_ptr<io::Sink>> sinks;
  sinks.push_back(std::make_unique<LineSink>(consume));
  std::vector<core::OutputRoute> routes(module.output_count + core::kBuiltInOutputs, {core::KeyShape::kJson, 0});
  core::JobOptions options;
  options.workers = request.workers;
  options.final_watermark = request.final_watermark;
  options.params = params->get();
  core::AdaptiveCutter cutter;
  rulert::metrics::Registry registry;
  RunSummary summary;
  {
    core::Job job(module, options, std::move(inputs), std::move(routes), std::move(sinks), cutter, registry);
    if (auto done = job.Run(); !done) return FromRuntime(done.error());
    for (std::uint32_t p = 0; p < module.process_count; ++p) {
      TimeReport report = ReportTime(module, p, job.time_holder(p));
      if (module.processes[p].read_clock != nullptr) {
        report.clock_timers =
            static_cast<std::uint64_t>(registry.Sum("rulert_clock_timers", {{"process", report.process}}));
        summary.lacks_clock |= !job.has_read_clock();
      }
      summary.times.push_back(std::move(report));
    }
  }
  summary.records = static_cast<std::uint64_t>(registry.Sum("rulert_records_in_total"));
  summary.rejected = static_cast<std::uint64_t>(registry.Sum("rulert_emitted_total", {{"output", "errors"}}));
  for (std::uint32_t o = 0; o < module.output_count; ++o) {
    const std::string name(std::string_view(module.outputs[o].name));
    summary.outputs[name] = static_cast<std::uint64_t>(registry.Sum("rulert_emitted_total", {{"output", name}}));
  }
  for (const char* name : {"late", "overflow"}) {
    const auto count = static_cast<std::uint64_t>(registry.Sum("rulert_emitted_total", {{"output", name}}));
    if (count > 0) summary.outputs[name] = count;
  }
  return summary;
}

/// Rules in shadow of all decisions, with what they have counted so far.
std::vector<ShadowReport> ReadShadows(const rulert::Module& module) {
  std::vector<ShadowReport> reports;
  for (std::uint32_t d = 0; d < module.decision_count; ++d) {
    const rulert::DecisionDesc& decision = module.decisions[d];
    for (std::uint32_t s = 0; s < decision.shadow_count; ++s) {
      const rulert::ShadowDesc& rule = decision.shadows[s];
      const rulert::ShadowCounts counts = core::CountsOf(rule);
      reports.push_back({std::string(std::string_view(decision.name)), std::string(std::string_view(rule.name)),
                         rule.compares != 0, counts.asked, counts.fired, counts.same, counts.failed});
    }
  }
  return reports;
}

/// What has come since.
std::vector<ShadowReport> ShadowsSince(const rulert::Module& module, const std::vector<ShadowReport>& before) {
  std::vector<ShadowReport> reports = ReadShadows(module);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    reports[i].asked -= before[i].asked;
    reports[i].fired -= before[i].fired;
    reports[i].same -= before[i].same;
    reports[i].failed -= before[i].failed;
  }
  return reports;
}

}  // namespace

Result<RunSummary> Run(const RunRequest& request, const LineConsumer& consume) {
  const auto start = std::chrono::steady_clock::now();
  const auto loaded = core::LoadedModule::Open(request.module);
  if (!loaded) return Failure(StatusCode::kIo, loaded.error());
  const rulert::Module& module = (*loaded)->module();
  const std::vector<ShadowReport> before = ReadShadows(module);
  auto summary =
      request.decision.empty() ? RunStreams(request, module, consume) : RunDecision(request, module, consume);
  if (summary) {
    summary->shadows = ShadowsSince(module, before);
    summary->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return summary;
}

}  // namespace rulec::driver
