// What a host reads of a module: descriptions, and the functions that decide.
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

std::string Number(std::uint64_t value) { return std::to_string(value); }

std::string SpecOf(std::string_view name, std::string_view fields, std::size_t count, std::string_view type) {
  return "{.name = " + TextOf(name) + ", .fields = " + std::string(count == 0 ? "nullptr" : fields) +
         ", .field_count = " + Number(count) + ", .size = sizeof(" + std::string(type) + "), .align = alignof(" +
         std::string(type) + ")}";
}

/// Fields of a struct that has no spec in the codec file.
void PrintSpec(CodeWriter& out, const plan::Plan& plan, const std::string& constant, std::string_view name,
               const std::vector<plan::Field>& fields, const std::string& type) {
  PrintArray(out, "FieldSpec", constant + "Fields", fields.size(), [&] {
    for (const plan::Field& field : fields) {
      const Placement at{"offsetof(" + type + ", " + field.member + ")"};
      out.Line(FieldSpecText(plan, field.name, field.type, at, "codec::") + ",");
    }
  });
  out.Line("constexpr ::rulert::RecordSpec " + constant +
           "Spec = " + SpecOf(name, constant + "Fields", fields.size(), type) + ";");
  out.Line("");
}

/// Of a struct that `constant` + `suffix` + `Spec` describes.
void PrintOverflow(CodeWriter& out, const std::string& constant, const std::string& type, const std::string& suffix) {
  out.Line("constexpr ::rulert::FieldSpec " + constant +
           "Overflow = {.name = {}, .kind = " + "::rulert::FieldKind::kRecord, .offset = 0, .size = sizeof(" + type +
           "), .record = &" + constant + suffix + "Spec};");
  out.Line("");
}

/// What leaves a full list, set or map.
void PrintCellOverflow(CodeWriter& out, const plan::Plan& plan, const plan::Process& process, const plan::Cell& cell) {
  const std::string constant = "k" + process.cpp + cell.type;
  if (cell.kind != plan::CellKind::kMap) {
    out.Line("constexpr ::rulert::FieldSpec " + constant +
             "Overflow = " + FieldSpecText(plan, "", cell.value, {"0"}, "codec::") + ";");
    out.Line("");
    return;
  }
  const std::string type = process.cpp + "::" + cell.type + "::Entry";
  PrintSpec(out, plan, constant + "Entry", cell.name,
            {{"key", "key", "", cell.key, {}}, {"value", "value", "", cell.value, {}}}, type);
  PrintOverflow(out, constant, type, "Entry");
}

void PrintRow(CodeWriter& out, const plan::Plan& plan, const plan::Stream& stream) {
  const plan::Struct& record = plan.records[stream.record];
  out.Line("using " + stream.cpp + "Row = ::rulert::Row<" + stream.event + ">;");
  PrintArray(out, "FieldSpec", "k" + stream.cpp + "Fields", record.fields.size(), [&] {
    std::size_t kept = 0;
    for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
      Placement at;
      if (kept < stream.fields.size() && stream.fields[kept] == i) {
        ++kept;
        at.offset =
            "offsetof(" + stream.cpp + "Row, event) + offsetof(" + stream.event + ", " + record.fields[i].member + ")";
      }
      out.Line(FieldSpecText(plan, record.fields[i].name, record.fields[i].type, at, "codec::") + ",");
    }
  });
  out.Line("constexpr ::rulert::RecordSpec k" + stream.cpp + "Spec = " +
           SpecOf(record.name, "k" + stream.cpp + "Fields", record.fields.size(), stream.cpp + "Row") + ";");
  out.Line("");
}

/// One record in is the input itself; else a struct of the parameters by name.
bool IsRecordInput(const plan::Decision& decision) {
  return decision.inputs.size() == 1 && decision.inputs[0].type.kind == types::TypeKind::kRecord &&
         !decision.inputs[0].type.optional;
}

std::string InputType(const plan::Decision& decision) {
  return IsRecordInput(decision) ? decision.inputs[0].type.cpp : decision.cpp + "Input";
}

void PrintInput(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision) {
  if (IsRecordInput(decision)) return;
  const auto fields = [&] {
    for (const plan::Field& input : decision.inputs) out.Line(input.type.spelled() + " " + input.member + "{};");
  };
  out.Emit({{"name", InputType(decision)}, {"fields", fields}}, R"cc(
    struct $name$ {
      $fields$
    };

  )cc");
  PrintSpec(out, plan, "k" + InputType(decision), decision.name, decision.inputs, InputType(decision));
}

