#pragma once
// Unpacks the records of compressed batches: gzip, snappy (raw, and with Java's framing), lz4 frames, zstd.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/buffer.h"

namespace rulert::io::kafka_fetch {

class Unpacker {
 public:
  /// A batch may unpack to `limit` bytes. Memory is taken as bytes come out, whatever sizes the input claims.
  Unpacker(std::shared_ptr<BufferPool> pool, std::uint64_t limit);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// The bytes lie in `buffers`, the last of which is filled further; they stay where they are. False: `error` says
  /// why, as a sentence.
  bool Unpack(int codec, std::string_view packed, std::vector<BufferRef>& buffers, std::string_view& unpacked,
              std::string& error);

 private:
  class Output;
  struct Contexts;

  bool Gzip(std::string_view packed, Output& out);
  bool Snappy(std::string_view packed, Output& out);
  bool RawSnappy(std::string_view packed, Output& out);
  bool Lz4(std::string_view packed, Output& out);
  bool Zstd(std::string_view packed, Output& out);

  const std::shared_ptr<BufferPool> pool_;
  const std::uint64_t limit_;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace rulert::io::kafka_fetch
