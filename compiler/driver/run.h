#pragma once
// A compiled module over files, by the engine that ruled uses, in this process.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/status.h"

namespace rulec::driver {

struct RunRequest {
  std::string module;    // path of the shared object
  std::string decision;  // not empty: inputs are its inputs, one JSON object a line
  /// FILE: envelope lines; STREAM=FILE: bare values of one stream; FILE may be `-`, standard input.
  std::vector<std::string> inputs;
  std::map<std::string, std::string> params;  // name to JSON value
  unsigned workers = 1;
  bool final_watermark = true;  // time runs to infinity at the end of input
};

/// What held the time of a process back, before the end of input.
struct TimeReport {
  std::string process;
  std::optional<std::int64_t> watermark;   // of the process; absent before any
  std::string stream;                      // empty: nothing did
  std::optional<std::uint32_t> partition;  // absent: the stream has none yet, or its time is set by hand
  std::optional<std::int64_t> since;       // line of the event that moved the partition's time last; absent: none has
  std::optional<std::int64_t> behind_us;   // the greatest time that the process has seen, past what the holder has seen
  std::optional<std::uint64_t> clock_timers;  // timers by clock that run at the end; absent: the process has none
};

/// What a rule in shadow would have said in this run.
struct ShadowReport {
  std::string decision;
  std::string rule;
  bool compares = false;  // `same` is known
  std::uint64_t asked = 0;
  std::uint64_t fired = 0;
  std::uint64_t same = 0;
  std::uint64_t failed = 0;
};

struct RunSummary {
  std::uint64_t records = 0;
  std::uint64_t rejected = 0;                    // records of the `errors` output
  std::map<std::string, std::uint64_t> outputs;  // output to records
  std::vector<TimeReport> times;                 // by process
  std::vector<ShadowReport> shadows;             // of decisions of the module
  bool lacks_clock = false;                      // there are timers by clock, and no line of input gave it
  double seconds = 0;
};

/// Takes output lines as they come, whole lines, in order.
using LineConsumer = std::function<void(std::string_view text)>;

[[nodiscard]] base::Result<RunSummary> Run(const RunRequest& request, const LineConsumer& consume);

}  // namespace rulec::driver
