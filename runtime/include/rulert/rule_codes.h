#pragma once
// Values of an event as codes for an index of rules (bitmap_index.h, row_index.h): small signed numbers that compare
// with the codes of the constants as the values do with the constants. The least number of a lane is a value that is
// missing.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/table_hash.h"
#include "rulert/time.h"

namespace rulert {

namespace detail {

inline constexpr std::size_t kVectorBytes = 16;

/// Lanes of whole vectors.
template <class Lane>
constexpr std::size_t LanesFor(std::size_t columns) noexcept {
  constexpr std::size_t kStep = kVectorBytes / sizeof(Lane);
  return (columns + kStep - 1) / kStep * kStep;
}

}  // namespace detail

/// The code of each column, and 0 in the lanes behind.
template <class Lane, std::size_t kColumns>
struct IndexedEvent {
  alignas(detail::kVectorBytes) Lane codes[detail::LanesFor<Lane>(kColumns)];
};

template <class Lane>
inline constexpr Lane kMissingCode = std::numeric_limits<Lane>::min();

namespace detail {

template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T>
constexpr std::int64_t NumberOf(T value) noexcept {
  return static_cast<std::int64_t>(value);
}
constexpr std::int64_t NumberOf(Timestamp value) noexcept { return value.us; }
constexpr std::int64_t NumberOf(Duration value) noexcept { return value.us; }
constexpr std::int64_t NumberOf(Date value) noexcept { return value.days; }
template <int P, int S>
constexpr std::int64_t NumberOf(Decimal<P, S> value) noexcept {
  static_assert(P <= 18);
  return value.mantissa;
}

}  // namespace detail

/// The number that a value is, as far as it lies in kLow..kHigh, which is further than any constant; less kShift.
template <class Lane, std::int64_t kLow, std::int64_t kHigh, std::int64_t kShift, class T>
constexpr Lane ClampedCode(const T& value) noexcept {
  static_assert(kLow - kShift > kMissingCode<Lane> && kHigh - kShift <= std::numeric_limits<Lane>::max());
  const std::int64_t number = detail::NumberOf(value);
  return static_cast<Lane>((number < kLow ? kLow : number > kHigh ? kHigh : number) - kShift);
}
template <class Lane, std::int64_t kLow, std::int64_t kHigh, std::int64_t kShift, class T>
constexpr Lane ClampedCode(const std::optional<T>& value) noexcept {
  return value ? ClampedCode<Lane, kLow, kHigh, kShift>(*value) : kMissingCode<Lane>;
}

/// Of a value that is asked only whether it is there.
template <class Lane, class T>
constexpr Lane PresenceCode(const std::optional<T>& value) noexcept {
  return value ? Lane{0} : kMissingCode<Lane>;
}

/// Of `constants`, which ascend, the i-th is 2i + 1; what lies between has the even number between.
template <class Lane, class T, std::size_t N>
constexpr Lane RankCode(const std::array<T, N>& constants, const T& value) noexcept {
  static_assert(2 * N <= static_cast<std::size_t>(std::numeric_limits<Lane>::max()));
  const T* below = constants.data();
  for (std::size_t rest = N; rest > 1;) {
    const std::size_t half = rest / 2;
    below = value < below[half] ? below : below + half;
    rest -= half;
  }
  // `below` is the last constant that is not greater, or the first of all.
  const auto code = static_cast<std::ptrdiff_t>(2 * (below - constants.data()));
  return static_cast<Lane>(value < *below ? 0 : code + (*below < value ? 2 : 1));
}
template <class Lane, class T, std::size_t N>
constexpr Lane RankCode(const std::array<T, N>& constants, const std::optional<T>& value) noexcept {
  return value ? RankCode<Lane>(constants, *value) : kMissingCode<Lane>;
}

/// Texts by their code: the i-th is 2i + 1, every other text is 0. Without order.
template <std::size_t N>
class TextCodes {
 public:
  constexpr explicit TextCodes(const std::array<std::string_view, N>& texts) noexcept : texts_(texts) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t at = TableHash(texts[i]) & kMask;
      while (slots_[at] != 0) at = (at + 1) & kMask;
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }

  template <class Lane>
  constexpr Lane Code(std::string_view text) const noexcept {
    static_assert(2 * N <= static_cast<std::size_t>(std::numeric_limits<Lane>::max()));
    for (std::size_t at = TableHash(text) & kMask;; at = (at + 1) & kMask) {
      const std::uint32_t slot = slots_[at];
      if (slot == 0) return 0;
      if (texts_[slot - 1] == text) return static_cast<Lane>(2 * slot - 1);
    }
  }
  template <class Lane>
  constexpr Lane Code(const std::optional<std::string_view>& text) const noexcept {
    return text ? Code<Lane>(*text) : kMissingCode<Lane>;
  }

 private:
  static constexpr std::size_t kMask = std::bit_ceil(2 * N) - 1;

  std::array<std::string_view, N> texts_;
  std::array<std::uint32_t, kMask + 1> slots_{};
};

}  // namespace rulert
