#pragma once
// One worker's part of a process with a key, inside a module: the batch loop over rows, and what falls due.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rulert/host_outlet.h"
#include "rulert/row.h"
#include "rulert/state_store.h"

namespace rulert {

template <class P>
class KeyedShard {
 public:
  /// `api`, `host` and what `params` points to outlive the shard.
  KeyedShard(const HostApi& api, void* host, const typename P::Params& params) noexcept
      : api_(api), host_(host), store_(params) {}

  /// Rows in the epoch's order; RowRef::stream is one of P::Inputs.
  void Process(const RowRef* rows, std::uint32_t count) noexcept {
    while (count > 0) {
      const std::uint32_t batch = std::min(count, kBatch);
      ProcessBatch(rows, batch);
      rows += batch;
      count -= batch;
    }
  }
  void Advance(std::int64_t watermark) noexcept {
    DueHost host(*this, nullptr);
    store_.AdvanceTo(watermark, host);
    store_.Sweep(kSweepPerAdvance, watermark);
  }
  /// Before the rows of an epoch: the host's clock has moved on. `watermark`: as of the last Advance.
  void ReadClock(std::int64_t watermark, std::int64_t clock) noexcept {
    DueHost host(*this, nullptr);
    store_.ReadClock(watermark, clock, host);
  }
  ShardStats stats() const noexcept { return store_.stats(); }

  StateStore<P>& store() noexcept { return store_; }

 private:
  static constexpr std::uint32_t kBatch = 32;
  static constexpr std::uint32_t kSweepPerRow = 4;
  static constexpr std::uint32_t kSweepPerAdvance = 64;

  /// Of due work that runs before a row, at the end of an epoch, or by the clock.
  class DueHost {
   public:
    DueHost(KeyedShard& shard, const RowRef* row) noexcept : shard_(shard), row_(row) {}
    void Begin(TriggerRef& trigger) noexcept {
      trigger.row = row_;
      trigger.sequence = shard_.sequence_++;
    }
    HostOutlet OutletOf(const TriggerRef& trigger) noexcept { return {shard_.api_, shard_.host_, trigger}; }
    void Reject(const TriggerRef& trigger, const TriggerFailure& failure) noexcept {
      shard_.api_.reject(shard_.host_, &trigger, failure.rule, &failure.failure);
    }

   private:
    KeyedShard& shard_;
    const RowRef* row_;
  };

  void ProcessBatch(const RowRef* rows, std::uint32_t count) noexcept {
    char* buckets[kBatch];
    // All misses of the batch at once: an independent one costs a tenth of a dependent one.
    for (std::uint32_t i = 0; i < count; ++i) {
      buckets[i] = store_.PrefetchHome(rows[i].hash);
      PrefetchLine(rows[i].row);
    }
    for (std::uint32_t i = 0; i < count; ++i) buckets[i] = store_.PrefetchRecord(buckets[i], rows[i].hash);
    if (store_.has_chunks()) {
      for (std::uint32_t i = 0; i < count; ++i) store_.PrefetchChunks(buckets[i], rows[i].hash);
    }
    const std::uint64_t version = store_.version();
    std::int64_t watermark = kNoWatermark;
    for (std::uint32_t i = 0; i < count; ++i) {
      char* const bucket = store_.version() == version ? buckets[i] : nullptr;
      P::Inputs::With(rows[i].stream, [&]<class Input>(Input) __attribute__((always_inline)) {
        RunRow<Input>(rows[i], bucket);
        if constexpr (!kIsDerived<Input>) watermark = rows[i].watermark;
      });
    }
    store_.Sweep(count * kSweepPerRow, watermark);
  }

  template <class Input>
  [[gnu::always_inline]] void RunRow(const RowRef& row, char* bucket) noexcept {
    const auto& event = EventOf<typename Input::Event>(row);
    const KeyOf<P> key = Input::KeyOf(event);
    RowOutlet outlet(api_, host_, row, &key);
    DueHost due(*this, &row);
    const EventRef position{row.row->offset, row.row->partition, row.input, kIsDerived<Input> ? row.row->record : 0};
    EmittedPlace place{};
    if constexpr (kIsDerived<Input>)
      std::memcpy(&place, reinterpret_cast<const char*>(row.row) - sizeof(place), sizeof(place));
    if (!store_.template Run<Input>(event, row.hash, position, row.row->time, row.watermark, key, bucket, outlet, due,
                                    place)) [[unlikely]] {
      outlet.Reject(store_.failure().rule, store_.failure().failure);
    }
  }

  const HostApi& api_;
  void* const host_;
  StateStore<P> store_;
  std::uint64_t sequence_ = 0;  // of due work
};

}  // namespace rulert
