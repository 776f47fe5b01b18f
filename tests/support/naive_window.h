#pragma once
// Windows that close, by definition: every event in a vector, every answer counted anew.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace naive {

/// What aligned windows count instead of microseconds. Numbers ascend with time.
class Calendar {
 public:
  virtual ~Calendar() = default;
  virtual std::int64_t NumberOf(std::int64_t instant) const = 0;
  /// Where it begins.
  virtual std::int64_t InstantOf(std::int64_t number) const = 0;
};

struct WindowRules {
  const Calendar* calendar = nullptr;  // size, every and offset count in it
  std::int64_t size = 0;               // 0: sessions
  std::int64_t every = 0;
  std::int64_t offset = 0;
  std::int64_t gap = 0;
  std::int64_t late = 0;
  std::int64_t early_every = 0;
  bool early_on_each = false;
  std::size_t max_rows = SIZE_MAX;
};

constexpr std::int64_t kNever = INT64_MAX;

constexpr std::int64_t FloorTo(std::int64_t x, std::int64_t step, std::int64_t offset) {
  const std::int64_t rest = (x - offset) % step;
  return x - rest - (rest < 0 ? step : 0);
}

template <class Row>
class Windows {
 public:
  struct Answer {
    std::int64_t start;
    std::int64_t end;
    bool is_update;
    bool is_early;
    std::uint64_t entered;  // events, also those that had to leave
    std::vector<Row> rows;
  };
  struct Entered {
    bool is_late = false;
    std::optional<std::int64_t> overflow;  // time of the row that left
    std::vector<Answer> at_once;
  };

  explicit Windows(const WindowRules& rules) : rules_(rules) {}

  /// When Take has something.
  std::int64_t Due() const { return std::min(NextClosing(), early_); }

  Answer Take() {
    if (early_ < NextClosing()) return TakeEarly();
    Window* next = nullptr;
    for (Window& window : windows_) {
      if (!window.is_done && (next == nullptr || Before(window, *next))) next = &window;
    }
    const Answer answer = AnswerOf(*next, next->was_closed, false);
    next->is_done = next->was_closed = true;
    next->is_fresh = false;
    return answer;
  }

  Entered Enter(const Row& row, std::int64_t time, std::int64_t watermark) {
    Forget(watermark);
    Entered entered;
    std::vector<AtOnce> at_once;
    Event event{time, row};
    const bool any = is_aligned() ? EnterAligned(event, watermark, at_once, entered)
                                  : EnterSession(time, watermark, at_once, entered);
    if (!any) return entered;
    const auto place = std::upper_bound(events_.begin(), events_.end(), time,
                                        [](std::int64_t t, const Event& event) { return t < event.time; });
    events_.insert(place, event);
    if (events_.size() > rules_.max_rows) {
      entered.overflow = events_.front().time;
      LoseOldest();
      std::erase_if(windows_, [&](const Window& window) { return RowsOf(window).empty(); });
      if (std::none_of(windows_.begin(), windows_.end(), [&](const Window& w) { return IsAsked(w); })) early_ = kNever;
    }
    for (const AtOnce& answer : at_once) {
      for (const Window& window : windows_) {
        if (window.start == answer.start && window.end == answer.end) {
          entered.at_once.push_back(AnswerOf(window, answer.is_update, answer.is_early));
        }
      }
    }
    return entered;
  }

  /// Nothing is kept.
  bool IsIdle(std::int64_t watermark) {
    Forget(watermark);
    return windows_.empty();
  }

 private:
  struct AtOnce {
    std::int64_t start;
    std::int64_t end;
    bool is_update;
    bool is_early;
  };
  struct Event {
    std::int64_t time;
    Row row;
    std::uint64_t counts = 1;  // with those that had to leave before it
    bool is_fresh = false;     // not yet in an early answer
  };
  struct Window {
    std::int64_t start;
    std::int64_t end;
    bool is_done = false;     // has closed, and nothing has opened it again
    bool was_closed = false;  // `on close` has run
    bool is_fresh = false;
    std::uint64_t entered = 0;  // of sessions; aligned windows ask their events
  };

  static bool IsSame(const Window& a, const Window& b) { return a.start == b.start && a.end == b.end; }
  static bool Before(const Window& a, const Window& b) { return a.end != b.end ? a.end < b.end : a.start < b.start; }
  bool IsGone(const Window& window, std::int64_t watermark) const { return window.end - 1 + rules_.late <= watermark; }
  /// What no window holds any more that an event could enter.
  void Forget(std::int64_t watermark) {
    std::erase_if(windows_, [&](const Window& window) { return IsGone(window, watermark); });
    std::erase_if(events_, [&](const Event& event) {
      if (is_aligned()) {
        return EndOf(LastOf(event.time)) - 1 + rules_.late <= watermark;
      }
      return std::none_of(windows_.begin(), windows_.end(),
                          [&](const Window& window) { return event.time >= window.start && event.time < window.end; });
    });
  }
  bool is_aligned() const { return rules_.size != 0; }
  std::int64_t NumberOf(std::int64_t time) const {
    return rules_.calendar == nullptr ? time : rules_.calendar->NumberOf(time);
  }
  std::int64_t InstantOf(std::int64_t number) const {
    return rules_.calendar == nullptr ? number : rules_.calendar->InstantOf(number);
  }
  /// The last aligned window that begins at or before the instant, and where a window ends.
  std::int64_t LastOf(std::int64_t time) const { return FloorTo(NumberOf(time), rules_.every, rules_.offset); }
  std::int64_t EndOf(std::int64_t window) const { return InstantOf(window + rules_.size); }
  static bool Holds(const Window& window, const Event& event) {
    return event.time >= window.start && event.time < window.end;
  }
  std::vector<Row> RowsOf(const Window& window) const {
    std::vector<Row> rows;
    for (const Event& event : events_) {
      if (Holds(window, event)) rows.push_back(event.row);
    }
    return rows;
  }
  Answer AnswerOf(const Window& window, bool is_update, bool is_early) const {
    std::uint64_t entered = window.entered;
    for (const Event& event : events_) {
      if (is_aligned() && Holds(window, event)) entered += event.counts;
    }
    return {window.start, window.end, is_update, is_early, entered, RowsOf(window)};
  }
  /// The next event stands for the one that leaves, if an aligned window holds both.
  void LoseOldest() {
    const Event lost = events_.front();
    events_.erase(events_.begin());
    if (!is_aligned() || events_.empty()) return;
    Event& next = events_.front();
    if (next.time >= EndOf(LastOf(lost.time))) return;
    next.counts += lost.counts;
    if (!lost.is_fresh) return;
    next.is_fresh = true;
    for (Window& window : windows_) window.is_fresh |= Holds(window, next);
  }
  std::int64_t NextClosing() const {
    std::int64_t next = kNever;
    for (const Window& window : windows_) {
      if (!window.is_done) next = std::min(next, window.end - 1);
    }
    return next;
  }

