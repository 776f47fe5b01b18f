// Enums, records, variants, params, and the names of everything that stands at namespace level.
#include <algorithm>
#include <cctype>

#include "compiler/lower/context.h"
#include "compiler/lower/literal.h"

namespace rulec::lower {
namespace {

plan::Enum LowerEnum(Context& context, const ir::Enum& declared) {
  plan::Enum out;
  out.name = ir::PublicName(declared);
  out.doc = declared.doc;
  out.line = context.Source(declared.span);
  Scope values;
  for (const std::string& value : declared.values) {
    out.values.push_back({value, values.Take("k" + UpperCamel(value))});
  }
  return out;
}

void LowerFields(Context& context, const ir::Record& declared, plan::Struct& out) {
  Scope members;
  for (const char* name : {"Members", "Event"}) members.Reserve(name);
  members.Reserve(out.cpp.substr(out.cpp.rfind(':') + 1));
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

void AddTypes(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  for (const ir::Enum& declared : program.enums) plan.enums.push_back(LowerEnum(context, declared));
  for (const ir::Record& declared : program.records) {
    plan::Struct record;
    record.name = ir::PublicName(declared);
    record.variant = declared.variant.value;
    record.doc = declared.doc;
    record.line = context.Source(declared.span);
    plan.records.push_back(std::move(record));
  }
  for (const ir::Variant& declared : program.variants) {
    plan::Variant variant;
    variant.name = ir::PublicName(declared);
    variant.doc = declared.doc;
    variant.line = context.Source(declared.span);
    plan.variants.push_back(std::move(variant));
  }
}

void AddCallables(Context& context) {
  for (const ir::Function& declared : context.program().functions) {
    plan::Function function;
    function.name = ir::PublicName(declared);
    context.plan().functions.push_back(std::move(function));
  }
  for (const ir::Decision& declared : context.program().decisions) {
    plan::Decision decision;
    decision.name = ir::PublicName(declared);
    context.plan().decisions.push_back(std::move(decision));
  }
}

/// Calls `name` for those of the main file, or for those of imports.
template <class Declared, class Lowered, class Name>
void ForEachOf(bool imported, const Declared& declared, Lowered& lowered, const Name& name) {
  for (const auto id : declared.ids()) {
    if (declared[id].origin.empty() != imported) name(declared[id], lowered[id.value]);
  }
}

void NameTypes(Context& context, bool imported) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  ForEachOf(imported, program.enums, plan.enums, [&](const ir::Enum& declared, plan::Enum& out) {
    out.cpp = context.TakeName(declared.name, declared.origin);
    out.names = "k" + out.cpp + "Names";
  });
  ForEachOf(imported, program.records, plan.records, [&](const ir::Record& declared, plan::Struct& out) {
    if (!declared.variant.valid()) out.cpp = context.TakeName(declared.name, declared.origin);
  });
  ForEachOf(imported, program.variants, plan.variants, [&](const ir::Variant& declared, plan::Variant& out) {
    out.cpp = context.TakeName(declared.name, declared.origin);
  });
}

void NameCallables(Context& context, bool imported) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  ForEachOf(imported, program.functions, plan.functions, [&](const ir::Function& declared, plan::Function& out) {
    out.cpp = context.TakeName(declared.name, declared.origin);
  });
  ForEachOf(imported, program.decisions, plan.decisions, [&](const ir::Decision& declared, plan::Decision& out) {
    out.cpp = context.TakeClassName(declared.name, declared.origin);
  });
}

void AddConstants(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  Scope& scope = context.module_scope();
  for (const types::TimeZone& zone : program.zones) {
    plan.zones.push_back({scope.Take("k" + ZoneName(zone.name)), zone});
  }
  for (const ir::BusinessCalendar& calendar : program.calendars) {
    plan.calendars.push_back({scope.Take("k" + UpperCamel(calendar.name) + "Calendar"), ir::PublicName(calendar),
                              calendar.doc, context.Source(calendar.span), calendar.weekend, calendar.first,
                              calendar.last, calendar.holidays});
  }
  for (const ir::Expr& expr : program.exprs) {
    if (expr.builtin != ir::Builtin::kMatches) continue;
    const std::string& text = program.constants[ir::ConstantId(program.exprs[program.children_of(expr)[1]].index)].text;
    const bool is_new = std::none_of(plan.patterns.begin(), plan.patterns.end(),
                                     [&](const plan::Pattern& pattern) { return pattern.text == text; });
    if (is_new) plan.patterns.push_back({scope.Take("kPattern"), text});
  }
}

void AddProcesses(Context& context) {
  for (const ir::Process& declared : context.program().processes) {
    plan::Process process;
    process.name = declared.name;
    process.cpp = context.TakeClassName(declared.name, {});
    process.sink = context.module_scope().Take(process.cpp + "Sink");
    context.plan().processes.push_back(std::move(process));
  }
}

void AddChannels(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  Scope& scope = context.module_scope();
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
}

}  // namespace

void LowerTypes(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  // All names first: members of structs keep clear of every one of them.
  AddTypes(context);
  AddCallables(context);
  NameTypes(context, false);
  AddConstants(context);
  NameCallables(context, false);
  AddProcesses(context);
  AddChannels(context);
  NameTypes(context, true);
  NameCallables(context, true);
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    LowerArms(context, program.variants[ir::VariantId(static_cast<std::uint32_t>(i))], plan.variants[i]);
  }
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    LowerFields(context, program.records[ir::RecordId(static_cast<std::uint32_t>(i))], plan.records[i]);
  }
  if (!program.params.empty()) plan.params = LowerParams(context);
}

}  // namespace rulec::lower
