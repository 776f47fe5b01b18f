#include "compiler/base/source.h"

#include "compiler/base/id.h"
#include "compiler/base/int128.h"
#include "compiler/base/interner.h"
#include "tests/support/catch.h"

using namespace rulec::base;

TEST_CASE("offsets become lines and columns of code points") {
  SourceSet sources;
  const SourceFile& file = sources.Add("a.rules", "ab\r\n\xC3\xA9x\n\nend");
  CHECK(file.line_count() == 4);
  CHECK(file.Locate(0) == LineCol{1, 1});
  CHECK(file.Locate(1) == LineCol{1, 2});
  CHECK(file.Locate(4) == LineCol{2, 1});
  CHECK(file.Locate(6) == LineCol{2, 2});
  CHECK(file.Locate(8) == LineCol{3, 1});
  CHECK(file.Locate(12) == LineCol{4, 4});
  CHECK(file.Locate(999) == LineCol{4, 4});
  CHECK(file.Line(1) == "ab");
  CHECK(file.Line(2) == "\xC3\xA9x");
  CHECK(file.Line(3).empty());
  CHECK(file.Line(4) == "end");
  CHECK(file.Line(5).empty());
  CHECK(file.Text({0, 9, 12}) == "end");
  CHECK(file.Text({0, 9, 99}) == "end");
  CHECK(file.Text({0, 99, 100}).empty());
}

TEST_CASE("files of a set keep their place and are found by path") {
  SourceSet sources;
  const SourceFile& first = sources.Add("a", "1");
  for (int i = 0; i < 100; ++i) sources.Add("b" + std::to_string(i), "");
  CHECK(&sources[0] == &first);
  CHECK(sources.Find("b7")->index() == 8);
  CHECK(sources.Find("c") == nullptr);
}

TEST_CASE("equal texts have equal symbols, also after a move") {
  Interner names;
  CHECK(names.Intern("").empty());
  const Symbol a = names.Intern("amount");
  for (int i = 0; i < 1000; ++i) names.Intern("name" + std::to_string(i));
  CHECK(names.Intern(std::string("amo") + "unt") == a);
  Interner moved = std::move(names);
  CHECK(moved.Intern("amount") == a);
  CHECK(moved.Text(a) == "amount");
  CHECK(moved.Intern("other") != a);
}

TEST_CASE("a vector hands out ids in order") {
  struct Tag;
  Vec<Id<Tag>, int> items;
  const auto a = items.Add(10);
  const auto b = items.Add(20);
  CHECK(items[a] == 10);
  CHECK(items[b] == 20);
  int sum = 0;
  for (const auto id : items.ids()) sum += items[id];
  CHECK(sum == 30);
  CHECK_FALSE(Id<Tag>().valid());
  CHECK(a < b);
}

TEST_CASE("128-bit integers print their digits") {
  CHECK(ToString(Int128{0}) == "0");
  CHECK(ToString(Int128{-42}) == "-42");
  const Int128 least = -(Int128{1} << 126) - (Int128{1} << 126);
  CHECK(ToString(least) == "-170141183460469231731687303715884105728");
  CHECK(ToString(-(least + 1)) == "170141183460469231731687303715884105727");
}
