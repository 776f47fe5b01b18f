#pragma once
// ruled.yaml: what a job is bound to. Read and checked whole before anything starts; every mistake has its place.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rulert/module_abi.h"
#include "runtime/src/io/start_at.h"

namespace rulert::host {

/// Bytes [column, column + length) of a line; both count from 1, columns in code points. Line 0: the file as a whole.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;
};

/// Texts as in diagnostics of rules: lower case, no full stop; `label` stands under the characters at fault.
struct Finding {
  Place place;
  std::string message;
  std::string label;
};

struct Binding {
  enum class Kind : std::uint8_t { kKafka, kFile, kStandardStream, kDiscard };
  std::string name;  // stream or output of the module
  Kind kind = Kind::kDiscard;
  std::string target;                // topic or path
  std::optional<io::StartAt> start;  // of a source; none: as for all
  Place place;                       // of the name
};

struct Config {
  std::string path;    // of the file itself
  std::string module;  // empty: given on the command line
  std::string job;     // empty: named after the module
  std::string brokers;
  std::vector<std::pair<std::string, std::string>> kafka_properties;
  bool native_fetch = true;  // false: sources read through librdkafka
  bool skip_corrupt_batches = false;
  io::StartAt start;  // of sources where nothing is committed
  std::vector<Binding> sources;
  std::vector<Binding> outputs;
  bool validate_full = false;
  std::uint32_t workers = 1;
  std::string admin_listen;  // empty: no admin server
  std::uint64_t max_record = 1 << 20;
  Place brokers_place;
};

/// Reads the text of a file called `path`; findings in the order of their places, none if the configuration can be
/// used.
Config ReadConfig(const std::string& path, const std::string& text, std::vector<Finding>& findings);

/// What does not fit the module: streams and outputs that are unknown, or not bound. Outputs of the host (errors, late,
/// overflow) may stay unbound.
void CheckAgainstModule(const Config& config, const Module& module, std::vector<Finding>& findings);

/// One finding, ending in a line break:
///
///   ruled.yaml:5:1: error: unknown key `wokers`
///       5 | wokers: 2
///         | ^^^^^^ did you mean `workers`?
std::string RenderFinding(const std::string& path, const std::string& text, const Finding& finding);

}  // namespace rulert::host
