#pragma once
// What a process remembers, for the keys of one shard, and how one event changes it: as a whole or not at all. Shared
// by the shards of a host and by Local. One thread at a time.
#include <algorithm>
#include <cstdint>

#include "rulert/arithmetic.h"
#include "rulert/context.h"
#include "rulert/key_buffer.h"
#include "rulert/module_abi.h"
#include "rulert/state_table.h"

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
  using Table = StateTable<Key, State>;

 public:
  explicit StateStore(const typename P::Params& params) noexcept : table_(trigger_.arena()), params_(params) {
    std::int64_t longest = 0;
    saved_.ForEach([&]<class Member>(Member&) {
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
    State* const state = table_.Guess(bucket, hash);
    if (state != nullptr) state->ForEach([&](auto& member) { member.Prefetch(trigger_.arena()); });
  }
  bool has_chunks() const noexcept { return has_chunks_; }
  std::uint64_t version() const noexcept { return table_.version(); }

  /// Runs the handlers of Input for one event. `bucket`: of PrefetchRecord, or null. True: committed, after
  /// outlet.Commit(). False: no trace is left in state, and failure() says why.
  template <class Input, class Event, class Outlet>
  bool Run(const Event& event, std::uint64_t hash, std::int64_t time, std::int64_t watermark, const Key& key,
           char* bucket, Outlet& outlet) noexcept {
    const typename Table::Key table_key = Table::KeyFrom(hash, key, key_buffer_);
    bool inserted = false;
    State* const found = table_.FindAt(bucket, table_key);
    State& state = found != nullptr ? *found : table_.FindOrInsert(table_key, inserted);
    Begin(state);
    Fast m;
    Context<P, Outlet, Fast> ctx(trigger_, outlet, m, params_, key, time, watermark);
    Input::On(event, state, ctx, m);
    if (!m.failed()) [[likely]] {
      outlet.Commit();
      trigger_.Commit();
      return true;
    }
    trigger_.Undo();
    Explain<Input>(event, state, key, time, watermark);
    if (inserted) {
      state.ForEach([&](auto& member) { member.Release(trigger_.arena()); });
      table_.Erase(table_key);
    }
    return false;
  }
  /// Of the last Run that answered false.
  const TriggerFailure& failure() const noexcept { return failure_; }

  /// Goes on giving back what is past its time, past at most `slots` places for records.
  void Sweep(std::uint32_t slots, std::int64_t watermark) noexcept {
    if (!is_sweeping_) {
      if (watermark < next_sweep_ || watermark == kNoWatermark || sweep_interval_ == kNever) return;
      is_sweeping_ = true;
      next_sweep_ = detail::SaturatingAdd(watermark, sweep_interval_);
    }
    const bool done = table_.Sweep(slots, [&](State& state) {
      bool is_idle = true;
      state.ForEach([&](auto& member) {
        is_idle &= member.Sweep(trigger_.arena(), watermark);
        swept_rows_ += member.rows();
      });
      return is_idle;
    });
    if (!done) return;
    is_sweeping_ = false;
    window_rows_ = swept_rows_;
    swept_rows_ = 0;
  }

  const typename P::Params& params() const noexcept { return params_; }
  Scratch& scratch() noexcept { return trigger_.scratch(); }

  /// window_rows: as of the last full sweep.
  ShardStats stats() const noexcept {
    return {table_.size(), table_.reserved_bytes() + trigger_.arena().reserved_bytes(),
            table_.live_bytes() + trigger_.arena().live_bytes(), window_rows_};
  }
  /// visit(key bytes, State&), between triggers.
  template <class Visit>
  void ForEach(Visit&& visit) noexcept {
    table_.ForEach(visit);
  }
  Trigger& trigger() noexcept { return trigger_; }

 private:
  void Begin(State& state) noexcept { trigger_.Begin(&state, NeedsUndo<P>() ? &saved_ : nullptr, sizeof(State)); }

  template <class Input, class Event>
  [[gnu::cold, gnu::noinline]] void Explain(const Event& event, State& state, const Key& key, std::int64_t time,
                                            std::int64_t watermark) noexcept {
    Begin(state);
    Traced m;
    SilentOutlet<Traced> outlet(m);
    Context<P, SilentOutlet<Traced>, Traced> ctx(trigger_, outlet, m, params_, key, time, watermark);
    Input::On(event, state, ctx, m);
    RULERT_CHECK(m.failed(), "a trigger failed that does not fail when it is traced");
    trigger_.Undo();
    failure_ = {outlet.rule(), m.kind(), m.failure()};
  }

  Trigger trigger_;
  Table table_;
  const typename P::Params params_;
  KeyBuffer key_buffer_;
  TriggerFailure failure_;
  State saved_{};
  bool has_chunks_ = false;
  bool is_sweeping_ = false;
  std::int64_t next_sweep_ = INT64_MIN;
  std::int64_t sweep_interval_ = kNever;
  std::uint64_t swept_rows_ = 0;
  std::uint64_t window_rows_ = 0;
};

}  // namespace rulert
