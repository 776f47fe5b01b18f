#pragma once
// What a failed trigger must put back: the members of State that it writes before something that can fail.
#include <set>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace rulec::lower {

/// Of one trigger, told of what it does in the order in which it does it, which is the order of its code. Several
/// handlers of one event are one trigger. A branch counts as taken: what is in it comes before what follows it.
class UndoSet {
 public:
  /// It writes `member`.
  void Write(const std::string& member) { written_.insert(member); }
  /// It does something that can fail. What fails and writes at once has told of the write before.
  void Fail() { saved_.insert(written_.begin(), written_.end()); }
  /// One of two ways that the trigger takes, never both.
  void Add(const UndoSet& other_way) {
    written_.insert(other_way.written_.begin(), other_way.written_.end());
    saved_.insert(other_way.saved_.begin(), other_way.saved_.end());
  }

  /// In the order of `state`.
  std::vector<std::string> SavedOf(const std::vector<plan::Slot>& state) const {
    std::vector<std::string> members;
    for (const plan::Slot& slot : state) {
      if (saved_.contains(slot.member)) members.push_back(slot.member);
    }
    return members;
  }

 private:
  std::set<std::string> written_;
  std::set<std::string> saved_;
};

}  // namespace rulec::lower
