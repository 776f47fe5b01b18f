#include "compiler/driver/run.h"

#include <chrono>
#include <cstring>
#include <limits>
#include <memory>

#include "rulert/scratch.h"
#include "runtime/src/core/decision_runner.h"
#include "runtime/src/core/job.h"
#include "runtime/src/core/module_loader.h"
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

/// The parameters of a module: its defaults, then what the user gave.
class ParamBlock {
 public:
  static Result<ParamBlock> Make(const rulert::Module& module, const std::map<std::string, std::string>& given) {
    ParamBlock block;
    if (module.params == nullptr) {
      if (given.empty()) return block;
      return Failure(StatusCode::kNotFound, "the module has no parameter `" + given.begin()->first + "`");
    }
    const std::string_view defaults(static_cast<const char*>(module.default_params), module.params->size);
    block.bytes_ = std::make_unique<std::max_align_t[]>(defaults.size() / sizeof(std::max_align_t) + 1);
    std::memcpy(block.bytes_.get(), defaults.data(), defaults.size());
    for (const auto& [name, value] : given) {
      const rulert::FieldSpec* field = nullptr;
      for (std::uint32_t i = 0; i < module.params->field_count; ++i) {
        if (std::string_view(module.params->fields[i].name) == name) field = &module.params->fields[i];
      }
      if (field == nullptr) return Failure(StatusCode::kNotFound, "the module has no parameter `" + name + "`");
      rulert::RecordSpec one = *module.params;
      one.fields = field;
      one.field_count = 1;
      block.texts_.push_back(std::make_unique<std::string>("{\"" + name + "\":" + value + "}"));
      io::DecodeError error;
      if (!io::JsonDecoder(one, io::Validation::kFull)
               .Decode(*block.texts_.back(), block.bytes_.get(), *block.arena_, error)) {
        return Failure(StatusCode::kIo,
                       "parameter `" + name + "`: " + error.message + " (strings are written in JSON quotes)");
      }
    }
    return block;
  }

  const void* get() const { return bytes_.get(); }

 private:
  std::unique_ptr<std::max_align_t[]> bytes_;
  std::vector<std::unique_ptr<std::string>> texts_;  // strings of parameters point into them
  std::unique_ptr<rulert::Scratch> arena_ = std::make_unique<rulert::Scratch>();
};

struct Input {
  std::string stream;  // empty: envelope lines
  std::string path;
};

Input ParseInput(const std::string& text, const rulert::Module& module) {
  const std::size_t equals = text.find('=');
  for (std::uint32_t s = 0; equals != std::string::npos && s < module.stream_count; ++s) {
    if (module.streams[s].output < 0 && std::string_view(module.streams[s].name) == text.substr(0, equals))
      return {text.substr(0, equals), text.substr(equals + 1)};
  }
  return {"", text};
}

Result<core::JobInput> OpenInput(const std::string& text, const rulert::Module& module) {
  const Input input = ParseInput(text, module);
  core::JobInput opened;
  opened.desc.name = input.path;
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    if (std::string_view(module.streams[s].name) == input.stream) opened.desc.stream = s;
  }
  auto source = io::OpenLinesSource({.path = input.path});
  if (!source) return FromRuntime(source.error());
  opened.source = std::move(*source);
  return opened;
}

Result<RunSummary> RunDecision(const RunRequest& request, const rulert::Module& module, const LineConsumer& consume) {
  const rulert::DecisionDesc* decision = core::FindDecision(module, request.decision);
  if (decision == nullptr) {
    std::string known;
    for (std::uint32_t d = 0; d < module.decision_count; ++d) {
      known += (d == 0 ? "" : ", ") + std::string(std::string_view(module.decisions[d].name));
    }
    return Failure(StatusCode::kNotFound,
                   "no decision `" + request.decision + "`" + (known.empty() ? "" : ": there are " + known));
  }
  RunSummary summary;
  std::string buffer;
  for (const std::string& path : request.inputs) {
    auto source = io::OpenLinesSource({.path = path});
    if (!source) return FromRuntime(source.error());
    core::DecisionRunner runner(module, *decision, io::Validation::kFull, path);
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
    for (std::uint32_t p = 0; p < module.process_count; ++p)
      summary.times.push_back(ReportTime(module, p, job.time_holder(p)));
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

}  // namespace

Result<RunSummary> Run(const RunRequest& request, const LineConsumer& consume) {
  const auto start = std::chrono::steady_clock::now();
  const auto loaded = core::LoadedModule::Open(request.module);
  if (!loaded) return Failure(StatusCode::kIo, loaded.error());
  const rulert::Module& module = (*loaded)->module();
  auto summary =
      request.decision.empty() ? RunStreams(request, module, consume) : RunDecision(request, module, consume);
  if (summary) {
    summary->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return summary;
}

}  // namespace rulec::driver
