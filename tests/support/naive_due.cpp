// What falls due of a key, by the watermark and by the clock, one piece at a time.
#include <algorithm>
#include <utility>

#include "tests/support/naive_process.h"

namespace rulec::testing {

void NaiveProcess::Advance(Instant watermark, bool is_last, std::vector<NaiveDue>& out) {
  for (auto& [text, key] : keys_) RunDue(key, watermark, is_last, out);
}

void NaiveProcess::ReadClock(const NaiveReading& reading, std::vector<NaiveDue>& out) {
  clock_ = reading.clock;
  for (auto& [text, key] : keys_) {
    rulert::KeyBuffer bytes;
    lines_.AddKeyBytes(key, bytes);
    for (auto& [id, timer] : key.clock_timers) {
      if (timer.instant != kNever) continue;
      timer.time += clock_;
      timer.instant = std::max(timer.time, clock_);
    }
    while (auto trigger = TakeTimer(key.clock_timers, clock_)) {
      trigger->watermark = reading.watermark;
      trigger->reading = &reading;
      NaiveDue due{trigger->instant, std::string(bytes.bytes()), {}};
      RunTrigger(*trigger, key, due.lines);
      out.push_back(std::move(due));
    }
  }
}

void NaiveProcess::RunDue(NaiveKey& key, Instant watermark, bool is_last, std::vector<NaiveDue>& out) {
  rulert::KeyBuffer bytes;
  lines_.AddKeyBytes(key, bytes);
  while (auto trigger = TakeDue(key, watermark)) {
    trigger->is_last = is_last && trigger->waited == nullptr;
    NaiveDue due{trigger->instant, std::string(bytes.bytes()), {}};
    RunTrigger(*trigger, key, due.lines);
    out.push_back(std::move(due));
  }
}

std::optional<NaiveTrigger> NaiveProcess::TakeTimer(NaiveTimers& timers, Instant until) const {
  const auto first = std::min_element(timers.begin(), timers.end(),
                                      [](const auto& a, const auto& b) { return a.second.instant < b.second.instant; });
  if (first == timers.end() || first->second.instant > until) return std::nullopt;
  NaiveTrigger trigger;
  trigger.time = first->second.time;
  trigger.instant = trigger.watermark = first->second.instant;
  trigger.construct = process_.timers[ir::TimerId(first->first)].name;
  trigger.identity.kind = rulert::TriggerKind::kTimer;
  trigger.identity.construct = first->first;
  trigger.identity.time = static_cast<std::int64_t>(trigger.time);
  timers.erase(first);
  return trigger;
}

std::optional<NaiveTrigger> NaiveProcess::TakeDue(NaiveKey& key, Instant watermark) const {
  Instant timer = -kNever;
  for (const auto& [id, its] : key.timers) timer = std::min(timer, its.instant);
  NaiveWindows* closing = nullptr;
  ir::WindowId window;
  for (auto& [id, windows] : key.closing) {
    if (windows.Due() == naive::kNever || (closing != nullptr && windows.Due() >= closing->Due())) continue;
    closing = &windows;
    window = ir::WindowId(id);
  }
  Instant others = timer;
  if (!key.waiting.empty()) others = std::min(others, key.waiting.front().instant);
  if (closing != nullptr) others = std::min<Instant>(others, closing->Due());
  if (auto alone = TakeAlone(key, others, watermark)) return alone;
  NaiveTrigger trigger;
  if (!key.waiting.empty() && key.waiting.front().instant <= watermark && key.waiting.front().instant <= timer &&
      (closing == nullptr || key.waiting.front().instant <= closing->Due())) {
    trigger.waited = key.waiting.front().record;
    trigger.record = trigger.waited.get();
    trigger.time = trigger.record->time;
    trigger.instant = key.waiting.front().instant;
    trigger.watermark = trigger.instant - 1;
    trigger.identity.kind = rulert::TriggerKind::kEvent;
    key.waiting.erase(key.waiting.begin());
    return trigger;
  }
  if (closing != nullptr && closing->Due() <= watermark && closing->Due() <= timer) {
    const Instant instant = closing->Due();
    trigger = TriggerOf(window, closing->Take());
    trigger.instant = trigger.watermark = instant;
    return trigger;
  }
  return TakeTimer(key.timers, watermark);
}

}  // namespace rulec::testing
