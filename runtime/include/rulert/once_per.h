#pragma once
// `rule r once per d`: when it may fire again, by key.
#include <cstdint>

#include "rulert/cell.h"

namespace rulert {

/// kPeriod in us.
template <std::int64_t kPeriod>
class OncePer {
 public:
  static constexpr bool kHasChunks = false;
  static constexpr std::int64_t kMemory = kPeriod;

  bool Ready(std::int64_t time, std::int64_t watermark) const noexcept { return due_ <= time || due_ <= watermark; }
  /// The latest firing in event time counts.
  void Mark(std::int64_t time) noexcept {
    const std::int64_t due = detail::SaturatingAdd(time, kPeriod);
    if (due > due_) due_ = due;
  }

  bool Sweep(Arena&, std::int64_t watermark) noexcept { return due_ <= watermark; }
  template <class Memory>
  void Release(Memory&) noexcept {}
  void Prefetch(const Arena&) const noexcept {}
  std::uint64_t rows() const noexcept { return 0; }

 private:
  std::int64_t due_ = INT64_MIN;  // first instant at which it may fire again
};

}  // namespace rulert
