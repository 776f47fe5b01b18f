#include "runtime/src/core/output_chunk.h"

#include <algorithm>
#include <random>
#include <string>
#include <tuple>

#include "tests/support/catch.h"

namespace rulert::core {
namespace {

void Add(OutputChunk& chunk, std::uint64_t order, std::uint32_t process, const std::string& key,
         const std::string& value) {
  const std::size_t begin = chunk.bytes().size();
  chunk.bytes() += key + value;
  chunk.Add({order,
             process,
             0,
             0,
             {},
             begin,
             static_cast<std::uint32_t>(key.size()),
             static_cast<std::uint32_t>(value.size())});
}

TEST_CASE("going back to a mark drops entries and bytes since") {
  OutputChunk chunk;
  Add(chunk, 0, 1, "k", "kept");
  const OutputChunk::Mark mark = chunk.mark();
  Add(chunk, 1, 1, "k", "dropped");
  chunk.Truncate(mark);
  Add(chunk, 2, 1, "", "new");
  REQUIRE(chunk.entries().size() == 2);
  CHECK(chunk.key(chunk.entries()[0]) == "k");
  CHECK(chunk.value(chunk.entries()[0]) == "kept");
  CHECK(chunk.value(chunk.entries()[1]) == "new");
  CHECK(chunk.bytes() == "kkeptnew");
}

TEST_CASE("merged entries stand by row, then process, then as emitted, however they were spread") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t workers = 1 + random() % 5;
    const std::uint32_t processes = 1 + random() % 3;
    std::vector<std::unique_ptr<OutputChunk>> chunks;
    for (std::uint32_t w = 0; w < workers; ++w) chunks.push_back(std::make_unique<OutputChunk>());
    std::vector<std::tuple<std::uint64_t, std::uint32_t, std::string>> expected;
    // As workers do: process after process, each over its rows in order.
    for (std::uint32_t p = 0; p < processes; ++p) {
      for (std::uint64_t order = 0; order < 40; ++order) {
        const std::uint32_t worker = random() % workers;
        const std::uint32_t count = random() % 3;
        for (std::uint32_t i = 0; i < count; ++i) {
          const std::string value = std::to_string(order) + "/" + std::to_string(p) + "/" + std::to_string(i);
          Add(*chunks[worker], order, p, "", value);
          expected.emplace_back(order, p, value);
        }
      }
    }
    std::sort(expected.begin(), expected.end());
    std::vector<std::tuple<std::uint64_t, std::uint32_t, std::string>> merged;
    MergeChunks(chunks, [&](const OutputChunk& chunk, const OutputEntry& entry) {
      merged.emplace_back(entry.order, entry.process, std::string(chunk.value(entry)));
    });
    REQUIRE(merged == expected);
  }
}

TEST_CASE("due work of the epoch's end stands behind all rows, by instant, process and key, however it was spread") {
  std::mt19937 random(8);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t workers = 1 + random() % 5;
    std::vector<std::unique_ptr<OutputChunk>> chunks;
    for (std::uint32_t w = 0; w < workers; ++w) chunks.push_back(std::make_unique<OutputChunk>());
    // Of what the clock lets run, which comes before the rows, and of the epoch's end.
    std::vector<std::tuple<std::int64_t, std::uint32_t, std::string, int, std::string>> expected[2];
    std::size_t rows = 0;
    for (std::uint32_t p = 1; p <= 3; ++p) {
      std::vector<int> pieces(10);
      const auto add_pieces = [&](std::uint64_t order) {
        auto& its = expected[order == kEpochEnd ? 1 : 0];
        for (int i = 0; i < 30; ++i) {
          // A key is with one worker; several pieces of it may fall due at one instant.
          const std::uint32_t key = random() % 10;
          const std::int64_t instant = random() % 4;
          OutputChunk& chunk = *chunks[key % workers];
          const std::string name = std::string("key") + std::to_string(key);
          chunk.BeginDue(order, instant, p, name);
          const OutputChunk::Mark mark = chunk.mark();
          const int piece = pieces[key]++;
          for (std::uint32_t n = random() % 3; n > 0; --n) {
            const std::string value = std::to_string(piece) + "/" + std::to_string(n);
            Add(chunk, order, p, "", value);
            its.emplace_back(instant, p, name, piece * 10 - static_cast<int>(n), value);
          }
          if (random() % 8 != 0) continue;
          chunk.Truncate(mark);
          while (!its.empty() && std::get<2>(its.back()) == name && std::get<1>(its.back()) == p &&
                 std::get<3>(its.back()) > piece * 10 - 10) {
            its.pop_back();
          }
        }
      };
      if (round % 2 == 0) add_pieces(kAtReading);
      for (auto& chunk : chunks) {
        if (random() % 3 != 0) continue;
        Add(*chunk, random() % 5, p, "", "row");
        ++rows;
      }
      add_pieces(kEpochEnd);
    }
    for (auto& chunk : chunks) chunk->SortDue();
    std::vector<std::string> values;
    MergeChunks(chunks,
                [&](const OutputChunk& chunk, const OutputEntry& entry) { values.emplace_back(chunk.value(entry)); });
    std::vector<std::string> wanted;
    for (auto* its : {&expected[0], &expected[1]}) {
      std::sort(its->begin(), its->end());
      for (const auto& entry : *its) wanted.push_back(std::get<4>(entry));
      if (its == &expected[0]) wanted.insert(wanted.end(), rows, "row");
    }
    REQUIRE(values == wanted);
  }
}

}  // namespace
}  // namespace rulert::core
