#pragma once
// Rules in shadow: asked beside the rules of a decision, once these have decided, and counted. They have no say in the
// answer, and what fails in them is their own.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "rulert/arithmetic.h"
#include "rulert/module_abi.h"

namespace rulert {

/// Whether an answer in this mode of arithmetic is counted: what has failed is worked out once more, by Traced.
template <class M>
constexpr bool IsCounted(const M& m) noexcept {
  return std::is_same_v<M, Fast> && !m.failed();
}

/// What one rule in shadow would have said so far. Any thread.
class ShadowRule {
 public:
  /// `say(m)`: what the rule gives in that arithmetic, or nothing.
  template <class Say>
  void Ask(const Say& say) noexcept {
    Fast m;
    const auto said = say(m);
    Count(m.failed(), said.has_value(), false);
  }

  /// The same beside what the decision gave.
  template <class Answer, class Say>
  void Compare(const Answer& answer, const Say& say) noexcept {
    Fast m;
    const auto said = say(m);
    Count(m.failed(), said.has_value(), said.has_value() && *said == answer);
  }

  ShadowCounts counts() const noexcept {
    ShadowCounts sum{};
    for (const Lane& lane : lanes_) {
      sum.asked += lane.asked.load(std::memory_order_relaxed);
      sum.fired += lane.fired.load(std::memory_order_relaxed);
      sum.same += lane.same.load(std::memory_order_relaxed);
      sum.failed += lane.failed.load(std::memory_order_relaxed);
    }
    return sum;
  }

 private:
  static constexpr std::size_t kLanes = 16;

  /// Of some threads, so that others seldom wait for its cache line.
  struct alignas(64) Lane {
    std::atomic<std::uint64_t> asked{0};
    std::atomic<std::uint64_t> fired{0};
    std::atomic<std::uint64_t> same{0};
    std::atomic<std::uint64_t> failed{0};
  };

  /// Stacks of threads lie far apart: where this one is says which thread runs, about.
  Lane& OwnLane() noexcept {
    const auto stack = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return lanes_[((stack >> 20) * 0x9e3779b97f4a7c15u) >> 60];
  }

  void Count(bool failed, bool fired, bool same) noexcept {
    Lane& lane = OwnLane();
    lane.asked.fetch_add(1, std::memory_order_relaxed);
    if (failed) {
      lane.failed.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    if (fired) lane.fired.fetch_add(1, std::memory_order_relaxed);
    if (same) lane.same.fetch_add(1, std::memory_order_relaxed);
  }

  Lane lanes_[kLanes];
};

}  // namespace rulert
