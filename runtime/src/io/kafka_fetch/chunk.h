#pragma once
// What one answer holds of one partition, and its way into a block: batches are checked, unpacked and walked.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/fetch_block.h"
#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/kafka_fetch/transaction_filter.h"
#include "runtime/src/io/kafka_fetch/unpack.h"

namespace rulert::io::kafka_fetch {

struct Chunk {
  std::uint32_t partition = 0;
  std::uint32_t generation = 0;  // of the partition's position when it was asked for
  std::int64_t limit = 0;        // no batch ends behind it
  bool cut_is_corrupt = false;   // a broker sends at least the first batch whole: one that is not is damaged
  BufferRef frame;
  std::string_view rest;  // batches that have not been taken yet
  TransactionFilter filter;
};

/// How far the batches reach, by their headers alone, when reading from `from`: the offset to be asked for next.
/// Nothing is checked but what it takes to find the next header; a batch that cannot be ends it.
std::int64_t ScanBatches(std::string_view records, std::int64_t from, std::int64_t limit);

/// No batch of an answer that tells this high watermark ends behind. A broker reads the watermark first and the records
/// then, so that they may have gone on a little.
inline constexpr std::int64_t LimitOf(std::int64_t high_watermark) {
  constexpr std::int64_t kALittle = 1 << 24;
  return high_watermark < INT64_MAX - kALittle ? high_watermark + kALittle : INT64_MAX;
}

/// Why a batch is refused.
struct Corruption {
  std::int64_t offset = 0;  // first of the batch, as it says
  std::int64_t after = -1;  // where reading can go on; -1: that cannot be told
  std::string reason;       // "its CRC does not match"
};

enum class TakeResult : std::uint8_t {
  kUsedUp,   // nothing of the chunk is left
  kFull,     // the block has enough
  kCorrupt,  // see `corruption`; what came before it has been taken
};

class ChunkTaker {
 public:
  ChunkTaker(std::shared_ptr<BufferPool> pool, std::uint64_t max_record, std::uint64_t most_unpacked)
      : unpacker_(std::move(pool), most_unpacked), max_record_(max_record) {}

  /// Takes batches until the block has `most_bytes`. `next` is the partition's position: smaller offsets are left out,
  /// and it moves behind each batch.
  TakeResult Take(Chunk& chunk, std::int64_t& next, std::uint64_t most_bytes, FetchBlock& block);
  const Corruption& corruption() const { return corruption_; }

 private:
  bool Check(const Chunk& chunk, BatchShape shape, const BatchHeader& header, std::int64_t next);
  bool TakeBatch(Chunk& chunk, const BatchHeader& header, std::int64_t next, FetchBlock& block);
  bool Refuse(const Chunk& chunk, const BatchHeader& header, std::int64_t next, bool trusted, std::string reason);

  Unpacker unpacker_;
  const std::uint64_t max_record_;
  Corruption corruption_;
};

}  // namespace rulert::io::kafka_fetch
