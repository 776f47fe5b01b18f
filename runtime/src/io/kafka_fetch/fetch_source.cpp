#include "runtime/src/io/kafka_fetch/fetch_source.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "runtime/src/io/kafka/client.h"
#include "runtime/src/io/kafka/offset_committer.h"
#include "runtime/src/io/kafka_fetch/chunk.h"
#include "runtime/src/io/kafka_fetch/cluster.h"
#include "runtime/src/io/kafka_fetch/topic_reader.h"
#include "runtime/src/io/wait_meter.h"

namespace rulert::io {
namespace {

using namespace kafka_fetch;

constexpr std::chrono::milliseconds kSlice{20};       // names and retries are looked at by time
constexpr int kTries = 3;                             // of a batch that comes damaged: the wire may have done it
constexpr std::uint64_t kLargestBatch = 64ull << 20;  // also where max_record is smaller: its head is handed over

std::uint64_t MostUnpacked(const KafkaSourceOptions& options) {
  return std::max(options.max_record, kLargestBatch) + (1 << 20);
}

/// Makes another thread's wait end.
class WakeUp {
 public:
  WakeUp() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~WakeUp() {
    if (fd_ >= 0) close(fd_);
  }
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  int fd() const { return fd_; }
  void Call() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(fd_, &one, sizeof one);
  }

 private:
  const int fd_;
};

/// What stores offsets.
struct Committing {
  std::unique_ptr<kafka::ClusterErrors> errors;
  kafka::Owned<rd_kafka_t> client;
};

class FetchSource final : public Source {
 public:
  FetchSource(KafkaFetchOptions options, const Settings& settings, std::unique_ptr<TlsContext> tls,
              Committing committing)
      : options_(std::move(options)),
        committing_(std::move(committing)),
        committer_(committing_.client.get(), options_.source.topic),
        health_(options_.source.subject, options_.source.listener),
        buffers_(std::make_shared<BufferPool>(2 * options_.source.queue_bytes)),
        blocks_(std::make_shared<FetchBlock::Pool>(NothingToKeep{})),
        cluster_(settings, std::move(tls), buffers_, MostResponse(settings)),
        topic_({options_.source.topic, options_.source.group, options_.source.queue_bytes, options_.source.start},
               cluster_, health_),
        taker_(buffers_, options_.source.max_record, MostUnpacked(options_.source)),
        last_look_(Clock::now()) {}

  Polled Poll(std::uint64_t max_bytes, Clock::time_point deadline) override;
  std::span<const PartitionState> partitions() const override { return states_; }
  void Commit(std::span<const PartitionOffset> offsets) override { committer_.Want(offsets); }
  Expected<void> Sync(Clock::time_point deadline) override;
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return waits_.Total(now); }
  void Cancel() override {
    cancelled_ = true;
    wake_up_.Call();
  }

 private:
  std::uint64_t MostResponse(const Settings& settings) const {
    return static_cast<std::uint64_t>(settings.fetch.most_bytes) + MostUnpacked(options_.source);
  }
  Polled Look(std::uint64_t max_bytes, Clock::time_point deadline);
  void Fill(FetchBlock& block, std::uint64_t max_bytes, Clock::time_point now);
  void Refuse(std::uint32_t partition, const Corruption& corruption, Clock::time_point now);

  const KafkaFetchOptions options_;
  Committing committing_;
  kafka::OffsetCommitter committer_;
  kafka::Health health_;
  const std::shared_ptr<BufferPool> buffers_;
  const std::shared_ptr<FetchBlock::Pool> blocks_;
  Cluster cluster_;
  TopicReader topic_;
  ChunkTaker taker_;
  std::vector<PartitionState> states_;
  std::optional<Status> failure_;
  Clock::time_point last_look_;
  std::atomic<bool> cancelled_{false};
  WakeUp wake_up_;
  WaitMeter waits_;
};

/// The batch is damaged: fetched again, and dealt with when that does not help.
void FetchSource::Refuse(std::uint32_t partition, const Corruption& corruption, Clock::time_point now) {
  const int tries = topic_.Refetch(partition, corruption.offset, now);
  const std::string sentence = fmt::format("topic {} partition {}: the batch at offset {} is corrupt: {}",
                                           options_.source.topic, partition, corruption.offset, corruption.reason);
  health_.Trouble("corrupt", sentence);
  if (tries < kTries) return;
  if (options_.corrupt_batch == CorruptBatch::kStop) {
    failure_ = Status{StatusCode::kIo, sentence + "; with `corrupt_batch: skip` reading goes on behind it"};
  } else if (corruption.after < 0) {
    failure_ = Status{StatusCode::kIo, sentence + "; it cannot be skipped, since where it ends cannot be told"};
  } else {
    health_.CorruptBatch(fmt::format("{}; skipped, going on at {}", sentence, corruption.after));
    topic_.SkipTo(partition, corruption.after);
  }
}