  bool EnterAligned(Event& event, std::int64_t watermark, std::vector<AtOnce>& at_once, Entered& entered) {
    const std::int64_t time = event.time;
    const std::int64_t last = LastOf(time);
    const std::int64_t number = NumberOf(time);
    if (last + rules_.size <= number) return false;  // between windows
    std::vector<Window> open;
    bool is_any = false;
    for (std::int64_t first = FloorTo(number - rules_.size, rules_.every, rules_.offset) + rules_.every; first <= last;
         first += rules_.every) {
      const Window wanted{InstantOf(first), EndOf(first)};
      if (IsGone(wanted, watermark)) continue;
      is_any = true;
      auto known =
          std::find_if(windows_.begin(), windows_.end(), [&](const Window& window) { return IsSame(window, wanted); });
      const bool is_known = known != windows_.end();
      if (!is_known) known = windows_.insert(known, wanted);
      if (wanted.end - 1 <= watermark) {
        at_once.push_back({wanted.start, wanted.end, is_known, false});
        known->is_done = known->was_closed = true;
      } else {
        open.push_back(wanted);
      }
    }
    if (!is_any) {
      entered.is_late = true;
      return false;
    }
    if (!open.empty() && Ask(time, watermark, EndOf(last) - 1)) {
      event.is_fresh = true;
      for (Window& window : windows_) {
        window.is_fresh |=
            std::any_of(open.begin(), open.end(), [&](const Window& its) { return IsSame(its, window); });
      }
    }
    if (rules_.early_on_each) {
      for (const Window& window : open) at_once.push_back({window.start, window.end, true, true});
    }
    return true;
  }

  bool EnterSession(std::int64_t time, std::int64_t watermark, std::vector<AtOnce>& at_once, Entered& entered) {
    Window merged{time, time + rules_.gap};
    merged.entered = 1;
    bool is_any = false;
    for (const Window& window : windows_) {
      // The silence between the event and the session's first or last.
      if (time - (window.end - rules_.gap) > rules_.gap || window.start - time > rules_.gap) continue;
      is_any = true;
      merged.start = std::min(merged.start, window.start);
      merged.end = std::max(merged.end, window.end);
      merged.was_closed |= window.was_closed;
      merged.is_fresh |= window.is_fresh;
      merged.entered += window.entered;
    }
    if (!is_any && IsGone(merged, watermark)) {
      entered.is_late = true;
      return false;
    }
    std::erase_if(windows_,
                  [&](const Window& window) { return window.start >= merged.start && window.end <= merged.end; });
    if (merged.end - 1 <= watermark) {
      at_once.push_back({merged.start, merged.end, merged.was_closed, false});
      merged.is_done = merged.was_closed = true;
    } else {
      if (Ask(time, watermark, merged.end - 1)) merged.is_fresh = true;
      if (rules_.early_on_each) at_once.push_back({merged.start, merged.end, true, true});
    }
    windows_.push_back(merged);
    return true;
  }

  // ---- early answers ----

  bool Ask(std::int64_t time, std::int64_t watermark, std::int64_t closing) {
    if (rules_.early_every == 0) return false;
    const std::int64_t passed = watermark == INT64_MIN ? time - 1 : watermark;
    const std::int64_t next = FloorTo(passed, rules_.early_every, 0) + rules_.early_every;
    if (closing <= next) return false;
    early_ = std::min(early_, next);
    return true;
  }
  bool IsAsked(const Window& window) const { return window.is_fresh && window.end - 1 > early_; }
  Answer TakeEarly() {
    Window* next = nullptr;
    for (Window& window : windows_) {
      if (!IsAsked(window)) continue;
      if (next == nullptr || window.start < next->start || (window.start == next->start && window.end < next->end)) {
        next = &window;
      }
    }
    next->is_fresh = false;
    const Answer answer = AnswerOf(*next, true, true);
    if (std::none_of(windows_.begin(), windows_.end(), [&](const Window& w) { return IsAsked(w); })) {
      early_ = kNever;
      for (Window& window : windows_) window.is_fresh = false;
      for (Event& event : events_) event.is_fresh = false;
    }
    return answer;
  }

  WindowRules rules_;
  std::vector<Event> events_;  // in time order, ties by arrival
  std::vector<Window> windows_;
  std::int64_t early_ = kNever;
};

}  // namespace naive
