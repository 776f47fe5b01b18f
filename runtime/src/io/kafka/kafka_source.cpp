#include "runtime/src/io/kafka/kafka_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "runtime/src/io/kafka/kafka_block.h"
#include "runtime/src/io/kafka/message_headers.h"
#include "runtime/src/io/kafka/offset_committer.h"
#include "runtime/src/io/wait_meter.h"

namespace rulert::io {
namespace {

using kafka::KafkaBlock;
using kafka::Owned;

constexpr int kRequestMs = 500;  // how long a question to the cluster may hold up a Poll
constexpr int kProbeMs = 200;    // the same while we know that it is in trouble
constexpr std::chrono::milliseconds kSlice{50};
constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLastRetry{2000};
constexpr std::chrono::seconds kLookForPartitions{30};
constexpr std::size_t kMostMessages = 16384;

class KafkaSource final : public Source {
 public:
  KafkaSource(KafkaSourceOptions options, std::unique_ptr<kafka::ClusterErrors> errors, Owned<rd_kafka_t> client)
      : options_(std::move(options)),
        errors_(*errors),
        client_(client.get()),
        pool_(std::make_shared<KafkaBlock::Pool>(kafka::ClientKeeper{std::move(errors), std::move(client)})),
        topic_(rd_kafka_topic_new(client_, options_.topic.c_str(), nullptr)),
        queue_(rd_kafka_queue_get_consumer(client_)),
        committer_(client_, options_.topic),
        health_(options_.subject, options_.listener),
        messages_(kMostMessages) {}

  // The client may live on in blocks, but it fetches nothing any more.
  ~KafkaSource() override { rd_kafka_assign(client_, nullptr); }
  KafkaSource(const KafkaSource&) = delete;
  KafkaSource& operator=(const KafkaSource&) = delete;

  Polled Poll(std::uint64_t max_bytes, Clock::time_point deadline) override;
  std::span<const PartitionState> partitions() const override { return states_; }
  void Commit(std::span<const PartitionOffset> offsets) override { committer_.Want(offsets); }
  Expected<void> Sync(Clock::time_point deadline) override;
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return waits_.Total(now); }
  void Cancel() override { cancelled_ = true; }

 private:
  void Serve();
  void TryToStart(Clock::time_point deadline);
  bool Start();
  bool AddPartitions(int known, int count);
  bool FindOffsets(rd_kafka_topic_partition_list_t& list, std::int64_t timestamp);
  bool FindStarts(rd_kafka_topic_partition_list_t& list, bool later);
  void Assign();
  void LookForPartitions();
  void Probe();
  void ResetLost();
  void MeasureLag();
  std::size_t Receive(std::size_t most, Clock::time_point deadline);
  void Take(KafkaBlock& block, rd_kafka_message_t* message);
  void TakeEvent(const rd_kafka_message_t& message);
  void TellDown();

  const KafkaSourceOptions options_;
  kafka::ClusterErrors& errors_;
  rd_kafka_t* const client_;
  std::shared_ptr<KafkaBlock::Pool> pool_;
  const Owned<rd_kafka_topic_t> topic_;
  const Owned<rd_kafka_queue_t> queue_;
  kafka::OffsetCommitter committer_;
  kafka::Health health_;
  std::vector<rd_kafka_message_t*> messages_;

  std::vector<PartitionState> states_;  // by partition number
  std::vector<bool> located_;           // `next` is known: committed, or a record or the end was seen
  std::vector<std::uint32_t> lost_;     // partitions whose `next` does not exist any more
  bool assigned_ = false;
  bool was_missing_ = false;  // the topic, when it was first looked for
  Clock::time_point next_try_{};
  std::chrono::milliseconds retry_ = kFirstRetry;
  Clock::time_point next_look_{};
  std::uint64_t average_size_ = 256;
  std::atomic<bool> cancelled_{false};
  WaitMeter waits_;
};

int MillisUntil(Source::Clock::time_point deadline, std::chrono::milliseconds most) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Source::Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), most).count());
}

void KafkaSource::TellDown() {
  for (PartitionState& state : states_) state.at_end = false;
  const std::string sentence = SentenceOf(errors_, options_.cluster);
  health_.Trouble(errors_.denied.empty() ? "down" : "denied", sentence);
}

void KafkaSource::Serve() {
  rd_kafka_poll(client_, 0);
  committer_.Serve(0);
  if (errors_.down) TellDown();
}

