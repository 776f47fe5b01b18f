#pragma once
// Runs a module in this process, through the same engine as every host, on a script of events: for goldens, the naive
// model, conformance, tests of users.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rulert/module_abi.h"
#include "runtime/src/io/record_codec.h"
#include "runtime/src/io/status.h"
#include "runtime/testing/memory_sink.h"
#include "runtime/testing/memory_source.h"

namespace rulert::testing {

/// Records of one stream, as a topic has them: each partition's own in the order of their offsets.
struct TopicScript {
  std::string stream;
  std::string topic;
  std::vector<MemoryRecord> records;  // in order of arrival
  std::uint32_t partitions = 1;
};

/// Bare values of one stream, a line each.
struct FileScript {
  std::string stream;
  std::string file;
  std::vector<std::string> lines;
};

struct Script {
  // Either envelope lines, as `rulec run` takes them, or topics and files.
  std::vector<std::string> lines;
  std::string file = "events.jsonl";  // in positions and ids
  std::vector<TopicScript> topics;
  std::vector<FileScript> files;

  std::uint32_t workers = 1;
  std::vector<std::uint32_t> cuts;     // records of each epoch; then as it comes
  std::uint32_t block_records = 1000;  // records that a source hands over at a time
  bool final_watermark = true;
  io::Validation validation = io::Validation::kFull;
  const void* params = nullptr;                     // null: the module's defaults
  std::optional<std::uint32_t> source_fails_after;  // blocks
  SinkFaults sink;
};

struct Outcome {
  std::vector<std::string> lines;  // output lines of all outputs, in order
  std::optional<io::Status> failure;
  std::uint64_t records = 0;  // read
  std::uint64_t rejected_records = 0;
  std::uint64_t rejected_triggers = 0;
  std::string metrics;                                    // Prometheus text, at the end
  std::vector<std::shared_ptr<const SourceLog>> sources;  // by topic, then by file
};

Outcome Run(const Module& module, const Script& script);
/// Opens the module at `path`; one that is refused is a failure.
Outcome Run(const std::string& path, const Script& script);

}  // namespace rulert::testing
