#include "runtime/src/io/kafka_fetch/requests.h"

namespace rulert::io::kafka_fetch {
namespace {

constexpr std::int32_t kConsumer = -1;  // replica id
constexpr std::int32_t kListTimeoutMs = 10'000;

}  // namespace

std::string ApiVersionsRequest(std::int16_t version) {
  const bool flexible = IsFlexible(Api::kApiVersions, version);
  WireWriter out;
  if (version >= 3) {
    out.String(flexible, "rulert");
    out.String(flexible, "1");
    out.Tags(flexible);
  }
  return out.Take();
}

std::string SaslHandshakeRequest(std::string_view mechanism) {
  WireWriter out;
  out.String(false, mechanism);
  return out.Take();
}

std::string SaslAuthenticateRequest(std::int16_t version, std::string_view bytes) {
  const bool flexible = IsFlexible(Api::kSaslAuthenticate, version);
  WireWriter out;
  out.Bytes(flexible, bytes);
  out.Tags(flexible);
  return out.Take();
}

std::string MetadataRequest(std::int16_t version, std::string_view topic) {
  const bool flexible = IsFlexible(Api::kMetadata, version);
  WireWriter out;
  out.Count(flexible, 1);
  if (version >= 10) out.Raw(std::string_view(TopicId{}.data(), sizeof(TopicId)));
  out.String(flexible, topic);
  out.Tags(flexible);
  out.Bool(false);                                     // create it
  if (version >= 8 && version <= 10) out.Bool(false);  // operations on the cluster
  if (version >= 8) out.Bool(false);                   // operations on the topic
  out.Tags(flexible);
  return out.Take();
}

std::string FindCoordinatorRequest(std::int16_t version, std::string_view group) {
  constexpr std::int8_t kGroup = 0;
  const bool flexible = IsFlexible(Api::kFindCoordinator, version);
  WireWriter out;
  if (version <= 3) out.String(flexible, group);
  out.Int8(kGroup);
  if (version >= 4) {
    out.Count(flexible, 1);
    out.String(flexible, group);
  }
  out.Tags(flexible);
  return out.Take();
}

std::string OffsetFetchRequest(std::int16_t version, std::string_view group, std::string_view topic,
                               std::span<const std::int32_t> partitions, bool stable) {
  const bool flexible = IsFlexible(Api::kOffsetFetch, version);
  WireWriter out;
  if (version >= 8) out.Count(flexible, 1);
  out.String(flexible, group);
  out.Count(flexible, 1);
  out.String(flexible, topic);
  out.Count(flexible, partitions.size());
  for (const std::int32_t partition : partitions) out.Int32(partition);
  out.Tags(flexible);                    // of the topic
  if (version >= 8) out.Tags(flexible);  // of the group
  if (version >= 7) out.Bool(stable);
  out.Tags(flexible);
  return out.Take();
}

std::string ListOffsetsRequest(std::int16_t version, std::string_view topic,
                               std::span<const ListedPartition> partitions, std::int64_t timestamp, bool committed) {
  const bool flexible = IsFlexible(Api::kListOffsets, version);
  WireWriter out;
  out.Int32(kConsumer);
  out.Int8(committed ? 1 : 0);
  out.Count(flexible, 1);
  out.String(flexible, topic);
  out.Count(flexible, partitions.size());
  for (const ListedPartition& partition : partitions) {
    out.Int32(partition.partition);
    out.Int32(partition.leader_epoch);
    out.Int64(timestamp);
    out.Tags(flexible);
  }
  out.Tags(flexible);
  if (version >= 10) out.Int32(kListTimeoutMs);
  out.Tags(flexible);
  return out.Take();
}

std::string FetchRequest(std::int16_t version, std::string_view topic, const TopicId& topic_id,
                         std::span<const FetchedPartition> partitions, const FetchLimits& limits) {
  constexpr std::int32_t kNoSession = 0;
  constexpr std::int32_t kSessionless = -1;
  const bool flexible = IsFlexible(Api::kFetch, version);
  WireWriter out;
  if (version <= 14) out.Int32(kConsumer);
  out.Int32(limits.wait_ms);
  out.Int32(limits.least_bytes);
  out.Int32(limits.most_bytes);
  out.Int8(limits.committed ? 1 : 0);
  out.Int32(kNoSession);
  out.Int32(kSessionless);
  out.Count(flexible, 1);
  if (version <= 12) {
    out.String(flexible, topic);
  } else {
    out.Raw(std::string_view(topic_id.data(), topic_id.size()));
  }
  out.Count(flexible, partitions.size());
  for (const FetchedPartition& partition : partitions) {
    out.Int32(partition.partition);
    out.Int32(partition.leader_epoch);
    out.Int64(partition.offset);
    if (version >= 12) out.Int32(-1);  // epoch of the last fetched record: followers only
    out.Int64(-1);                     // start of a follower's log
    out.Int32(limits.most_partition_bytes);
    out.Tags(flexible);
  }
  out.Tags(flexible);
  out.Count(flexible, 0);    // forgotten topics
  out.String(flexible, {});  // rack
  out.Tags(flexible);
  return out.Take();
}

}  // namespace rulert::io::kafka_fetch
