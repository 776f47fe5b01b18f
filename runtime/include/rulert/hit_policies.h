#pragma once
// What a decision makes of the rules that match, one class for each hit policy; `all matches` is in matches.h. A rule
// that matches is given to Add, in the order of the rules. Where none matches, `answer()` is what the object began
// with.
#include <cstdint>
#include <new>
#include <string_view>

#include "rulert/arithmetic.h"
#include "rulert/list.h"
#include "rulert/matches.h"
#include "rulert/scratch.h"

namespace rulert {

/// A second match fails.
template <class Answer>
class UniqueMatch {
 public:
  explicit UniqueMatch(const Answer& none) noexcept : answer_(none) {}

  /// Before the value of a rule that matches is worked out.
  template <class M>
  void Begin(M& m, std::string_view rule, PlaceIndex place) noexcept {
    m.Hit(found_, ErrorKind::kSecondMatch, "unique", rule_, rule, place);
    found_ = true;
    rule_ = rule;
  }
  void Add(const Answer& answer) noexcept { answer_ = answer; }
  bool empty() const noexcept { return !found_; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  Answer answer_;
  std::string_view rule_;
  bool found_ = false;
};

/// All that match say the same, or it fails; the first of them is named.
template <class Answer>
class AnyMatch {
 public:
  explicit AnyMatch(const Answer& none) noexcept : answer_(none) {}

  template <class M>
  void Add(M& m, const Answer& answer, std::string_view rule, PlaceIndex place) noexcept {
    if (found_) {
      m.Hit(!(answer.value == answer_.value), ErrorKind::kDisagreement, "any", rule_, rule, place);
      return;
    }
    found_ = true;
    rule_ = rule;
    answer_ = answer;
  }
  bool empty() const noexcept { return !found_; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  Answer answer_;
  std::string_view rule_;
  bool found_ = false;
};

/// The one whose value comes before the others' by `Before`, the first of several.
template <class Answer, class Before>
class BestMatch {
 public:
  explicit BestMatch(const Answer& none) noexcept : answer_(none) {}

  void Add(const Answer& answer) noexcept {
    if (found_ && !Before()(answer.value, answer_.value)) return;
    found_ = true;
    answer_ = answer;
  }
  bool empty() const noexcept { return !found_; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  Answer answer_;
  bool found_ = false;
};

namespace detail {

struct IsLess {
  template <class Value>
  bool operator()(const Value& a, const Value& b) const noexcept {
    return a < b;
  }
};
struct IsGreater {
  template <class Value>
  bool operator()(const Value& a, const Value& b) const noexcept {
    return b < a;
  }
};
template <auto kField>
struct IsLessBy {
  template <class Value>
  bool operator()(const Value& a, const Value& b) const noexcept {
    return FieldOf<kField>(a) < FieldOf<kField>(b);
  }
};

}  // namespace detail

/// By a field: the least.
template <class Answer, auto kField>
using PriorityMatch = BestMatch<Answer, detail::IsLessBy<kField>>;
template <class Answer>
using LeastMatch = BestMatch<Answer, detail::IsLess>;
template <class Answer>
using GreatestMatch = BestMatch<Answer, detail::IsGreater>;

/// The sum of all; the first is named.
template <class Answer>
class SumOfMatches {
 public:
  explicit SumOfMatches(const Answer& none) noexcept : answer_(none) {}

  template <class M>
  void Add(M& m, const Answer& answer, PlaceIndex place) noexcept {
    if (!found_) answer_.rule = answer.rule;
    found_ = true;
    answer_.value = Sum(m, answer_.value, answer.value, place);
  }
  bool empty() const noexcept { return !found_; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  template <class M>
  static std::int64_t Sum(M& m, std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    return m.Add(a, b, place);
  }
  template <class M>
  static double Sum(M& m, double a, double b, PlaceIndex place) noexcept {
    return m.AddF(a, b, place);
  }
  template <class M>
  static Duration Sum(M& m, Duration a, Duration b, PlaceIndex place) noexcept {
    return m.AddDur(a, b, place);
  }
  template <class M, AnyDecimal D>
  static D Sum(M& m, D a, D b, PlaceIndex place) noexcept {
    return m.template Add<D>(a, b, place);
  }

  Answer answer_;
  bool found_ = false;
};

/// How many they are; the first is named.
template <class Answer>
class CountOfMatches {
 public:
  explicit CountOfMatches(const Answer& none) noexcept : answer_(none) {}

  template <class Value, class Rule>
  void Add(const Value&, Rule rule) noexcept {
    if (answer_.value == 0) answer_.rule = rule;
    ++answer_.value;
  }
  bool empty() const noexcept { return answer_.value == 0; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  Answer answer_;
};

/// What they give; the first is named.
template <class Answer, class Element>
class ListOfMatches {
 public:
  /// Room for `most` elements is taken from the scratch, where they stay when this is gone.
  ListOfMatches(const Answer& none, Scratch& scratch, std::size_t most) noexcept
      : answer_(none), elements_(scratch.AllocateArray<Element>(most)) {}

  template <class Rule>
  void Add(const Element& element, Rule rule) noexcept {
    if (answer_.value.size == 0) answer_.rule = rule;
    ::new (static_cast<void*>(elements_ + answer_.value.size)) Element(element);
    answer_.value = {elements_, answer_.value.size + 1};
  }
  bool empty() const noexcept { return answer_.value.size == 0; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  Answer answer_;
  Element* elements_;
};

/// A base and what rules add to it, with their reasons: those of most weight first, equal ones in the order of the
/// rules. The first is named.
template <class Answer, auto kTotal, auto kReasons, class Reason, auto kWeight>
class ScoreOfMatches {
 public:
  /// Room for `most` reasons is taken from the scratch, where they stay when this is gone.
  ScoreOfMatches(const Answer& none, std::int64_t base, Scratch& scratch, std::size_t most) noexcept
      : answer_(none), reasons_(scratch.AllocateArray<Reason>(most)) {
    answer_.value.*kTotal = base;
  }

  template <class M, class Rule>
  void Add(M& m, const Reason& reason, Rule rule, PlaceIndex place) noexcept {
    if (count_ == 0) answer_.rule = rule;
    answer_.value.*kTotal = m.Add(answer_.value.*kTotal, reason.*kWeight, place);
    std::uint32_t at = count_;
    ::new (static_cast<void*>(reasons_ + count_++)) Reason(reason);
    for (; at > 0 && Size(reasons_[at - 1]) < Size(reason); --at) reasons_[at] = reasons_[at - 1];
    reasons_[at] = reason;
    answer_.value.*kReasons = {reasons_, count_};
  }
  bool empty() const noexcept { return count_ == 0; }
  const Answer& answer() const noexcept { return answer_; }

 private:
  static std::uint64_t Size(const Reason& reason) noexcept {
    const auto weight = static_cast<std::uint64_t>(reason.*kWeight);
    return reason.*kWeight < 0 ? 0 - weight : weight;
  }

  Answer answer_;
  Reason* reasons_;
  std::uint32_t count_ = 0;
};

}  // namespace rulert
