#include "runtime/src/core/decision_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runtime/src/core/built_in_outputs.h"

namespace rulert::core {

const DecisionDesc* FindDecision(const Module& module, std::string_view name) {
  for (std::uint32_t i = 0; i < module.decision_count; ++i) {
    if (std::string_view(module.decisions[i].name) == name) return &module.decisions[i];
  }
  return nullptr;
}

DecisionRunner::DecisionRunner(const Module& module, const DecisionDesc& decision, io::Validation validation,
                               std::string file, const void* params)
    : module_(module),
      decision_(decision),
      input_{0, false, std::move(file)},
      params_(params != nullptr ? params : module.default_params),
      decoder_(*decision.input, validation) {}

bool DecisionRunner::Run(const io::RecordView& input, std::string& out) {
  decoded_.Reset();
  answer_.Reset();
  void* const record = decoded_.Allocate(std::max<std::size_t>(decision_.input->size, 1),
                                         std::max<std::size_t>(decision_.input->align, 1));
  if (input.oversize())
    return AppendFailure(input, fmt::format("the record has {} bytes, too many", input.whole_size), nullptr, out);
  if (!decoder_.Decode(input.value(), record, decoded_, error_)) {
    return AppendFailure(
        input, error_.path.empty() ? error_.message : fmt::format("field `{}`: {}", error_.path, error_.message),
        nullptr, out);
  }
  DecisionCall call{};
  call.input = record;
  call.params = params_;
  call.scratch = &answer_;
  if (!decision_.decide(&call)) return AppendFailure(input, call.failure.message, &call.failure, out);
  AppendAnswers(call, out);
  out += '\n';
  return true;
}

void DecisionRunner::AppendAnswers(const DecisionCall& call, std::string& out) const {
  const auto* const answers = static_cast<const char*>(call.answers);
  if (decision_.all_matches == 0) {
    if (call.count == 0) {
      out += "null";
    } else {
      io::EncodeJsonValue(*decision_.answer, answers, out);
    }
    return;
  }
  out += '[';
  for (std::uint32_t i = 0; i < call.count; ++i) {
    if (i != 0) out += ',';
    io::EncodeJsonValue(*decision_.answer, answers + static_cast<std::size_t>(i) * call.stride, out);
  }
  out += ']';
}

bool DecisionRunner::AppendFailure(const io::RecordView& input, std::string_view message, const Failure* failure,
                                   std::string& out) const {
  ErrorReport report;
  report.rule = decision_.name;
  report.message = message;
  if (failure != nullptr) {
    if (failure->place < module_.place_count) report.place = &module_.places[failure->place];
    report.operands = {failure->operands, std::min<std::size_t>(failure->operand_size, sizeof(failure->operands))};
  }
  out += "{\"error\":";
  AppendError(module_.name, report, input_, {}, input, out);
  out += "}\n";
  return false;
}

}  // namespace rulert::core
