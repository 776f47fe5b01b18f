#pragma once
// What rules ask of a look-back beside `count`, and how each answer is kept up to date. A window lists what it is
// asked:
//   using SumAmount = ::rulert::SumOf<&Row::amount>;
//   using Aggregates = ::rulert::Aggregates<SumAmount, ::rulert::CountIf<&Row::approved>>;
//
//   count(cond)       a counter                       sum, avg of int, decimal, duration   an exact integer; rows that
//   min, max          two stacks, amortised O(1); of text from the rows                    leave are subtracted
//   sum, avg of float added in time order on demand: subtracting is not exact
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/int128.h"
#include "rulert/time.h"

namespace rulert {

namespace detail {

template <class Class, class Member>
Member ColumnTypeOf(Member Class::*);
template <auto kColumn>
using ColumnType = decltype(ColumnTypeOf(kColumn));

/// The number that sums count in.
constexpr std::int64_t Addend(std::int64_t x) noexcept { return x; }
constexpr std::int64_t Addend(Duration x) noexcept { return x.us; }
template <int P, int S>
constexpr auto Addend(Decimal<P, S> x) noexcept {
  return x.mantissa;
}

/// Sums of at most kMostWindowRows numbers, exact. Aligned to 8, so that state records are.
class NarrowSum {
 public:
  template <class T>
  void Add(T x) noexcept {
    value_ += static_cast<std::int64_t>(x);
  }
  template <class T>
  void Remove(T x) noexcept {
    value_ -= static_cast<std::int64_t>(x);
  }
  Int128 value() const noexcept { return value_; }

 private:
  std::int64_t value_ = 0;
};

class WideSum {
 public:
  template <class T>
  void Add(T x) noexcept {
    Set(Get() + static_cast<UInt128>(Int128{x}));
  }
  template <class T>
  void Remove(T x) noexcept {
    Set(Get() - static_cast<UInt128>(Int128{x}));
  }
  void Merge(const WideSum& other) noexcept { Set(Get() + other.Get()); }
  void Unmerge(const WideSum& other) noexcept { Set(Get() - other.Get()); }
  Int128 value() const noexcept { return static_cast<Int128>(Get()); }

 private:
  UInt128 Get() const noexcept { return static_cast<UInt128>(high_) << 64 | low_; }
  void Set(UInt128 x) noexcept {
    low_ = static_cast<std::uint64_t>(x);
    high_ = static_cast<std::uint64_t>(x >> 64);
  }
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

/// Of numbers near 10^38: counts how often 128 bits wrapped.
class WidestSum {
 public:
  void Add(Int128 x) noexcept {
    const Int128 before = low_.value();
    low_.Add(x);
    if (x >= 0 && low_.value() < before) ++wraps_;
    if (x < 0 && low_.value() > before) --wraps_;
  }
  void Remove(Int128 x) noexcept { Add(-x); }
  void Merge(const WidestSum& other) noexcept {
    Add(other.low_.value());
    wraps_ += other.wraps_;
  }
  void Unmerge(const WidestSum& other) noexcept {
    const Int128 before = low_.value();
    const Int128 x = other.low_.value();
    low_.Unmerge(other.low_);
    if (x >= 0 && low_.value() > before) --wraps_;
    if (x < 0 && low_.value() < before) ++wraps_;
    wraps_ -= other.wraps_;
  }
  /// The end of the range if 128 bits do not hold it.
  Int128 value() const noexcept { return wraps_ == 0 ? low_.value() : wraps_ > 0 ? kInt128Max : kInt128Min; }

 private:
  WideSum low_;
  std::int64_t wraps_ = 0;
};

template <class T>
struct SumNumber {
  using Type = WideSum;
};
template <int P, int S>
struct SumNumber<Decimal<P, S>> {
  using Type = std::conditional_t<(P <= 13), NarrowSum, std::conditional_t<(P <= 33), WideSum, WidestSum>>;
};

}  // namespace detail

// ---- what is kept: one for each column and way, shared by the aggregates that need it ----

struct NothingKept {
  static constexpr bool kIsExtreme = false;
  template <class Row>
  void Add(const Row&) noexcept {}
  template <class Row>
  void Remove(const Row&) noexcept {}
};

template <auto kColumn>
struct RunningCount {
  static constexpr bool kIsExtreme = false;
  std::uint32_t count = 0;
  template <class Row>
  void Add(const Row& row) noexcept {
    count += row.*kColumn ? 1 : 0;
  }
  template <class Row>
  void Remove(const Row& row) noexcept {
    count -= row.*kColumn ? 1 : 0;
  }
};

template <auto kColumn>
struct RunningSum {
  static constexpr bool kIsExtreme = false;
  typename detail::SumNumber<detail::ColumnType<kColumn>>::Type sum;
  template <class Row>
  void Add(const Row& row) noexcept {
    sum.Add(detail::Addend(row.*kColumn));
  }
  template <class Row>
  void Remove(const Row& row) noexcept {
    sum.Remove(detail::Addend(row.*kColumn));
  }
};

/// Two stacks: of the older rows of the range each has, in a column of its own, the extreme from it to the last of
/// them; of the newer ones only the extreme of all is kept, here.
template <auto kColumn, bool kGreatest>
struct RunningExtreme {
  static constexpr bool kIsExtreme = true;
  using Value = detail::ColumnType<kColumn>;
  // Bytes, so that 16-byte values do not align the state record.
  char newer[sizeof(Value)] = {};

