#include "runtime/src/io/kafka_fetch/fetch_response.h"

#include <algorithm>

namespace rulert::io::kafka_fetch {
namespace {

FetchedRecords ReadPartition(WireReader& in, bool flexible) {
  FetchedRecords read;
  read.partition = in.Int32();
  read.error = static_cast<ErrorCode>(in.Int16());
  read.high_watermark = in.Int64();
  read.last_stable_offset = in.Int64();
  read.log_start_offset = in.Int64();
  const std::uint32_t aborted = in.Count(flexible, 16);
  read.aborted.reserve(aborted);
  for (std::uint32_t i = 0; i < aborted && in.ok(); ++i) {
    AbortedTransaction transaction;
    transaction.producer_id = in.Int64();
    transaction.first_offset = in.Int64();
    in.SkipTags(flexible);
    read.aborted.push_back(transaction);
  }
  std::sort(read.aborted.begin(), read.aborted.end(),
            [](const AbortedTransaction& a, const AbortedTransaction& b) { return a.first_offset < b.first_offset; });
  in.Int32();  // replica to be preferred: none is without a rack
  read.records = in.Bytes(flexible);
  in.SkipTags(flexible);
  return read;
}

}  // namespace

std::optional<FetchAnswer> ReadFetch(std::int16_t version, std::string_view body) {
  constexpr std::size_t kTopicIdSize = 16;
  const bool flexible = IsFlexible(Api::kFetch, version);
  WireReader in(body);
  FetchAnswer read;
  read.throttle_ms = in.Int32();
  read.error = static_cast<ErrorCode>(in.Int16());
  in.Int32();  // session
  const std::uint32_t topics = in.Count(flexible, 2);
  if (topics > 1) return std::nullopt;
  if (topics == 1) {
    if (version <= 12) {
      in.String(flexible);
    } else {
      in.Take(kTopicIdSize);
    }
    const std::uint32_t partitions = in.Count(flexible, 36);
    read.partitions.reserve(partitions);
    for (std::uint32_t i = 0; i < partitions && in.ok(); ++i) read.partitions.push_back(ReadPartition(in, flexible));
    in.SkipTags(flexible);
  }
  in.SkipTags(flexible);
  return in.ok() ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace rulert::io::kafka_fetch
