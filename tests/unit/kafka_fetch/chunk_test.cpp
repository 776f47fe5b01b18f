#include "runtime/src/io/kafka_fetch/chunk.h"

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using namespace test;

/// A chunk of these batches and what is taken from it.
struct Taking {
  std::shared_ptr<BufferPool> buffers = std::make_shared<BufferPool>(1 << 20);
  std::shared_ptr<FetchBlock::Pool> blocks = std::make_shared<FetchBlock::Pool>(NothingToKeep{});
  ChunkTaker taker{buffers, 1 << 20, 1 << 24};
  Chunk chunk;
  std::int64_t next = 0;
  FetchBlock& block = blocks->Take();
  BlockRef reference{&block};

  explicit Taking(const std::string& batches, std::vector<AbortedTransaction> aborted = {}) {
    chunk.frame = buffers->Take();
    chunk.frame->Grow(batches.size());
    std::copy(batches.begin(), batches.end(), chunk.frame->end());
    chunk.frame->Added(batches.size());
    chunk.rest = chunk.frame->view();
    chunk.limit = 1000;
    chunk.filter = TransactionFilter(std::move(aborted));
  }
  TakeResult Take(std::uint64_t most = 1 << 20) { return taker.Take(chunk, next, most, block); }
  std::vector<std::int64_t> Offsets() {
    std::vector<std::int64_t> offsets;
    for (const RecordView& record : block.list()) offsets.push_back(record.offset);
    return offsets;
  }
};

SampleBatch Transactional(std::int64_t offset, int count, std::int64_t producer) {
  SampleBatch batch = PlainBatch(offset, count);
  batch.attributes = 16;
  batch.producer_id = producer;
  return batch;
}

using Offsets = std::vector<std::int64_t>;

TEST_CASE("headers alone tell how far batches reach") {
  SampleBatch compacted = PlainBatch(3, 1);
  compacted.last_offset_delta = 6;
  const std::string two = EncodeBatch(PlainBatch(0, 3)) + EncodeBatch(compacted);
  CHECK(ScanBatches(two, 0, 100) == 10);
  CHECK(ScanBatches(two + EncodeBatch(PlainBatch(10, 2)).substr(0, 40), 0, 100) == 10);
  CHECK(ScanBatches(two, 0, 9) == 3);  // a batch cannot reach behind the end
  CHECK(ScanBatches({}, 5, 100) == 5);
  CHECK(ScanBatches(two, 10, 100) == 10);  // batches before where reading goes on
}

TEST_CASE("a range ends at the next offset, not at the last record") {
  SampleBatch compacted = PlainBatch(0, 2);
  compacted.last_offset_delta = 6;
  SampleBatch empty = PlainBatch(7, 0);
  empty.last_offset_delta = 2;  // all of it was compacted away
  Taking taking(EncodeBatch(compacted) + EncodeBatch(empty) + EncodeBatch(ControlBatch(10, 1, true)) +
                EncodeBatch(PlainBatch(11, 5)).substr(0, 70));
  CHECK(taking.Take() == TakeResult::kUsedUp);
  CHECK(taking.Offsets() == Offsets{0, 1});
  CHECK(taking.next == 11);
}

TEST_CASE("reading goes on inside a batch") {
  Taking taking(EncodeBatch(PlainBatch(0, 5)));
  taking.next = 3;
  CHECK(taking.Take() == TakeResult::kUsedUp);
  CHECK(taking.Offsets() == Offsets{3, 4});
}

TEST_CASE("a block takes whole batches until it has enough") {
  Taking taking(EncodeBatch(PlainBatch(0, 5)) + EncodeBatch(PlainBatch(5, 5)));
  CHECK(taking.Take(1) == TakeResult::kFull);
  CHECK(taking.Offsets().size() == 5);
  CHECK(taking.next == 5);
  CHECK(taking.Take() == TakeResult::kUsedUp);
  CHECK(taking.Offsets().size() == 10);
}

TEST_CASE("records of aborted transactions are left out, of each producer its own") {
  const std::string batches = EncodeBatch(Transactional(0, 2, 1)) + EncodeBatch(Transactional(2, 2, 2)) +
                              EncodeBatch(PlainBatch(4, 1)) + EncodeBatch(ControlBatch(5, 1, false)) +
                              EncodeBatch(Transactional(6, 1, 1)) + EncodeBatch(ControlBatch(7, 2, true)) +
                              EncodeBatch(ControlBatch(8, 1, true)) + EncodeBatch(Transactional(9, 1, 2)) +
                              EncodeBatch(ControlBatch(10, 2, false));
  Taking committed(batches, {{1, 0}, {2, 9}});
  CHECK(committed.Take() == TakeResult::kUsedUp);
  CHECK(committed.Offsets() == Offsets{2, 3, 4, 6});
  CHECK(committed.next == 11);
  Taking uncommitted(batches);
  CHECK(uncommitted.Take() == TakeResult::kUsedUp);
  CHECK(uncommitted.Offsets() == Offsets{0, 1, 2, 3, 4, 6, 9});
}

