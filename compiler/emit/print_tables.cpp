// The tables of ::rulert::Module.
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

std::string Number(std::uint64_t value) { return std::to_string(value); }

void PrintStreams(CodeWriter& out, const plan::Plan& plan) {
  PrintArray(out, "StreamDesc", "kStreams", plan.streams.size(), [&] {
    for (const plan::Stream& stream : plan.streams) {
      std::string row = "{.name = " + TextOf(stream.name) + ", .record = &k" + stream.cpp +
                        "Spec, .row_size = sizeof(" + stream.cpp + "Row), .row_align = alignof(" + stream.cpp +
                        "Row), .delay_us = " + Number(static_cast<std::uint64_t>(stream.delay_us)) +
                        ", .idle_us = " + (stream.idle_us ? std::to_string(*stream.idle_us) : "-1") +
                        ", .ahead_us = " + (stream.ahead_us ? std::to_string(*stream.ahead_us) : "-1") +
                        ", .time_offset = ";
      if (stream.time_field) {
        const std::string member = plan.records[stream.record].fields[*stream.time_field].member;
        row += "offsetof(" + stream.cpp + "Row, event) + offsetof(" + stream.event + ", " + member + ")";
      } else {
        row += "::rulert::kNotStored";
      }
      WriteBroken(out, row + ", .idle_by_clock = " + (stream.idle_by_clock ? "1" : "0") + ", .output = " +
                           (stream.output ? std::to_string(*stream.output) : "-1") + ", .reserved = 0},");
    }
  });
}

void PrintProcesses(CodeWriter& out, const plan::Plan& plan) {
  PrintArray(out, "ProcessDesc", "kProcesses", plan.processes.size(), [&] {
    for (const plan::Process& process : plan.processes) {
      out.Line("::rulert::DescribeProcess<" + process.cpp + ">(" +
               (process.key_kind == plan::KeyKind::kFields ? "&k" + process.cpp + "KeySpec" : "nullptr") + "),");
    }
  });
}

void PrintShadows(CodeWriter& out, const plan::Plan& plan) {
  for (const plan::Decision& decision : plan.decisions) {
    PrintArray(out, "ShadowDesc", "k" + decision.cpp + "Shadows", decision.shadows.size(), [&] {
      for (const plan::ShadowRule& shadow : decision.shadows) {
        const std::string rule = decision.cpp + "::Shadow::" + shadow.enumerator;
        WriteBroken(out, "{.name = " + TextOf(shadow.name) +
                             ", .compares = " + (base::AnswersByOneRule(decision.policy) ? "1" : "0") +
                             ", .reserved = 0, .count = [](::rulert::ShadowCounts* counts) { *counts = " +
                             decision.cpp + "::Shadowed(" + rule + "); }},");
      }
    });
  }
}

void PrintDecisions(CodeWriter& out, const plan::Plan& plan) {
  PrintShadows(out, plan);
  PrintArray(out, "DecisionDesc", "kDecisions", plan.decisions.size(), [&] {
    for (const plan::Decision& decision : plan.decisions) {
      WriteBroken(out, "{.name = " + TextOf(decision.name) + ", .input = &" + InputSpec(plan, decision) +
                           ", .answer = &k" + decision.cpp +
                           "Answer, .all_matches = " + (decision.policy == plan::HitPolicy::kAllMatches ? "1" : "0") +
                           ", .shadow_count = " + Number(decision.shadows.size()) + ", .decide = Call" + decision.cpp +
                           ", .shadows = " + (decision.shadows.empty() ? "nullptr" : "k" + decision.cpp + "Shadows") +
                           "},");
    }
  });
}

}  // namespace

void PrintArray(CodeWriter& out, std::string_view type, std::string_view name, std::size_t count,
                const std::function<void()>& rows) {
  if (count == 0) return;
  out.Emit({{"type", std::string(type)}, {"name", std::string(name)}, {"rows", rows}}, R"cc(
    constexpr ::rulert::$type$ $name$[] = {
        $rows$
    };

  )cc");
}

void PrintTables(CodeWriter& out, const plan::Plan& plan) {
  PrintStreams(out, plan);
  PrintArray(out, "OutputDesc", "kOutputs", plan.outputs.size(), [&] {
    for (const plan::Output& output : plan.outputs) {
      out.Line("{.name = " + TextOf(output.name) + ", .record = &codec::" + SpecName(plan, output.record) +
               ", .key_field = " + (output.key_field ? std::to_string(*output.key_field) : "-1") + ", .reserved = 0},");
    }
  });
  PrintProcesses(out, plan);
  PrintDecisions(out, plan);
  PrintArray(out, "RuleDesc", "kRules", plan.rules.size(), [&] {
    for (const plan::Rule& rule : plan.rules) {
      out.Line("{.process = " + TextOf(rule.process) + ", .name = " + TextOf(rule.name) +
               ", .place = Module::kPlaces[" + Number(rule.place) + "]},");
    }
  });
  PrintArray(out, "ConstructDesc", "kConstructs", plan.constructs.size(), [&] {
    for (const plan::Construct& construct : plan.constructs) {
      const plan::Process& process = plan.processes[construct.process_index];
      std::string overflow = "nullptr";
      if (construct.window) overflow = "&k" + process.cpp + process.windows[*construct.window].type + "Overflow";
      if (construct.cell) overflow = "&k" + process.cpp + process.cells[*construct.cell].type + "Overflow";
      out.Line("{.process = " + TextOf(construct.process) + ", .name = " + TextOf(construct.name) +
               ", .overflow = " + overflow + "},");
    }
  });
}

void PrintModuleFields(CodeWriter& out, const plan::Plan& plan) {
  const auto table = [&](std::string_view member, std::string_view name, std::size_t count) {
    out.Line("." + std::string(member) + " = " + (count == 0 ? "nullptr" : std::string(name)) + ",");
  };
  const auto number = [&](std::string_view member, std::size_t count) {
    out.Line("." + std::string(member) + " = " + Number(count) + ",");
  };
  out.Emit({{"name", TextOf(plan.module)}}, R"cc(
    .abi = ::rulert::kModuleAbi,
    .size = sizeof(::rulert::Module),
    .name = $name$,
    .manifest = {kManifest, sizeof kManifest - 1},
  )cc");
  table("streams", "kStreams", plan.streams.size());
  table("outputs", "kOutputs", plan.outputs.size());
  table("processes", "kProcesses", plan.processes.size());
  table("decisions", "kDecisions", plan.decisions.size());
  table("rules", "kRules", plan.rules.size());
  table("constructs", "kConstructs", plan.constructs.size());
  table("places", "Module::kPlaces", plan.places.size());
  out.Line(std::string(".params = ") + (plan.params ? "&kParamsSpec," : "nullptr,"));
  out.Line(std::string(".default_params = ") + (plan.params ? "&kDefaultParams," : "nullptr,"));
  number("stream_count", plan.streams.size());
  number("output_count", plan.outputs.size());
  number("process_count", plan.processes.size());
  number("decision_count", plan.decisions.size());
  number("rule_count", plan.rules.size());
  number("construct_count", plan.constructs.size());
  number("place_count", plan.places.size());
  out.Line(".reserved = 0");
}

}  // namespace rulec::emit