/// Puts offsets in the place of partitions' times: of the first record that is not older, of the end for kLatest; -1
/// where there is no such record.
bool KafkaSource::FindOffsets(rd_kafka_topic_partition_list_t& list, std::int64_t timestamp) {
  for (int i = 0; i < list.cnt; ++i) list.elems[i].offset = timestamp;
  rd_kafka_resp_err_t code = rd_kafka_offsets_for_times(client_, &list, kRequestMs);
  for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list.cnt; ++i) code = list.elems[i].err;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
  health_.Trouble(rd_kafka_err2name(code), fmt::format("where topic {} is to be read from cannot be found: {}",
                                                       options_.topic, rd_kafka_err2str(code)));
  return false;
}

/// Gives those partitions of the list that have no offset the one that `start` says. Earliest is left to the client.
bool KafkaSource::FindStarts(rd_kafka_topic_partition_list_t& list, bool later) {
  const StartAt& start = options_.start;
  // Whoever wants what comes from now on wants all of a partition that is made later.
  if (start.kind == StartAt::Kind::kEarliest || (start.kind == StartAt::Kind::kLatest && later)) return true;
  const Owned<rd_kafka_topic_partition_list_t> ends(rd_kafka_topic_partition_list_new(list.cnt));
  for (int i = 0; i < list.cnt; ++i) {
    if (list.elems[i].offset < 0)
      rd_kafka_topic_partition_list_add(ends.get(), options_.topic.c_str(), list.elems[i].partition);
  }
  if (ends->cnt == 0) return true;
  if (!FindOffsets(*ends, RD_KAFKA_OFFSET_END)) return false;
  const Owned<rd_kafka_topic_partition_list_t> times(rd_kafka_topic_partition_list_copy(ends.get()));
  // After the ends: what comes in between must not be left out.
  if (start.kind == StartAt::Kind::kTimestamp && !FindOffsets(*times, start.timestamp_ms)) return false;
  std::vector<PartitionOffset> found;
  for (int i = 0; i < ends->cnt; ++i) {
    const auto& entry = ends->elems[i];
    const std::int64_t offset = times->elems[i].offset >= 0 ? times->elems[i].offset : entry.offset;
    rd_kafka_topic_partition_list_set_offset(&list, options_.topic.c_str(), entry.partition, offset);
    found.push_back({static_cast<std::uint32_t>(entry.partition), offset});
  }
  committer_.Want(found);
  return true;
}

/// States of the partitions from `known` to `count`: at the committed offsets, else where reading is to start.
bool KafkaSource::AddPartitions(int known, int count) {
  const Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(count - known));
  for (int i = known; i < count; ++i) rd_kafka_topic_partition_list_add(list.get(), options_.topic.c_str(), i);
  rd_kafka_resp_err_t code = rd_kafka_committed(client_, list.get(), kRequestMs);
  for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; ++i) code = list->elems[i].err;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    health_.Trouble(rd_kafka_err2name(code),
                    fmt::format("the offsets of group {} cannot be read: {}", options_.group, rd_kafka_err2str(code)));
    return false;
  }
  if (!FindStarts(*list, known > 0 || was_missing_)) return false;
  for (int i = 0; i < list->cnt; ++i) {
    PartitionState state;
    state.partition = static_cast<std::uint32_t>(known + i);
    const std::int64_t offset = list->elems[i].offset;
    state.next = std::max<std::int64_t>(offset, 0);
    states_.push_back(state);
    located_.push_back(offset >= 0);
  }
  return true;
}

/// Reads all partitions from where they stand. What was fetched ahead and not handed over is fetched again.
void KafkaSource::Assign() {
  const Owned<rd_kafka_topic_partition_list_t> list(
      rd_kafka_topic_partition_list_new(static_cast<int>(states_.size())));
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto* const entry =
        rd_kafka_topic_partition_list_add(list.get(), options_.topic.c_str(), static_cast<std::int32_t>(i));
    entry->offset = located_[i] ? states_[i].next : RD_KAFKA_OFFSET_BEGINNING;
    states_[i].at_end = false;
  }
  rd_kafka_assign(client_, list.get());
  assigned_ = true;
}

bool KafkaSource::Start() {
  std::string error;
  const int count = kafka::PartitionCount(client_, topic_.get(), kRequestMs, error);
  if (count == 0) {
    if (error.empty()) {
      rd_kafka_poll(client_, 0);
      TellDown();
    } else {
      was_missing_ = was_missing_ || error == kafka::NoTopic(options_.topic);
      health_.Trouble(error, error);
    }
    return false;
  }
  errors_ = {};
  const int known = static_cast<int>(states_.size());
  if (known < count && !AddPartitions(known, count)) return false;
  Assign();
  next_look_ = Clock::now() + kLookForPartitions;
  health_.Ready(
      fmt::format("reads topic {}, {} partition{}", options_.topic, states_.size(), states_.size() == 1 ? "" : "s"));
  return true;
}

