#include "compiler/eval/hit_policies.h"

#include <algorithm>

#include "compiler/eval/operation.h"

namespace rulec::eval {

Failure Matches::Refusal(base::Span at, const char* message, const char* policy, std::uint32_t rule) const {
  const auto name = [&](std::uint32_t of) {
    return OperandText(program_,
                       {Value::Text(decision_.rules[of].name), program_.types.Simple(types::TypeKind::kString)});
  };
  return {at, message, std::string(policy) + "(" + name(*answers_.front().rule) + ", " + name(rule) + ")"};
}

ir::TypeId Matches::FieldType() const {
  const types::Type& record = program_.types[program_.types.WithoutOptional(decision_.given)];
  return program_.records[record.record].fields[*decision_.by_field].type;
}

void Matches::SetBase(const Value& base) {
  const ir::Record& record = program_.records[program_.types[decision_.result].record];
  score_.parts.assign(record.fields.size(), Value::Missing());
  score_.parts[decision_.score->total] = base;
  score_.parts[decision_.score->reasons] = Value();
}

std::optional<Failure> Matches::AddScore(const Value& weight, std::uint32_t rule) {
  const ir::Score& score = *decision_.score;
  const ir::DecisionRule& from = decision_.rules[rule];
  Value& total = score_.parts[score.total];
  const ir::TypeId number = decision_.given;
  OperationResult sum = Combine(program_, ir::BinaryOp::kAdd, {total, number}, {weight, number}, number);
  if (!sum) return Failure{from.then_span, sum.error().message, sum.error().operands};
  total = std::move(*sum);
  Value reason;
  reason.parts.assign(program_.records[score.reason].fields.size(), Value::Missing());
  reason.parts[score.text] = Value::Text(from.words->because);
  if (from.words->code) reason.parts[score.code] = Value::Text(*from.words->code);
  reason.parts[score.weight] = weight;
  const auto size = [&](const Value& of) {
    const base::Int128 number_of = of.parts[score.weight].number;
    return number_of < 0 ? -number_of : number_of;
  };
  std::vector<Value>& reasons = score_.parts[score.reasons].parts;
  const auto after =
      std::find_if(reasons.begin(), reasons.end(), [&](const Value& other) { return size(other) < size(reason); });
  reasons.insert(after, std::move(reason));
  return std::nullopt;
}

std::optional<Failure> Matches::Begin(std::uint32_t rule) const {
  if (decision_.policy != ir::HitPolicy::kUniqueMatch || empty()) return std::nullopt;
  return Refusal(decision_.rules[rule].when_span, "more than one rule matches", "unique", rule);
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
        return Refusal(decision_.rules[rule].then_span, "rules that match disagree", "any", rule);
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
      if (!sum) return Failure{decision_.rules[rule].then_span, sum.error().message, sum.error().operands};
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
    case ir::HitPolicy::kScore:
      return AddScore(value, rule);
  }
  return std::nullopt;
}

std::vector<Answer> Matches::Take() {
  if (decision_.score) return {{std::move(score_), std::nullopt}};
  if (empty() && base::AnswersWithoutMatch(decision_.policy)) return {{Value(), std::nullopt}};
  return std::move(answers_);
}

}  // namespace rulec::eval
