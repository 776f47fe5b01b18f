#pragma once
// The times of a chunk of rows, read without a branch a row.
#include <cstdint>
#include <cstring>

namespace rulert {

/// Times of rows as 4-byte distances from a base, in ms or us (timed_rows.h). Borrows the chunk that holds them.
class ShortTimes {
 public:
  ShortTimes(const char* deltas, std::int64_t base, bool is_millis) noexcept
      : deltas_(deltas), base_(base), is_millis_(is_millis) {}
  std::int64_t operator()(std::uint32_t i) const noexcept {
    return base_ + static_cast<std::int64_t>(Delta(i)) * (is_millis_ ? 1000 : 1);
  }
  /// The first of rows [i, end) that is not before `time`, or end.
  std::uint32_t FirstNotBefore(std::uint32_t i, std::uint32_t end, std::int64_t time) const noexcept {
    if (time <= base_) return i;
    std::uint64_t limit = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(base_);
    if (is_millis_) limit = (limit + 999) / 1000;
    // Four rows at a time without branches between them: how many leave is not to be guessed. Past the end is some
    // number.
    for (;;) {
      const std::uint32_t first = Delta(i) < limit ? 1 : 0;
      const std::uint32_t second = first & (Delta(i + 1) < limit ? 1u : 0u);
      const std::uint32_t third = second & (Delta(i + 2) < limit ? 1u : 0u);
      const std::uint32_t fourth = third & (Delta(i + 3) < limit ? 1u : 0u);
      i += first + second + third + fourth;
      if (i >= end) return end;
      if (fourth == 0) [[likely]]
        return i;
    }
  }

 private:
  std::uint32_t Delta(std::uint32_t i) const noexcept {
    std::uint32_t delta;
    std::memcpy(&delta, deltas_ + i * 4, sizeof(delta));
    return delta;
  }
  const char* deltas_;
  std::int64_t base_;
  bool is_millis_;
};

}  // namespace rulert
