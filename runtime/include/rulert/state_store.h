#pragma once
// What a process remembers, for the keys of one shard, and how one event or one piece of due work changes it: as a
// whole or not at all. Shared by the shards of a host and by Local. One thread at a time.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/context.h"
#include "rulert/due.h"
#include "rulert/due_line.h"
#include "rulert/held_chunks.h"
#include "rulert/key_buffer.h"
#include "rulert/key_reader.h"
#include "rulert/module_abi.h"
#include "rulert/state_table.h"
#include "rulert/waiting.h"

namespace rulert {

/// Why a trigger was rejected.
struct TriggerFailure {
  std::uint32_t rule = 0;  // index into Module::rules
  ErrorKind kind = ErrorKind::kNone;
  Failure failure{};
};

/// P: a generated process.
template <class P>
class StateStore {
  using Key = KeyOf<P>;
  using State = typename P::State;
  using Due = DueWorkOf<P>;
  using Clock = ClockWorkOf<P>;
  using DueByWatermark = DueLine<Due, 0>;
  using DueByClock = DueLine<Clock, 1>;
  static constexpr bool kHasDue = Due::kAny;

  struct Record {
    State state;
    [[no_unique_address]] typename DueByWatermark::Slot due;
    [[no_unique_address]] typename DueByClock::Slot clock;
  };
  using Table = StateTable<Key, Record>;

 public:
  explicit StateStore(const typename P::Params& params) noexcept
      : table_(trigger_.arena()), params_(params), due_(trigger_.arena()), due_by_clock_(trigger_.arena()) {
    std::int64_t longest = 0;
    copies_.ForEach([&]<class Member>(Member&) {
      has_chunks_ |= Member::kHasChunks;
      if (Member::kMemory != kNever) longest = std::max(longest, Member::kMemory);
    });
    sweep_interval_ = longest == 0 ? kNever : std::max<std::int64_t>(longest / 4, 1);
  }
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;

  // ---- ahead of a batch, in this order, each for all its rows; answers hold as long as version() does not change ----
  char* PrefetchHome(std::uint64_t hash) const noexcept { return table_.PrefetchHome(hash); }
  /// The bucket for the next step and for Run.
  char* PrefetchRecord(char* home, std::uint64_t hash) const noexcept { return table_.PrefetchRecord(home, hash); }
  void PrefetchChunks(char* bucket, std::uint64_t hash) const noexcept {
    Record* const record = table_.Guess(bucket, hash);
    if (record != nullptr) record->state.ForEach([&](auto& member) { member.Prefetch(trigger_.arena()); });
  }
  bool has_chunks() const noexcept { return has_chunks_; }
  std::uint64_t version() const noexcept { return table_.version(); }

