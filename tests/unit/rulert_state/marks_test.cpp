// Marks of chunks and records: what has them, and that the audit of the random histories notices one that is missing.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/support/mark_audit.h"
#include "tests/unit/rulert_state/card_velocity_rules.h"
#include "tests/unit/rulert_state/fake_host.h"

namespace {

using card::velocity::TransactionsEvent;
using rulert::Swept;

struct IntKey {
  std::int64_t id = 0;
  template <class Buffer>
  constexpr void Encode(Buffer& out) const noexcept {
    out.Add(id);
  }
};
struct Counter {
  std::int64_t value = 0;
};

class MarkedTable {
 public:
  using Table = rulert::StateTable<IntKey, Counter>;

  Counter& Change(std::int64_t id) {
    bool inserted = false;
    return table.FindOrInsert(KeyFor(id), inserted);
  }
  Table::Key KeyFor(std::int64_t id) {
    const std::uint64_t hash = rulert::Hash64(reinterpret_cast<const char*>(&id), sizeof(id));
    return Table::KeyFrom(hash, IntKey{id}, buffer_);
  }
  std::set<std::int64_t> Marked() {
    std::set<std::int64_t> marked;
    table.ForEachMarked([&](std::string_view, const Counter& record) { marked.insert(record.value); });
    return marked;
  }

  rulert::Arena arena;
  Table table{arena};

 private:
  rulert::KeyBuffer buffer_;
};

/// What a walk over the marked ones meets.
struct Counts {
  template <class State>
  void Record(std::string_view, const State&) {
    ++records;
  }
  void Chunk(rulert::ChunkRef ref, std::size_t) { chunks.push_back(ref); }
  int records = 0;
  std::vector<rulert::ChunkRef> chunks;
};

/// A shard that has seen 600 transactions of 20 customers in half an hour.
class Transactions {
 public:
  using Shard = rulert::KeyedShard<CardVelocity>;

  Transactions() {
    for (std::int64_t i = 0; i < 600; ++i) names_.push_back("customer number " + std::to_string(i % 20));
    for (std::int64_t i = 0; i < 600; ++i) {
      const std::int64_t time = 1'700'000'000'000'000 + i * 3'000'000;
      rows_.push_back({{time, i, 0, 0}, {names_[static_cast<std::size_t>(i)], {time}, {100 * i}, "GB", true}});
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rulert::RowRef ref{&rows_[i].header, 0, rows_[i].header.time - 5'000'001, i, 0, 0};
      rulert::DescribeProcess<CardVelocity>(nullptr).hash(0, &ref.row, 1, &ref.hash);
      refs_.push_back(ref);
    }
    Run(0, 500);
  }
  void Run(std::uint32_t first, std::uint32_t count) { shard.Process(refs_.data() + first, count); }

 private:
  FakeHost host_;
  std::vector<std::string> names_;
  std::vector<rulert::Row<TransactionsEvent>> rows_;
  std::vector<rulert::RowRef> refs_;

 public:
  Shard shard{*FakeHost::Api(), &host_, card::velocity::Params{3}};
};

}  // namespace

TEST_CASE("a chunk is marked as long as it is new or has changed, and lives", "[marks]") {
  std::mt19937_64 random(3);
  rulert::Arena arena;
  std::map<rulert::ChunkRef, std::pair<std::size_t, bool>> chunks;  // size, and whether it is marked
  for (int step = 0; step < 40'000; ++step) {
    const std::uint64_t what = random() % 100;
    if (what < 50 || chunks.empty()) {
      std::size_t size = 1 + random() % 100;
      if (random() % 40 == 0) size = 1 + random() % 5000;
      if (random() % 2000 == 0) size = 1 + random() % 900'000;
      const rulert::ChunkRef ref = arena.Allocate(size);
      if (!chunks.emplace(ref, std::pair(size, true)).second) FAIL("a chunk is given out twice");
      std::memset(arena.At(ref), 0xff, size);
      continue;
    }
    auto chunk = chunks.lower_bound(static_cast<rulert::ChunkRef>(random() % (chunks.rbegin()->first + 1)));
    if (what < 75) {
      arena.Mark(chunk->first);
      chunk->second.second = true;
    } else if (what < 99) {
      arena.Free(chunk->first, chunk->second.first);
      if (chunk->second.first <= rulert::Arena::kLargestShared && arena.IsMarked(chunk->first)) {
        FAIL("a free chunk is marked");
      }
      chunks.erase(chunk);
    } else if (random() % 4 == 0) {
      arena.ClearMarks();
      for (auto& [ref, its] : chunks) its.second = false;
    }
    if (step % 500 != 0) continue;
    for (const auto& [ref, its] : chunks) {
      if (arena.IsMarked(ref) != its.second) FAIL("chunk " << ref << " of " << its.first << " bytes");
    }
  }
}

TEST_CASE("a record is marked once it is there or found to be changed, wherever it moves", "[marks]") {
  std::mt19937_64 random(4);
  MarkedTable keys;
  std::set<std::int64_t> all;
  std::set<std::int64_t> expected;
  for (int round = 0; round < 60; ++round) {
    for (int i = 0; i < 2000; ++i) {
      const auto id = static_cast<std::int64_t>(random() % 200'000);
      if (all.contains(id) && random() % 5 == 0) {
        keys.table.Erase(keys.KeyFor(id));
        all.erase(id);
        expected.erase(id);
      } else {
        keys.Change(id).value = id;
        all.insert(id);
        expected.insert(id);
      }
    }
    REQUIRE(keys.Marked() == expected);
    if (round % 3 != 0) continue;
    keys.table.ClearMarks();
    expected.clear();
    REQUIRE(keys.Marked().empty());
  }
  keys.table.ClearMarks();
  while (!keys.table.Sweep(1000, [](Counter& record) {
    return record.value % 3 == 0 ? Swept::kChanged : record.value % 3 == 1 ? Swept::kErase : Swept::kNothing;
  })) {
  }
  std::erase_if(all, [](std::int64_t id) { return id % 3 != 0; });
  REQUIRE(keys.Marked() == all);
}

TEST_CASE("only what has changed is marked, and a change without a mark is found", "[marks]") {
  Transactions transactions;
  auto& store = transactions.shard.store();
  rulert::testing::MarkAudit<CardVelocity> audit(store);
  Counts none;
  store.ForEachMarked(none);
  REQUIRE(none.records == 0);

  transactions.Run(500, 3);
  REQUIRE(audit.Unmarked().empty());
  Counts three;
  store.ForEachMarked(three);
  REQUIRE(three.records == 3);
  REQUIRE(three.chunks.size() >= 6);  // of two look-backs each

  audit.Begin();
  bool is_poked = false;
  store.ForEach([&](std::string_view, CardVelocity::State& state) {
    if (!is_poked) ++reinterpret_cast<char&>(state);
    is_poked = true;
  });
  REQUIRE(audit.Unmarked().find("a record of") != std::string::npos);

  audit.Begin();
  ++*store.trigger().arena().At(three.chunks.back());
  REQUIRE(audit.Unmarked().find("a chunk of") != std::string::npos);
}
