#include "runtime/src/core/output_chunk.h"

#include <random>
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

}  // namespace
}  // namespace rulert::core