void KafkaSource::TryToStart(Clock::time_point deadline) {
  while (!cancelled_) {
    if (Clock::now() >= next_try_) {
      if (Start()) {
        retry_ = kFirstRetry;
        return;
      }
      next_try_ = Clock::now() + retry_;
      retry_ = std::min(retry_ * 2, kLastRetry);
    }
    const int wait = MillisUntil(std::min(deadline, next_try_), kSlice);
    rd_kafka_poll(client_, wait);
    committer_.Serve(0);
    if (Clock::now() >= deadline) return;
  }
}

void KafkaSource::LookForPartitions() {
  next_look_ = Clock::now() + kLookForPartitions;
  std::string error;
  const int count = kafka::PartitionCount(client_, topic_.get(), kRequestMs, error);
  const int known = static_cast<int>(states_.size());
  if (count > known && AddPartitions(known, count)) Assign();
}

/// Asks whether the trouble is over. Only then is it known again which partitions are read to their end.
void KafkaSource::Probe() {
  if (Clock::now() < next_try_) return;
  next_try_ = Clock::now() + retry_;
  retry_ = std::min(retry_ * 2, kLastRetry);
  std::string error;
  if (kafka::PartitionCount(client_, topic_.get(), kProbeMs, error) == 0) {
    if (!error.empty()) health_.Trouble(error, error);
    return;
  }
  for (PartitionState& state : states_) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    const auto code = rd_kafka_query_watermark_offsets(
        client_, options_.topic.c_str(), static_cast<std::int32_t>(state.partition), &low, &high, kProbeMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    state.at_end = located_[state.partition] && state.next >= high;
  }
  errors_ = {};
  retry_ = kFirstRetry;
  health_.Ready(fmt::format("reads topic {} again", options_.topic));
}

/// Goes on at the earliest record where the next one is gone, and says so.
void KafkaSource::ResetLost() {
  bool moved = false;
  while (!lost_.empty()) {
    const std::uint32_t partition = lost_.back();
    std::int64_t low = 0;
    std::int64_t high = 0;
    const auto code = rd_kafka_query_watermark_offsets(client_, options_.topic.c_str(),
                                                       static_cast<std::int32_t>(partition), &low, &high, kRequestMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) break;
    PartitionState& state = states_[partition];
    const std::string place = fmt::format("topic {} partition {}: offset {}", options_.topic, partition, state.next);
    if (state.next < low) {
      health_.Skipped(
          fmt::format("{} is gone; {} records were lost to retention, going on at {}", place, low - state.next, low));
    } else {
      health_.Skipped(fmt::format(
          "{} does not exist, the topic ends at {}: it was truncated or made anew; going on at {}", place, high, low));
    }
    state.next = low;
    located_[partition] = true;
    lost_.pop_back();
    moved = true;
  }
  if (moved) Assign();
}

void KafkaSource::MeasureLag() {
  for (PartitionState& state : states_) {
    std::int64_t low = 0;
    std::int64_t high = -1;
    const auto code = rd_kafka_get_watermark_offsets(client_, options_.topic.c_str(),
                                                     static_cast<std::int32_t>(state.partition), &low, &high);
    state.located = located_[state.partition];
    state.lag = code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? std::max<std::int64_t>(high - state.next, 0) : -1;
  }
}

/// Messages and events that are there, at least one unless `deadline` passes.
std::size_t KafkaSource::Receive(std::size_t most, Clock::time_point deadline) {
  ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), 0, messages_.data(), most);
  if (count > 0 || cancelled_) return static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  const WaitMeter::Wait waiting(waits_);
  while (count <= 0 && !cancelled_) {
    const bool last = Clock::now() >= deadline;
    rd_kafka_message_t* const first = rd_kafka_consume_queue(queue_.get(), MillisUntil(deadline, kSlice));
    if (first != nullptr) {
      messages_[0] = first;
      count = 1 + std::max<ssize_t>(rd_kafka_consume_batch_queue(queue_.get(), 0, messages_.data() + 1, most - 1), 0);
      break;
    }
    Serve();
    if (last) break;
  }
  return static_cast<std::size_t>(std::max<ssize_t>(count, 0));
}

void KafkaSource::TakeEvent(const rd_kafka_message_t& message) {
  const auto partition = static_cast<std::size_t>(message.partition);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      if (partition < states_.size()) {
        states_[partition].next = std::max(states_[partition].next, message.offset);
        states_[partition].at_end = true;
        located_[partition] = true;
      }
      return;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      if (partition < states_.size()) lost_.push_back(static_cast<std::uint32_t>(partition));
      return;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      assigned_ = false;
      next_try_ = Clock::now() + kFirstRetry;
      return;
    default: {
      const char* const text = rd_kafka_message_errstr(&message);
      health_.Trouble(rd_kafka_err2name(message.err),
                      fmt::format("topic {} partition {}: {}", options_.topic, message.partition, text));
    }
  }
}

