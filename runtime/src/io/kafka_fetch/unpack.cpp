#include "runtime/src/io/kafka_fetch/unpack.h"

#include <fmt/format.h>
#include <lz4frame.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/kafka_fetch/wire.h"

namespace rulert::io::kafka_fetch {
namespace {

constexpr std::size_t kBufferSize = 1 << 20;
constexpr std::size_t kLeastRoom = 16 << 10;

}  // namespace

/// Where a batch's bytes come out. While it is filled it may move to another buffer; earlier batches stay.
class Unpacker::Output {
 public:
  Output(BufferPool& pool, std::vector<BufferRef>& buffers, std::uint64_t limit)
      : pool_(pool), buffers_(buffers), limit_(limit) {
    if (buffers_.empty()) Add(kBufferSize);
    start_ = buffers_.back()->size();
  }

  /// Room for at least `least` bytes. False: the batch would exceed its limit.
  bool Make(std::size_t least) {
    Buffer& buffer = *buffers_.back();
    if (size() + least > limit_ + kLeastRoom) return false;
    if (buffer.room() >= least) return true;
    const std::size_t wanted = std::max({size() + least, 2 * size(), kBufferSize});
    if (start_ == 0) {
      buffer.Grow(wanted);
      return true;
    }
    const std::string_view moved(buffer.data() + start_, size());
    Buffer& fresh = Add(wanted);
    std::memcpy(fresh.end(), moved.data(), moved.size());
    fresh.Added(moved.size());
    start_ = 0;
    return true;
  }
  char* at() { return buffers_.back()->end(); }
  std::size_t room() const { return buffers_.back()->room(); }
  std::size_t size() const { return buffers_.back()->size() - start_; }
  void Added(std::size_t count) { buffers_.back()->Added(count); }
  bool TooLarge() const { return size() > limit_; }
  std::string_view view() const { return buffers_.back()->view().substr(start_); }

 private:
  Buffer& Add(std::size_t capacity) {
    buffers_.push_back(pool_.Take());
    buffers_.back()->Grow(capacity);
    return *buffers_.back();
  }

  BufferPool& pool_;
  std::vector<BufferRef>& buffers_;
  const std::uint64_t limit_;
  std::size_t start_ = 0;
};

struct Unpacker::Contexts {
  struct FreeLz4 {
    void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
  };
  struct FreeZstd {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  Contexts() = default;
  ~Contexts() {
    if (inflate_ready) inflateEnd(&inflate);
  }
  Contexts(const Contexts&) = delete;
  Contexts& operator=(const Contexts&) = delete;

