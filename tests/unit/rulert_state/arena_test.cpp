#include "rulert/arena.h"

#include <random>
#include <vector>

#include "tests/support/catch.h"

TEST_CASE("chunks keep their bytes until they are freed", "[arena]") {
  struct Chunk {
    rulert::ChunkRef ref;
    std::size_t size;
    char fill;
  };
  std::mt19937_64 random(5);
  rulert::Arena arena;
  std::vector<Chunk> chunks;
  for (int i = 0; i < 60'000; ++i) {
    if (random() % 3 != 0 || chunks.empty()) {
      std::size_t size = 1 + random() % 200;
      if (random() % 50 == 0) size = 1 + random() % 5000;
      if (random() % 2000 == 0) size = 1 + random() % 900'000;
      const Chunk chunk{arena.Allocate(size), size, static_cast<char>(i)};
      REQUIRE(chunk.ref != 0);
      REQUIRE(reinterpret_cast<std::uintptr_t>(arena.At(chunk.ref)) % 8 == 0);
      std::memset(arena.At(chunk.ref), chunk.fill, size);
      chunks.push_back(chunk);
    } else {
      const std::size_t victim = random() % chunks.size();
      const Chunk chunk = chunks[victim];
      for (const std::size_t at : {std::size_t{0}, chunk.size / 2, chunk.size - 1}) {
        REQUIRE(arena.At(chunk.ref)[at] == chunk.fill);
      }
      arena.Free(chunk.ref, chunk.size);
      chunks[victim] = chunks.back();
      chunks.pop_back();
    }
  }
  for (const Chunk& chunk : chunks) {
    REQUIRE(arena.At(chunk.ref)[chunk.size - 1] == chunk.fill);
    arena.Free(chunk.ref, chunk.size);
  }
  REQUIRE(arena.live_bytes() == 0);
}

TEST_CASE("a freed chunk serves the next of its size", "[arena]") {
  rulert::Arena arena;
  std::vector<rulert::ChunkRef> refs;
  for (int i = 0; i < 1000; ++i) refs.push_back(arena.Allocate(40));
  const std::size_t reserved = arena.reserved_bytes();
  for (const rulert::ChunkRef ref : refs) arena.Free(ref, 40);
  for (int i = 0; i < 1000; ++i) arena.Allocate(39);
  REQUIRE(arena.reserved_bytes() == reserved);
}

TEST_CASE("classes waste at most a quarter", "[arena]") {
  for (std::size_t size = 1; size <= rulert::Arena::kLargestShared; ++size) {
    const std::size_t capacity = rulert::Arena::Capacity(size);
    if (capacity < size || capacity > std::max<std::size_t>(size + 7, size * 5 / 4))
      FAIL(size << " takes " << capacity);
  }
  SUCCEED();
}