  /// Runs the handlers of Input for one event, and before them what is due for its key. In `order time` the event
  /// waits, or is late. `bucket`: of PrefetchRecord, or null. `host`: where due work emits to. True: committed, after
  /// outlet.Commit(). False: no trace is left in state, and failure() says why.
  ///
  /// Of a derived stream `watermark` is not that of this process: the event waits until past it, nothing runs. `place`:
  /// of such an event.
  ///
  /// A host of due work has three members, called for each piece:
  ///   void Begin(TriggerRef&)        sets what only it knows
  ///   auto OutletOf(const TriggerRef&)
  ///   void Reject(const TriggerRef&, const TriggerFailure&)
  template <class Input, class Event, class Outlet, class Host>
  [[gnu::always_inline]] bool Run(const Event& event, std::uint64_t hash, const EventRef& position, std::int64_t time,
                                  std::int64_t watermark, const Key& key, char* bucket, Outlet& outlet, Host& host,
                                  const EmittedPlace& place = {}) noexcept {
    const typename Table::Key table_key = Table::KeyFrom(hash, key, key_buffer_);
    bool inserted = false;
    Record* const found = table_.FindAt(bucket, table_key);
    Record& record = found != nullptr ? *found : table_.FindOrInsert(table_key, inserted);
    State& state = record.state;
    if constexpr (kHasDue && !kIsDerived<Input>) {
      if (DueByWatermark::MayBeDue(record.due, watermark)) [[unlikely]] {
        RunDue(state, key, watermark, host);
        Schedule(record, hash);
      }
    }
    if constexpr (kIsOrderTime<P>) {
      if (kIsDerived<Input> || time > watermark) [[likely]] {
        const std::int64_t instant = kIsDerived<Input> ? std::max(time, detail::SaturatingAdd(watermark, 1)) : time;
        Wait<Input>(event, position, place, time, instant, record, hash);
        return true;
      }
    }
    const auto leave = [&] {
      state.ForEach([&](auto& member) { member.Release(trigger_.arena()); });
      table_.Erase(table_key);
    };
    bool is_done = true;
    if constexpr (!kIsOrderTime<P>) {
      is_done = Handle<typename Input::Saved>({time, watermark, false, &position, clock()}, key, outlet, state,
                                              [&](auto& ctx, auto& m) { Input::On(event, state, ctx, m); });
    } else if constexpr (kHandlesLate<Input>) {
      is_done = Handle<typename Input::SavedOfLate>({time, watermark, false, &position, clock()}, key, outlet, state,
                                                    [&](auto& ctx, auto& m) { Input::OnLate(event, state, ctx, m); });
    } else if constexpr (!kIsDerived<Input>) {
      outlet.Late(Input::kLate);
      outlet.Commit();
      if (inserted) leave();
      return true;
    }
    if (!is_done) trigger_.at_once().clear();
    if (!is_done && inserted) {
      leave();
    } else {
      if constexpr (Due::kAnyAtOnce) RunAtOnce<Cause::kRow>(state, key, watermark, watermark, host);
      Schedule(record, hash);
    }
    return is_done;
  }
  /// Of the last trigger that was rejected.
  const TriggerFailure& failure() const noexcept { return failure_; }

  /// Runs what is due for all keys; of one key in its order, keys in any.
  template <class Host>
  void AdvanceTo(std::int64_t watermark, Host& host) noexcept {
    if constexpr (kHasDue) {
      due_.Advance(watermark, [&](const TimingWheel::Entry* entries, std::uint32_t count) {
        ServeBatch<DueByWatermark>(&Record::due, entries, count,
                                   [&](State& state, const Key& key) { RunDue(state, key, watermark, host); });
      });
    }
  }

  /// The host's clock as it was read last; kNoClock before.
  std::int64_t clock() const noexcept {
    if constexpr (Clock::kAny) {
      return by_clock_.now;
    } else {
      return kNoClock;
    }
  }
  /// It has moved on: runs what is due by it for all keys, as AdvanceTo does. `watermark`: where AdvanceTo has been.
  template <class Host>
  void ReadClock(std::int64_t watermark, std::int64_t now, Host& host) noexcept {
    if constexpr (Clock::kAny) {
      if (now <= by_clock_.now) return;
      by_clock_.now = now;
      due_by_clock_.Advance(now, [&](const TimingWheel::Entry* entries, std::uint32_t count) {
        ServeBatch<DueByClock>(&Record::clock, entries, count,
                               [&](State& state, const Key& key) { RunByClock(state, key, watermark, host); });
      });
    }
  }

  /// Goes on giving back what is past its time, past at most `slots` places for records; what waits for its time in the
  /// wheel moves closer.
  void Sweep(std::uint32_t slots, std::int64_t watermark) noexcept {
    due_.Tidy(slots);
    due_by_clock_.Tidy(slots);
    if (!is_sweeping_) {
      if (watermark < next_sweep_ || watermark == kNoWatermark || sweep_interval_ == kNever) return;
      is_sweeping_ = true;
      next_sweep_ = detail::SaturatingAdd(watermark, sweep_interval_);
    }
    const bool done = table_.Sweep(slots, [&](Record& record) { return SweepRecord(record, watermark); });
    if (!done) return;
    is_sweeping_ = false;
    window_rows_ = swept_rows_;
    swept_rows_ = 0;
  }

