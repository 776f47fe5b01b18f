#pragma once
// What `all matches` finds, in the order of the rules.
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "rulert/list.h"
#include "rulert/scratch.h"

namespace rulert {

/// A field of a record, or of one that is there.
template <auto kField, class Record>
constexpr const auto& FieldOf(const Record& record) noexcept {
  if constexpr (requires { record.*kField; }) {
    return record.*kField;
  } else {
    return (*record).*kField;
  }
}

/// Room for `most` answers is taken from the scratch, where they stay when this is gone.
template <class Answer>
class Matches {
 public:
  Matches(Scratch& scratch, std::size_t most) noexcept : answers_(scratch.AllocateArray<Answer>(most)) {}
  Matches(const Matches&) = delete;
  Matches& operator=(const Matches&) = delete;

  /// At most `most` times.
  void Add(const Answer& answer) noexcept { ::new (static_cast<void*>(answers_ + count_++)) Answer(answer); }
  /// In order of a field; equal ones in the order of the rules.
  template <auto kField>
  void AddInOrder(const Answer& answer) noexcept {
    std::size_t at = count_;
    ::new (static_cast<void*>(answers_ + count_++)) Answer(answer);
    for (; at > 0 && FieldOf<kField>(answer.value) < FieldOf<kField>(answers_[at - 1].value); --at) {
      answers_[at] = answers_[at - 1];
    }
    answers_[at] = answer;
  }
  bool empty() const noexcept { return count_ == 0; }
  std::span<const Answer> answers() const noexcept { return {answers_, count_}; }

 private:
  Answer* answers_;
  std::size_t count_ = 0;
};

/// The values of answers, in the scratch.
template <class Answer>
auto ListOfAnswers(Scratch& scratch, std::span<const Answer> answers) noexcept {
  using Value = decltype(Answer::value);
  Value* const values = scratch.AllocateArray<Value>(answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) ::new (static_cast<void*>(values + i)) Value(answers[i].value);
  return List<Value>{values, static_cast<std::uint32_t>(answers.size())};
}

}  // namespace rulert
