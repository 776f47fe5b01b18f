#pragma once
// What the handlers of a window read when it closes or has an answer before or after that: `on close w as v`,
// `on update w as v`. Valid for one trigger.
#include <cstdint>
#include <optional>
#include <type_traits>

#include "rulert/module_abi.h"
#include "rulert/row_answers.h"
#include "rulert/time.h"
#include "rulert/trigger.h"
#include "rulert/window_parts.h"
#include "rulert/window_rows.h"

namespace rulert {

template <class W>
class WindowAnswer : public RowAnswers<WindowAnswer<W>> {
  friend class AggregateAnswers<WindowAnswer>;
  friend class RowAnswers<WindowAnswer>;
  template <class Aggregate>
  static constexpr bool kIsKept = !std::is_same_v<WindowPart<W, Aggregate>, NothingKept>;

 public:
  using RowAnswers<WindowAnswer>::Get;

  /// `total`: of its panes. Without rows `rows` is empty.
  WindowAnswer(const Pane<W>& total, std::int64_t start, std::int64_t end, AnswerKind kind,
               const WindowRowsView<W>& rows) noexcept
      : total_(total), start_(start), end_(end), kind_(kind), rows_(rows) {}

  /// At least 1.
  std::int64_t count() const noexcept {
    if constexpr (detail::KeepsRows<W>()) {
      return static_cast<std::int64_t>(rows_.last - rows_.first);
    } else {
      return static_cast<std::int64_t>(total_.entered);
    }
  }
  Timestamp start() const noexcept { return {start_}; }
  Timestamp end() const noexcept { return {end_}; }
  bool is_update() const noexcept { return kind_ != AnswerKind::kClosing; }

  /// Answers of one window differ in their number: 0 of the closing; of the others twice as many as events have
  /// entered, which grows, and one more after the closing, since a session that goes on after it closes once more.
  void Identify(TriggerRef& trigger) const noexcept {
    trigger.kind = TriggerKind::kWindow;
    trigger.time = end_ - 1;
    trigger.start = start_;
    trigger.end = end_;
    const auto entered = static_cast<std::uint32_t>(total_.entered);
    trigger.firing = is_update() ? 2 * entered + (kind_ == AnswerKind::kAfter ? 1 : 0) : 0;
  }

  template <auto kColumn>
    requires kIsKept<FirstOf<kColumn>>
  auto Get(FirstOf<kColumn>) const noexcept {
    return std::optional(Part<WindowPart<W, FirstOf<kColumn>>>().Get());
  }
  template <auto kColumn>
    requires kIsKept<LastOf<kColumn>>
  auto Get(LastOf<kColumn>) const noexcept {
    return std::optional(Part<WindowPart<W, LastOf<kColumn>>>().Get());
  }

  // ---- what answers are made of, where there are rows ----
  template <auto kColumn>
  auto At(std::int64_t i) const noexcept {
    return rows_.rows->template At<kColumn>(*rows_.trigger, rows_.first + static_cast<std::uint32_t>(i));
  }
  std::int64_t TimeAt(std::int64_t i) const noexcept {
    return rows_.rows->TimeAt(rows_.trigger->arena(), rows_.first + static_cast<std::uint32_t>(i));
  }

 private:
  Scratch& scratch() const noexcept { return rows_.trigger->scratch(); }

  template <class F>
  void Visit(F&& f) const noexcept {
    static_assert(detail::KeepsRows<W>(), "an answer of this window needs its rows");
    for (std::uint32_t i = rows_.first; i < rows_.last; ++i) f(rows_.rows->NumbersAt(rows_.trigger->arena(), i));
  }
  /// The parts of the rows that are left, where some have left for `overflow`.
  WindowParts<W> Recounted() const noexcept {
    WindowParts<W> parts;
    std::int64_t i = 0;
    Visit([&](const auto& row) {
      const std::int64_t time = TimeAt(i);
      i++ == 0 ? parts.Start(row, time) : parts.Add(row, time);
    });
    return parts;
  }
  template <class P>
  P Part() const noexcept {
    if constexpr (detail::KeepsRows<W>()) {
      if (total_.has_lost != 0) [[unlikely]]
        return Recounted();
    }
    return total_.parts;
  }

  template <auto kColumn>
  std::int64_t Counted() const noexcept {
    return static_cast<std::int64_t>(Part<detail::CountPart<kColumn>>().count);
  }
  template <auto kColumn>
  Int128 Summed() const noexcept {
    return Part<detail::SumPart<kColumn>>().sum.value();
  }
  template <auto kColumn>
  double Spread() const noexcept {
    return Part<detail::SquaresPart<kColumn>>().squares.Spread(count());
  }
  template <class K>
  typename K::Value Extreme() const noexcept {
    return Part<typename detail::ExtremePartOf<K>::Type>().Get();
  }

  Pane<W> total_;
  std::int64_t start_;
  std::int64_t end_;
  AnswerKind kind_;
  [[no_unique_address]] WindowRowsView<W> rows_;
};

}  // namespace rulert