void KafkaSource::Take(KafkaBlock& block, rd_kafka_message_t* message) {
  const auto partition = static_cast<std::uint32_t>(message->partition);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR || partition >= states_.size()) {
    TakeEvent(*message);
    rd_kafka_message_destroy(message);
    return;
  }
  RecordView record;
  record.data = static_cast<const char*>(message->payload);
  record.whole_size = message->len;
  record.size =
      message->len > options_.max_record ? std::min<std::uint64_t>(kOversizeHead, options_.max_record) : message->len;
  record.key = static_cast<const char*>(message->key);
  record.key_size = message->key_len;
  record.offset = message->offset;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t millis = rd_kafka_message_timestamp(message, &type);
  // Kafka writes -1 for none. What 64 bits of microseconds cannot hold stays far outside of all years.
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && millis != -1 &&
      __builtin_mul_overflow(millis, std::int64_t{1000}, &record.timestamp_us)) {
    record.timestamp_us = millis < 0 ? INT64_MIN + 1 : INT64_MAX;
  }
  record.partition = partition;
  if (std::string encoded = kafka::EncodeHeaders(*message); !encoded.empty()) {
    const std::string& headers = block.Keep(std::move(encoded));
    record.headers = headers.data();
    record.headers_size = static_cast<std::uint32_t>(headers.size());
  }
  PartitionState& state = states_[partition];
  state.next = message->offset + 1;
  state.at_end = false;
  located_[partition] = true;
  block.Add(message, record);
}

Polled KafkaSource::Poll(std::uint64_t max_bytes, Clock::time_point deadline) {
  if (cancelled_) return {};
  Serve();
  if (!assigned_) {
    const WaitMeter::Wait waiting(waits_);
    TryToStart(deadline);
    if (!assigned_) return {};
  }
  if (!lost_.empty()) ResetLost();
  if (!health_.ready()) {
    Probe();
  } else if (Clock::now() >= next_look_) {
    LookForPartitions();
  }
  KafkaBlock& block = pool_->Take();
  BlockRef reference(&block);
  const std::size_t most = std::clamp<std::size_t>(max_bytes / average_size_, 1, kMostMessages);
  const std::size_t count = Receive(most, deadline);
  for (std::size_t i = 0; i < count; ++i) Take(block, messages_[i]);
  MeasureLag();
  if (block.empty()) return {};
  block.Finish();
  average_size_ = (3 * average_size_ + block.bytes() / block.records().size()) / 4 + 1;
  return {PollResult::kBlock, std::move(reference), std::nullopt};
}

Expected<void> KafkaSource::Sync(Clock::time_point deadline) {
  do {
    committer_.Serve(MillisUntil(deadline, kSlice));
    if (committer_.stored()) return {};
  } while (Clock::now() < deadline);
  const std::string reason = committer_.last_error();
  return Failure(StatusCode::kUnavailable, fmt::format("the offsets of group {} were not stored{}{}", options_.group,
                                                       reason.empty() ? "" : ": ", reason));
}

}  // namespace

Expected<std::unique_ptr<Source>> OpenKafkaSource(KafkaSourceOptions options) {
  const std::vector<kafka::Setting> defaults = {{"fetch.wait.max.ms", "100"},
                                                {"fetch.error.backoff.ms", "100"},
                                                {"fetch.message.max.bytes", "4194304"},
                                                {"check.crcs", "true"}};
  const std::uint64_t queue_kilobytes = std::clamp<std::uint64_t>(options.queue_bytes >> 10, 1, 2097151);
  // A consumer that is paused skips records (a fault of librdkafka 2.0.2 with batches), so that the queue alone bounds
  // what is fetched ahead.
  const std::vector<kafka::Setting> required = {{"group.id", options.group},
                                                {"enable.auto.commit", "false"},
                                                {"enable.auto.offset.store", "false"},
                                                {"auto.offset.reset", "error"},
                                                {"enable.partition.eof", "true"},
                                                {"queued.min.messages", "10000000"},
                                                {"queued.max.messages.kbytes", std::to_string(queue_kilobytes)}};
  auto conf = kafka::MakeConf(options.cluster, defaults, required);
  if (!conf) return tl::unexpected(conf.error());
  rd_kafka_conf_set_error_cb(conf->get(), &kafka::ClusterErrors::OnError);
  auto errors = std::make_unique<kafka::ClusterErrors>();
  auto client = kafka::MakeClient(RD_KAFKA_CONSUMER, std::move(*conf), errors.get());
  if (!client) return tl::unexpected(client.error());
  return std::make_unique<KafkaSource>(std::move(options), std::move(errors), std::move(*client));
}

}  // namespace rulert::io
