#include "runtime/src/io/kafka_fetch/chunk.h"

#include <fmt/format.h>

#include <algorithm>

namespace rulert::io::kafka_fetch {

std::int64_t ScanBatches(std::string_view records, std::int64_t from, std::int64_t limit) {
  std::int64_t next = from;
  BatchHeader header;
  while (ReadBatchHeader(records, header) == BatchShape::kWhole) {
    if (header.next_offset() > limit || header.next_offset() <= next) break;
    next = header.next_offset();
    records.remove_prefix(header.size());
  }
  return next;
}

/// `trusted`: the CRC holds, so that the header is the producer's.
bool ChunkTaker::Refuse(const Chunk& chunk, const BatchHeader& header, std::int64_t next, bool trusted,
                        std::string reason) {
  corruption_.offset = trusted ? header.base_offset : next;
  corruption_.after = -1;
  corruption_.reason = std::move(reason);
  const auto possible = [&](std::int64_t offset) { return offset > next && offset <= chunk.limit; };
  BatchHeader following;
  const bool whole = header.length >= 0 && header.size() < chunk.rest.size();
  if (trusted && possible(header.next_offset())) {
    corruption_.after = header.next_offset();
  } else if (whole && ReadBatchHeader(chunk.rest.substr(header.size()), following) == BatchShape::kWhole &&
             possible(following.base_offset)) {
    corruption_.after = following.base_offset;
  } else if (header.magic == 2 && header.offsets_possible() && possible(header.next_offset())) {
    corruption_.after = header.next_offset();
  }
  return false;
}

bool ChunkTaker::Check(const Chunk& chunk, BatchShape shape, const BatchHeader& header, std::int64_t next) {
  switch (shape) {
    case BatchShape::kCut:
      return Refuse(chunk, {}, next, false, "it is cut, though a broker sends the first batch whole");
    case BatchShape::kForeign:
      return Refuse(chunk, header, next, false,
                    fmt::format("its format is {} where the native fetch reads 2", static_cast<int>(header.magic)));
    case BatchShape::kBroken:
      return Refuse(chunk, header, next, false, "its header cannot be");
    case BatchShape::kWhole:
      break;
  }
  if (!CrcMatches(header, chunk.rest.substr(0, header.size())))
    return Refuse(chunk, header, next, false, "its CRC does not match");
  // The base offset lies outside of the CRC.
  if (header.next_offset() <= next || header.next_offset() > chunk.limit)
    return Refuse(chunk, header, next, false,
                  fmt::format("it claims the offsets {} to {}", header.base_offset, header.last_offset()));
  return true;
}

bool ChunkTaker::TakeBatch(Chunk& chunk, const BatchHeader& header, std::int64_t next, FetchBlock& block) {
  const std::string_view packed = chunk.rest.substr(BatchHeader::kSize, header.size() - BatchHeader::kSize);
  if (!header.control() && chunk.filter.Drops(header)) return true;
  std::string_view records;
  std::string error;
  if (!unpacker_.Unpack(header.codec(), packed, block.unpacked(), records, error))
    return Refuse(chunk, header, next, true, std::move(error));
  if (header.control()) {
    chunk.filter.TakeControl(header, ReadControl(records));
    return true;
  }
  const WalkOptions options{chunk.partition, next, max_record_};
  if (const char* const wrong = WalkRecords(header, records, options, block.list()))
    return Refuse(chunk, header, next, true, wrong);
  block.Hold(chunk.frame);
  block.Count(packed.size() + (records.data() == packed.data() ? 0 : records.size()));
  return true;
}

TakeResult ChunkTaker::Take(Chunk& chunk, std::int64_t& next, std::uint64_t most_bytes, FetchBlock& block) {
  BatchHeader header;
  while (!chunk.rest.empty()) {
    if (block.bytes() >= most_bytes && !block.empty()) return TakeResult::kFull;
    header = {};
    const BatchShape shape = ReadBatchHeader(chunk.rest, header);
    if (shape == BatchShape::kCut && !chunk.cut_is_corrupt) break;
    if (!Check(chunk, shape, header, next) || !TakeBatch(chunk, header, next, block)) return TakeResult::kCorrupt;
    next = header.next_offset();
    chunk.cut_is_corrupt = false;
    chunk.rest.remove_prefix(header.size());
  }
  chunk.rest = {};
  return TakeResult::kUsedUp;
}

}  // namespace rulert::io::kafka_fetch
