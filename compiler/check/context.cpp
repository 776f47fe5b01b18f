#include "compiler/check/context.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/closest_name.h"
#include "compiler/ir/print.h"

namespace rulec::check {

std::string Context::TypeText(TypeId type) const { return ir::TypeText(program, type); }

std::string Context::NameOf(types::RecordId id) const {
  const ir::Record& record = program.records[id];
  return fmt::format("{} `{}`", record.variant.valid() ? "arm" : "record", record.name);
}

void Context::NotBuilt(Span span, std::string_view construct) {
  Report(Code::kNotBuiltYet, span, fmt::format("not built yet: {}", construct));
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
