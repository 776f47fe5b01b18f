#pragma once
// `early every d`: when the next answers are due of windows that something has entered since the last ones.
#include <cstdint>

#include "rulert/instant.h"

namespace rulert {

template <bool kIsOn>
class EarlyAnswers {
 public:
  std::int64_t instant() const noexcept { return instant_; }
  std::int64_t Earlier(std::int64_t due) const noexcept { return instant_ < due ? instant_ : due; }
  /// They come before that closing; at one instant closings come first.
  bool IsNext(std::int64_t closing) const noexcept { return instant_ < closing; }
  /// An event entered a window of that closing: false if it closes before the answer would come.
  bool Ask(std::int64_t instant, std::int64_t closing) noexcept {
    if (closing <= instant) return false;
    if (instant < instant_) instant_ = instant;
    return true;
  }
  void Clear() noexcept { instant_ = kNever; }

 private:
  std::int64_t instant_ = kNever;
};

template <>
class EarlyAnswers<false> {
 public:
  static std::int64_t Earlier(std::int64_t due) noexcept { return due; }
};

}  // namespace rulert