  const typename P::Params& params() const noexcept { return params_; }
  Scratch& scratch() noexcept { return trigger_.scratch(); }

  /// window_rows: as of the last full sweep.
  ShardStats stats() const noexcept {
    ShardStats stats{};
    stats.keys = table_.size();
    stats.state_bytes = table_.reserved_bytes() + trigger_.arena().reserved_bytes() + due_.reserved_bytes() +
                        due_by_clock_.reserved_bytes();
    stats.live_bytes = table_.live_bytes() + trigger_.arena().live_bytes();
    stats.window_rows = window_rows_;
    if constexpr (Clock::kAny) stats.clock_timers = by_clock_.running;
    return stats;
  }
  /// visit(key bytes, State&), between triggers.
  template <class Visit>
  void ForEach(Visit&& visit) noexcept {
    table_.ForEach([&](std::string_view key, Record& record) { visit(key, record.state); });
  }
  Trigger& trigger() noexcept { return trigger_; }

  // ---- for checkpoints, between triggers (docs/design/marks.md) ----

  /// visit.Record(key bytes, const State&) for each that may have changed since ClearMarks, and after each
  /// visit.Chunk(ChunkRef, size) for those of its chunks that may have.
  template <class Visit>
  void ForEachMarked(Visit&& visit) noexcept {
    Arena& arena = trigger_.arena();
    table_.ForEachMarked([&](std::string_view key, const Record& record) {
      visit.Record(key, record.state);
      ForEachChunk(arena, record.state, [&](ChunkRef ref, std::size_t size) {
        if (arena.IsMarked(ref)) visit.Chunk(ref, size);
      });
    });
  }
  void ClearMarks() noexcept {
    table_.ClearMarks();
    trigger_.arena().ClearMarks();
  }

 private:
  /// What makes due work run.
  enum class Cause : std::uint8_t { kTime, kRow, kClock };

  /// on(ctx, m): the handlers of one trigger, of which Saved is what an undo puts back.
  template <class Saved, class Outlet, class On>
  bool Handle(const Moment& moment, const Key& key, Outlet& outlet, State& state, const On& on) noexcept {
    [[maybe_unused]] const std::uint64_t running = RunningByClock(state);
    trigger_.template Begin<Saved>(state, copies_);
    Fast m;
    Context<P, Saved, Outlet, Fast> ctx(trigger_, outlet, m, params_, key, moment);
    on(ctx, m);
    if (!m.failed()) [[likely]] {
      outlet.Commit();
      trigger_.Commit();
      if constexpr (Clock::kAny) by_clock_.running += RunningByClock(state) - running;
      return true;
    }
    trigger_.Undo();
    Explain<Saved>(moment, state, key, on);
    return false;
  }

  /// on(ctx, m): the handlers that failed.
  template <class Saved, class On>
  [[gnu::cold, gnu::noinline]] void Explain(const Moment& moment, State& state, const Key& key, On&& on) noexcept {
    trigger_.template Begin<Saved>(state, copies_);
    Traced m;
    SilentOutlet<Traced> outlet(m);
    Context<P, Saved, SilentOutlet<Traced>, Traced> ctx(trigger_, outlet, m, params_, key, moment);
    on(ctx, m);
    RULERT_CHECK(m.failed(), "a trigger failed that does not fail when it is traced");
    trigger_.Undo();
    failure_ = {outlet.rule(), m.kind(), m.failure()};
  }

  // ---- due work ----

  template <class Input, class Event>
  void Wait(const Event& event, const EventRef& position, const EmittedPlace& place, std::int64_t time,
            std::int64_t instant, Record& record, std::uint64_t hash) noexcept {
    trigger_.Begin();
    (record.state.*P::WaitingEvents::kMember)
        .template Put<P::Inputs::template IndexOf<Input>()>(Input::Keep(event), position, place, Input::kStream, time,
                                                            instant, trigger_);
    trigger_.Commit();
    Schedule(record, hash);
  }

