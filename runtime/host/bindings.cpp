#include "runtime/host/bindings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "runtime/host/lazy_file_sink.h"
#include "runtime/src/io/kafka/kafka_sink.h"
#include "runtime/src/io/kafka/kafka_source.h"
#include "runtime/src/io/kafka_fetch/fetch_source.h"
#include "runtime/src/io/lines_sink.h"
#include "runtime/src/io/lines_source.h"

namespace rulert::host {
namespace {

class Opener {
 public:
  Opener(const Config& config, const Module& module, const std::string& job, Readiness& readiness)
      : config_(config), module_(module), job_(job), readiness_(readiness) {
    cluster_.brokers = config.brokers;
    for (const auto& [name, value] : config.kafka_properties) cluster_.settings[name] = value;
  }

  io::Expected<OpenBindings> Run() {
    for (std::uint32_t s = 0; s < module_.stream_count; ++s) {
      if (module_.streams[s].output >= 0) continue;
      const io::Expected<void> added = AddSource(s, Find(config_.sources, module_.streams[s].name));
      if (!added) return tl::unexpected(added.error());
    }
    // What processes of the module read need not go anywhere else.
    const Binding inside;
    for (std::uint32_t o = 0; o < module_.output_count; ++o) {
      const Binding* const bound = FindOutput(module_.outputs[o].name);
      const io::Expected<void> added = AddOutput(module_.outputs[o].name, bound != nullptr ? bound : &inside);
      if (!added) return tl::unexpected(added.error());
    }
    for (const char* name : {"errors", "late", "overflow"}) {
      const io::Expected<void> added = AddOutput(name, FindOutput(name));
      if (!added) return tl::unexpected(added.error());
    }
    return std::move(open_);
  }

 private:
  static const Binding& Find(const std::vector<Binding>& bindings, std::string_view name) {
    return *std::find_if(bindings.begin(), bindings.end(),
                         [&](const Binding& binding) { return binding.name == name; });
  }

  /// Null: not bound.
  const Binding* FindOutput(std::string_view name) const {
    const auto bound = std::find_if(config_.outputs.begin(), config_.outputs.end(),
                                    [&](const Binding& binding) { return binding.name == name; });
    return bound == config_.outputs.end() ? nullptr : &*bound;
  }

  io::Listener Listen(const std::string& subject) {
    readiness_.Expect(subject);
    return [&readiness = readiness_](const io::Notice& notice) { readiness.Note(notice); };
  }

  io::Expected<void> AddSource(std::uint32_t stream, const Binding& binding) {
    core::InputDesc desc{stream, binding.kind == Binding::Kind::kKafka, binding.target};
    io::Expected<std::unique_ptr<io::Source>> source;
    if (binding.kind == Binding::Kind::kKafka) {
      const std::string subject = fmt::format("source {}", binding.name);
      io::KafkaSourceOptions options;
      options.cluster = cluster_;
      options.subject = subject;
      options.topic = binding.target;
      options.group = core::LaneName(job_, 0);
      options.start = binding.start.value_or(config_.start);
      options.max_record = config_.max_record;
      options.listener = Listen(subject);
      if (config_.native_fetch) {
        const auto policy = config_.skip_corrupt_batches ? io::CorruptBatch::kSkip : io::CorruptBatch::kStop;
        source = io::OpenKafkaFetchSource({std::move(options), policy});
      } else {
        source = io::OpenKafkaSource(std::move(options));
      }
    } else {
      const bool standard = binding.kind == Binding::Kind::kStandardStream;
      if (standard) desc.name = "stdin";
      io::LinesSourceOptions options;
      options.path = standard ? "-" : binding.target;
      options.max_record = config_.max_record;
      source = io::OpenLinesSource(options);
    }
    if (!source) return tl::unexpected(source.error());
    open_.inputs.push_back({std::move(desc), std::move(*source)});
    return {};
  }

  /// Without binding: the file that an output of the host has by default.
  io::Expected<void> AddOutput(std::string_view name, const Binding* binding) {
    if (binding != nullptr && binding->kind == Binding::Kind::kDiscard) {
      open_.routes.push_back({core::KeyShape::kDiscard, 0});
      return {};
    }
    io::Expected<std::unique_ptr<io::Sink>> sink;
    core::KeyShape shape = core::KeyShape::kJson;
    if (binding == nullptr) {
      sink = std::make_unique<LazyFileSink>(fmt::format("{}.{}.jsonl", job_, name));
    } else if (binding->kind == Binding::Kind::kKafka) {
      const std::string subject = fmt::format("output {}", name);
      io::KafkaSinkOptions options;
      options.cluster = cluster_;
      options.subject = subject;
      options.topic = binding->target;
      options.listener = Listen(subject);
      sink = io::OpenKafkaSink(std::move(options));
      shape = core::KeyShape::kPlain;
    } else {
      const std::string path = binding->kind == Binding::Kind::kStandardStream ? "-" : binding->target;
      // Outputs that share a file or standard output share a sink: their lines keep the one order.
      for (const auto& [known, number] : files_) {
        if (known == path) {
          open_.routes.push_back({shape, number});
          return {};
        }
      }
      sink = io::OpenLinesSink({path, true, io::LineShape::kOutput});
      files_.emplace_back(path, static_cast<std::uint32_t>(open_.sinks.size()));
    }
    if (!sink) return tl::unexpected(sink.error());
    open_.routes.push_back({shape, static_cast<std::uint32_t>(open_.sinks.size())});
    open_.sinks.push_back(std::move(*sink));
    return {};
  }

  const Config& config_;
  const Module& module_;
  const std::string& job_;
  Readiness& readiness_;
  io::KafkaCluster cluster_;
  OpenBindings open_;
  std::vector<std::pair<std::string, std::uint32_t>> files_;
};

}  // namespace

io::Expected<OpenBindings> Open(const Config& config, const Module& module, const std::string& job,
                                Readiness& readiness) {
  return Opener(config, module, job, readiness).Run();
}

}  // namespace rulert::host
