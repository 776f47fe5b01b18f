// Scratch memory and lists.
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rulert/list.h"
#include "rulert/scratch.h"
#include "tests/support/catch.h"

namespace rulert {

TEST_CASE("scratch memory does not overlap and keeps its alignment") {
  Scratch scratch;
  std::mt19937_64 random(5);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::pair<char*, std::size_t>> blocks;
    for (int i = 0; i < 400; ++i) {
      const std::size_t size = random() % 8 == 0 ? random() % 20000 : random() % 100;
      const std::size_t align = std::size_t{1} << random() % 7;
      char* block = static_cast<char*>(scratch.Allocate(size, align));
      if (reinterpret_cast<std::uintptr_t>(block) % align != 0) FAIL("alignment");
      std::memset(block, i & 0xff, size);
      blocks.emplace_back(block, size);
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (std::size_t k = 0; k < blocks[i].second; ++k) {
        if (blocks[i].first[k] != static_cast<char>(i & 0xff)) FAIL("overlap");
      }
    }
    scratch.Reset();
  }
  SUCCEED();
}

TEST_CASE("a steady load takes no more memory from the system") {
  Scratch scratch;
  std::mt19937_64 random(6);
  const auto load = [&] {
    for (int i = 0; i < 300; ++i) scratch.AllocateChars(random() % 3000);
    scratch.Reset();
  };
  for (int i = 0; i < 50; ++i) load();
  const std::size_t reserved = scratch.reserved();
  for (int i = 0; i < 500; ++i) load();
  CHECK(scratch.reserved() <= reserved * 2);
  const std::size_t later = scratch.reserved();
  for (int i = 0; i < 500; ++i) load();
  CHECK(scratch.reserved() == later);
}

TEST_CASE("releasing a mark gives back what came after it") {
  Scratch scratch;
  const std::string_view kept = scratch.Copy("kept");
  const Scratch::Position mark = scratch.Mark();
  char* first = scratch.AllocateChars(10);
  for (int i = 0; i < 100; ++i) scratch.AllocateChars(1000);
  const std::size_t reserved = scratch.reserved();
  scratch.Release(mark);
  CHECK(scratch.AllocateChars(10) == first);
  for (int i = 0; i < 100; ++i) scratch.AllocateChars(1000);
  CHECK(scratch.reserved() == reserved);
  CHECK(kept == "kept");
}

TEST_CASE("a mark of a scratch that never allocated") {
  Scratch scratch;
  const Scratch::Position mark = scratch.Mark();
  scratch.AllocateChars(100);
  scratch.Release(mark);
  CHECK(scratch.Copy("after") == "after");
}

TEST_CASE("a scratch that was reset begins where it began") {
  Scratch scratch;
  const char* const first = scratch.AllocateChars(100);
  scratch.AllocateChars(100'000);
  scratch.Reset();
  CHECK(scratch.AllocateChars(100) == first);
  const Scratch::Position mark = scratch.Mark();
  scratch.AllocateChars(100'000);
  scratch.Release(mark);
  scratch.Reset();
  CHECK(scratch.AllocateChars(100) == first);
}

TEST_CASE("the first bytes of a stack scratch come from no system call") {
  StackScratch<256> scratch;
  const Scratch::Position mark = scratch.Mark();
  scratch.AllocateChars(200);
  CHECK(scratch.reserved() == 0);
  const std::string text(300, 'x');
  CHECK(scratch.Copy(text) == text);
  CHECK(scratch.reserved() > 0);
  scratch.Release(mark);
  const std::size_t reserved = scratch.reserved();
  scratch.AllocateChars(200);
  scratch.Copy(text);
  CHECK(scratch.reserved() == reserved);
  scratch.Reset();
  CHECK(scratch.Copy("") == "");
}

TEST_CASE("trimming gives back the end of an allocation") {
  Scratch scratch;
  char* text = scratch.AllocateChars(100);
  scratch.Trim(text + 3);
  CHECK(scratch.AllocateChars(1) == text + 3);
}

TEST_CASE("lists compare by element") {
  const std::int64_t numbers[] = {1, 2, 3};
  const std::int64_t others[] = {1, 2, 3, 4};
  const List<std::int64_t> a{numbers, 3};
  CHECK(a == List<std::int64_t>{others, 3});
  CHECK_FALSE(a == List<std::int64_t>{others, 4});
  CHECK_FALSE(a == List<std::int64_t>{others + 1, 3});
  CHECK(Contains(a, std::int64_t{3}));
  CHECK_FALSE(Contains(a, std::int64_t{4}));
  CHECK(List<std::int64_t>{} == List<std::int64_t>{});
  CHECK(List<std::int64_t>{}.empty());
  CHECK(Length(a) == 3);
  const std::string_view names[] = {"GB", "FR"};
  CHECK(Contains(List<std::string_view>{names, 2}, "FR"));
}

}  // namespace rulert
