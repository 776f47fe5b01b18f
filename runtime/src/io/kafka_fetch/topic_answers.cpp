// What brokers answer to the questions of topic_reader.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/src/io/kafka_fetch/topic_reader.h"

namespace rulert::io::kafka_fetch {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstRetry = 100ms;
constexpr std::chrono::milliseconds kLastRetry = 2000ms;
constexpr int kFailuresToTell = 5;

}  // namespace

void TopicReader::TakeAnswer(BrokerConnection& connection, const BrokerConnection::Response& response,
                             Clock::time_point now) {
  const auto found = asked_.find(response.request);
  if (found == asked_.end()) return;
  const Asked asked = std::move(found->second);
  asked_.erase(found);
  bool readable = false;
  switch (asked.question) {
    case Question::kMetadata:
      readable = TakeMetadata(response, now);
      break;
    case Question::kCoordinator:
      readable = TakeCoordinator(response, now);
      break;
    case Question::kCommitted:
      readable = TakeCommitted(asked, response, now);
      break;
    case Question::kEarliest:
    case Question::kLatest:
    case Question::kTimestamp:
      readable = TakeOffsets(asked, response, now);
      break;
    case Question::kFetch:
      readable = TakeFetch(asked, response, now);
      break;
  }
  if (readable) return;
  connection.Distrust(now, fmt::format("its answer to {} cannot be read", RangeOf(response.api).name));
  RefreshBy(now + kFirstRetry);
}

void TopicReader::Stale(Partition& partition, Clock::time_point now) {
  if (partition.current) partition.stale_since = now;
  partition.current = false;
}

void TopicReader::TakeLoss(std::uint64_t request, Clock::time_point now) {
  const auto found = asked_.find(request);
  if (found == asked_.end()) return;
  const Asked asked = std::move(found->second);
  asked_.erase(found);
  RefreshBy(now + kFirstRetry);  // what the broker led may be led by another one
  switch (asked.question) {
    case Question::kMetadata:
      metadata_asked_ = false;
      metadata_due_ = now + kFirstRetry;
      break;
    case Question::kCoordinator:
      coordinator_asked_ = false;
      break;
    case Question::kCommitted:
      coordinator_.reset();
      [[fallthrough]];
    case Question::kEarliest:
    case Question::kLatest:
    case Question::kTimestamp:
      for (const auto& [number, generation] : asked.partitions) partitions_[number].asked = false;
      break;
    case Question::kFetch:
      leaders_[asked.leader].fetching = false;
      in_flight_ -= static_cast<std::uint64_t>(cluster_.settings().fetch.most_bytes);
      for (const auto& [number, generation] : asked.partitions) Stale(partitions_[number], now);
      break;
  }
}

bool TopicReader::TakeMetadata(const BrokerConnection::Response& response, Clock::time_point now) {
  metadata_asked_ = false;
  const auto metadata = ReadMetadata(response.version, response.body, options_.topic);
  metadata_due_ = now + metadata_retry_;
  metadata_retry_ = std::min(2 * metadata_retry_, kLastRetry);
  if (!metadata) return false;
  if (!metadata->brokers.empty()) cluster_.Learn(metadata->brokers);
  exists_ = metadata->error == ErrorCode::kNone && !metadata->partitions.empty();
  if (exists_) {
    UsePartitions(*metadata, now);
  } else if (metadata->error == ErrorCode::kUnknownTopicOrPartition) {
    was_missing_ = true;
    health_.Trouble("missing", fmt::format("there is no topic {}", options_.topic));
  } else if (metadata->error != ErrorCode::kLeaderNotAvailable) {
    health_.Trouble(NameOf(metadata->error), fmt::format("topic {}: {}", options_.topic, NameOf(metadata->error)));
  }
  return true;
}

/// Of partitions that are there when reading starts.
TopicReader::Phase TopicReader::StartPhase() const {
  switch (options_.start.kind) {
    case StartAt::Kind::kEarliest:
      break;
    case StartAt::Kind::kLatest:
      return Phase::kLatest;
    case StartAt::Kind::kTimestamp:
      return Phase::kTimestamp;
  }
  return Phase::kEarliest;
}