TEST_CASE("records outside of transactions stay, though their producer aborted one") {
  SampleBatch plain = PlainBatch(2, 1);
  plain.producer_id = 1;
  Taking taking(EncodeBatch(Transactional(0, 2, 1)) + EncodeBatch(plain), {{1, 0}});
  CHECK(taking.Take() == TakeResult::kUsedUp);
  CHECK(taking.Offsets() == Offsets{2});
}

TEST_CASE("a damaged batch is refused by its place; what comes before it is taken") {
  SampleBatch damaged = PlainBatch(5, 5);
  damaged.right_crc = false;
  Taking taking(EncodeBatch(PlainBatch(0, 5)) + EncodeBatch(damaged) + EncodeBatch(PlainBatch(12, 1)));
  CHECK(taking.Take() == TakeResult::kCorrupt);
  CHECK(taking.Offsets().size() == 5);
  CHECK(taking.next == 5);
  CHECK(taking.taker.corruption().offset == 5);
  CHECK(taking.taker.corruption().reason == "its CRC does not match");
  CHECK(taking.taker.corruption().after == 12);  // where the next batch begins: this one's header may be the damage
}

TEST_CASE("where reading goes on behind a damaged batch") {
  SampleBatch damaged = PlainBatch(5, 5);
  damaged.right_crc = false;
  const auto after = [](const std::string& batches, std::int64_t next) {
    Taking taking(batches);
    taking.next = next;
    CHECK(taking.Take() == TakeResult::kCorrupt);
    return taking.taker.corruption().after;
  };
  CHECK(after(EncodeBatch(damaged), 5) == 10);
  damaged.last_offset_delta = 1 << 30;
  CHECK(after(EncodeBatch(damaged), 5) == -1);  // such an offset cannot be
  CHECK(after(EncodeBatch(damaged) + EncodeBatch(PlainBatch(10, 1)), 5) == 10);
  SampleBatch old = PlainBatch(5, 5);
  old.magic = 1;
  CHECK(after(EncodeBatch(old) + EncodeBatch(PlainBatch(10, 1)), 5) == 10);
  SampleBatch unknown = PlainBatch(5, 5);
  unknown.attributes = 6;
  CHECK(after(EncodeBatch(unknown), 5) == 10);
  SampleBatch wrong = PlainBatch(5, 5);
  wrong.count = 6;
  CHECK(after(EncodeBatch(wrong), 5) == 10);
}

TEST_CASE("reasons") {
  const auto reason = [](const std::string& batches, bool first = false) {
    Taking taking(batches);
    taking.chunk.cut_is_corrupt = first;
    taking.next = 5;
    CHECK(taking.Take() == TakeResult::kCorrupt);
    CHECK(taking.Offsets().empty());
    return taking.taker.corruption().reason;
  };
  SampleBatch batch = PlainBatch(5, 5);
  batch.magic = 1;
  CHECK(reason(EncodeBatch(batch)) == "its format is 1 where the native fetch reads 2");
  batch = PlainBatch(5, 5);
  batch.attributes = 7;
  CHECK(reason(EncodeBatch(batch)) == "its compression 7 is unknown");
  batch.attributes = 4;
  CHECK(reason(EncodeBatch(batch)) == "its records cannot be unpacked by zstd");
  batch.attributes = 0;
  batch.length = 20;
  CHECK(reason(EncodeBatch(batch)) == "its header cannot be");
  batch.length = 1 << 30;
  CHECK(reason(EncodeBatch(batch), true) == "it is cut, though a broker sends the first batch whole");
  CHECK(reason(EncodeBatch(PlainBatch(5000, 5))) == "it claims the offsets 5000 to 5004");
  CHECK(reason(EncodeBatch(PlainBatch(0, 5))) == "it claims the offsets 0 to 4");
}

TEST_CASE("blocks keep their frames, and give them back") {
  Taking taking(EncodeBatch(PlainBatch(0, 5)));
  CHECK(taking.Take() == TakeResult::kUsedUp);
  const std::weak_ptr<Buffer> frame = taking.chunk.frame;
  taking.chunk.frame.reset();
  CHECK_FALSE(frame.expired());
  CHECK(taking.block.list()[4].value() == "v4");
  taking.reference.reset();
  CHECK(frame.expired());
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
