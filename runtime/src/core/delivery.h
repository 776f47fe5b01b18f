#pragma once
// Hands the outputs of epochs to sinks, in the one order, and knows up to which epoch everything has been delivered.
// One thread; epochs in order of their numbers.
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "runtime/src/core/epoch.h"
#include "runtime/src/core/worker.h"
#include "runtime/src/io/sink.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::core {

/// Where one output goes.
struct OutputRoute {
  KeyShape shape = KeyShape::kDiscard;
  std::uint32_t sink = 0;  // looked at unless the shape is kDiscard
};

/// Of the module's outputs, then of `errors`, `late` and `overflow`.
std::string OutputName(const Module& module, std::uint32_t output);

class Delivery {
 public:
  /// Routes: the module's outputs, then the built-in ones. All outlive this.
  Delivery(const Module& module, const std::vector<OutputRoute>& routes, std::vector<io::Sink*> sinks,
           metrics::Registry& registry);

  /// Writes the outputs of an epoch; waits while a sink is full.
  io::Expected<void> Send(Epoch& epoch);
  /// Takes note of what has been delivered since the last call; `positions` (by input) move on to what may be
  /// committed. True if they moved.
  io::Expected<bool> Settle(std::vector<std::vector<io::PartitionOffset>>& positions);
  /// Everything that was sent has been delivered, as of the last Settle.
  bool settled() const { return pending_.empty(); }

 private:
  struct Pending {
    std::uint64_t batch;  // must be delivered
    std::vector<std::vector<io::PartitionOffset>> positions;
  };

  void Count(const OutputEntry& entry);
  io::Expected<void> EndBatch();
  io::Expected<bool> ReportRefused();

  const Module& module_;
  const std::vector<OutputRoute>& routes_;
  std::vector<io::Sink*> sinks_;
  std::vector<std::string> names_;     // of outputs
  std::vector<std::uint64_t> counts_;  // of the epoch under way, by output
  std::uint64_t rejected_triggers_ = 0;
  std::vector<metrics::Counter*> emitted_;
  metrics::Counter& triggers_;
  metrics::Counter& refused_;
  std::uint64_t batch_ = 0;
  std::deque<Pending> pending_;
  std::deque<Pending> spare_;  // their memory is used again
};

}  // namespace rulert::core