  /// As if time moved continuously: each piece at its own instant, until nothing is due at `watermark`.
  template <class Host>
  [[gnu::noinline]] void RunDue(State& state, const Key& key, std::int64_t watermark, Host& host) noexcept {
    auto next = Due::First(state, trigger_.arena());
    while (next.instant <= watermark && next.instant != kNever) {
      Due::With(next.work,
                [&]<class Work>(Work) { RunPiece<Work>(state, key, next.instant, watermark == kEndOfTime, host); });
      next = Due::First(state, trigger_.arena());
    }
  }
  /// The same by the clock, which moves while the watermark stands.
  template <class Host>
  [[gnu::noinline]] void RunByClock(State& state, const Key& key, std::int64_t watermark, Host& host) noexcept {
    Clock::Each([&]<class Work>(Work) { (state.*Work::kMember).Read(by_clock_.now); });
    auto next = Clock::First(state, trigger_.arena());
    while (next.instant <= by_clock_.now) {
      Clock::With(next.work, [&]<class Work>(Work) {
        const auto taken = (state.*Work::kMember).Take(trigger_, next.instant);
        --by_clock_.running;
        RunTaken<Work, Cause::kClock>(taken, state, key, next.instant, {0, watermark}, host);
      });
      next = Clock::First(state, trigger_.arena());
    }
  }
  template <class Work, class Host>
  void RunPiece(State& state, const Key& key, std::int64_t instant, bool is_last, Host& host) noexcept {
    const auto taken = (state.*Work::kMember).Take(trigger_, instant);
    if constexpr (Work::kRank == kEventRank) {
      // An event that has waited is seen by time as it was before it; what it starts still runs.
      const bool committed = RunTaken<Work>(taken, state, key, instant, {0, instant - 1, false}, host);
      if (committed) {
        if constexpr (Due::kAnyAtOnce) RunAtOnce<Cause::kTime>(state, key, instant, instant - 1, host);
      } else {
        trigger_.at_once().clear();
      }
    } else {
      RunTaken<Work>(taken, state, key, instant, {0, instant, is_last}, host);
    }
  }
  /// What an event has made due, at the watermark that it saw. kRow: one that has not waited.
  template <Cause kCause, class Host>
  void RunAtOnce(State& state, const Key& key, std::int64_t instant, std::int64_t watermark, Host& host) noexcept {
    if (trigger_.at_once().empty()) [[likely]]
      return;
    Due::EachAtOnce([&]<class Work>(Work) {
      auto& member = state.*Work::kMember;
      for (const Trigger::AnswerAtOnce& answer : trigger_.at_once()) {
        if (answer.member != &member) continue;
        const auto taken = member.TakeAtOnce(trigger_, answer.window, answer.kind);
        RunTaken<Work, kCause>(taken, state, key, instant, {0, watermark, false}, host);
      }
    });
    trigger_.at_once().clear();
  }
  /// Of `moment` the watermark is told, and whether it is the last pass.
  template <class Work, Cause kCause = Cause::kTime, class Taken, class Host>
  bool RunTaken(const Taken& taken, State& state, const Key& key, std::int64_t instant, Moment moment,
                Host& host) noexcept {
    TriggerRef ref{};
    ref.construct = Work::kConstruct;
    ref.key = &key;
    ref.instant = instant;
    ref.is_of_row = kCause == Cause::kRow ? 1 : 0;
    ref.is_by_clock = kCause == Cause::kClock ? 1 : 0;
    taken.Identify(ref);
    moment.time = ref.time;
    moment.clock = kCause == Cause::kClock ? instant : clock();
    moment.event = &ref.event;
    host.Begin(ref);
    auto outlet = host.OutletOf(ref);
    bool committed = false;
    if constexpr (Work::kRank == kEventRank) {
      taken.template Visit<typename Work::Inputs>([&]<class Input>(Input, const auto& on) {
        committed =
            Handle<typename Input::Saved>(moment, key, outlet, state, [&](auto& ctx, auto& m) { on(state, ctx, m); });
      });
    } else {
      committed = Handle<typename Work::Saved>(moment, key, outlet, state,
                                               [&](auto& ctx, auto& m) { Work::On(taken, state, ctx, m); });
    }
    if (!committed) [[unlikely]]
      host.Reject(ref, failure_);
    trigger_.Finish();
    return committed;
  }

