#pragma once
// One worker's part of a process without `by`, inside a module: no key, no state.
#include <cstdint>

#include "rulert/arithmetic.h"
#include "rulert/context.h"
#include "rulert/host_outlet.h"
#include "rulert/row.h"
#include "rulert/saved.h"

namespace rulert {

template <class P>
class StatelessShard {
 public:
  /// `api`, `host` and what `params` points to outlive the shard.
  StatelessShard(const HostApi& api, void* host, const typename P::Params& params) noexcept
      : api_(api), host_(host), params_(params) {}

  void Process(const RowRef* rows, std::uint32_t count) noexcept {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i + kAhead < count) PrefetchLine(rows[i + kAhead].row);
      P::Inputs::With(rows[i].stream, [&]<class Input>(Input) { RunRow<Input>(rows[i]); });
    }
  }
  void Advance(std::int64_t) noexcept {}
  ShardStats stats() const noexcept { return {}; }

 private:
  static constexpr std::uint32_t kAhead = 8;

  template <class Input>
  void RunRow(const RowRef& row) noexcept {
    RowOutlet outlet(api_, host_, row, nullptr);
    Fast m;
    RunWith<Input>(row, outlet, m);
    if (m.failed()) [[unlikely]]
      Reject<Input>(row);
  }
  template <class Input>
  [[gnu::cold, gnu::noinline]] void Reject(const RowRef& row) noexcept {
    Traced m;
    SilentOutlet<Traced> outlet(m);
    RunWith<Input>(row, outlet, m);
    RULERT_CHECK(m.failed(), "a trigger failed that does not fail when it is traced");
    const Failure failure = m.failure();
    RowOutlet(api_, host_, row, nullptr).Reject(outlet.rule(), failure);
  }
  template <class Input, class Outlet, class M>
  void RunWith(const RowRef& row, Outlet& outlet, M& m) noexcept {
    typename P::State state;
    const detail::NoKey key;
    trigger_.Begin();
    Context<P, Saved<>, Outlet, M> ctx(trigger_, outlet, m, params_, key, {row.row->time, row.watermark});
    Input::On(EventOf<typename Input::Event>(row), state, ctx, m);
  }

  const HostApi& api_;
  void* const host_;
  const typename P::Params params_;
  Trigger trigger_;  // for its scratch
};

}  // namespace rulert
