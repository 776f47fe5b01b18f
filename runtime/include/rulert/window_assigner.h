#pragma once
// Which windows an event belongs to. A window that closes names one of these:
//   using Assigner = ::rulert::SlidingWindows<kSize, kEvery, kOffset>;
// Windows are [start, end) in us since 1970 UTC, aligned to it and moved by the offset; negative times too.
#include <cstdint>

namespace rulert {

namespace detail {
/// The greatest multiple of `step`, moved by `offset`, that is not after `time`.
constexpr std::int64_t AlignedBefore(std::int64_t time, std::int64_t step, std::int64_t offset) noexcept {
  const std::int64_t past = (time - offset) % step;
  return time - (past < 0 ? past + step : past);
}
}  // namespace detail

/// `s each size`.
template <std::int64_t kSize, std::int64_t kOffset = 0>
struct TumblingWindows {
  static constexpr bool kMerges = false;
  static constexpr std::int64_t kLongest = kSize;

  /// visit(start, end) for each window of an event, by start.
  template <class Visit>
  static void Each(std::int64_t time, Visit&& visit) noexcept {
    const std::int64_t start = detail::AlignedBefore(time, kSize, kOffset);
    visit(start, start + kSize);
  }
};

/// `s each size every step`.
template <std::int64_t kSize, std::int64_t kEvery, std::int64_t kOffset = 0>
struct SlidingWindows {
  static constexpr bool kMerges = false;
  static constexpr std::int64_t kLongest = kSize;

  template <class Visit>
  static void Each(std::int64_t time, Visit&& visit) noexcept {
    const std::int64_t last = detail::AlignedBefore(time, kEvery, kOffset);
    std::int64_t start = detail::AlignedBefore(time - kSize, kEvery, kOffset) + kEvery;
    for (; start <= last; start += kEvery) visit(start, start + kSize);
  }
};

/// `s session gap d`: an event's window is [time, time + gap); windows that touch are one.
template <std::int64_t kGap>
struct SessionWindows {
  static constexpr bool kMerges = true;
  static constexpr std::int64_t kLongest = kGap;

  template <class Visit>
  static void Each(std::int64_t time, Visit&& visit) noexcept {
    visit(time, time + kGap);
  }
};

}  // namespace rulert