void TopicReader::UsePartitions(const Metadata& metadata, Clock::time_point now) {
  const bool has_id = metadata.topic_id != TopicId{};
  // A broker may still tell of a topic that another one told is no more.
  if (std::find(former_ids_.begin(), former_ids_.end(), metadata.topic_id) != former_ids_.end()) return;
  if (has_id && topic_id_ != TopicId{} && topic_id_ != metadata.topic_id) {
    former_ids_.push_back(topic_id_);
    Recreated(metadata.partitions.size());
  }
  topic_id_ = metadata.topic_id;
  // Whoever wants what comes from now on wants all of a partition that is made later.
  const bool later = was_missing_ || !partitions_.empty();
  const Phase start = later && StartPhase() == Phase::kLatest ? Phase::kEarliest : StartPhase();
  while (partitions_.size() < metadata.partitions.size()) {
    PartitionState state;
    state.partition = static_cast<std::uint32_t>(states_.size());
    state.incarnation = incarnation_;
    states_.push_back(state);
    state.located = false;
    Partition& partition = partitions_.emplace_back();
    partition.stale_since = now;
    partition.start = start;
    if (options_.group.empty()) partition.phase = start;
  }
  bool complete = true;
  for (std::size_t i = 0; i < metadata.partitions.size(); ++i) {
    const Metadata::Partition& told = metadata.partitions[i];
    Partition& partition = partitions_[i];
    if (partition.phase == Phase::kGone) partition.phase = Phase::kEarliest;
    // A broker may not have heard yet what another one told already.
    const bool old = has_id && told.leader_epoch >= 0 && told.leader_epoch < partition.leader_epoch;
    complete = complete && !old && told.leader >= 0 && partition.failures == 0;
    if (old) continue;
    if (told.leader != partition.leader) Stale(partition, now);
    partition.leader = told.leader;
    partition.leader_epoch = told.leader_epoch;
  }
  if (!complete) return;
  metadata_due_ = now + cluster_.settings().metadata_interval;
  metadata_retry_ = kFirstRetry;
}

/// Its records are others, whatever their offsets.
void TopicReader::Recreated(std::size_t partitions) {
  health_.Skipped(fmt::format("topic {} was made anew; going on at its earliest records", options_.topic));
  ++incarnation_;
  starts_.clear();
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    Partition& partition = partitions_[i];
    ++partition.generation;
    partition.phase = i < partitions ? Phase::kEarliest : Phase::kGone;
    partition.start = Phase::kEarliest;
    partition.first_answer = -1;
    partition.asked = false;
    partition.leader_epoch = -1;
    partition.high_watermark = partition.end = -1;
    partition.current = false;
    states_[i].next = 0;
    states_[i].incarnation = incarnation_;
  }
}

bool TopicReader::TakeCoordinator(const BrokerConnection::Response& response, Clock::time_point now) {
  coordinator_asked_ = false;
  const auto coordinator = ReadFindCoordinator(response.version, response.body);
  coordinator_due_ = now + kFirstRetry;
  if (!coordinator) return false;
  if (coordinator->error == ErrorCode::kNone) {
    coordinator_ = coordinator->address;
    coordinator_due_ = now;
  } else if (coordinator->error != ErrorCode::kCoordinatorNotAvailable &&
             coordinator->error != ErrorCode::kCoordinatorLoadInProgress) {
    health_.Trouble(NameOf(coordinator->error), fmt::format("the offsets of group {} cannot be read: {}",
                                                            options_.group, NameOf(coordinator->error)));
  }
  return true;
}

