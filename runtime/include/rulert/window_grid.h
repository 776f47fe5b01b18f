#pragma once
// Where aligned windows begin and end. A grid maps instants to numbers that windows are aligned to: microseconds since
// 1970, or the days or months of a time zone (zone.h). A window names its grid, and its size, step and offset in units
// of it:
//   struct Hour {
//     using Grid = ::rulert::FixedGrid;
//     static constexpr std::int64_t kSize = 3'600'000'000;
//     static constexpr std::int64_t kEvery = 300'000'000;   // sliding; absent: kSize
//     static constexpr std::int64_t kOffset = 0;            // optional
//   };
#include <cstdint>
#include <numeric>

namespace rulert {

struct FixedGrid {
  /// The number of an instant; ascends with it.
  static constexpr std::int64_t At(std::int64_t instant) noexcept { return instant; }
  /// The first instant of a number.
  static constexpr std::int64_t Instant(std::int64_t number) noexcept { return number; }
  /// About how long so many numbers last.
  static constexpr std::int64_t Width(std::int64_t numbers) noexcept { return numbers; }
};

/// Of window W: what its description says, with what it leaves out.
template <class W>
struct WindowGrid {
  using Grid = typename W::Grid;
  static constexpr std::int64_t kSize = W::kSize;
  static constexpr std::int64_t kEvery = [] {
    if constexpr (requires { W::kEvery; }) {
      return W::kEvery;
    } else {
      return W::kSize;
    }
  }();
  static constexpr std::int64_t kOffset = [] {
    if constexpr (requires { W::kOffset; }) {
      return W::kOffset;
    } else {
      return std::int64_t{0};
    }
  }();
  /// Windows consist of whole panes of this width.
  static constexpr std::int64_t kPane = std::gcd(kSize, kEvery);
  static_assert(kSize > 0 && kEvery > 0);

  static constexpr std::int64_t AlignDown(std::int64_t number, std::int64_t step) noexcept {
    const std::int64_t rest = (number - kOffset) % step;
    return number - rest - (rest < 0 ? step : 0);
  }
  static constexpr std::int64_t PaneOf(std::int64_t number) noexcept { return AlignDown(number, kPane); }
  /// The last window that holds a number, and the first one. Where windows leave gaps the number may lie behind the
  /// last one, which then comes before the first.
  static constexpr std::int64_t LastWindow(std::int64_t number) noexcept { return AlignDown(number, kEvery); }
  static constexpr std::int64_t FirstWindow(std::int64_t number) noexcept {
    return AlignDown(number - kSize, kEvery) + kEvery;
  }

  /// The first window that is open at a watermark, or would be if something had entered it.
  static constexpr std::int64_t FirstOpen(std::int64_t watermark) noexcept {
    // Far enough that nothing is there, and no sum of it overflows.
    constexpr std::int64_t kFar = std::int64_t{1} << 60;
    const std::int64_t next = watermark < -kFar ? -kFar : watermark > kFar ? kFar : watermark + 1;
    return FirstWindow(Grid::At(next));
  }

  // Of a window by its first number: its time, at which it closes, and when it is closed for good.
  static constexpr std::int64_t Start(std::int64_t window) noexcept { return Grid::Instant(window); }
  static constexpr std::int64_t End(std::int64_t window) noexcept { return Grid::Instant(window + kSize); }
  static constexpr std::int64_t Closing(std::int64_t window) noexcept { return End(window) - 1; }
};

}  // namespace rulert
