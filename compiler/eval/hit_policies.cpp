#include "compiler/eval/hit_policies.h"

#include <algorithm>

#include "compiler/eval/operation.h"

namespace rulec::eval {

Failure Matches::Refusal(ir::ExprId at, const char* message, const char* policy, std::uint32_t rule) const {
  const auto name = [&](std::uint32_t of) {
    return OperandText(program_,
                       {Value::Text(decision_.rules[of].name), program_.types.Simple(types::TypeKind::kString)});
  };
  return {program_.exprs[at].span, message,
          std::string(policy) + "(" + name(*answers_.front().rule) + ", " + name(rule) + ")"};
}

ir::TypeId Matches::FieldType() const {
  const types::Type& record = program_.types[program_.types.WithoutOptional(decision_.given)];
  return program_.records[record.record].fields[*decision_.by_field].type;
}

std::optional<Failure> Matches::Begin(std::uint32_t rule) const {
  if (decision_.policy != ir::HitPolicy::kUniqueMatch || empty()) return std::nullopt;
  return Refusal(decision_.rules[rule].when, "more than one rule matches", "unique", rule);
}

std::optional<Failure> Matches::Add(Value value, std::uint32_t rule) {
  const bool first = empty();
  switch (decision_.policy) {
    case ir::HitPolicy::kFirstMatch:
    case ir::HitPolicy::kUniqueMatch:
      answers_.push_back({std::move(value), rule});
      return std::nullopt;
    case ir::HitPolicy::kAnyMatch:
      if (first) {
        answers_.push_back({std::move(value), rule});
      } else if (!Equal(program_, value, decision_.given, answers_[0].value, decision_.given)) {
        return Refusal(decision_.rules[rule].then, "rules that match disagree", "any", rule);
      }
      return std::nullopt;
    case ir::HitPolicy::kPriorityMatch:
      if (first) answers_.push_back({value, rule});
      if (Compare(program_, ByField(value), ByField(answers_[0].value), FieldType()) < 0) {
        answers_[0] = {std::move(value), rule};
      }
      return std::nullopt;
    case ir::HitPolicy::kAllMatches: {
      auto after = answers_.end();
      if (decision_.by_field) {
        after = std::find_if(answers_.begin(), answers_.end(), [&](const Answer& other) {
          return Compare(program_, ByField(value), ByField(other.value), FieldType()) < 0;
        });
      }
      answers_.insert(after, {std::move(value), rule});
      return std::nullopt;
    }
    case ir::HitPolicy::kCollectMin:
    case ir::HitPolicy::kCollectMax: {
      if (first) answers_.push_back({value, rule});
      const int order = Compare(program_, value, answers_[0].value, decision_.given);
      if (decision_.policy == ir::HitPolicy::kCollectMin ? order < 0 : order > 0) {
        answers_[0] = {std::move(value), rule};
      }
      return std::nullopt;
    }
    case ir::HitPolicy::kCollectSum: {
      if (first) answers_.push_back({Value(), rule});
      OperationResult sum = Combine(program_, ir::BinaryOp::kAdd, {answers_[0].value, decision_.result},
                                    {value, decision_.result}, decision_.result);
      if (!sum) return Failure{program_.exprs[decision_.rules[rule].then].span, sum.error().message, sum.error().operands};
      answers_[0].value = std::move(*sum);
      return std::nullopt;
    }
    case ir::HitPolicy::kCollectCount:
      if (first) answers_.push_back({Value::Number(0), rule});
      ++answers_[0].value.number;
      return std::nullopt;
    case ir::HitPolicy::kCollectList:
      if (first) answers_.push_back({Value(), rule});
      answers_[0].value.parts.push_back(std::move(value));
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Answer> Matches::Take() {
  if (empty() && base::AnswersWithoutMatch(decision_.policy)) return {{Value(), std::nullopt}};
  return std::move(answers_);
}

}  // namespace rulec::eval
