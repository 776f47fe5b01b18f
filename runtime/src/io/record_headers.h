#pragma once
// Headers of a record in the encoding of Kafka's record batches: their number, then of each the name and the value with
// its size in front, -1 for a null value; numbers are zigzag varints.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/src/io/zigzag.h"

namespace rulert::io {

struct RecordHeader {
  std::string_view name;
  std::string_view value;
  bool null = false;  // no value at all
};

/// Walks encoded headers in place.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view encoded) : at_(encoded.data()), end_(at_ + encoded.size()) {
    if (encoded.empty()) return;
    ok_ = Number(left_) && left_ >= 0;
    if (!ok_) left_ = 0;
  }

  /// False at the end, and where the bytes are no headers: see ok().
  bool Next(RecordHeader& header) {
    if (left_ <= 0) return false;
    --left_;
    std::int64_t name = 0;
    std::int64_t value = 0;
    ok_ = Number(name) && name >= 0 && Text(name, header.name) && Number(value) && value >= -1;
    header.null = value == -1;
    ok_ = ok_ && Text(header.null ? 0 : value, header.value);
    if (!ok_) left_ = 0;
    return ok_;
  }
  bool ok() const { return ok_; }
  /// Where the next byte would be read.
  const char* at() const { return at_; }

 private:
  /// Of at most 35 bits.
  bool Number(std::int64_t& number) {
    const char* const begin = at_;
    return ReadZigzag(at_, end_, number) && at_ - begin <= 5;
  }
  bool Text(std::int64_t size, std::string_view& text) {
    if (size > end_ - at_) return false;
    text = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  const char* at_;
  const char* end_;
  std::int64_t left_ = 0;
  bool ok_ = true;
};

/// Begins encoded headers; `count` calls of AppendHeader follow.
inline void AppendHeaderCount(std::string& to, std::size_t count) {
  AppendZigzag(to, static_cast<std::int64_t>(count));
}

inline void AppendHeader(std::string& to, const RecordHeader& header) {
  AppendZigzag(to, static_cast<std::int64_t>(header.name.size()));
  to.append(header.name);
  AppendZigzag(to, header.null ? -1 : static_cast<std::int64_t>(header.value.size()));
  if (!header.null) to.append(header.value);
}

}  // namespace rulert::io
