#pragma once
// `s last n`: the last n events of one key in the order in which they were handled. Described as a look-back is, but
// for its size:
//   struct Recent {
//     static constexpr std::uint32_t kRows = 100;
//     struct Row { ::rulert::Decimal<12, 2> amount; ::rulert::Timestamp time; };
//     static constexpr auto kTime = &Row::time;   // where an answer weighs rows by their time
//     using Aggregates = ::rulert::Aggregates<...>;
//   };
#include <cstdint>

#include "rulert/look_back.h"

namespace rulert {

namespace detail {

/// Rows count in place of time: the look-back of all numbers.
template <class W>
struct ByNumber : W {
  static constexpr std::int64_t kSize = INT64_MAX;
  static constexpr std::uint32_t kMaxRows = W::kRows;
};

}  // namespace detail

template <class W>
class LastRows {
  using Numbered = LookBack<detail::ByNumber<W>>;

 public:
  using Row = typename W::Row;
  using View = LookBackView<detail::ByNumber<W>>;
  static constexpr bool kHasChunks = true;
  static constexpr std::int64_t kMemory = kNever;

  void Enter(Trigger& trigger, const Row& row) noexcept {
    const auto& rows = static_cast<const typename Numbered::Rows&>(rows_);
    const std::int64_t number = rows.is_empty() ? 0 : rows.TimeAt(trigger.arena(), rows.end() - 1) + kStep;
    rows_.EnterNext(trigger, row, number);
  }
  View ViewOf(Trigger& trigger) noexcept { return rows_.View(trigger, INT64_MAX, INT64_MIN); }

  /// True as long as nothing has entered.
  bool Sweep(Arena& arena, std::int64_t) noexcept {
    if (rows_.rows() > 0) rows_.Trim(arena);
    return rows_.rows() == 0;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    rows_.Release(memory);
  }
  void Prefetch(const Arena& arena) const noexcept { rows_.Prefetch(arena); }
  std::uint64_t rows() const noexcept { return rows_.rows(); }

 private:
  static constexpr std::int64_t kStep = 1000;  // numbers that are short as times

  Numbered rows_;
};

}  // namespace rulert