std::string DecideArguments(const plan::Decision& decision) {
  std::vector<plan::Param> params = decision.params;
  for (plan::Param& param : params) param.member = IsRecordInput(decision) ? "input" : "input." + param.member;
  plan::Needs needs = decision.signature;
  needs.params = false;
  needs.scratch = false;
  std::string args = ArgumentList(params, needs);
  if (decision.signature.params)
    args += (args.empty() ? "" : ", ") + std::string("*static_cast<const Params*>(call->params)");
  if (decision.signature.scratch) args += (args.empty() ? "" : ", ") + std::string("scratch");
  return args;
}

void PrintEntry(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision) {
  PrintInput(out, plan, decision);
  plan::Type answer = decision.result;
  const bool all = decision.policy == plan::HitPolicy::kAllMatches;
  const bool optional = answer.optional && !all;
  if (optional) answer.optional = false;  // a missing answer is no answer
  out.Line("constexpr ::rulert::FieldSpec k" + decision.cpp + "Answer = " +
           FieldSpecText(plan, "", answer, {"offsetof(" + decision.cpp + "::Answer, value)"}, "codec::") + ";");
  out.Line("");
  const std::string class_name = decision.cpp;
  const auto input = [&] {
    if (decision.inputs.empty()) return;
    out.Line("const auto& input = *static_cast<const " + InputType(decision) + "*>(call->input);");
  };
  const auto answers = [&] {
    if (all) {
      out.Emit(R"cc(
        call->answers = result->data();
        call->count = static_cast<std::uint32_t>(result->size());
      )cc");
      return;
    }
    out.Emit({{"class", class_name}, {"count", optional ? "result->value.has_value() ? 1u : 0u" : "1"}}, R"cc(
      auto* const answer = scratch.AllocateArray<$class$::Answer>(1);
      *answer = *result;
      call->answers = answer;
      call->count = $count$;
    )cc");
  };
  const auto failure = [&] {
    if (!decision.needs.mode) return;
    out.Emit(R"cc(
      if (!result) {
        call->failure = ::rulert::FailureOf(result.error(), Module::kPlaces);
        return false;
      }
    )cc");
  };
  const std::string scratch =
      all && !decision.signature.scratch ? "" : "auto& scratch = *static_cast<::rulert::Scratch*>(call->scratch);";
  out.Emit({{"name", decision.cpp},
            {"input", input},
            {"scratch", scratch},
            {"args", DecideArguments(decision)},
            {"failure", failure},
            {"answers", answers}},
           R"cc(
    bool Call$name$(::rulert::DecisionCall* call) {
      $input$
      $scratch$
      const auto result = $name$::Decide($args$);
      $failure$
      call->stride = sizeof($name$::Answer);
      $answers$
      return true;
    }

  )cc");
}

}  // namespace

void PrintRows(CodeWriter& out, const plan::Plan& plan) {
  for (const plan::Stream& stream : plan.streams) PrintRow(out, plan, stream);
  for (const plan::Process& process : plan.processes) {
    if (process.key_kind == plan::KeyKind::kFields) {
      std::vector<plan::Field> fields;
      for (const plan::KeyField& field : process.key) fields.push_back({field.name, field.member, "", field.type, {}});
      PrintSpec(out, plan, "k" + process.cpp + "Key", "key", fields, process.cpp + "::Key");
    }
    for (const plan::Window& window : process.windows) {
      const std::string type = process.cpp + "::" + window.type + "::Row";
      PrintSpec(out, plan, "k" + process.cpp + window.type + "Row", window.name, window.columns, type);
      PrintOverflow(out, "k" + process.cpp + window.type, type, "Row");
    }
    for (const plan::Cell& cell : process.cells) {
      if (cell.up_to != 0) PrintCellOverflow(out, plan, process, cell);
    }
  }
  if (plan.params) {
    PrintSpec(out, plan, "kParams", "params", plan.params->fields, "Params");
    out.Line("constexpr Params kDefaultParams;");
    out.Line("");
  }
}

std::string InputSpec(const plan::Plan& plan, const plan::Decision& decision) {
  if (!IsRecordInput(decision)) return "k" + InputType(decision) + "Spec";
  return "codec::" + SpecName(plan, decision.inputs[0].type.record);
}

void PrintDecisionEntries(CodeWriter& out, const plan::Plan& plan) {
  for (const plan::Decision& decision : plan.decisions) PrintEntry(out, plan, decision);
}

}  // namespace rulec::emit
