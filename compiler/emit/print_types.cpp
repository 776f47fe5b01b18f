#include "compiler/emit/code_uses.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

std::string Initial(const CodePrinter& code, const plan::Field& field) {
  if (field.initial.valid()) return " = " + code.Expression(field.initial);
  if (field.type.optional) return "";
  switch (field.type.kind) {
    case types::TypeKind::kBool:
      return " = false";
    case types::TypeKind::kInt:
    case types::TypeKind::kFloat:
      return " = 0";
    case types::TypeKind::kEnum:
      return "{}";
    default:
      return "";
  }
}

void PrintEnum(CodeWriter& out, const plan::Plan& plan, const plan::Enum& declared) {
  out.Doc(declared.doc);
  out.Doc("enum " + declared.name + " (" + Where(plan, declared.line) + ").");
  std::string values;
  std::string names;
  for (const plan::EnumValue& value : declared.values) {
    values += (values.empty() ? "" : ", ") + value.enumerator;
    names += (names.empty() ? "" : ", ") + TextOf(value.name);
  }
  out.Emit({{"name", declared.cpp}, {"names", declared.names}, {"values", values}, {"texts", names}}, R"cc(
    enum class $name$ : std::uint32_t { $values$ };
    inline constexpr ::rulert::Text $names$[] = {$texts$};

  )cc");
}

void PrintEvent(CodeWriter& out, const plan::Plan& plan, const plan::Stream& stream) {
  std::vector<plan::Field> fields;
  for (const std::uint32_t index : stream.fields) {
    fields.push_back(plan.records[stream.record].fields[index]);
    fields.back().doc.clear();
  }
  out.Doc("What the rules read of an event of stream " + stream.name + ".");
  const auto members = [&] {
    if (stream.stored) PrintMembers(out, stream.event, fields);
  };
  out.Emit({{"name", stream.event}, {"fields", [&] { PrintFields(out, plan, fields); }}, {"members", members}}, R"cc(
    struct $name$ {
      $fields$
      $members$
    };

  )cc");
}

/// As rulert/zone.h says.
void PrintZone(CodeWriter& out, const plan::Zone& zone) {
  const types::TimeZone& table = zone.table;
  const auto day = [](const types::TimeZone::Day& on) {
    return "{" + std::to_string(on.month) + ", " + std::to_string(on.week) + ", " + std::to_string(on.weekday) + ", " +
           std::to_string(on.second) + "}";
  };
  std::string changes;
  for (const types::TimeZone::Change& change : table.changes) {
    changes += (changes.empty() ? "{" : ", {") + std::to_string(change.at) + ", " + std::to_string(change.offset) + "}";
  }
  out.Doc("The clock of " + table.name + ".");
  if (!changes.empty())
    WriteBroken(out, "inline constexpr ::rulert::ZoneChange " + zone.cpp + "Changes[] = {" + changes + "};");
  out.Emit({{"name", zone.cpp},
            {"first", std::to_string(table.first_offset)},
            {"count", std::to_string(table.changes.size())},
            {"changes", changes.empty() ? "nullptr" : zone.cpp + "Changes"},
            {"standard", std::to_string(table.standard)},
            {"summer", std::to_string(table.summer)},
            {"begins", day(table.begins)},
            {"ends", day(table.ends)}},
           R"cc(
    inline constexpr ::rulert::Zone $name${$first$, $count$, $changes$, {$standard$, $summer$, $begins$, $ends$}};

  )cc");
}

/// Of an amount, or a list or set of them: `  // GBP`.
std::string CurrencyNote(const plan::Plan& plan, const plan::Type& type) {
  if (type.element != plan::kNoIndex) return CurrencyNote(plan, plan.elements[type.element]);
  return type.currency == types::Currency::kNone ? "" : "  // " + std::string(types::CurrencyCode(type.currency));
}

/// As rulert/business_calendar.h says.
void PrintCalendar(CodeWriter& out, const plan::Plan& plan, const plan::BusinessCalendar& calendar) {
  std::string holidays;
  for (const std::int32_t day : calendar.holidays) holidays += (holidays.empty() ? "" : ", ") + std::to_string(day);
  out.Doc(calendar.doc);
  out.Doc("calendar " + calendar.name + " (" + Where(plan, calendar.line) + ").");
  if (!holidays.empty())
    WriteBroken(out, "inline constexpr std::int32_t " + calendar.cpp + "Holidays[] = {" + holidays + "};");
  WriteBroken(out, "inline constexpr ::rulert::BusinessCalendar " + calendar.cpp + "{" +
                       std::to_string(calendar.weekend) + ", " + std::to_string(calendar.first) + ", " +
                       std::to_string(calendar.last) + ", " + std::to_string(calendar.holidays.size()) + ", " +
                       (holidays.empty() ? "nullptr" : calendar.cpp + "Holidays") + "};");
  out.Line("");
}

}  // namespace

void PrintStruct(CodeWriter& out, const plan::Plan& plan, const plan::Struct& record) {
  const std::string name = ShortName(record.cpp);
  out.Emit({{"name", name},
            {"fields", [&] { PrintFields(out, plan, record.fields); }},
            {"members",
             [&] {
               if (record.stored) PrintMembers(out, name, record.fields);
             }},
            {"gap",
             [&] {
               if (record.stored || !record.fields.empty()) out.Line("");
             }}},
           R"cc(
    struct $name$ {
      $fields$
      $members$
      $gap$
      friend bool operator==(const $name$&, const $name$&) = default;
    };

  )cc");
}

void PrintFields(CodeWriter& out, const plan::Plan& plan, const std::vector<plan::Field>& fields) {
  CodePrinter code(plan);
  for (const plan::Field& field : fields) {
    out.Doc(field.doc);
    out.Line(field.type.spelled() + " " + field.member + Initial(code, field) + ";" + CurrencyNote(plan, field.type));
  }
}

