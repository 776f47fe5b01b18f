// Enums, records, variants, params, and the names of everything that stands at namespace level.
#include <algorithm>
#include <cctype>

#include "compiler/lower/context.h"
#include "compiler/lower/literal.h"

namespace rulec::lower {
namespace {

plan::Enum LowerEnum(Context& context, const ir::Enum& declared) {
  plan::Enum out;
  out.name = declared.name;
  out.cpp = context.module_scope().Take(UpperCamel(declared.name));
  out.doc = declared.doc;
  out.line = context.Source(declared.span);
  out.names = "k" + out.cpp + "Names";
  Scope values;
  for (const std::string& value : declared.values) {
    out.values.push_back({value, values.Take("k" + UpperCamel(value))});
  }
  return out;
}

void LowerFields(Context& context, const ir::Record& declared, plan::Struct& out) {
  Scope members;
  for (const char* name : {"Members", "Event"}) members.Reserve(name);
  for (const ir::Field& field : declared.fields) {
    plan::Field lowered;
    lowered.name = field.name;
    lowered.member = context.MemberName(field.name, members);
    lowered.doc = field.doc;
    lowered.type = context.Plan(field.type);
    out.fields.push_back(std::move(lowered));
  }
}

/// Names of its arms, which hide those of the types that their fields are of.
void LowerArms(Context& context, const ir::Variant& declared, plan::Variant& out) {
  Scope members;
  for (const char* name : {"arm", "Arm", "Arms"}) members.Reserve(name);
  for (const plan::Enum& of : context.plan().enums) members.Reserve(of.cpp);
  for (const plan::Struct& of : context.plan().records) members.Reserve(of.cpp);
  for (const plan::Variant& of : context.plan().variants) members.Reserve(of.cpp);
  Scope enumerators;
  for (const ir::Arm& arm : declared.arms) {
    plan::Struct& fields = context.plan().records[arm.fields.value];
    fields.cpp = out.cpp + "::" + members.Take(UpperCamel(arm.name));
    out.arms.push_back(
        {arm.name, enumerators.Take("k" + UpperCamel(arm.name)), members.Take(Identifier(arm.name)), arm.fields.value});
  }
}

plan::Struct LowerParams(Context& context) {
  plan::Struct out;
  out.name = "Params";
  out.cpp = "Params";
  Scope members;
  for (const ir::Param& param : context.program().params) {
    plan::Field field;
    field.name = param.name;
    field.member = context.MemberName(param.name, members);
    field.doc = param.doc;
    field.type = context.Plan(param.type);
    const ir::Expr& value = context.program().exprs[param.default_value];
    field.initial =
        Literal(context, value.type, context.program().constants[ir::ConstantId(value.index)], LiteralUse::kPlain);
    out.fields.push_back(std::move(field));
  }
  return out;
}

/// `EuropeLondon`.
std::string ZoneName(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return UpperCamel(name);
}

}  // namespace

void LowerTypes(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  Scope& scope = context.module_scope();
  // All names first: members of structs keep clear of every one of them.
  for (const ir::Enum& declared : program.enums) plan.enums.push_back(LowerEnum(context, declared));
  for (const ir::Record& declared : program.records) {
    plan::Struct record;
    record.name = declared.name;
    record.variant = declared.variant.value;
    if (!declared.variant.valid()) record.cpp = scope.Take(UpperCamel(declared.name));
    record.doc = declared.doc;
    record.line = context.Source(declared.span);
    plan.records.push_back(std::move(record));
  }
  for (const ir::Variant& declared : program.variants) {
    plan::Variant variant;
    variant.name = declared.name;
    variant.cpp = scope.Take(UpperCamel(declared.name));
    variant.doc = declared.doc;
    variant.line = context.Source(declared.span);
    plan.variants.push_back(std::move(variant));
  }
  for (const types::TimeZone& zone : program.zones) {
    plan.zones.push_back({scope.Take("k" + ZoneName(zone.name)), zone});
  }
  for (const ir::BusinessCalendar& calendar : program.calendars) {
    plan.calendars.push_back({scope.Take("k" + UpperCamel(calendar.name) + "Calendar"), calendar.name, calendar.doc,
                              context.Source(calendar.span), calendar.weekend, calendar.first, calendar.last,
                              calendar.holidays});
  }
  for (const ir::Expr& expr : program.exprs) {
    if (expr.builtin != ir::Builtin::kMatches) continue;
    const std::string& text = program.constants[ir::ConstantId(program.exprs[program.children_of(expr)[1]].index)].text;
    const bool is_new = std::none_of(plan.patterns.begin(), plan.patterns.end(),
                                     [&](const plan::Pattern& pattern) { return pattern.text == text; });
    if (is_new) plan.patterns.push_back({scope.Take("kPattern"), text});
  }
  for (const ir::Function& declared : program.functions) {
    plan::Function function;
    function.name = declared.name;
    function.cpp = scope.Take(UpperCamel(declared.name));
    plan.functions.push_back(std::move(function));
  }
  for (const ir::Decision& declared : program.decisions) {
    plan::Decision decision;
    decision.name = declared.name;
    decision.cpp = context.TakeClassName(declared.name);
    plan.decisions.push_back(std::move(decision));
  }
  for (const ir::Process& declared : program.processes) {
    plan::Process process;
    process.name = declared.name;
    process.cpp = context.TakeClassName(declared.name);
    process.sink = scope.Take(process.cpp + "Sink");
    plan.processes.push_back(std::move(process));
  }
  Scope streams;
  for (const ir::Stream& declared : program.streams) {
    plan::Stream stream;
    stream.name = declared.name;
    stream.cpp = streams.Take(UpperCamel(declared.name));
    stream.event = scope.Take(stream.cpp + "Event");
    plan.streams.push_back(std::move(stream));
  }
  Scope methods;
  for (const char* name : {"errors", "late", "overflow"}) methods.Reserve(name);
  for (const ir::Output& declared : program.outputs) {
    plan::Output output;
    output.name = declared.name;
    output.type = scope.Take(UpperCamel(declared.name) + "Output");
    output.constant = scope.Take("k" + UpperCamel(declared.name));
    output.method = methods.Take(Identifier(declared.name));
    output.doc = declared.doc;
    output.record = declared.record.value;
    output.key_field = declared.key_field;
    plan.outputs.push_back(std::move(output));
  }
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    LowerArms(context, program.variants[ir::VariantId(static_cast<std::uint32_t>(i))], plan.variants[i]);
  }
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    LowerFields(context, program.records[ir::RecordId(static_cast<std::uint32_t>(i))], plan.records[i]);
  }
  if (!program.params.empty()) plan.params = LowerParams(context);
}

}  // namespace rulec::lower
