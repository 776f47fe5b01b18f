#pragma once
// What a decision makes of the rules that match.
#include <optional>
#include <vector>

#include "compiler/eval/evaluator.h"

namespace rulec::eval {

/// Rules that match are told in their order: Begin, then the value.
class Matches {
 public:
  /// Both outlive it.
  Matches(const ir::Program& program, const ir::Decision& decision) : program_(program), decision_(decision) {}

  /// Before the value of the rule is evaluated. Refused: a second match where there may be one.
  /// Of a score card, before the first rule.
  void SetBase(const Value& base);
  std::optional<Failure> Begin(std::uint32_t rule) const;
  std::optional<Failure> Add(Value value, std::uint32_t rule);
  /// What other rules say does not matter.
  bool done() const { return decision_.policy == ir::HitPolicy::kFirstMatch && !empty(); }
  bool empty() const { return answers_.empty(); }
  /// Once. Without a match what the policy gives then.
  std::vector<Answer> Take();

 private:
  std::optional<Failure> AddScore(const Value& weight, std::uint32_t rule);
  Failure Refusal(base::Span at, const char* message, const char* policy, std::uint32_t rule) const;
  const Value& ByField(const Value& record) const { return record.parts[*decision_.by_field]; }
  ir::TypeId FieldType() const;

  const ir::Program& program_;
  const ir::Decision& decision_;
  Value score_;                  // of a score card
  std::vector<Answer> answers_;  // one at most, but of all matches
};

}  // namespace rulec::eval
