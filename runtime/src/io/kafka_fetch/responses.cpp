#include "runtime/src/io/kafka_fetch/responses.h"

#include <algorithm>
#include <cstring>

namespace rulert::io::kafka_fetch {
namespace {

ErrorCode Error(WireReader& in) { return static_cast<ErrorCode>(in.Int16()); }

void SkipInts(WireReader& in, bool flexible) {
  const std::uint32_t count = in.Count(flexible, 4);
  in.Take(std::size_t{count} * 4);
}

template <class T>
std::optional<T> Whole(const WireReader& in, T& read) {
  return in.ok() ? std::optional<T>(std::move(read)) : std::nullopt;
}

}  // namespace

std::string BrokerAddress::Text() const {
  const bool bare = host.find(':') == std::string::npos;
  return (bare ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::optional<ApiVersions> ReadApiVersions(std::int16_t version, std::string_view body) {
  const bool flexible = IsFlexible(Api::kApiVersions, version);
  WireReader in(body);
  ApiVersions read;
  read.error = Error(in);
  read.choice.fill(-1);
  const std::uint32_t count = in.Count(flexible, 6);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const std::int16_t key = in.Int16();
    const std::int16_t least = in.Int16();
    const std::int16_t most = in.Int16();
    in.SkipTags(flexible);
    for (const ApiRange& range : kApiRanges) {
      if (range.key != key) continue;
      const std::int16_t chosen = std::min(most, range.most);
      if (chosen >= std::max(least, range.least)) read.choice[static_cast<std::size_t>(range.api)] = chosen;
    }
  }
  return Whole(in, read);
}

std::optional<SaslMechanisms> ReadSaslHandshake(std::string_view body) {
  WireReader in(body);
  SaslMechanisms read;
  read.error = Error(in);
  const std::uint32_t count = in.Count(false, 2);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) read.names.emplace_back(in.String(false));
  return Whole(in, read);
}

std::optional<SaslAnswer> ReadSaslAuthenticate(std::int16_t version, std::string_view body) {
  const bool flexible = IsFlexible(Api::kSaslAuthenticate, version);
  WireReader in(body);
  SaslAnswer read;
  read.error = Error(in);
  read.message = in.String(flexible);
  read.bytes = in.Bytes(flexible);
  if (version >= 1) read.lifetime_ms = in.Int64();
  return Whole(in, read);
}

std::optional<Metadata> ReadMetadata(std::int16_t version, std::string_view body, std::string_view topic) {
  const bool flexible = IsFlexible(Api::kMetadata, version);
  WireReader in(body);
  Metadata read;
  in.Int32();  // throttled: the broker delays by itself
  const std::uint32_t brokers = in.Count(flexible, 10);
  for (std::uint32_t i = 0; i < brokers && in.ok(); ++i) {
    Metadata::Broker broker;
    broker.id = in.Int32();
    broker.address.host = in.String(flexible);
    broker.address.port = in.Int32();
    in.String(flexible);  // rack
    in.SkipTags(flexible);
    read.brokers.push_back(std::move(broker));
  }
  in.String(flexible);  // cluster id
  in.Int32();           // controller
  const std::uint32_t topics = in.Count(flexible, 6);
  for (std::uint32_t t = 0; t < topics && in.ok(); ++t) {
    const ErrorCode error = Error(in);
    const bool wanted = in.String(flexible) == topic;
    const std::string_view id = version >= 10 ? in.Take(sizeof(TopicId)) : std::string_view();
    in.Bool();  // internal
    const std::uint32_t partitions = in.Count(flexible, 22);
    if (wanted) {
      read.error = error;
      if (id.size() == sizeof(TopicId)) std::memcpy(read.topic_id.data(), id.data(), id.size());
    }
    for (std::uint32_t p = 0; p < partitions && in.ok(); ++p) {
      Metadata::Partition partition;
      partition.error = Error(in);
      partition.partition = in.Int32();
      partition.leader = in.Int32();
      partition.leader_epoch = in.Int32();
      SkipInts(in, flexible);  // replicas
      SkipInts(in, flexible);  // in sync
      SkipInts(in, flexible);  // offline
      in.SkipTags(flexible);
      if (wanted) read.partitions.push_back(partition);
    }
    in.Int32();  // operations
    in.SkipTags(flexible);
  }
  if (version <= 10) in.Int32();  // operations on the cluster
  std::sort(read.partitions.begin(), read.partitions.end(),
            [](const Metadata::Partition& a, const Metadata::Partition& b) { return a.partition < b.partition; });
  // Numbers are dense from 0: they index everything else.
  for (std::size_t i = 0; i < read.partitions.size(); ++i) {
    if (read.partitions[i].partition != static_cast<std::int32_t>(i)) return std::nullopt;
  }
  return Whole(in, read);
}

std::optional<Coordinator> ReadFindCoordinator(std::int16_t version, std::string_view body) {
  const bool flexible = IsFlexible(Api::kFindCoordinator, version);
  WireReader in(body);
  Coordinator read;
  in.Int32();  // throttled
  if (version <= 3) {
    read.error = Error(in);
    in.String(flexible);  // why
    read.id = in.Int32();
    read.address.host = in.String(flexible);
    read.address.port = in.Int32();
    return Whole(in, read);
  }
  if (in.Count(flexible, 14) == 0) return std::nullopt;
  in.String(flexible);  // group
  read.id = in.Int32();
  read.address.host = in.String(flexible);
  read.address.port = in.Int32();
  read.error = Error(in);
  in.String(flexible);  // why
  return Whole(in, read);
}

std::optional<OffsetAnswers> ReadOffsetFetch(std::int16_t version, std::string_view body) {
  const bool flexible = IsFlexible(Api::kOffsetFetch, version);
  WireReader in(body);
  OffsetAnswers read;
  in.Int32();  // throttled
  if (version >= 8) {
    if (in.Count(flexible, 4) == 0) return std::nullopt;
    in.String(flexible);  // group
  }
  const std::uint32_t topics = in.Count(flexible, 2);
  for (std::uint32_t t = 0; t < topics && in.ok(); ++t) {
    in.String(flexible);
    const std::uint32_t partitions = in.Count(flexible, 19);
    for (std::uint32_t p = 0; p < partitions && in.ok(); ++p) {
      PartitionAnswer answer;
      answer.partition = in.Int32();
      answer.offset = in.Int64();
      in.Int32();           // leader epoch
      in.String(flexible);  // metadata
      answer.error = Error(in);
      in.SkipTags(flexible);
      read.partitions.push_back(answer);
    }
    in.SkipTags(flexible);
  }
  read.error = Error(in);
  return Whole(in, read);
}

std::optional<OffsetAnswers> ReadListOffsets(std::int16_t version, std::string_view body) {
  const bool flexible = IsFlexible(Api::kListOffsets, version);
  WireReader in(body);
  OffsetAnswers read;
  in.Int32();  // throttled
  const std::uint32_t topics = in.Count(flexible, 2);
  for (std::uint32_t t = 0; t < topics && in.ok(); ++t) {
    in.String(flexible);
    const std::uint32_t partitions = in.Count(flexible, 26);
    for (std::uint32_t p = 0; p < partitions && in.ok(); ++p) {
      PartitionAnswer answer;
      answer.partition = in.Int32();
      answer.error = Error(in);
      in.Int64();  // timestamp
      answer.offset = in.Int64();
      in.Int32();  // leader epoch
      in.SkipTags(flexible);
      read.partitions.push_back(answer);
    }
    in.SkipTags(flexible);
  }
  return Whole(in, read);
}

}  // namespace rulert::io::kafka_fetch
