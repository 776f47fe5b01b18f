#include "runtime/src/io/kafka_fetch/protocol.h"

#include <fmt/format.h>

namespace rulert::io::kafka_fetch {

std::string Frame(Api api, std::int16_t version, std::int32_t correlation, std::string_view client_id,
                  std::string_view body) {
  const bool flexible = IsFlexible(api, version);
  WireWriter header;
  header.Int16(RangeOf(api).key);
  header.Int16(version);
  header.Int32(correlation);
  header.String(false, client_id);  // never compact
  header.Tags(flexible);
  WireWriter frame;
  frame.Int32(static_cast<std::int32_t>(header.bytes().size() + body.size()));
  frame.Raw(header.bytes());
  frame.Raw(body);
  return frame.Take();
}

std::optional<std::int32_t> ReadResponseHeader(Api api, std::int16_t version, WireReader& in) {
  const std::int32_t correlation = in.Int32();
  // A client that does not know yet what the broker speaks must be able to read this one.
  in.SkipTags(api != Api::kApiVersions && IsFlexible(api, version));
  return in.ok() ? std::optional(correlation) : std::nullopt;
}

std::string NameOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNone:
      return "no error";
    case ErrorCode::kOffsetOutOfRange:
      return "offset out of range";
    case ErrorCode::kCorruptMessage:
      return "the broker found the message corrupt";
    case ErrorCode::kUnknownTopicOrPartition:
      return "unknown topic or partition";
    case ErrorCode::kLeaderNotAvailable:
      return "leader not available";
    case ErrorCode::kNotLeaderOrFollower:
      return "not leader or follower";
    case ErrorCode::kReplicaNotAvailable:
      return "replica not available";
    case ErrorCode::kCoordinatorLoadInProgress:
      return "the coordinator is loading";
    case ErrorCode::kCoordinatorNotAvailable:
      return "coordinator not available";
    case ErrorCode::kNotCoordinator:
      return "not coordinator";
    case ErrorCode::kTopicAuthorizationFailed:
      return "not authorized to read the topic";
    case ErrorCode::kGroupAuthorizationFailed:
      return "not authorized to use the group";
    case ErrorCode::kUnsupportedSaslMechanism:
      return "unsupported SASL mechanism";
    case ErrorCode::kUnsupportedVersion:
      return "unsupported version";
    case ErrorCode::kKafkaStorageError:
      return "the broker's disk failed";
    case ErrorCode::kSaslAuthenticationFailed:
      return "SASL authentication failed";
    case ErrorCode::kFencedLeaderEpoch:
      return "fenced leader epoch";
    case ErrorCode::kUnknownLeaderEpoch:
      return "unknown leader epoch";
    case ErrorCode::kOffsetNotAvailable:
      return "offset not available";
    case ErrorCode::kUnstableOffsetCommit:
      return "the committed offset belongs to an open transaction";
    case ErrorCode::kUnknownTopicId:
      return "unknown topic id";
    case ErrorCode::kInconsistentTopicId:
      return "inconsistent topic id";
  }
  return fmt::format("error {}", static_cast<int>(code));
}

bool IsLeaderMove(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnknownTopicOrPartition:
    case ErrorCode::kLeaderNotAvailable:
    case ErrorCode::kNotLeaderOrFollower:
    case ErrorCode::kReplicaNotAvailable:
    case ErrorCode::kKafkaStorageError:
    case ErrorCode::kFencedLeaderEpoch:
    case ErrorCode::kUnknownLeaderEpoch:
    case ErrorCode::kOffsetNotAvailable:
    case ErrorCode::kUnknownTopicId:
    case ErrorCode::kInconsistentTopicId:
      return true;
    default:
      return false;
  }
}

}  // namespace rulert::io::kafka_fetch
