#include "runtime/src/io/kafka_fetch/topic_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace rulert::io::kafka_fetch {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 1s;  // before a broker that is away becomes news

}  // namespace

std::string TopicReader::Place(std::uint32_t partition) const {
  return fmt::format("topic {} partition {}", options_.topic, partition);
}

void TopicReader::Serve(Clock::time_point now) {
  cluster_.Serve(
      now,
      [&](BrokerConnection& connection, const BrokerConnection::Response& response) {
        TakeAnswer(connection, response, now);
      },
      [&](std::uint64_t request) { TakeLoss(request, now); });
  AskMetadata(now);
  if (exists_) {
    AskCommitted(now);
    AskOffsets(now);
    AskFetches(now);
  }
  Judge(now);
}

void TopicReader::Ask(BrokerConnection& connection, Clock::time_point now, Asked asked, Api api, std::int16_t version,
                      std::string_view body, std::chrono::milliseconds patience) {
  const std::uint64_t request = ++last_request_;
  asked_.emplace(request, std::move(asked));
  connection.Send(now, request, api, version, body, patience);
}

void TopicReader::AskMetadata(Clock::time_point now) {
  if (metadata_asked_ || now < metadata_due_) return;
  BrokerConnection* const connection = cluster_.Any(now);
  if (connection == nullptr) return;
  metadata_asked_ = true;
  const std::int16_t version = connection->version(Api::kMetadata);
  Ask(*connection, now, {}, Api::kMetadata, version, MetadataRequest(version, options_.topic));
}

void TopicReader::FindCoordinator(Clock::time_point now) {
  if (coordinator_asked_) return;
  BrokerConnection* const connection = cluster_.Any(now);
  if (connection == nullptr) return;
  coordinator_asked_ = true;
  const std::int16_t version = connection->version(Api::kFindCoordinator);
  Ask(*connection, now, {Question::kCoordinator, -1, {}}, Api::kFindCoordinator, version,
      FindCoordinatorRequest(version, options_.group));
}

void TopicReader::AskCommitted(Clock::time_point now) {
  if (now < coordinator_due_) return;
  Asked asked;
  asked.question = Question::kCommitted;
  std::vector<std::int32_t> numbers;
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    if (partition.phase != Phase::kCommitted || partition.asked) continue;
    numbers.push_back(static_cast<std::int32_t>(i));
    asked.partitions.emplace_back(i, partition.generation);
  }
  if (numbers.empty()) return;
  if (!coordinator_) return FindCoordinator(now);
  BrokerConnection* const connection = cluster_.To(*coordinator_, now);
  if (connection == nullptr) {
    // It may have moved.
    coordinator_.reset();
    coordinator_due_ = now + 100ms;
    return;
  }
  for (const auto& [number, generation] : asked.partitions) partitions_[number].asked = true;
  const std::int16_t version = connection->version(Api::kOffsetFetch);
  Ask(*connection, now, std::move(asked), Api::kOffsetFetch, version,
      OffsetFetchRequest(version, options_.group, options_.topic, numbers, cluster_.settings().fetch.committed));
}

void TopicReader::AskOffsetsOf(std::int32_t leader, const std::vector<std::uint32_t>& partitions, Question question,
                               Clock::time_point now) {
  BrokerConnection* const connection = cluster_.To(leader, now);
  if (connection == nullptr) {
    RefreshBy(now + 200ms);
    return;
  }
  Asked asked;
  asked.question = question;
  asked.leader = leader;
  std::vector<ListedPartition> listed;
  for (const std::uint32_t number : partitions) {
    Partition& partition = partitions_[number];
    partition.asked = true;
    asked.partitions.emplace_back(number, partition.generation);
    listed.push_back({static_cast<std::int32_t>(number), partition.leader_epoch});
  }
  const std::int64_t timestamp = question == Question::kEarliest ? kEarliest
                                 : question == Question::kLatest ? kLatest
                                                                 : options_.start.timestamp_ms;
  const std::int16_t version = connection->version(Api::kListOffsets);
  Ask(*connection, now, std::move(asked), Api::kListOffsets, version,
      ListOffsetsRequest(version, options_.topic, listed, timestamp, cluster_.settings().fetch.committed));
}

/// What is to be asked next about where the partition is read; nothing: that is known, or its group must tell.
std::optional<TopicReader::Question> TopicReader::OffsetQuestion(const Partition& partition) {
  const bool first = partition.first_answer < 0;
  switch (partition.phase) {
    case Phase::kEarliest:
      return Question::kEarliest;
    case Phase::kLatest:
      return Question::kLatest;
    case Phase::kTimestamp:
      return first ? Question::kLatest : Question::kTimestamp;
    case Phase::kLost:
      return first ? Question::kEarliest : Question::kLatest;
    case Phase::kCommitted:
    case Phase::kRead:
    case Phase::kGone:
      break;
  }
  return std::nullopt;
}

void TopicReader::AskOffsets(Clock::time_point now) {
  std::map<std::pair<std::int32_t, Question>, std::vector<std::uint32_t>> wanted;  // by leader
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    const std::optional<Question> question = OffsetQuestion(partition);
    if (!question || partition.asked || partition.leader < 0 || now < partition.not_before) continue;
    wanted[{partition.leader, *question}].push_back(i);
  }
  for (const auto& [key, numbers] : wanted) AskOffsetsOf(key.first, numbers, key.second, now);
}

