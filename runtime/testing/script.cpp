#include "runtime/testing/script.h"

#include <utility>

#include "rulert/check.h"
#include "runtime/src/core/job.h"
#include "runtime/src/core/module_loader.h"

namespace rulert::testing {
namespace {

std::uint32_t StreamNumber(const Module& module, const std::string& name) {
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    if (std::string_view(module.streams[s].name) == name) return s;
  }
  RULERT_CHECK(false, "the script names a stream that the module does not have");
}

}  // namespace

Outcome Run(const Module& module, const Script& script) {
  Outcome outcome;
  std::vector<core::JobInput> inputs;
  const auto add = [&](core::InputDesc desc, std::vector<MemoryRecord> records, std::uint32_t partitions) {
    auto source = std::make_unique<MemorySource>(
        std::move(records), MemorySourceOptions{partitions, script.block_records, false, script.source_fails_after});
    outcome.sources.push_back(source->log());
    inputs.push_back({std::move(desc), std::move(source)});
  };
  for (const TopicScript& topic : script.topics) {
    add({StreamNumber(module, topic.stream), true, topic.topic}, topic.records, topic.partitions);
  }
  for (const FileScript& file : script.files) {
    add({StreamNumber(module, file.stream), false, file.file}, RecordsOfLines(file.lines), 1);
  }
  if (script.topics.empty() && script.files.empty())
    add({core::InputDesc::kEnvelope, false, script.file}, RecordsOfLines(script.lines), 1);

  auto sink = std::make_unique<MemorySink>(script.sink);
  const std::shared_ptr<const SinkLog> log = sink->log();
  std::vector<std::unique_ptr<io::Sink>> sinks;
  sinks.push_back(std::move(sink));
  std::vector<core::OutputRoute> routes(module.output_count + core::kBuiltInOutputs, {core::KeyShape::kJson, 0});

  core::JobOptions options;
  options.workers = script.workers;
  options.validation = script.validation;
  options.final_watermark = script.final_watermark;
  options.params = script.params;
  options.drain_time = std::chrono::milliseconds(50);
  core::ListCutter cutter(script.cuts);
  metrics::Registry registry;
  {
    core::Job job(module, options, std::move(inputs), std::move(routes), std::move(sinks), cutter, registry);
    const io::Expected<void> result = job.Run();
    if (!result) outcome.failure = result.error();
  }
  outcome.lines = log->lines;
  outcome.metrics = registry.Text();
  outcome.records = static_cast<std::uint64_t>(registry.Sum("rulert_records_in_total"));
  outcome.rejected_records = static_cast<std::uint64_t>(registry.Sum("rulert_records_rejected_total"));
  outcome.rejected_triggers = static_cast<std::uint64_t>(registry.Sum("rulert_triggers_rejected_total"));
  return outcome;
}

Outcome Run(const std::string& path, const Script& script) {
  const auto loaded = core::LoadedModule::Open(path);
  if (loaded) return Run((*loaded)->module(), script);
  Outcome outcome;
  outcome.failure = io::Status{io::StatusCode::kInvalid, loaded.error()};
  return outcome;
}

}  // namespace rulert::testing
