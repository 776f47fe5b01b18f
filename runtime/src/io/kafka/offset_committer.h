#pragma once
// Stores offsets of a group without waiting: one request under way at a time, always the newest offsets, again after a
// failure. Any threads.
#include <chrono>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "runtime/src/io/kafka/client.h"
#include "runtime/src/io/source.h"

namespace rulert::io::kafka {

class OffsetCommitter {
 public:
  using Clock = Source::Clock;

  OffsetCommitter(rd_kafka_t* client, std::string topic);

  /// The topic as of which offsets count: those of one before it under the same name are dropped, since the new one may
  /// have the same offsets.
  void Follow(std::uint32_t incarnation);
  void Want(std::span<const PartitionOffset> offsets);
  /// Takes note of results and sends what is due. `wait_ms`: for a result.
  void Serve(int wait_ms);
  /// Everything wanted is stored.
  bool stored() const;
  std::string last_error() const;

 private:
  static void OnResult(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* offsets, void* self);
  void ServeLocked(int wait_ms);
  void Send();

  mutable std::mutex mutex_;
  rd_kafka_t* const client_;
  const std::string topic_;
  Owned<rd_kafka_queue_t> results_;
  std::vector<PartitionOffset> wanted_;  // not yet sent; by partition
  std::vector<PartitionOffset> sent_;    // under way
  bool under_way_ = false;
  std::uint32_t incarnation_ = 0;
  std::string last_error_;
  Clock::time_point not_before_{};
};

}  // namespace rulert::io::kafka
