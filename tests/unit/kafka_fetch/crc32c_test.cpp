#include "runtime/src/io/kafka_fetch/crc32c.h"

#include <string>

#include "tests/support/catch.h"

namespace rulert::io::kafka_fetch {
namespace {

TEST_CASE("known sums") {
  // RFC 3720, B.4.
  CHECK(Crc32cByTable("123456789") == 0xe3069283);
  CHECK(Crc32cByTable(std::string(32, '\0')) == 0x8a9136aa);
  CHECK(Crc32cByTable(std::string(32, '\xff')) == 0x62a8ab43);
  CHECK(Crc32c("123456789") == 0xe3069283);
  CHECK(Crc32c({}) == 0);
}

TEST_CASE("the instruction and the tables agree at every length and alignment") {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < 10'000) bytes.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  for (std::size_t size = 0; size < 200; ++size) {
    for (std::size_t from = 0; from < 9; ++from) {
      const std::string_view part(bytes.data() + from, size);
      REQUIRE(Crc32c(part) == Crc32cByTable(part));
    }
  }
  for (const std::size_t size : {3071, 3072, 3073, 6143, 6144, 9216, 9990}) {
    const std::string_view part(bytes.data() + 3, static_cast<std::size_t>(size));
    REQUIRE(Crc32c(part) == Crc32cByTable(part));
  }
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
