#pragma once
// Reads one topic: who leads its partitions, where reading starts, and what has been fetched and not yet been taken.
// One thread; nothing in it waits.
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/src/io/kafka/health.h"
#include "runtime/src/io/kafka_fetch/chunk.h"
#include "runtime/src/io/kafka_fetch/cluster.h"
#include "runtime/src/io/kafka_fetch/fetch_response.h"
#include "runtime/src/io/source.h"
#include "runtime/src/io/start_at.h"

namespace rulert::io::kafka_fetch {

struct TopicOptions {
  std::string topic;
  std::string group;
  std::uint64_t queue_bytes = 0;  // fetched and not taken, and asked for
  StartAt start;                  // of partitions without committed offset
};

class TopicReader {
 public:
  using Clock = Cluster::Clock;

  TopicReader(TopicOptions options, Cluster& cluster, kafka::Health& health)
      : options_(std::move(options)), cluster_(cluster), health_(health) {}

  /// Takes what brokers answered and asks for what is due.
  void Serve(Clock::time_point now);

  /// The oldest chunk; null: nothing has been fetched. Whoever takes batches from it moves `next` of its partition.
  Chunk* Front();
  /// The chunk is used up, or `bytes` of it are.
  void Took(std::size_t bytes) { queued_ -= bytes; }
  void Pop();
  std::int64_t& next(std::uint32_t partition) { return states_[partition].next; }

  /// A batch of the partition was taken without complaint.
  void Sound(std::uint32_t partition) { partitions_[partition].damages = 0; }
  /// Fetches again from the partition's position: what came was damaged. How often the batch at `offset` has been
  /// tried by now.
  int Refetch(std::uint32_t partition, std::int64_t offset, Clock::time_point now);
  /// Reading goes on at `offset`.
  void SkipTo(std::uint32_t partition, std::int64_t offset);
  /// A batch that the broker itself finds damaged; taken by asking.
  std::optional<std::uint32_t> TakeDamaged() { return std::exchange(damaged_, std::nullopt); }

  /// Offsets found by `start`, to be committed; taken by asking.
  std::vector<PartitionOffset> TakeStarts() { return std::exchange(starts_, {}); }

  /// Goes up when the topic was made anew.
  std::uint32_t incarnation() const { return incarnation_; }
  /// As of the last call.
  const std::vector<PartitionState>& Describe();
  /// True once after the states have changed in what they say about ends.
  bool TakeEndsChanged() { return std::exchange(ends_changed_, false); }

 private:
  enum class Phase : std::uint8_t {
    kCommitted,  // its group's offset is to be asked for
    kEarliest,   // its first offset is
    kLatest,     // its end is
    kTimestamp,  // its end is, then the offset of a time: what comes in between must not be left out
    kRead,
    kLost,  // its offset does not exist: first and last are asked for
    kGone,  // the topic was made anew with fewer partitions
  };
  struct Partition {
    std::int32_t leader = -1;
    std::int32_t leader_epoch = -1;
    Phase phase = Phase::kCommitted;
    Phase start = Phase::kEarliest;  // where nothing is committed
    bool asked = false;              // where it starts
    bool current = false;            // has been fetched from successfully since the connection stands
    std::uint32_t generation = 0;
    std::int64_t fetch_next = 0;
    std::int64_t first_answer = -1;  // of the two questions of kLost and kTimestamp; -1: not asked yet
    std::int64_t high_watermark = -1;
    std::int64_t end = -1;  // of what may be read: high watermark, or last stable offset
    std::uint32_t queued = 0;
    int failures = 0;
    int damages = 0;
    std::int64_t damaged_offset = -1;
    Clock::time_point not_before{};
    Clock::time_point stale_since{};
  };
  struct Leader {
    bool fetching = false;
    Clock::time_point not_before{};
    std::uint32_t turn = 0;  // who comes first in the next request
    std::vector<FetchedPartition> due;
  };
  enum class Question : std::uint8_t { kMetadata, kCoordinator, kCommitted, kEarliest, kLatest, kTimestamp, kFetch };
  struct Asked {
    Question question = Question::kMetadata;
    std::int32_t leader = -1;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> partitions;  // number, generation
  };

  // Questions: topic_reader.cpp.
  void Ask(BrokerConnection& connection, Clock::time_point now, Asked asked, Api api, std::int16_t version,
           std::string_view body, std::chrono::milliseconds patience = {});
  void AskMetadata(Clock::time_point now);
  void AskCommitted(Clock::time_point now);
  void FindCoordinator(Clock::time_point now);
  void AskOffsets(Clock::time_point now);
  static std::optional<Question> OffsetQuestion(const Partition& partition);
  void AskOffsetsOf(std::int32_t leader, const std::vector<std::uint32_t>& partitions, Question question,
                    Clock::time_point now);
  void AskFetches(Clock::time_point now);
  void AskFetch(std::int32_t id, Leader& leader, Clock::time_point now);
  bool HasRoom() const;
  void Judge(Clock::time_point now);

  // Answers: topic_answers.cpp.
  void TakeAnswer(BrokerConnection& connection, const BrokerConnection::Response& response, Clock::time_point now);
  void TakeLoss(std::uint64_t request, Clock::time_point now);
  bool TakeMetadata(const BrokerConnection::Response& response, Clock::time_point now);
  void UsePartitions(const Metadata& metadata, Clock::time_point now);
  bool TakeCoordinator(const BrokerConnection::Response& response, Clock::time_point now);
  bool TakeCommitted(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now);
  bool TakeOffsets(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now);
  Phase StartPhase() const;
  void Located(std::uint32_t partition, std::int64_t offset);
  void Started(std::uint32_t partition, std::int64_t offset);
  void FoundOffset(std::uint32_t partition, Question question, std::int64_t offset);
  void FoundLost(std::uint32_t partition, std::int64_t high);
  bool TakeFetch(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now);
  void TakeRecords(FetchedRecords& records, const Asked& asked, const BrokerConnection::Response& response,
                   Clock::time_point now);
  void TakeFetchError(std::uint32_t number, ErrorCode error, Clock::time_point now);
  void Recreated(std::size_t partitions);
  void Stale(Partition& partition, Clock::time_point now);
  void RefreshBy(Clock::time_point when) { metadata_due_ = std::min(metadata_due_, when); }
  std::string Place(std::uint32_t partition) const;

  const TopicOptions options_;
  Cluster& cluster_;
  kafka::Health& health_;

  std::vector<PartitionState> states_;
  std::vector<Partition> partitions_;
  std::map<std::int32_t, Leader> leaders_;
  TopicId topic_id_{};
  std::vector<TopicId> former_ids_;  // of topics made before it under its name
  std::uint32_t incarnation_ = 0;
  bool exists_ = false;  // as metadata said last
  bool was_missing_ = false;
  bool was_ready_ = false;

  std::unordered_map<std::uint64_t, Asked> asked_;
  std::uint64_t last_request_ = 0;
  bool metadata_asked_ = false;
  Clock::time_point metadata_due_{};
  std::chrono::milliseconds metadata_retry_{100};
  std::optional<BrokerAddress> coordinator_;
  bool coordinator_asked_ = false;
  Clock::time_point coordinator_due_{};  // also of asking for committed offsets

  std::deque<Chunk> chunks_;
  std::uint64_t queued_ = 0;     // bytes in chunks
  std::uint64_t in_flight_ = 0;  // bytes that brokers may be sending
  std::vector<PartitionOffset> starts_;
  std::optional<std::uint32_t> damaged_;
  bool ends_changed_ = false;
};

}  // namespace rulert::io::kafka_fetch