bool TopicReader::TakeCommitted(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now) {
  for (const auto& [number, generation] : asked.partitions) partitions_[number].asked = false;
  coordinator_due_ = now + kFirstRetry;
  const auto answers = ReadOffsetFetch(response.version, response.body);
  if (!answers) return false;
  ErrorCode error = answers->error;
  for (const PartitionAnswer& answer : answers->partitions) {
    const auto number = static_cast<std::uint32_t>(answer.partition);
    const bool meant = std::any_of(asked.partitions.begin(), asked.partitions.end(), [&](const auto& entry) {
      return entry.first == number && partitions_[number].generation == entry.second;
    });
    if (!meant || partitions_[number].phase != Phase::kCommitted) continue;
    if (answer.error != ErrorCode::kNone) {
      error = answer.error;
    } else if (answers->error == ErrorCode::kNone) {
      Located(number, answer.offset);
    }
  }
  if (error == ErrorCode::kNotCoordinator || error == ErrorCode::kCoordinatorNotAvailable) coordinator_.reset();
  const bool passing = error == ErrorCode::kNone || error == ErrorCode::kNotCoordinator ||
                       error == ErrorCode::kCoordinatorNotAvailable || error == ErrorCode::kCoordinatorLoadInProgress ||
                       error == ErrorCode::kUnstableOffsetCommit;
  if (!passing)
    health_.Trouble(NameOf(error),
                    fmt::format("the offsets of group {} cannot be read: {}", options_.group, NameOf(error)));
  return true;
}

/// Where a partition starts; -1: its group has never committed.
void TopicReader::Located(std::uint32_t number, std::int64_t offset) {
  Partition& partition = partitions_[number];
  if (offset < 0) {
    partition.phase = partition.start;
    return;
  }
  partition.phase = Phase::kRead;
  partition.fetch_next = offset;
  states_[number].next = offset;
}

/// Its start was found, and is to be found no second time.
void TopicReader::Started(std::uint32_t number, std::int64_t offset) {
  Located(number, offset);
  if (!options_.group.empty()) starts_.push_back({number, offset, incarnation_});
}

bool TopicReader::TakeOffsets(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now) {
  for (const auto& [number, generation] : asked.partitions) partitions_[number].asked = false;
  const auto answers = ReadListOffsets(response.version, response.body);
  if (!answers) return false;
  for (const PartitionAnswer& answer : answers->partitions) {
    const auto number = static_cast<std::uint32_t>(answer.partition);
    const bool meant = std::any_of(asked.partitions.begin(), asked.partitions.end(), [&](const auto& entry) {
      return entry.first == number && partitions_[number].generation == entry.second;
    });
    if (!meant) continue;
    // No offset: no record is as late as the time that was asked for.
    const bool found = answer.offset >= 0 || asked.question == Question::kTimestamp;
    if (answer.error != ErrorCode::kNone || !found) {
      TakeFetchError(number, answer.error, now);
    } else {
      FoundOffset(number, asked.question, answer.offset);
    }
  }
  return true;
}

void TopicReader::FoundOffset(std::uint32_t number, Question question, std::int64_t offset) {
  Partition& partition = partitions_[number];
  if (OffsetQuestion(partition) != question) return;  // answered already
  switch (partition.phase) {
    case Phase::kEarliest:
      return Located(number, offset);
    case Phase::kLatest:
      return Started(number, offset);
    case Phase::kTimestamp:
    case Phase::kLost:
      break;
    case Phase::kCommitted:
    case Phase::kRead:
    case Phase::kGone:
      return;
  }
  if (partition.first_answer < 0) {
    partition.first_answer = offset;
  } else if (partition.phase == Phase::kLost) {
    FoundLost(number, offset);
  } else {
    const std::int64_t end = std::exchange(partition.first_answer, -1);
    Started(number, offset >= 0 ? offset : end);
  }
}

/// Goes on at the earliest record where the next one is gone, and says so.
void TopicReader::FoundLost(std::uint32_t number, std::int64_t high) {
  Partition& partition = partitions_[number];
  const std::int64_t next = states_[number].next;
  const std::int64_t low = std::exchange(partition.first_answer, -1);
  if (next >= low && next <= high) return Located(number, next);
  const std::string place = fmt::format("{}: offset {}", Place(number), next);
  if (next < low) {
    health_.Skipped(
        fmt::format("{} is gone; {} records were lost to retention, going on at {}", place, low - next, low));
  } else {
    health_.Skipped(fmt::format(
        "{} does not exist, the topic ends at {}: it was truncated or made anew; going on at {}", place, high, low));
  }
  Located(number, low);
}

