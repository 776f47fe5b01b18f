#pragma once
// A state cell: one value per key, until it expires. A process describes each of its cells by a struct:
//   struct Risk {
//     using Value = std::int64_t;                       // as rules see it
//     static constexpr std::int64_t kExpires = 60'000'000;   // us after the last write; kNever: `unbounded`
//     static constexpr Value Default() noexcept { return 0; }
//   };
//
// It reads as its default from last write + kExpires on, by the handler's time or by the watermark, whichever comes
// first; the last write is the latest in event time. So it makes no difference when the memory is given back.
#include <cstdint>

#include "rulert/instant.h"
#include "rulert/stored.h"

namespace rulert {

template <class C>
class Cell {
 public:
  using Value = typename C::Value;
  static constexpr bool kHasChunks = Stored<Value>::kHasChunks;
  static constexpr std::int64_t kMemory = C::kExpires;

  Value Get(Trigger& trigger, std::int64_t time, std::int64_t watermark) const noexcept {
    if (IsDue(time) || IsDue(watermark)) return C::Default();
    return Stored<Value>::Get(value_, trigger);
  }
  void Set(const Value& value, Trigger& trigger, std::int64_t time) noexcept {
    Stored<Value>::Put(value_, value, trigger);
    if constexpr (C::kExpires == kNever) {
      due_ = kNever;
    } else {
      const std::int64_t due = detail::SaturatingAdd(time, C::kExpires);
      if (due > due_) due_ = due;
    }
  }

  /// A handler that names it runs.
  void Touch(std::int64_t time, std::int64_t watermark) noexcept {
    if (IsDue(time) || IsDue(watermark)) return;
    const std::int64_t due = detail::SaturatingAdd(time, C::kExpires);
    if (due > due_) due_ = due;
  }

  /// True when nothing is remembered at this watermark; gives chunks back. An unbounded cell, once written, stays.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    if (!IsDue(watermark)) return false;
    if constexpr (kHasChunks) Release(arena);
    return true;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    Stored<Value>::Release(value_, memory);
    value_ = {};
  }
  void Prefetch(const Arena&) const noexcept {}
  std::uint64_t rows() const noexcept { return 0; }

 private:
  bool IsDue(std::int64_t instant) const noexcept {
    return C::kExpires == kNever ? due_ == INT64_MIN : due_ <= instant;
  }

  typename Stored<Value>::Type value_{};
  std::int64_t due_ = INT64_MIN;  // first instant at which it reads as its default
};

}  // namespace rulert
