#include "compiler/lower/context.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/lower/reserved_names.h"

namespace rulec::lower {
namespace {

constexpr std::size_t kLongestExpression = 200;

/// Names that generated classes declare; a type of the author's that has one of them is spelled qualified.
constexpr std::array<std::string_view, 33> kClassNames = {
    "Outputs",   "DueWork", "WaitingEvents", "Answer", "Rule",    "Key",        "State",  "Row",     "Element",
    "Entry",     "Value",   "Record",        "Event",  "Members", "Aggregates", "Inputs", "Default", "kName",
    "Saved",     "Shared",  "SavedOfLate",   "Left",   "Right",   "ClockWork",  "Index",  "Lane",    "Decide",
    "DecideAll", "Body",    "Reject",        "Accept", "Shadow",  "Packed"};

bool IsClassName(std::string_view name) {
  return std::find(kClassNames.begin(), kClassNames.end(), name) != kClassNames.end();
}

/// Names that generated code declares beside the author's; a class cannot have the name of one of its functions.
constexpr std::array<std::string_view, 7> kModuleNames = {"Params", "Module",    "M",   "codec",
                                                          "Decide", "DecideAll", "Body"};
/// Parameters of the templates of a process, which would hide a type or decision of that name.
constexpr std::array<std::string_view, 5> kProcessNames = {"E", "Ctx", "F", "Buffer", "Sink"};

std::vector<std::string> Namespaces(std::string_view module) {
  std::vector<std::string> names;
  for (;;) {
    const auto dot = module.find('.');
    std::string name = Identifier(module.substr(0, dot));
    if (names.empty() && IsGlobalName(name)) name += '_';
    names.push_back(std::move(name));
    if (dot == std::string_view::npos) return names;
    module.remove_prefix(dot + 1);
  }
}

/// One line, blanks between words only, at most kLongestExpression bytes of whole characters.
std::string ExpressionText(std::string_view source) {
  std::string text;
  for (const char c : source) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) text += c;
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  while (text.ends_with(' ')) text.pop_back();
  return std::string(base::CutUtf8(text, kLongestExpression));
}

}  // namespace

Context::Context(const ir::Program& program, const base::SourceSet& sources) : program_(program), sources_(sources) {
  RULEC_CHECK(sources.size() > 0, "lower: a program comes from a file");
  const auto folder = std::filesystem::path(sources[0].path()).parent_path();
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const std::filesystem::path path = sources[i].path();
    std::filesystem::path shown = path.lexically_relative(folder);
    if (folder.empty() && path.is_relative()) shown = path;
    if (shown.empty() || shown.is_absolute()) shown = path.filename();
    plan_.files.push_back(shown.generic_string());
    plan_.paths.push_back(sources[i].path());
  }
  plan_.module = program.module;
  plan_.namespaces = Namespaces(program.module);
  for (const std::string& name : plan_.namespaces) plan_.qualified += "::" + name;
  for (const std::string_view name : kModuleNames) module_scope_.Reserve(name);
  if (program.processes.empty()) return;
  for (const std::string_view name : kProcessNames) module_scope_.Reserve(name);
}

plan::Type Context::Plan(ir::TypeId id) {
  const types::Type& type = TypeOf(id);
  plan::Type out;
  out.kind = type.kind;
  switch (type.kind) {
    case types::TypeKind::kBool:
      out.cpp = "bool";
      return out;
    case types::TypeKind::kInt:
      out.cpp = "std::int64_t";
      return out;
    case types::TypeKind::kFloat:
      out.cpp = "double";
      return out;
    case types::TypeKind::kString:
    case types::TypeKind::kBytes:
      out.cpp = "std::string_view";
      return out;
    case types::TypeKind::kTimestamp:
      out.cpp = "::rulert::Timestamp";
      return out;
    case types::TypeKind::kDuration:
      out.cpp = "::rulert::Duration";
      return out;
    case types::TypeKind::kDate:
      out.cpp = "::rulert::Date";
      return out;
    case types::TypeKind::kDecimal:
      out.precision = type.precision;
      out.scale = type.scale;
      out.currency = type.currency;
      out.cpp = "::rulert::Decimal<" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ">";
      return out;
    case types::TypeKind::kEnum:
      out.enumeration = type.enumeration.value;
      out.cpp = Visible(plan_.enums[out.enumeration].cpp);
      return out;
    case types::TypeKind::kRecord:
      out.record = type.record.value;
      out.cpp = Visible(plan_.records[out.record].cpp);
      return out;
    case types::TypeKind::kVariant:
      out.variant = type.variant.value;
      out.cpp = Visible(plan_.variants[out.variant].cpp);
      return out;
    case types::TypeKind::kOptional:
      out = Plan(type.element);
      out.optional = true;
      return out;
    case types::TypeKind::kList:
    case types::TypeKind::kSet: {
      const auto [at, is_new] = elements_.emplace(type.element.value, 0);
      const plan::Type element = Plan(type.element);
      if (is_new) {
        at->second = static_cast<std::uint32_t>(plan_.elements.size());
        plan_.elements.push_back(element);
      }
      out.element = at->second;
      const bool set = type.kind == types::TypeKind::kSet;
      if (set) plan_.headers.insert("set.h");
      out.cpp = (set ? "::rulert::Set<" : "::rulert::List<") + element.spelled() + ">";
      return out;
    }
    case types::TypeKind::kMap: {
      const auto [at, is_new] = entries_.emplace(id.value, 0);
      const plan::Entry entry{Plan(type.key), Plan(type.element)};
      if (is_new) {
        at->second = static_cast<std::uint32_t>(plan_.entries.size());
        plan_.entries.push_back(entry);
      }
      plan_.headers.insert("set.h");
      out.entry = at->second;
      out.cpp = "::rulert::Map<" + entry.key.spelled() + ", " + entry.value.spelled() + ">";
      return out;
    }
    case types::TypeKind::kError:
    case types::TypeKind::kMissing:
      break;
  }
  RULEC_CHECK(false, "lower: a checked program has no such type");
  __builtin_unreachable();
}

