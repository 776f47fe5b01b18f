#include "runtime/src/io/kafka_fetch/unpack.h"

#include <lz4frame.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/kafka_fetch/wire.h"
#include "tests/support/catch.h"

namespace rulert::io::kafka_fetch {
namespace {

constexpr std::uint64_t kLimit = 8 << 20;

std::string Sample(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) text += "word" + std::to_string((state = state * 1664525 + 1013904223) >> 26);
  text.resize(size);
  return text;
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Snappy(const std::string& text) {
  std::string packed(snappy_max_compressed_length(text.size()), '\0');
  std::size_t size = packed.size();
  REQUIRE(snappy_compress(text.data(), text.size(), packed.data(), &size) == SNAPPY_OK);
  packed.resize(size);
  return packed;
}

/// As Java's library frames it: blocks of 32 KiB.
std::string JavaSnappy(const std::string& text) {
  std::string packed("\x82SNAPPY\0\0\0\0\1\0\0\0\1", 16);
  for (std::size_t at = 0; at < text.size(); at += 32768) {
    const std::string block = Snappy(text.substr(at, 32768));
    WireWriter size;
    size.Int32(static_cast<std::int32_t>(block.size()));
    packed += size.bytes() + block;
  }
  return packed;
}

std::string Lz4(const std::string& text) {
  std::string packed(LZ4F_compressFrameBound(text.size(), nullptr), '\0');
  packed.resize(LZ4F_compressFrame(packed.data(), packed.size(), text.data(), text.size(), nullptr));
  return packed;
}

std::string Zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

struct Case {
  Codec codec;
  const char* name;
  std::string (*pack)(const std::string&);
};
constexpr Case kCases[] = {{Codec::kGzip, "gzip", &Gzip},
                           {Codec::kSnappy, "snappy", &Snappy},
                           {Codec::kSnappy, "snappy as Java frames it", &JavaSnappy},
                           {Codec::kLz4, "lz4", &Lz4},
                           {Codec::kZstd, "zstd", &Zstd}};

struct Unpacking {
  std::shared_ptr<BufferPool> pool = std::make_shared<BufferPool>(64 << 20);
  Unpacker unpacker{pool, kLimit};
  std::vector<BufferRef> buffers;
  std::string_view unpacked;
  std::string error;

  bool operator()(Codec codec, std::string_view packed) {
    return unpacker.Unpack(static_cast<int>(codec), packed, buffers, unpacked, error);
  }
  std::uint64_t allocated() const {
    std::uint64_t sum = 0;
    for (const BufferRef& buffer : buffers) sum += buffer->capacity();
    return sum;
  }
};

TEST_CASE("what was packed comes out, and earlier batches stay where they are") {
  for (const Case& one : kCases) {
    INFO(one.name);
    Unpacking unpack;
    std::vector<std::pair<std::string, std::string_view>> all;
    for (const std::size_t size : {0, 1, 100, 700'000, 40'000, 3'000'000, 900'000, 100}) {
      const std::string text = Sample(static_cast<std::size_t>(size));
      REQUIRE(unpack(one.codec, one.pack(text)));
      all.emplace_back(text, unpack.unpacked);
    }
    for (const auto& [text, unpacked] : all) REQUIRE(unpacked == text);
  }
}

TEST_CASE("without compression the bytes stay in place") {
  Unpacking unpack;
  const std::string text = Sample(100);
  REQUIRE(unpack(Codec::kNone, text));
  CHECK(unpack.unpacked.data() == text.data());
  CHECK(unpack.buffers.empty());
}

TEST_CASE("packed bytes that are cut or damaged are refused, and the next batch is not harmed") {
  const std::string text = Sample(50'000);
  for (const Case& one : kCases) {
    INFO(one.name);
    Unpacking unpack;
    const std::string packed = one.pack(text);
    for (const std::size_t size : {std::size_t{1}, std::size_t{9}, packed.size() / 2, packed.size() - 1}) {
      INFO("prefix of " << size);
      CHECK_FALSE(unpack(one.codec, std::string_view(packed).substr(0, size)));
      CHECK_FALSE(unpack.error.empty());
    }
    CHECK_FALSE(unpack(one.codec, "no such thing"));
    REQUIRE(unpack(one.codec, packed));
    CHECK(unpack.unpacked == text);
  }
}

TEST_CASE("a batch that unpacks to more than its limit is refused, without memory for more") {
  const std::string zeros(200 << 20, '\0');
  for (const Case& one : kCases) {
    INFO(one.name);
    Unpacking unpack;
    CHECK_FALSE(unpack(one.codec, one.pack(zeros)));
    CHECK(unpack.allocated() <= 3 * kLimit);
  }
}

TEST_CASE("snappy's claim of a size is not believed") {
  Unpacking unpack;
  CHECK_FALSE(unpack(Codec::kSnappy, std::string_view("\xff\xff\xff\x03\x00", 5)));  // 8 MiB from five bytes
  CHECK(unpack.allocated() <= 2 << 20);
}

TEST_CASE("an unknown compression is named") {
  Unpacking unpack;
  CHECK_FALSE(unpack(static_cast<Codec>(5), "abc"));
  CHECK(unpack.error == "its compression 5 is unknown");
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