  z_stream inflate{};
  bool inflate_ready = false;
  std::unique_ptr<LZ4F_dctx, FreeLz4> lz4;
  std::unique_ptr<ZSTD_DCtx, FreeZstd> zstd;
};

Unpacker::Unpacker(std::shared_ptr<BufferPool> pool, std::uint64_t limit)
    : pool_(std::move(pool)), limit_(limit), contexts_(std::make_unique<Contexts>()) {}
Unpacker::~Unpacker() = default;

bool Unpacker::Gzip(std::string_view packed, Output& out) {
  constexpr int kGzipOnly = 15 + 16;
  z_stream& stream = contexts_->inflate;
  if (!contexts_->inflate_ready) {
    if (inflateInit2(&stream, kGzipOnly) != Z_OK) return false;
    contexts_->inflate_ready = true;
  }
  inflateReset(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  while (out.Make(kLeastRoom)) {
    const std::size_t room = std::min<std::size_t>(out.room(), 1u << 30);
    stream.next_out = reinterpret_cast<Bytef*>(out.at());
    stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream, Z_NO_FLUSH);
    out.Added(room - stream.avail_out);
    if (result == Z_STREAM_END) {
      if (stream.avail_in == 0) return true;
      inflateReset(&stream);  // members may follow each other
    } else if (result != Z_OK) {
      return false;
    } else if (stream.avail_in == 0 && stream.avail_out != 0) {
      return false;  // cut
    }
  }
  return false;
}

bool Unpacker::RawSnappy(std::string_view packed, Output& out) {
  constexpr std::size_t kMostRatio = 22;  // 64 bytes from 3
  std::size_t size = 0;
  if (snappy_uncompressed_length(packed.data(), packed.size(), &size) != SNAPPY_OK) return false;
  if (size > kMostRatio * packed.size() || !out.Make(size)) return false;
  std::size_t written = out.room();
  if (snappy_uncompress(packed.data(), packed.size(), out.at(), &written) != SNAPPY_OK) return false;
  out.Added(written);
  return true;
}

bool Unpacker::Snappy(std::string_view packed, Output& out) {
  constexpr std::string_view kJavaMagic("\x82SNAPPY\0", 8);
  constexpr std::size_t kJavaHeader = 16;  // magic, two version numbers
  if (packed.substr(0, kJavaMagic.size()) != kJavaMagic) return RawSnappy(packed, out);
  if (packed.size() < kJavaHeader) return false;
  WireReader in(packed.substr(kJavaHeader));
  while (in.left() > 0) {
    const std::int32_t size = in.Int32();
    if (size < 0 || !in.ok()) return false;
    const std::string_view block = in.Take(static_cast<std::size_t>(size));
    if (!in.ok() || !RawSnappy(block, out)) return false;
  }
  return true;
}

bool Unpacker::Lz4(std::string_view packed, Output& out) {
  if (!contexts_->lz4) {
    LZ4F_dctx* context = nullptr;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION))) return false;
    contexts_->lz4.reset(context);
  }
  LZ4F_resetDecompressionContext(contexts_->lz4.get());
  while (out.Make(kLeastRoom)) {
    std::size_t written = out.room();
    std::size_t read = packed.size();
    const std::size_t hint = LZ4F_decompress(contexts_->lz4.get(), out.at(), &written, packed.data(), &read, nullptr);
    if (LZ4F_isError(hint)) return false;
    out.Added(written);
    packed.remove_prefix(read);
    if (hint == 0) return packed.empty();
    if (read == 0 && written == 0) return false;  // cut
  }
  return false;
}

bool Unpacker::Zstd(std::string_view packed, Output& out) {
  if (!contexts_->zstd) contexts_->zstd.reset(ZSTD_createDCtx());
  ZSTD_DCtx* const context = contexts_->zstd.get();
  ZSTD_DCtx_reset(context, ZSTD_reset_session_only);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  while (out.Make(kLeastRoom)) {
    ZSTD_outBuffer piece{out.at(), out.room(), 0};
    const std::size_t before = in.pos;
    const std::size_t hint = ZSTD_decompressStream(context, &piece, &in);
    if (ZSTD_isError(hint) != 0) return false;
    out.Added(piece.pos);
    if (hint == 0 && in.pos == in.size) return true;
    if (in.pos == before && piece.pos == 0) return false;  // cut
  }
  return false;
}

bool Unpacker::Unpack(int codec, std::string_view packed, std::vector<BufferRef>& buffers, std::string_view& unpacked,
                      std::string& error) {
  if (codec < 0 || codec > static_cast<int>(Codec::kZstd)) {
    error = fmt::format("its compression {} is unknown", codec);
    return false;
  }
  unpacked = packed;
  if (static_cast<Codec>(codec) == Codec::kNone) return true;
  Output out(*pool_, buffers, limit_);
  bool done = false;
  switch (static_cast<Codec>(codec)) {
    case Codec::kNone:
      break;
    case Codec::kGzip:
      done = Gzip(packed, out);
      break;
    case Codec::kSnappy:
      done = Snappy(packed, out);
      break;
    case Codec::kLz4:
      done = Lz4(packed, out);
      break;
    case Codec::kZstd:
      done = Zstd(packed, out);
      break;
  }
  unpacked = out.view();
  if (done && !out.TooLarge()) return true;
  constexpr const char* kNames[] = {"none", "gzip", "snappy", "lz4", "zstd"};
  error = out.size() + kLeastRoom > limit_ ? fmt::format("it unpacks to more than {} bytes", limit_)
                                           : fmt::format("its records cannot be unpacked by {}", kNames[codec]);
  return false;
}

}  // namespace rulert::io::kafka_fetch
