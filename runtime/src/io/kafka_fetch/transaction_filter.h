#pragma once
// Leaves out the batches of aborted transactions, by the list that comes with each answer to a read-committed fetch.
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "runtime/src/io/kafka_fetch/fetch_response.h"
#include "runtime/src/io/kafka_fetch/record_batch.h"

namespace rulert::io::kafka_fetch {

/// Of one partition in one answer. Every batch of it is shown, in order.
class TransactionFilter {
 public:
  TransactionFilter() = default;
  /// `aborted`: ascending by first offset.
  explicit TransactionFilter(std::vector<AbortedTransaction> aborted) : aborted_(std::move(aborted)) {}

  /// The batch's records were aborted. Control batches go to `TakeControl` instead.
  bool Drops(const BatchHeader& batch) {
    BeginUpTo(batch.last_offset());
    return batch.transactional() && std::find(open_.begin(), open_.end(), batch.producer_id) != open_.end();
  }
  void TakeControl(const BatchHeader& batch, ControlType type) {
    BeginUpTo(batch.last_offset());
    if (type == ControlType::kAbort) std::erase(open_, batch.producer_id);
  }

 private:
  void BeginUpTo(std::int64_t offset) {
    for (; next_ < aborted_.size() && aborted_[next_].first_offset <= offset; ++next_)
      open_.push_back(aborted_[next_].producer_id);
  }

  std::vector<AbortedTransaction> aborted_;
  std::size_t next_ = 0;
  std::vector<std::int64_t> open_;  // producers that are inside an aborted transaction
};

}  // namespace rulert::io::kafka_fetch
