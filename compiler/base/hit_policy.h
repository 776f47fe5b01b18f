#pragma once
// What a decision makes of the rules that match, as DMN names it.
#include <cstdint>
#include <string_view>

namespace rulec::base {

enum class HitPolicy : std::uint8_t {
  kFirstMatch,
  kUniqueMatch,    // a second match fails
  kAnyMatch,       // one that says something else fails
  kPriorityMatch,  // by a field
  kAllMatches,     // in order of a field, where there is one
  // Of the values that match, or of a field of theirs:
  kCollectSum,
  kCollectMin,
  kCollectMax,
  kCollectCount,
  kCollectList,
  kScore,  // of a score card: the sum of all, with a reason for each
};

/// As it is written, without the field: `collect sum`.
std::string_view PolicyText(HitPolicy policy);

constexpr bool IsCollect(HitPolicy policy) {
  return policy >= HitPolicy::kCollectSum && policy <= HitPolicy::kCollectList;
}

/// The answer is what one of the rules gives.
constexpr bool AnswersByOneRule(HitPolicy policy) { return policy <= HitPolicy::kPriorityMatch; }

/// Without a match there is an answer all the same: 0, an empty list, the base of a score.
constexpr bool AnswersWithoutMatch(HitPolicy policy) {
  return policy == HitPolicy::kCollectSum || policy == HitPolicy::kCollectCount || policy == HitPolicy::kCollectList ||
         policy == HitPolicy::kScore;
}

}  // namespace rulec::base
