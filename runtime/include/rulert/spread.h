#pragma once
// The spread of exact numbers: what their standard deviation is the root of. Rows enter and leave without error.
#include <cstdint>
#include <type_traits>

#include "rulert/aggregates.h"

namespace rulert {

namespace detail {

/// An integer modulo 2^(64 * kLimbs), least significant limb first; negative ones as two's complement.
template <int kLimbs>
struct LimbInteger {
  std::uint64_t limb[kLimbs] = {};

  constexpr bool is_negative() const noexcept { return limb[kLimbs - 1] >> 63 != 0; }

  /// Adds x * 2^(64 * at).
  constexpr void AddAt(int at, UInt128 x) noexcept {
    UInt128 carry = x;
    for (int i = at; i < kLimbs && carry != 0; ++i) {
      const UInt128 sum = (carry & ~std::uint64_t{0}) + limb[i];
      limb[i] = static_cast<std::uint64_t>(sum);
      carry = (carry >> 64) + (sum >> 64);
    }
  }
  constexpr void Add(const LimbInteger& x) noexcept {
    std::uint64_t carry = 0;
    for (int i = 0; i < kLimbs; ++i) {
      const UInt128 sum = UInt128{limb[i]} + x.limb[i] + carry;
      limb[i] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
  }
  constexpr void Negate() noexcept {
    for (std::uint64_t& part : limb) part = ~part;
    AddAt(0, 1);
  }
  constexpr void Subtract(LimbInteger x) noexcept {
    x.Negate();
    Add(x);
  }
  static constexpr LimbInteger Of(Int128 x) noexcept {
    LimbInteger result;
    for (int i = 0; i < kLimbs; ++i)
      result.limb[i] = i < 2 ? static_cast<std::uint64_t>(x >> (64 * i)) : x < 0 ? ~0ull : 0;
    return result;
  }
  friend constexpr LimbInteger operator*(const LimbInteger& a, const LimbInteger& b) noexcept {
    LimbInteger product;
    for (int i = 0; i < kLimbs; ++i) {
      for (int k = 0; i + k < kLimbs; ++k) product.AddAt(i + k, UInt128{a.limb[i]} * b.limb[k]);
    }
    return product;
  }

  /// Of one that is not negative: the nearest double, ties to even.
  double Nearest() const noexcept {
    int top = kLimbs - 1;
    while (top > 0 && limb[top] == 0) --top;
    if (limb[top] == 0) return 0;
    const int shift = __builtin_clzll(limb[top]);
    // The first 64 bits; whatever is behind them only breaks ties.
    std::uint64_t head = limb[top] << shift;
    if (shift > 0 && top > 0) head |= limb[top - 1] >> (64 - shift);
    std::uint64_t rest = top > 0 ? limb[top - 1] << shift : 0;
    for (int i = 0; i + 1 < top; ++i) rest |= limb[i];
    if (rest != 0) head |= 1;
    return __builtin_ldexp(static_cast<double>(head), 64 * top - shift);
  }
};

/// Limbs that squares of kMostWindowRows numbers, times their count, may need.
template <class T>
struct SquareLimbs {
  static constexpr int kLimbs = 3;
};
template <int P, int S>
struct SquareLimbs<Decimal<P, S>> {
  static constexpr int kLimbs = P <= 13 ? 2 : P <= 18 ? 3 : 5;
};

/// Sum and sum of squares.
template <int kLimbs>
struct Squares {
  using Number = LimbInteger<kLimbs>;
  Number sum;
  Number squares;

  template <class T>
  void Add(T value) noexcept {
    const Number x = Number::Of(value);
    sum.Add(x);
    squares.Add(x * x);
  }
  template <class T>
  void Remove(T value) noexcept {
    const Number x = Number::Of(value);
    sum.Subtract(x);
    squares.Subtract(x * x);
  }
  void Merge(const Squares& other) noexcept {
    sum.Add(other.sum);
    squares.Add(other.squares);
  }
  void Unmerge(const Squares& other) noexcept {
    sum.Subtract(other.sum);
    squares.Subtract(other.squares);
  }
  /// count * sum(x * x) - sum(x) * sum(x): the variance times count * count.
  double Spread(std::int64_t count) const noexcept {
    Number spread = Number::Of(count) * squares;
    spread.Subtract(sum * sum);
    return spread.Nearest();
  }
};

}  // namespace detail

template <auto kColumn>
struct RunningSquares : detail::Squares<detail::SquareLimbs<detail::ColumnType<kColumn>>::kLimbs> {
  static constexpr bool kIsExtreme = false;
  using Numbers = detail::Squares<detail::SquareLimbs<detail::ColumnType<kColumn>>::kLimbs>;

  template <class Row>
  void Add(const Row& row) noexcept {
    Numbers::Add(detail::Addend(row.*kColumn));
  }
  template <class Row>
  void Remove(const Row& row) noexcept {
    Numbers::Remove(detail::Addend(row.*kColumn));
  }
};

}  // namespace rulert
