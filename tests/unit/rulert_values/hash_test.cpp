// Hashes against the reference implementation; the bytes of keys, which are fixed for good.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <random>
#include <string>

#include "rulert/hash128.h"
#include "rulert/key_buffer.h"
#include "tests/support/catch.h"

namespace rulert {

TEST_CASE("hashes are XXH3 with seed 0 at every length") {
  std::mt19937_64 random(7);
  std::string bytes;
  for (int i = 0; i < 4200; ++i) bytes += static_cast<char>(random());
  for (std::size_t size = 0; size <= 4200; size += size < 1300 ? 1 : 29) {
    const std::string_view part(bytes.data() + (size % 3 == 0 ? 0 : 4200 - size), size);
    if (Hash64(part) != XXH3_64bits(part.data(), part.size())) FAIL("64 bits, length " << size);
    const XXH128_hash_t expected = XXH3_128bits(part.data(), part.size());
    const Hash128Value hash = Hash128(part);
    if (hash.low != expected.low64 || hash.high != expected.high64) FAIL("128 bits, length " << size);
  }
  CHECK(Hash64("") == 0x2d06800538d394c2u);
}

TEST_CASE("keys have canonical bytes") {
  enum class Level : std::uint32_t { kLow, kHigh };
  KeyBuffer key;
  const auto bytes_of = [&key](const auto&... fields) {
    key.Clear();
    (key.Add(fields), ...);
    return std::string(key.bytes());
  };
  using namespace std::string_literals;
  CHECK(bytes_of(std::int64_t{0x0102030405060708}) == "\x08\x07\x06\x05\x04\x03\x02\x01"s);
  CHECK(bytes_of(std::string_view("c1")) == "\x02\0\0\0c1"s);
  CHECK(bytes_of(std::string_view("")) == "\0\0\0\0"s);
  CHECK(bytes_of(true, false) == "\x01\0"s);
  CHECK(bytes_of(Level::kHigh) == "\x01\0\0\0"s);
  CHECK(bytes_of(Timestamp{1}) == "\x01\0\0\0\0\0\0\0"s);
  CHECK(bytes_of(Duration{-1}) == "\xff\xff\xff\xff\xff\xff\xff\xff"s);
  CHECK(bytes_of(Date{1}) == "\x01\0\0\0"s);
  CHECK(bytes_of(Decimal<4, 2>{1}).size() == 8);
  CHECK(bytes_of(Decimal<19, 2>{-1}) == std::string(16, '\xff'));
  CHECK(bytes_of(-0.0) == bytes_of(0.0));
  CHECK(bytes_of(1.0) == "\0\0\0\0\0\0\xf0\x3f"s);
  CHECK(bytes_of(std::optional<Date>{}) == "\0"s);
  CHECK(bytes_of(std::optional<Date>{Date{1}}) == "\x01\x01\0\0\0"s);
  // Where one field ends is part of the key.
  CHECK(bytes_of(std::string_view("ab"), std::string_view("c")) !=
        bytes_of(std::string_view("a"), std::string_view("bc")));
  CHECK(key.Hash() == Hash64(key.bytes()));
}

TEST_CASE("long keys grow the buffer and keep what they hold") {
  KeyBuffer key;
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    key.Add(std::string_view(std::string(static_cast<std::size_t>(i * 7), static_cast<char>('a' + i % 26))));
    const auto size = static_cast<std::uint32_t>(i * 7);
    expected.append(reinterpret_cast<const char*>(&size), 4);
    expected.append(size, static_cast<char>('a' + i % 26));
  }
  CHECK(key.bytes() == expected);
  key.Clear();
  CHECK(key.bytes().empty());
}

}  // namespace rulert
