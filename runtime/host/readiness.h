#pragma once
// Which sources and sinks work at the moment, as they say themselves, and how that is told to people and probes.
#include <map>
#include <mutex>
#include <string>

#include "runtime/src/io/status.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::host {

/// Any threads.
class Readiness {
 public:
  /// Corrupt batches that sources leave out are counted there, which outlives this. Before anything is noted.
  void CountCorruptBatches(metrics::Counter& counter) { corrupt_batches_ = &counter; }
  /// `subject` is not ready until it says so.
  void Expect(const std::string& subject);
  /// Takes note, and logs the change.
  void Note(const io::Notice& notice);
  /// The job runs (true) or no longer does; not before that is anything ready.
  void SetRunning(bool running);

  bool ready() const;
  /// One line for each subject: "source transactions: ready", then "ready" or "not ready".
  std::string Text() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> subjects_;  // to what it waits for; empty: ready
  bool running_ = false;
  metrics::Counter* corrupt_batches_ = nullptr;
};

}  // namespace rulert::host
