#include "runtime/src/io/kafka/offset_committer.h"

#include <algorithm>

namespace rulert::io::kafka {
namespace {

constexpr std::chrono::milliseconds kRetryAfter{200};

void Merge(std::vector<PartitionOffset>& into, std::span<const PartitionOffset> offsets, bool newer) {
  for (const PartitionOffset& offset : offsets) {
    const auto found = std::find_if(into.begin(), into.end(),
                                    [&](const PartitionOffset& known) { return known.partition == offset.partition; });
    if (found == into.end()) {
      into.push_back(offset);
    } else if (newer) {
      found->next = offset.next;
    }
  }
}

}  // namespace

OffsetCommitter::OffsetCommitter(rd_kafka_t* client, std::string topic)
    : client_(client), topic_(std::move(topic)), results_(rd_kafka_queue_new(client)) {}

void OffsetCommitter::Follow(std::uint32_t incarnation) {
  const std::lock_guard lock(mutex_);
  if (incarnation == incarnation_) return;
  incarnation_ = incarnation;
  wanted_.clear();
  sent_.clear();
}

void OffsetCommitter::Want(std::span<const PartitionOffset> offsets) {
  const std::lock_guard lock(mutex_);
  // Of one epoch, they are all of one topic.
  if (!offsets.empty() && offsets.front().incarnation != incarnation_) return;
  Merge(wanted_, offsets, true);
  ServeLocked(0);
}

bool OffsetCommitter::stored() const {
  const std::lock_guard lock(mutex_);
  return !under_way_ && wanted_.empty();
}

std::string OffsetCommitter::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

// Runs inside ServeLocked.

void OffsetCommitter::OnResult(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* offsets,
                               void* self) {
  auto& committer = *static_cast<OffsetCommitter*>(self);
  committer.under_way_ = false;
  for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && offsets != nullptr && i < offsets->cnt; ++i)
    code = offsets->elems[i].err;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__NO_OFFSET) {
    committer.last_error_.clear();
  } else {
    committer.last_error_ = rd_kafka_err2str(code);
    Merge(committer.wanted_, committer.sent_, false);
    committer.not_before_ = Clock::now() + kRetryAfter;
  }
  committer.sent_.clear();
}

void OffsetCommitter::Send() {
  const Owned<rd_kafka_topic_partition_list_t> list(
      rd_kafka_topic_partition_list_new(static_cast<int>(wanted_.size())));
  for (const PartitionOffset& offset : wanted_) {
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), static_cast<std::int32_t>(offset.partition))->offset =
        offset.next;
  }
  const auto code = rd_kafka_commit_queue(client_, list.get(), results_.get(), &OffsetCommitter::OnResult, this);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    last_error_ = rd_kafka_err2str(code);
    not_before_ = Clock::now() + kRetryAfter;
    return;
  }
  under_way_ = true;
  sent_.swap(wanted_);
  wanted_.clear();
}

void OffsetCommitter::Serve(int wait_ms) {
  const std::lock_guard lock(mutex_);
  ServeLocked(wait_ms);
}

void OffsetCommitter::ServeLocked(int wait_ms) {
  if (under_way_) rd_kafka_queue_poll_callback(results_.get(), wait_ms);
  if (!under_way_ && !wanted_.empty() && Clock::now() >= not_before_) {
    Send();
    if (under_way_ && wait_ms > 0) rd_kafka_queue_poll_callback(results_.get(), wait_ms);
  }
}

}  // namespace rulert::io::kafka
