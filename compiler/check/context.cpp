#include "compiler/check/context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/closest_name.h"
#include "compiler/ir/print.h"

namespace rulec::check {

std::string Context::TypeText(TypeId type) const { return ir::TypeText(program, type); }

std::string Context::NameOf(types::RecordId id) const {
  const ir::Record& record = program.records[id];
  return fmt::format("{} `{}`", record.variant.valid() ? "arm" : "record", record.name);
}

namespace {

struct Instead {
  std::string_view construct, remedy;
};

/// What does the work of a construct that is named by its keyword.
constexpr std::array<Instead, 12> kInstead = {{
    {"import schema", "declare the record in the rules"},
    {"import cpp", "write a `function` of the language"},
    {"import model", "write a `scorecard` or a `decision`"},
    {"reference", "read its changes as a stream, and keep the latest in `state`"},
    {"broadcast reference", "read its changes as a stream, and keep the latest in `state`"},
    {"lookup", "let the events bring what it would answer"},
    {"experiment", "write both decisions, and ask the one that a field of the input chooses"},
    {"pattern", "keep in `state` or a window what has come, and ask for it in a rule"},
    {"on .. with", "keep the latest in `state`"},
    {"`canary`", "`shadow` counts what a rule of a decision would say, and lets it decide nothing"},
    {"assignment inside an element", "assign the whole element: `m[k] = { .. }`"},
    {"approx", "leave it out: the exact answer is built"},
}};

std::string_view InsteadOf(std::string_view construct) {
  for (const Instead& known : kInstead) {
    if (known.construct == construct) return known.remedy;
  }
  return {};
}

}  // namespace

void Context::NotBuilt(Span span, std::string_view construct, std::string_view instead) {
  Report(Code::kNotBuiltYet, span, fmt::format("not built yet: {}", construct),
         std::string(instead.empty() ? InsteadOf(construct) : instead));
}

std::string Context::DidYouMean(std::string_view written, const std::vector<std::string_view>& candidates) const {
  const auto closest = base::ClosestName(written, candidates);
  return closest ? fmt::format("did you mean `{}`?", *closest) : std::string();
}

std::vector<std::string_view> Context::NamesOf(const DeclMap& map, std::initializer_list<DeclKind> kinds) const {
  std::vector<std::string_view> names;
  for (const auto& [symbol, decl] : map) {
    if (std::find(kinds.begin(), kinds.end(), decl.kind) != kinds.end()) names.push_back(Text(symbol));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace rulec::check