  template <class Row>
  static Value Of(const Row& row) noexcept {
    return row.*kColumn;
  }
  /// -0.0 is less than 0.0 here, so that order makes no difference.
  static Value Better(const Value& a, const Value& b) noexcept {
    const bool a_less = Less(a, b);
    return a_less == kGreatest ? b : a;
  }
  static bool Same(const Value& a, const Value& b) noexcept { return std::memcmp(&a, &b, sizeof(Value)) == 0; }
  Value Newer() const noexcept {
    Value value;
    std::memcpy(static_cast<void*>(&value), newer, sizeof(value));
    return value;
  }
  void SetNewer(const Value& value) noexcept { std::memcpy(newer, &value, sizeof(value)); }

 private:
  static bool Less(const Value& a, const Value& b) noexcept {
    if constexpr (std::is_same_v<Value, double>) {
      if (a == b) return __builtin_signbit(a) && !__builtin_signbit(b);
    }
    return a < b;
  }
};

// ---- the aggregates: what generated code names ----

template <auto kColumn>
struct CountIf {
  using Kept = RunningCount<kColumn>;
};

template <auto kColumn>
struct SumOf {
  using Value = detail::ColumnType<kColumn>;
  using Kept = std::conditional_t<std::is_same_v<Value, double>, NothingKept, RunningSum<kColumn>>;
};

template <auto kColumn>
struct AvgOf {
  using Value = detail::ColumnType<kColumn>;
  using Kept = typename SumOf<kColumn>::Kept;
};

template <auto kColumn>
struct MinOf {
  using Value = detail::ColumnType<kColumn>;
  using Kept = std::conditional_t<std::is_same_v<Value, std::string_view>, NothingKept, RunningExtreme<kColumn, false>>;
};

template <auto kColumn>
struct MaxOf {
  using Value = detail::ColumnType<kColumn>;
  using Kept = std::conditional_t<std::is_same_v<Value, std::string_view>, NothingKept, RunningExtreme<kColumn, true>>;
};

namespace detail {

template <class... Kept>
struct KeptList {
  static constexpr std::uint32_t kExtremes = (0u + ... + (Kept::kIsExtreme ? 1u : 0u));
};

template <class List, class... More>
struct Distinct {
  using Type = List;
};
template <class... Kept, class First, class... Rest>
struct Distinct<KeptList<Kept...>, First, Rest...> {
  using Type = typename std::conditional_t<(std::is_same_v<Kept, First> || ...) || std::is_same_v<First, NothingKept>,
                                           Distinct<KeptList<Kept...>, Rest...>,
                                           Distinct<KeptList<Kept..., First>, Rest...>>::Type;
};

template <class Kept>
constexpr std::uint32_t ExtremeBytes() noexcept {
  if constexpr (Kept::kIsExtreme) {
    return sizeof(typename Kept::Value);
  } else {
    return 0;
  }
}

/// One subobject for each kept thing; `Each` visits them in order.
template <class List>
struct KeptSet;
template <class... Kept>
struct KeptSet<KeptList<Kept...>> : Kept... {
  static constexpr bool kEmpty = sizeof...(Kept) == 0;
  static constexpr bool kHasExtremes = (Kept::kIsExtreme || ...);
  /// Bytes that each row carries for the older stacks.
  static constexpr std::uint32_t kExtremeBytes = (0u + ... + ExtremeBytes<Kept>());

  /// visit(kept) for counters and sums.
  template <class Visit>
  void EachSum(Visit&& visit) noexcept {
    (
        [&] {
          if constexpr (!Kept::kIsExtreme) visit(static_cast<Kept&>(*this));
        }(),
        ...);
  }
  /// visit(kept, offset of its value in the bytes that each row carries).
  template <class Visit>
  void EachExtreme(Visit&& visit) noexcept {
    std::uint32_t offset = 0;
    (void)offset;
    (
        [&] {
          if constexpr (Kept::kIsExtreme) {
            visit(static_cast<Kept&>(*this), offset);
            offset += ExtremeBytes<Kept>();
          }
        }(),
        ...);
  }
};

}  // namespace detail

/// Whether no row of the range may be gone.
struct Complete {
  using Kept = NothingKept;
};

template <class... A>
struct Aggregates {
  using Kept = detail::KeptSet<typename detail::Distinct<detail::KeptList<>, typename A::Kept...>::Type>;
  static constexpr bool kTracksLoss = (std::is_same_v<A, Complete> || ...);
};

}  // namespace rulert
