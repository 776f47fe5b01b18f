#pragma once
// Which requests are spoken, in which versions, and the headers in front of them.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/wire.h"

namespace rulert::io::kafka_fetch {

enum class Api : std::uint8_t {
  kFetch,
  kListOffsets,
  kMetadata,
  kOffsetFetch,
  kFindCoordinator,
  kSaslHandshake,
  kApiVersions,
  kSaslAuthenticate,
};
inline constexpr std::size_t kApis = 8;

/// The versions that are spoken here: from what Kafka 2.4 answers to what 4.x does.
struct ApiRange {
  Api api;
  std::int16_t key;
  std::int16_t least;
  std::int16_t most;
  std::int16_t flexible;  // first version in the compact encoding with tagged fields
  const char* name;
};
inline constexpr std::array<ApiRange, kApis> kApiRanges = {{
    {Api::kFetch, 1, 11, 17, 12, "Fetch"},
    {Api::kListOffsets, 2, 4, 10, 6, "ListOffsets"},
    {Api::kMetadata, 3, 8, 12, 9, "Metadata"},
    {Api::kOffsetFetch, 9, 5, 8, 6, "OffsetFetch"},
    {Api::kFindCoordinator, 10, 2, 4, 3, "FindCoordinator"},
    {Api::kSaslHandshake, 17, 1, 1, 99, "SaslHandshake"},
    {Api::kApiVersions, 18, 0, 3, 3, "ApiVersions"},
    {Api::kSaslAuthenticate, 36, 0, 2, 2, "SaslAuthenticate"},
}};
inline constexpr const ApiRange& RangeOf(Api api) { return kApiRanges[static_cast<std::size_t>(api)]; }
inline constexpr bool IsFlexible(Api api, std::int16_t version) { return version >= RangeOf(api).flexible; }

/// The version that both sides speak, by Api; -1: none.
using ApiVersionChoice = std::array<std::int16_t, kApis>;

/// A whole request: size, header, body.
std::string Frame(Api api, std::int16_t version, std::int32_t correlation, std::string_view client_id,
                  std::string_view body);

/// Reads the header of a response; `in` is then at its body. Nothing if it is none.
std::optional<std::int32_t> ReadResponseHeader(Api api, std::int16_t version, WireReader& in);

/// Error codes that are answered differently from all others.
enum class ErrorCode : std::int16_t {
  kNone = 0,
  kOffsetOutOfRange = 1,
  kCorruptMessage = 2,
  kUnknownTopicOrPartition = 3,
  kLeaderNotAvailable = 5,
  kNotLeaderOrFollower = 6,
  kReplicaNotAvailable = 9,
  kCoordinatorLoadInProgress = 14,
  kCoordinatorNotAvailable = 15,
  kNotCoordinator = 16,
  kTopicAuthorizationFailed = 29,
  kGroupAuthorizationFailed = 30,
  kUnsupportedSaslMechanism = 33,
  kUnsupportedVersion = 35,
  kKafkaStorageError = 56,
  kSaslAuthenticationFailed = 58,
  kFencedLeaderEpoch = 74,
  kUnknownLeaderEpoch = 75,
  kOffsetNotAvailable = 78,
  kUnstableOffsetCommit = 88,
  kUnknownTopicId = 100,
  kInconsistentTopicId = 103,
};

/// "not leader or follower", or "error 77" for those without a name here.
std::string NameOf(ErrorCode code);

/// The partition is elsewhere, or not yet where it will be: ask for metadata and try again.
bool IsLeaderMove(ErrorCode code);

}  // namespace rulert::io::kafka_fetch
