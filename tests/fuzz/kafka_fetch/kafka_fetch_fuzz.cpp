// Whatever a broker answers: nothing is read outside of it, what is handed over lies in memory that the block holds,
// positions only ascend, and no more memory is taken than a batch may unpack to.
//
// The first byte of an input chooses the kind of answer, the second its version; then follows the body. Kind 8 is
// record batches without an answer around them.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/chunk.h"
#include "runtime/src/io/kafka_fetch/crc32c.h"
#include "runtime/src/io/kafka_fetch/fetch_response.h"
#include "runtime/src/io/kafka_fetch/responses.h"
#include "runtime/src/io/record_headers.h"

namespace {

using namespace rulert::io;
using namespace rulert::io::kafka_fetch;

constexpr std::uint64_t kMostUnpacked = 1 << 20;

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "kafka_fetch_fuzz: %s\n", what);
  std::abort();
}

/// Gives each batch the CRC that it should have, so that what is behind the check is reached.
void Repair(Buffer& frame, std::size_t from) {
  while (from < frame.size()) {
    BatchHeader header;
    const std::string_view rest = frame.view().substr(from);
    if (ReadBatchHeader(rest, header) != BatchShape::kWhole) return;
    const std::uint32_t crc =
        __builtin_bswap32(Crc32c(rest.substr(BatchHeader::kCrcFrom, header.size() - BatchHeader::kCrcFrom)));
    std::memcpy(frame.data() + from + 17, &crc, sizeof crc);
    from += header.size();
  }
}

bool Holds(const Buffer& frame, const std::vector<BufferRef>& unpacked, const char* data, std::size_t size) {
  const auto in = [&](const Buffer& buffer) {
    return data >= buffer.data() && data + size <= buffer.data() + buffer.size();
  };
  if (in(frame)) return true;
  for (const BufferRef& buffer : unpacked) {
    if (in(*buffer)) return true;
  }
  return false;
}

struct Rig {
  std::shared_ptr<BufferPool> buffers = std::make_shared<BufferPool>(8 << 20);
  std::shared_ptr<FetchBlock::Pool> blocks = std::make_shared<FetchBlock::Pool>(NothingToKeep{});
  ChunkTaker taker{buffers, 1000, kMostUnpacked};
};

void Walk(Rig& rig, std::string_view records, std::int64_t high_watermark, std::vector<AbortedTransaction> aborted) {
  Chunk chunk;
  chunk.frame = rig.buffers->Take();
  chunk.frame->Grow(records.size());
  std::copy(records.begin(), records.end(), chunk.frame->end());
  chunk.frame->Added(records.size());
  Repair(*chunk.frame, 0);
  chunk.rest = chunk.frame->view();
  chunk.limit = high_watermark;
  chunk.filter = TransactionFilter(std::move(aborted));
  Require(ScanBatches(chunk.rest, 0, chunk.limit) <= std::max<std::int64_t>(chunk.limit, 0), "a range behind its end");
  const BufferRef frame = chunk.frame;
  FetchBlock& block = rig.blocks->Take();
  const BlockRef reference(&block);
  std::int64_t next = 0;
  std::int64_t before = 0;
  while (rig.taker.Take(chunk, next, block.bytes() + 1, block) == TakeResult::kFull) {
    Require(next > before, "a position that does not ascend");
    before = next;
  }
  std::int64_t last = -1;
  for (const RecordView& record : block.list()) {
    Require(record.offset > last && record.offset < next, "offsets do not ascend");
    last = record.offset;
    Require(record.size <= record.whole_size, "a head is larger than its value");
    if (record.data != nullptr)
      Require(Holds(*frame, block.unpacked(), record.data, record.whole_size), "a value outside of its block");
    if (record.key != nullptr)
      Require(Holds(*frame, block.unpacked(), record.key, record.key_size), "a key outside of its block");
    HeaderReader reader({record.headers, record.headers_size});
    RecordHeader header;
    while (reader.Next(header)) {
    }
    Require(reader.ok(), "headers that cannot be read were handed over");
  }
}

bool Read(Rig& rig, int kind, std::int16_t version, std::string_view body) {
  switch (kind) {
    case 0: {
      const auto read = ReadFetch(static_cast<std::int16_t>(11 + version % 7), body);
      if (!read) return false;
      for (const FetchedRecords& fetched : read->partitions)
        Walk(rig, fetched.records, fetched.high_watermark, fetched.aborted);
      return true;
    }
    case 1:
      return ReadMetadata(static_cast<std::int16_t>(8 + version % 5), body, "t").has_value();
    case 2:
      return ReadOffsetFetch(static_cast<std::int16_t>(5 + version % 4), body).has_value();
    case 3:
      return ReadListOffsets(static_cast<std::int16_t>(4 + version % 7), body).has_value();
    case 4:
      return ReadFindCoordinator(static_cast<std::int16_t>(2 + version % 3), body).has_value();
    case 5:
      return ReadApiVersions(static_cast<std::int16_t>(version % 4), body).has_value();
    case 6:
      return ReadSaslHandshake(body).has_value();
    case 7:
      return ReadSaslAuthenticate(static_cast<std::int16_t>(version % 3), body).has_value();
    default:
      Walk(rig, body, 1'000'000, {{1, 0}, {2, 10}});
      return true;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Rig rig;
  if (size < 2) return -1;
  // A copy of exactly this size: a read beyond its end is seen by the sanitizer.
  const auto copy = std::make_unique<char[]>(size);
  std::memcpy(copy.get(), data, size);
  return Read(rig, data[0] % 9, data[1], std::string_view(copy.get(), size).substr(2)) ? 0 : -1;
}