void TopicReader::TakeFetchError(std::uint32_t number, ErrorCode error, Clock::time_point now) {
  Partition& partition = partitions_[number];
  if (error == ErrorCode::kOffsetOutOfRange) {
    ++partition.generation;  // what is queued is asked for again, if it is still there
    partition.phase = Phase::kLost;
    partition.first_answer = -1;
    return;
  }
  if (error == ErrorCode::kCorruptMessage) {
    damaged_ = number;
    return;
  }
  ++partition.failures;
  Stale(partition, now);
  partition.not_before = now + kFirstRetry;
  RefreshBy(now + kFirstRetry / 2);
  if (!IsLeaderMove(error) || partition.failures >= kFailuresToTell)
    health_.Trouble(NameOf(error), fmt::format("{}: {}", Place(number), NameOf(error)));
}

void TopicReader::TakeRecords(FetchedRecords& fetched, const Asked& asked, const BrokerConnection::Response& response,
                              Clock::time_point now) {
  const auto number = static_cast<std::uint32_t>(fetched.partition);
  const auto entry = std::find_if(asked.partitions.begin(), asked.partitions.end(),
                                  [&](const auto& part) { return part.first == number; });
  if (entry == asked.partitions.end()) return;
  Partition& partition = partitions_[number];
  if (partition.generation != entry->second || partition.phase != Phase::kRead) return;
  if (fetched.error != ErrorCode::kNone) return TakeFetchError(number, fetched.error, now);
  partition.failures = 0;
  partition.current = true;
  partition.high_watermark = fetched.high_watermark;
  const bool stable = cluster_.settings().fetch.committed && fetched.last_stable_offset >= 0;
  partition.end = stable ? fetched.last_stable_offset : fetched.high_watermark;
  if (fetched.records.empty()) return;

  Chunk chunk;
  chunk.partition = number;
  chunk.generation = partition.generation;
  chunk.limit = LimitOf(fetched.high_watermark);
  chunk.frame = response.frame;
  chunk.rest = fetched.records;
  if (cluster_.settings().fetch.committed) chunk.filter = TransactionFilter(std::move(fetched.aborted));
  const std::int64_t next = ScanBatches(chunk.rest, partition.fetch_next, chunk.limit);
  if (next == partition.fetch_next) {
    BatchHeader header;
    const bool first = entry == asked.partitions.begin();
    if (ReadBatchHeader(chunk.rest, header) == BatchShape::kCut && !first) return;  // its turn will come
    chunk.cut_is_corrupt = first;
    partition.not_before = now + kFirstRetry;  // until somebody has looked at it
  }
  partition.fetch_next = next;
  ++partition.queued;
  queued_ += chunk.rest.size();
  chunks_.push_back(std::move(chunk));
}

bool TopicReader::TakeFetch(const Asked& asked, const BrokerConnection::Response& response, Clock::time_point now) {
  Leader& leader = leaders_[asked.leader];
  leader.fetching = false;
  in_flight_ -= static_cast<std::uint64_t>(cluster_.settings().fetch.most_bytes);
  auto answer = ReadFetch(response.version, response.body);
  if (!answer) {
    for (const auto& [number, generation] : asked.partitions) Stale(partitions_[number], now);
    return false;
  }
  if (answer->throttle_ms > 0) leader.not_before = now + std::chrono::milliseconds(answer->throttle_ms);
  if (answer->error != ErrorCode::kNone) {
    for (const auto& [number, generation] : asked.partitions) {
      if (partitions_[number].generation == generation) TakeFetchError(number, answer->error, now);
    }
  } else {
    for (FetchedRecords& fetched : answer->partitions) TakeRecords(fetched, asked, response, now);
  }
  // The broker reads the next records while these are walked.
  AskFetches(now);
  return true;
}

}  // namespace rulert::io::kafka_fetch
