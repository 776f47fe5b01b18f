#include "runtime/src/io/kafka_fetch/wire.h"

#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using test::Bytes;
using test::Hex;

TEST_CASE("integers are big-endian and signed") {
  const std::string bytes = Bytes("ff 8001 80000002 8000000000000003");
  WireReader in(bytes);
  CHECK(in.Int8() == -1);
  CHECK(in.Int16() == -32767);
  CHECK(in.Int32() == INT32_MIN + 2);
  CHECK(in.Int64() == INT64_MIN + 3);
  CHECK(in.ok());
  CHECK(in.left() == 0);
  CHECK(in.Int8() == 0);
  CHECK_FALSE(in.ok());
}

TEST_CASE("varints") {
  const auto read = [](std::string_view hex) {
    const std::string bytes = Bytes(hex);
    WireReader in(bytes);
    const std::uint32_t value = in.UnsignedVarint();
    return in.ok() ? std::int64_t{value} : -1;
  };
  CHECK(read("00") == 0);
  CHECK(read("7f") == 127);
  CHECK(read("8001") == 128);
  CHECK(read("ffffffff0f") == UINT32_MAX);
  CHECK(read("ffffffff1f") == -1);    // 33 bits
  CHECK(read("808080808000") == -1);  // too long
  CHECK(read("80") == -1);            // cut
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{64}, INT64_MIN,
                                   INT64_MAX, std::int64_t{-1'000'000}}) {
    WireWriter out;
    out.Varint(value);
    WireReader in(out.bytes());
    CHECK(in.Varint() == value);
    CHECK(in.left() == 0);
  }
  const std::string eleven = Bytes("8080808080808080808001");
  WireReader in(eleven);
  in.Varint();
  CHECK_FALSE(in.ok());
}

TEST_CASE("strings and bytes, plain and compact, null and empty") {
  const std::string bytes = Bytes("0002 6162 ffff 0000 03 6162 00 01 00000001 78 ffffffff");
  WireReader in(bytes);
  CHECK(in.String(false) == "ab");
  CHECK(in.String(false).data() == nullptr);
  const std::string_view empty = in.String(false);
  CHECK((empty.empty() && empty.data() != nullptr));
  CHECK(in.String(true) == "ab");
  CHECK(in.String(true).data() == nullptr);
  const std::string_view compact = in.String(true);
  CHECK((compact.empty() && compact.data() != nullptr));
  CHECK(in.Bytes(false) == "x");
  CHECK(in.Bytes(false).data() == nullptr);
  CHECK(in.ok());
  for (const char* hex : {"fffe", "7fff 61"}) {
    const std::string wrong = Bytes(hex);
    WireReader reader(wrong);
    reader.String(false);
    CHECK_FALSE(reader.ok());
  }
  for (const char* hex : {"fffffffe", "7fffffff 61"}) {
    const std::string wrong = Bytes(hex);
    WireReader reader(wrong);
    reader.Bytes(false);
    CHECK_FALSE(reader.ok());
  }
}

TEST_CASE("a count that cannot be filled fails before anything is allocated for it") {
  const std::string plain = Bytes("00000002 0000 0000");
  WireReader in(plain);
  CHECK(in.Count(false, 2) == 2);
  WireReader narrow(plain);
  CHECK(narrow.Count(false, 3) == 0);
  CHECK_FALSE(narrow.ok());
  const std::string null = Bytes("ffffffff 00");
  WireReader none(null);
  CHECK(none.Count(false, 2) == 0);
  CHECK(none.Count(true, 2) == 0);
  CHECK(none.ok());
  const std::string absurd = Bytes("ffffffff0f 00");
  WireReader huge(absurd);
  CHECK(huge.Count(true, 1) == 0);
  CHECK_FALSE(huge.ok());
}

TEST_CASE("tagged fields are skipped, whatever their number") {
  const std::string bytes = Bytes("02 00 02 abcd 8101 01 ff 07");
  WireReader in(bytes);
  in.SkipTags(false);
  CHECK(in.left() == bytes.size());
  in.SkipTags(true);
  CHECK(in.Int8() == 7);
  CHECK(in.ok());
  const std::string cut = Bytes("01 00 05 ab");
  WireReader broken(cut);
  broken.SkipTags(true);
  CHECK_FALSE(broken.ok());
}

TEST_CASE("the writer writes what the reader reads") {
  WireWriter out;
  out.String(false, "ab");
  out.String(true, "ab");
  out.NullString(false);
  out.NullString(true);
  out.Bytes(false, "c");
  out.Count(false, 3);
  out.Count(true, 300);
  out.Tags(false);
  out.Tags(true);
  CHECK(Hex(out.bytes()) ==
        "00026162036162ffff000000000163"
        "00000003"
        "ad02"
        "00");
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