void PrintMembers(CodeWriter& out, const std::string& name, const std::vector<plan::Field>& fields) {
  std::string members;
  for (const plan::Field& field : fields) members += (members.empty() ? "&" : ", &") + name + "::" + field.member;
  if (!fields.empty()) out.Line("");
  out.Doc("For state that holds one.");
  WriteBroken(out, "using Members = ::rulert::Members<" + members + ">;");
}

void PrintTypes(CodeWriter& out, const plan::Plan& plan) {
  for (const plan::Zone& zone : plan.zones) PrintZone(out, zone);
  for (const plan::BusinessCalendar& calendar : plan.calendars) PrintCalendar(out, plan, calendar);
  for (const plan::Pattern& pattern : plan.patterns) {
    out.Line("inline const ::rulert::Pattern " + pattern.cpp + "{" + CppStringView(pattern.text) + "};");
    out.Line("");
  }
  for (const plan::Enum& declared : plan.enums) PrintEnum(out, plan, declared);
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    const plan::Struct& record = plan.records[i];
    if (record.variant != plan::kNoIndex) {
      // Its arms stand side by side; what they hold stands before.
      const plan::Variant& variant = plan.variants[record.variant];
      if (variant.arms.back().record == i) PrintVariant(out, plan, variant);
      continue;
    }
    out.Doc(record.doc);
    out.Doc("record " + record.name + " (" + Where(plan, record.line) + ").");
    PrintStruct(out, plan, record);
  }
  if (plan.params) {
    out.Doc("Parameters, with what they are until they are set.");
    PrintStruct(out, plan, *plan.params);
  }
  for (const plan::Stream& stream : plan.streams) {
    if (!stream.whole) PrintEvent(out, plan, stream);
  }
}

void PrintModuleFacts(CodeWriter& out, const plan::Plan& plan) {
  /// An array, or a null pointer in place of an empty one.
  const auto array = [&](const std::string& type, const std::string& name, std::size_t count,
                         const std::function<void()>& rows) {
    if (count == 0) {
      out.Line("static constexpr const " + type + "* " + name + " = nullptr;");
      return;
    }
    out.Emit({{"type", type}, {"name", name}, {"rows", rows}}, R"cc(
      static constexpr $type$ $name$[] = {
          $rows$
      };
    )cc");
  };
  const auto places = [&] {
    for (const plan::Place& place : plan.places) {
      out.Line("{" + TextOf(plan.files[place.file]) + ", " + std::to_string(place.line) + ", " +
               std::to_string(place.column) + ", " + TextOf(place.expression) + "},");
    }
  };
  const auto rules = [&] {
    for (const plan::Rule& rule : plan.rules) out.Line(CppStringLiteral(rule.name) + ",");
  };
  const auto constructs = [&] {
    for (const plan::Construct& construct : plan.constructs) out.Line(CppStringLiteral(construct.name) + ",");
  };
  const auto tables = [&] {
    array("::rulert::Place", "kPlaces", plan.places.size(), places);
    array("std::string_view", "kRules", plan.rules.size(), rules);
    array("std::string_view", "kConstructs", plan.constructs.size(), constructs);
  };
  out.Doc("What errors and ids say: places of expressions, names of rules and handlers, of windows.");
  out.Emit({{"name", CppStringLiteral(plan.module)}, {"tables", tables}}, R"cc(
    struct Module {
      static constexpr std::string_view kName = $name$;
      $tables$
    };

  )cc");
}

void PrintFunction(CodeWriter& out, const plan::Plan& plan, const plan::Function& function) {
  CodePrinter code(plan);
  out.Doc(function.doc);
  out.Doc("function " + function.name + " (" + Where(plan, function.line) + ").");
  const auto is_read = [&](std::string_view name) { return Mentions(plan.pool, function.body, name); };
  const auto head = [&] {
    if (function.needs.mode) out.Line("template <class M>");
    WriteBroken(out, (function.needs.mode ? "" : "inline ") + function.result + " " + function.cpp + "(" +
                         ParameterList(function.params, function.needs, is_read) + ") noexcept {");
  };
  out.Emit({{"head", head}, {"body", [&] { code.Body(out, function.body); }}}, R"cc(
    $head$
      $body$
    }

  )cc");
}

std::string ShortName(const std::string& cpp) {
  const std::size_t at = cpp.rfind("::");
  return at == std::string::npos ? cpp : cpp.substr(at + 2);
}

std::string TextOf(std::string_view text) {
  return "{" + CppStringLiteral(text) + ", " + std::to_string(text.size()) + "}";
}

std::string Where(const plan::Plan& plan, plan::SourceLine line) {
  return plan.files[line.file] + ":" + std::to_string(line.line);
}

std::string ParameterList(const std::vector<plan::Param>& params, const plan::Needs& needs, const IsRead& is_read) {
  std::string out;
  const auto add = [&](const std::string& type, std::string_view name) {
    const bool unused = is_read && !is_read(name);
    out += (out.empty() ? "" : ", ") + std::string(unused ? "[[maybe_unused]] " : "") + type + " " + std::string(name);
  };
  for (const plan::Param& param : params) add(param.type, param.member);
  if (needs.params) add("const Params&", "params");
  if (needs.scratch) add("::rulert::Scratch&", "scratch");
  if (needs.mode) add("M&", "m");
  return out;
}

std::string ArgumentList(const std::vector<plan::Param>& params, const plan::Needs& needs) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  for (const plan::Param& param : params) add(param.member);
  if (needs.params) add("params");
  if (needs.scratch) add("scratch");
  if (needs.mode) add("m");
  return out;
}

}  // namespace rulec::emit
