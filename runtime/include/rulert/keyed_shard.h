#pragma once
// One worker's part of a process with a key, inside a module: the batch loop over rows.
#include <algorithm>
#include <cstdint>

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
  void Advance(std::int64_t watermark) noexcept { store_.Sweep(kSweepPerAdvance, watermark); }
  ShardStats stats() const noexcept { return store_.stats(); }

  StateStore<P>& store() noexcept { return store_; }

 private:
  static constexpr std::uint32_t kBatch = 32;
  static constexpr std::uint32_t kSweepPerRow = 4;
  static constexpr std::uint32_t kSweepPerAdvance = 64;

  void ProcessBatch(const RowRef* rows, std::uint32_t count) noexcept {
    // All misses of the batch at once: an independent one costs a tenth of a dependent one.
    for (std::uint32_t i = 0; i < count; ++i) {
      store_.PrefetchBucket(rows[i].hash);
      __builtin_prefetch(rows[i].row);
    }
    for (std::uint32_t i = 0; i < count; ++i) store_.PrefetchRecord(rows[i].hash);
    for (std::uint32_t i = 0; i < count; ++i) store_.PrefetchChunks(rows[i].hash);
    for (std::uint32_t i = 0; i < count; ++i) {
      P::Inputs::With(rows[i].stream, [&]<class Input>(Input) { RunRow<Input>(rows[i]); });
    }
    store_.Sweep(count * kSweepPerRow, rows[count - 1].watermark);
  }

  template <class Input>
  void RunRow(const RowRef& row) noexcept {
    const auto& event = EventOf<typename Input::Event>(row);
    const KeyOf<P> key = Input::KeyOf(event);
    HostOutlet outlet(api_, host_, row, &key);
    TriggerFailure failure;
    if (!store_.template Run<Input>(event, row.hash, row.row->time, row.watermark, key, outlet, failure)) [[unlikely]] {
      api_.reject(host_, &row, failure.rule, &failure.failure);
    }
  }

  const HostApi& api_;
  void* const host_;
  StateStore<P> store_;
};

}  // namespace rulert
