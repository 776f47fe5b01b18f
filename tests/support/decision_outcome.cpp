#include "tests/support/decision_outcome.h"

#include <fmt/format.h>

#include <utility>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/eval/evaluator.h"
#include "compiler/eval/json_value.h"
#include "compiler/eval/trace.h"
#include "runtime/src/core/decision_runner.h"

namespace rulec::testing {
namespace {

// What an error has room for: rulert::Rejection, and Context::PlaceOf of lower.
constexpr std::size_t kOperandBytes = 118;
constexpr std::size_t kExpressionBytes = 200;

ir::DecisionId DecisionNamed(const ir::Program& program, const std::string& name) {
  for (const ir::DecisionId id : program.decisions.ids()) {
    if (program.decisions[id].name == name) return id;
  }
  RULEC_CHECK(false, name.c_str());
  return ir::DecisionId();
}

void SetParams(const ir::Program& program, const std::string& params, eval::Evaluator& evaluator) {
  const auto json = eval::ParseJson(params);
  RULEC_CHECK(json.has_value(), params.c_str());
  for (const ir::ParamId id : program.params.ids()) {
    const eval::Json* member = json->Find(program.params[id].name);
    RULEC_CHECK(member != nullptr, program.params[id].name.c_str());
    auto value = eval::ReadValue(program, *member, program.params[id].type);
    RULEC_CHECK(value.has_value(), params.c_str());
    evaluator.SetParam(id, std::move(*value));
  }
}

std::string MemberText(const eval::Json& object, std::string_view name) {
  const eval::Json* member = object.Find(name);
  return member == nullptr ? std::string() : member->text;
}

void AddShadows(const eval::DecisionTrace& trace, ShadowTally& tally) {
  tally.resize(trace.shadows.size());
  for (std::size_t i = 0; i < tally.size(); ++i) {
    const eval::ShadowTrace& shadow = trace.shadows[i];
    tally[i][0] += shadow.rule.outcome != eval::RuleOutcome::kNotReached;
    tally[i][1] += shadow.rule.outcome == eval::RuleOutcome::kFired;
    tally[i][2] += shadow.same;
    tally[i][3] += shadow.rule.outcome == eval::RuleOutcome::kFailed;
  }
}

const rulert::DecisionDesc& DescNamed(const rulert::Module& module, const std::string& decision) {
  const rulert::DecisionDesc* const found = rulert::core::FindDecision(module, decision);
  RULEC_CHECK(found != nullptr, decision.c_str());
  return *found;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const DecisionOutcome& outcome) {
  if (!outcome.answer.empty()) return out << outcome.answer;
  return out << outcome.message << " at " << outcome.place << " in `" << outcome.expression << "` on "
             << outcome.operands;
}

DecisionOutcome DecideByEvaluator(const driver::Compilation& checked, const std::string& decision,
                                  const std::string& input, const std::string& params, ShadowTally* shadows) {
  const ir::Program& program = *checked.program;
  const ir::DecisionId id = DecisionNamed(program, decision);
  const auto json = eval::ParseJson(input);
  RULEC_CHECK(json.has_value(), input.c_str());
  auto arguments = eval::ReadArguments(program, id, *json);
  RULEC_CHECK(arguments.has_value(), arguments ? "" : arguments.error().message.c_str());
  eval::Evaluator evaluator(program);
  if (!params.empty()) SetParams(program, params, evaluator);
  if (shadows != nullptr) AddShadows(eval::Trace(program, id, *arguments, evaluator), *shadows);
  const auto answers = evaluator.Decide(id, std::move(*arguments));
  DecisionOutcome outcome;
  if (!answers) {
    const eval::Failure& failure = answers.error();
    const base::SourceFile& file = checked.sources[failure.span.file];
    const base::LineCol place = file.Locate(failure.span.begin);
    outcome.message = failure.message;
    outcome.place = fmt::format("{}:{}", place.line, place.column);
    outcome.expression = base::CutUtf8(file.Text(failure.span), kExpressionBytes);
    outcome.operands = base::CutUtf8(failure.operands, kOperandBytes);
    return outcome;
  }
  const ir::Decision& declared = program.decisions[id];
  const bool all = declared.policy == ir::HitPolicy::kAllMatches;
  for (const eval::Answer& answer : *answers) {
    if (!outcome.answer.empty()) outcome.answer += ",";
    outcome.answer += eval::WriteValue(program, answer.value, declared.result);
  }
  if (all) outcome.answer = "[" + outcome.answer + "]";
  if (outcome.answer.empty()) outcome.answer = "null";
  return outcome;
}

CompiledDecision::CompiledDecision(const NativeRules& rules, const std::string& decision, std::string params)
    : desc_(DescNamed(rules.module(), decision)),
      shadows_before_(ReadShadows()),
      program_(*rules.checked.program),
      id_(DecisionNamed(program_, decision)),
      params_text_(std::move(params)) {
  const void* given = nullptr;
  if (!params_text_.empty()) {
    const rulert::RecordSpec& spec = *rules.module().params;
    params_.resize(spec.size / sizeof(std::max_align_t) + 1);
    rulert::io::DecodeError error;
    const bool decoded = rulert::io::JsonDecoder(spec, rulert::io::Validation::kFull)
                             .Decode(params_text_, params_.data(), params_memory_, error);
    RULEC_CHECK(decoded, error.message.c_str());
    given = params_.data();
  }
  runner_.emplace(rules.module(), desc_, rulert::io::Validation::kFull, "input", given);
}

ShadowTally CompiledDecision::ReadShadows() const {
  ShadowTally tally;
  for (std::uint32_t i = 0; i < desc_.shadow_count; ++i) {
    rulert::ShadowCounts counts{};
    desc_.shadows[i].count(&counts);
    tally.push_back({counts.asked, counts.fired, counts.same, counts.failed});
  }
  return tally;
}

ShadowTally CompiledDecision::shadows() const {
  ShadowTally tally = ReadShadows();
  for (std::size_t i = 0; i < tally.size(); ++i) {
    for (std::size_t n = 0; n < tally[i].size(); ++n) tally[i][n] -= shadows_before_[i][n];
  }
  return tally;
}

DecisionOutcome CompiledDecision::Decide(const std::string& input) {
  rulert::io::RecordView record;
  record.data = input.data();
  record.size = record.whole_size = input.size();
  std::string line;
  runner_->Run(record, line);
  const auto json = eval::ParseJson(line);
  RULEC_CHECK(json.has_value(), line.c_str());
  DecisionOutcome outcome;
  if (const eval::Json* error = json->kind == eval::JsonKind::kObject ? json->Find("error") : nullptr) {
    outcome.message = MemberText(*error, "message");
    const std::string place = MemberText(*error, "place");
    outcome.place = place.substr(place.find(':') + 1);
    outcome.expression = MemberText(*error, "expression");
    outcome.operands = MemberText(*error, "operands");
    return outcome;
  }
  // Written again, so that what is absent and what is null look alike.
  const ir::Decision& declared = program_.decisions[id_];
  const auto rewritten = [&](const eval::Json& answer) {
    const auto value = eval::ReadValue(program_, answer, declared.result);
    RULEC_CHECK(value.has_value(), line.c_str());
    return eval::WriteValue(program_, *value, declared.result);
  };
  if (declared.policy != ir::HitPolicy::kAllMatches) {
    outcome.answer = json->kind == eval::JsonKind::kNull ? "null" : rewritten(*json);
    return outcome;
  }
  for (const eval::Json& answer : json->items)
    outcome.answer += (outcome.answer.empty() ? "" : ",") + rewritten(answer);
  outcome.answer = "[" + outcome.answer + "]";
  return outcome;
}

}  // namespace rulec::testing
