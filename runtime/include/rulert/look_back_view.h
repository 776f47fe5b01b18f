#pragma once
// What one handler sees of a look-back. Valid until the look-back changes.
#include <cstdint>

#include "rulert/look_back.h"
#include "rulert/row_answers.h"

namespace rulert {

template <class W>
class LookBackView : public RowAnswers<LookBackView<W>> {
  using Owner = LookBack<W>;
  using Storage = typename Owner::Storage;
  friend class AggregateAnswers<LookBackView<W>>;
  friend class RowAnswers<LookBackView<W>>;

 public:
  using RowAnswers<LookBackView<W>>::Get;

  LookBackView(Owner* owner, Trigger* trigger, std::uint32_t first, std::uint32_t last, bool running, std::int64_t time,
               std::int64_t watermark) noexcept
      : owner_(owner),
        trigger_(trigger),
        first_(first),
        last_(last),
        running_(running),
        time_(time),
        watermark_(watermark) {}

  std::int64_t count() const noexcept { return static_cast<std::int64_t>(last_ - first_); }

  /// No row of the range may have passed its time, nor had to leave.
  bool Get(Complete) const noexcept {
    return detail::SaturatingAdd(time_, detail::LateOf<W>()) > watermark_ &&
           owner_->lost_.newest < detail::SaturatingSub(time_, W::kSize);
  }
  Timestamp end() const noexcept { return {time_}; }
  /// Fails before the year 1.
  template <class M>
  Timestamp start(M& m, std::uint32_t place) const noexcept {
    return m.SubTs(Timestamp{time_}, Duration{W::kSize}, place);
  }

  // ---- what answers are made of ----
  template <auto kColumn>
  auto At(std::int64_t i) const noexcept {
    return Storage::template Read<kColumn>(owner_->BytesAt(trigger_->arena(), first_ + static_cast<std::uint32_t>(i)),
                                           *trigger_);
  }
  std::int64_t TimeAt(std::int64_t i) const noexcept {
    if constexpr (requires { W::kTime; }) return At<W::kTime>(i).us;
    return owner_->TimeAt(trigger_->arena(), first_ + static_cast<std::uint32_t>(i));
  }

 private:
  Scratch& scratch() const noexcept { return trigger_->scratch(); }

  template <class F>
  void Visit(F&& f) const noexcept {
    for (std::uint32_t i = first_; i < last_; ++i) f(owner_->NumbersAt(trigger_->arena(), i));
  }
  /// The running one, or the same worked out for the range.
  template <class K>
  K Running() const noexcept {
    if (running_) return static_cast<const K&>(owner_->kept_);
    K kept;
    Visit([&](const auto& row) { kept.Add(row); });
    return kept;
  }
  template <auto kColumn>
  std::int64_t Counted() const noexcept {
    return Running<RunningCount<kColumn>>().count;
  }
  template <auto kColumn>
  Int128 Summed() const noexcept {
    return Running<RunningSum<kColumn>>().sum.value();
  }
  template <auto kColumn>
  double Spread() const noexcept {
    return Running<RunningSquares<kColumn>>().Spread(count());
  }
  /// count() > 0.
  template <class K>
  typename K::Value Extreme() const noexcept {
    const Arena& arena = trigger_->arena();
    if (!running_) {
      auto value = K::Of(owner_->NumbersAt(arena, first_));
      for (std::uint32_t i = first_ + 1; i < last_; ++i) value = K::Better(value, K::Of(owner_->NumbersAt(arena, i)));
      return value;
    }
    const std::uint32_t pivot = owner_->pivot_.position;
    typename K::Value value{};
    owner_->kept_.EachExtreme([&]<class Each>(Each& kept, std::uint32_t offset) {
      if constexpr (std::is_same_v<Each, K>) {
        if (first_ >= pivot) {
          value = kept.Newer();
        } else {
          value = owner_->template Stacked<K>(arena, first_, offset);
          if (pivot < last_) value = K::Better(value, kept.Newer());
        }
      }
    });
    return value;
  }

  Owner* owner_;
  Trigger* trigger_;
  std::uint32_t first_;
  std::uint32_t last_;
  bool running_;
  std::int64_t time_;
  std::int64_t watermark_;
};

}  // namespace rulert