  /// run(state, key): what is due of a key on that line.
  template <class Line, class Run>
  void ServeBatch(typename Line::Slot Record::* slot, const TimingWheel::Entry* entries, std::uint32_t count,
                  const Run& run) noexcept {
    char* buckets[Line::kBatch];
    for (std::uint32_t i = 0; i < count; ++i) buckets[i] = PrefetchHome(entries[i].hash);
    for (std::uint32_t i = 0; i < count; ++i) buckets[i] = PrefetchRecord(buckets[i], entries[i].hash);
    if (has_chunks_) {
      for (std::uint32_t i = 0; i < count; ++i) PrefetchChunks(buckets[i], entries[i].hash);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      table_.ForEachOf(entries[i].hash, [&](std::string_view bytes, Record& record) {
        if (!Line::TakeOut(record.*slot, entries[i])) return false;
        KeyReader reader(bytes);
        const Key key = Key::Decode(reader);
        run(record.state, key);
        Schedule(record, entries[i].hash);
        return true;
      });
    }
  }

  void Schedule(Record& record, std::uint64_t hash) noexcept {
    due_.Schedule(record.due, hash, record.state, trigger_.arena());
    due_by_clock_.Schedule(record.clock, hash, record.state, trigger_.arena());
  }
  std::uint64_t RunningByClock(const State& state) const noexcept { return Clock::Count(state, trigger_.arena()); }

  Swept SweepRecord(Record& record, std::int64_t watermark) noexcept {
    // What is still to run at an earlier instant may read what is past its time now.
    if (DueByWatermark::MayBeDue(record.due, watermark)) return Swept::kNothing;
    bool is_idle = true;
    bool is_changed = false;
    record.state.ForEach([&]<class Member>(Member& member) {
      // A member without chunks stays as it is.
      [[maybe_unused]] char before[sizeof(Member)];
      if constexpr (Member::kHasChunks) std::memcpy(before, &member, sizeof(Member));
      is_idle &= member.Sweep(trigger_.arena(), watermark);
      if constexpr (Member::kHasChunks) is_changed |= std::memcmp(before, &member, sizeof(Member)) != 0;
      swept_rows_ += member.rows();
    });
    is_idle = is_idle && Due::First(record.state, trigger_.arena()).instant == kNever &&
              Clock::First(record.state, trigger_.arena()).instant == kNever;
    return is_idle ? Swept::kErase : is_changed ? Swept::kChanged : Swept::kNothing;
  }

  struct NoClock {};
  struct ByClock {
    std::int64_t now = kNoClock;
    std::uint64_t running = 0;  // timers
  };

  Trigger trigger_;
  Table table_;
  const typename P::Params params_;
  [[no_unique_address]] DueByWatermark due_;
  [[no_unique_address]] DueByClock due_by_clock_;
  [[no_unique_address]] std::conditional_t<Clock::kAny, ByClock, NoClock> by_clock_;
  KeyBuffer key_buffer_;
  TriggerFailure failure_;
  State copies_{};  // of what the trigger at hand saves, at its place
  bool has_chunks_ = false;
  bool is_sweeping_ = false;
  std::int64_t next_sweep_ = INT64_MIN;
  std::int64_t sweep_interval_ = kNever;
  std::uint64_t swept_rows_ = 0;
  std::uint64_t window_rows_ = 0;
};

}  // namespace rulert