bool TopicReader::HasRoom() const {
  const auto one = static_cast<std::uint64_t>(cluster_.settings().fetch.most_bytes);
  const std::uint64_t held = queued_ + in_flight_;
  return held == 0 || held + one <= options_.queue_bytes;
}

void TopicReader::AskFetch(std::int32_t id, Leader& leader, Clock::time_point now) {
  BrokerConnection* const connection = cluster_.To(id, now);
  if (connection == nullptr) {
    RefreshBy(now + 500ms);
    return;
  }
  std::rotate(leader.due.begin(), leader.due.begin() + leader.turn++ % leader.due.size(), leader.due.end());
  Asked asked;
  asked.question = Question::kFetch;
  asked.leader = id;
  for (const FetchedPartition& due : leader.due) {
    const auto number = static_cast<std::uint32_t>(due.partition);
    asked.partitions.emplace_back(number, partitions_[number].generation);
  }
  constexpr std::int16_t kMostByName = 12;
  std::int16_t version = connection->version(Api::kFetch);
  if (topic_id_ == TopicId{}) version = std::min(version, kMostByName);
  const FetchLimits& limits = cluster_.settings().fetch;
  leader.fetching = true;
  in_flight_ += static_cast<std::uint64_t>(limits.most_bytes);
  Ask(*connection, now, std::move(asked), Api::kFetch, version,
      FetchRequest(version, options_.topic, topic_id_, leader.due, limits), std::chrono::milliseconds(limits.wait_ms));
}

void TopicReader::AskFetches(Clock::time_point now) {
  if (!HasRoom()) return;
  for (auto& [id, leader] : leaders_) leader.due.clear();
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    if (partition.phase != Phase::kRead || partition.leader < 0 || now < partition.not_before) continue;
    leaders_[partition.leader].due.push_back(
        {static_cast<std::int32_t>(i), partition.leader_epoch, partition.fetch_next});
  }
  for (auto& [id, leader] : leaders_) {
    if (!leader.due.empty() && !leader.fetching && now >= leader.not_before && HasRoom()) AskFetch(id, leader, now);
  }
}

Chunk* TopicReader::Front() {
  while (!chunks_.empty()) {
    Chunk& chunk = chunks_.front();
    if (chunk.generation == partitions_[chunk.partition].generation) return &chunk;
    Pop();
  }
  return nullptr;
}

void TopicReader::Pop() {
  queued_ -= chunks_.front().rest.size();
  --partitions_[chunks_.front().partition].queued;
  chunks_.pop_front();
}

int TopicReader::Refetch(std::uint32_t number, std::int64_t offset, Clock::time_point now) {
  Partition& partition = partitions_[number];
  ++partition.generation;
  partition.fetch_next = states_[number].next;
  partition.damages = partition.damaged_offset == offset ? partition.damages + 1 : 1;
  partition.damaged_offset = offset;
  partition.not_before = now + 50ms;
  return partition.damages;
}

void TopicReader::SkipTo(std::uint32_t number, std::int64_t offset) {
  Partition& partition = partitions_[number];
  ++partition.generation;
  partition.damages = 0;
  partition.not_before = {};
  partition.fetch_next = offset;
  states_[number].next = offset;
}

/// Tells what does not work, or that all does.
void TopicReader::Judge(Clock::time_point now) {
  if (cluster_.down()) {
    for (Partition& partition : partitions_) Stale(partition, now);
    return health_.Trouble(cluster_.denied() ? "denied" : "down", cluster_.Sentence());
  }
  if (!exists_ || partitions_.empty()) return;
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    if (partition.phase == Phase::kGone) continue;
    if (partition.phase == Phase::kRead && partition.current && partition.failures == 0 && partition.damages == 0)
      continue;
    if (partition.failures == 0 && !partition.current && now - partition.stale_since > kPatience) {
      if (partition.leader < 0) {
        health_.Trouble("leaderless", fmt::format("{} has no leader", Place(i)));
      } else if (const BrokerConnection* const failing = cluster_.Failing(partition.leader)) {
        health_.Trouble("leader", fmt::format("{} cannot be read: {}", Place(i), failing->trouble()));
      }
    }
    return;
  }
  if (health_.ready()) return;
  const auto count = std::count_if(partitions_.begin(), partitions_.end(),
                                   [](const Partition& partition) { return partition.phase != Phase::kGone; });
  health_.Ready(was_ready_
                    ? fmt::format("reads topic {} again", options_.topic)
                    : fmt::format("reads topic {}, {} partition{}", options_.topic, count, count == 1 ? "" : "s"));
  was_ready_ = true;
}

const std::vector<PartitionState>& TopicReader::Describe() {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const Partition& partition = partitions_[i];
    PartitionState& state = states_[i];
    state.gone = partition.phase == Phase::kGone;
    const bool at_end = state.gone || (partition.phase == Phase::kRead && partition.current && partition.queued == 0 &&
                                       partition.end >= 0 && state.next >= partition.end);
    ends_changed_ = ends_changed_ || at_end != state.at_end;
    state.at_end = at_end;
    state.located = partition.phase == Phase::kRead || partition.phase == Phase::kLost;
    state.lag = state.gone                     ? 0
                : partition.high_watermark < 0 ? -1
                                               : std::max<std::int64_t>(partition.high_watermark - state.next, 0);
  }
  return states_;
}

}  // namespace rulert::io::kafka_fetch