void FetchSource::Fill(FetchBlock& block, std::uint64_t max_bytes, Clock::time_point now) {
  if (const auto damaged = topic_.TakeDamaged()) {
    Refuse(*damaged, {topic_.next(*damaged), -1, "the broker cannot read it"}, now);
  }
  while (Chunk* const chunk = topic_.Front()) {
    if (failure_) return;
    const std::uint32_t partition = chunk->partition;
    const std::size_t before = chunk->rest.size();
    const TakeResult result = taker_.Take(*chunk, topic_.next(partition), max_bytes, block);
    topic_.Took(before - chunk->rest.size());
    if (result == TakeResult::kCorrupt) {
      Refuse(partition, taker_.corruption(), now);
      continue;
    }
    topic_.Sound(partition);
    if (result == TakeResult::kFull) return;
    topic_.Pop();
  }
}

Polled FetchSource::Look(std::uint64_t max_bytes, Clock::time_point deadline) {
  FetchBlock& block = blocks_->Take();
  BlockRef reference(&block);
  while (!cancelled_) {
    const Clock::time_point now = Clock::now();
    rd_kafka_poll(committing_.client.get(), 0);
    committer_.Serve(0);
    topic_.Serve(now);
    committer_.Follow(topic_.incarnation());
    if (const auto starts = topic_.TakeStarts(); !starts.empty()) committer_.Want(starts);
    Fill(block, max_bytes, now);
    states_ = topic_.Describe();
    const bool ends_changed = topic_.TakeEndsChanged();
    if (!block.empty()) {
      block.Finish();
      return {PollResult::kBlock, std::move(reference), std::nullopt};
    }
    if (failure_) return {PollResult::kFailed, {}, failure_};
    if (ends_changed || now >= deadline) break;
    const WaitMeter::Wait waiting(waits_);
    cluster_.Wait(std::min(deadline, now + kSlice), wake_up_.fd());
  }
  return {};
}

Polled FetchSource::Poll(std::uint64_t max_bytes, Clock::time_point deadline) {
  if (cancelled_) return {};
  // While nobody polled, no broker could show that it answers.
  cluster_.Shift(Clock::now() - last_look_);
  Polled polled = Look(max_bytes, deadline);
  last_look_ = Clock::now();
  return polled;
}

Expected<void> FetchSource::Sync(Clock::time_point deadline) {
  do {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    committer_.Serve(static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 50)));
    if (committer_.stored()) return {};
  } while (Clock::now() < deadline);
  const std::string reason = committer_.last_error();
  return Failure(StatusCode::kUnavailable, fmt::format("the offsets of group {} were not stored{}{}",
                                                       options_.source.group, reason.empty() ? "" : ": ", reason));
}

}  // namespace

Expected<std::unique_ptr<Source>> OpenKafkaFetchSource(KafkaFetchOptions options) {
  const KafkaSourceOptions& source = options.source;
  // The client library judges all settings first: it names those that nobody knows.
  auto conf = kafka::MakeConf(source.cluster, {}, {{"group.id", source.group}, {"enable.auto.commit", "false"}});
  if (!conf) return tl::unexpected(conf.error());
  auto settings = ReadSettings(source.cluster);
  if (!settings) return tl::unexpected(settings.error());
  std::unique_ptr<TlsContext> tls;
  if (settings->tls.enabled) {
    auto made = MakeTlsContext(settings->tls);
    if (!made) return tl::unexpected(made.error());
    tls = std::move(*made);
  }
  rd_kafka_conf_set_error_cb(conf->get(), &kafka::ClusterErrors::OnError);
  Committing committing;
  committing.errors = std::make_unique<kafka::ClusterErrors>();
  auto client = kafka::MakeClient(RD_KAFKA_CONSUMER, std::move(*conf), committing.errors.get());
  if (!client) return tl::unexpected(client.error());
  committing.client = std::move(*client);
  return std::make_unique<FetchSource>(std::move(options), *settings, std::move(tls), std::move(committing));
}

}  // namespace rulert::io