std::string Context::SpellParam(ir::TypeId id) {
  const plan::Type type = Plan(id);
  const bool is_struct = type.kind == types::TypeKind::kRecord || type.kind == types::TypeKind::kVariant;
  return is_struct ? "const " + type.spelled() + "&" : type.spelled();
}

std::string Context::ZoneOf(ir::ExprId name) const {
  const std::string& text = program_.constants[ir::ConstantId(program_.exprs[name].index)].text;
  for (const plan::Zone& zone : plan_.zones) {
    if (zone.table.name == text) return Visible(zone.cpp);
  }
  RULEC_CHECK(false, "lower: a zone that is named is one of the program");
  __builtin_unreachable();
}

std::string Context::CalendarOf(ir::ExprId number) const {
  const ir::Constant& constant = program_.constants[ir::ConstantId(program_.exprs[number].index)];
  return Visible(plan_.calendars[static_cast<std::size_t>(constant.number)].cpp);
}

std::string Context::PatternOf(ir::ExprId text) const {
  const std::string& wanted = program_.constants[ir::ConstantId(program_.exprs[text].index)].text;
  for (const plan::Pattern& pattern : plan_.patterns) {
    if (pattern.text == wanted) return Visible(pattern.cpp);
  }
  RULEC_CHECK(false, "lower: a pattern is one of the program");
  __builtin_unreachable();
}

std::string Context::Visible(const std::string& cpp) const {
  return IsClassName(std::string_view(cpp).substr(0, cpp.find("::"))) ? Qualified(cpp) : cpp;
}

std::string Context::MemberName(std::string_view name, Scope& scope) const {
  std::string member = Identifier(name);
  if (module_scope_.Has(member)) member += '_';
  return scope.Take(std::move(member));
}

std::string Context::WantedName(std::string_view name, std::string_view origin) const {
  std::string wanted = UpperCamel(name);
  if (origin.empty() || !module_scope_.Has(wanted)) return wanted;
  std::string path(origin);
  std::replace(path.begin(), path.end(), '.', '_');
  return UpperCamel(path + '_' + std::string(name));
}

std::string Context::TakeName(std::string_view name, std::string_view origin) {
  return module_scope_.Take(WantedName(name, origin));
}

std::string Context::TakeClassName(std::string_view name, std::string_view origin) {
  std::string taken = WantedName(name, origin);
  if (IsClassName(taken)) taken += '_';
  return module_scope_.Take(std::move(taken));
}

Scope Context::ClassScope() const {
  Scope scope = module_scope_;
  for (const std::string_view name : kClassNames) scope.Reserve(name);
  return scope;
}

std::string_view Context::Text(ir::Span span) const { return sources_[span.file].Text(span); }

std::string Context::HeadText(ir::Span span) const {
  const std::string_view text = Text(span);
  return ExpressionText(text.substr(0, text.find_first_of("\n{")));
}

plan::SourceLine Context::Source(ir::Span span) const {
  return {span.file, sources_[span.file].Locate(span.begin).line};
}

std::string Context::Where(ir::Span span) const {
  return plan_.files[span.file] + ":" + std::to_string(Source(span).line);
}

std::uint32_t Context::PlaceOf(ir::Span span) {
  const auto [at, is_new] = places_.emplace(std::tuple(span.file, span.begin, span.end), 0);
  if (is_new) {
    const base::LineCol start = sources_[span.file].Locate(span.begin);
    at->second = static_cast<std::uint32_t>(plan_.places.size());
    plan_.places.push_back({span.file, start.line, start.column, ExpressionText(Text(span))});
  }
  return at->second;
}

std::uint32_t Context::PlaceOfHead(ir::Span span) {
  const std::uint32_t place = PlaceOf(span);
  plan_.places[place].expression = HeadText(span);
  return place;
}

}  // namespace rulec::lower
