#include "compiler/base/hit_policy.h"

namespace rulec::base {

std::string_view PolicyText(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::kFirstMatch:
      return "first match";
    case HitPolicy::kUniqueMatch:
      return "unique match";
    case HitPolicy::kAnyMatch:
      return "any match";
    case HitPolicy::kPriorityMatch:
      return "priority match";
    case HitPolicy::kAllMatches:
      return "all matches";
    case HitPolicy::kCollectSum:
      return "collect sum";
    case HitPolicy::kCollectMin:
      return "collect min";
    case HitPolicy::kCollectMax:
      return "collect max";
    case HitPolicy::kCollectCount:
      return "collect count";
    case HitPolicy::kCollectList:
      return "collect list";
    case HitPolicy::kScore:
      return "score card";
  }
  return "";
}

}  // namespace rulec::base
