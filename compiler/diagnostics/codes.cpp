#include "compiler/diagnostics/codes.h"

#include <fmt/format.h>

#include "compiler/base/check.h"

namespace rulec::diagnostics {
namespace {

constexpr CodeInfo kCodes[] = {
#define RULEC_CODE(number, name, severity, summary, explanation) \
  {Code::k##name, #name, Severity::severity, summary, explanation},
#include "compiler/diagnostics/codes.def"
#undef RULEC_CODE
};

constexpr bool Ascending() {
  for (std::size_t i = 1; i < std::size(kCodes); ++i) {
    if (kCodes[i - 1].code >= kCodes[i].code) return false;
  }
  return true;
}
static_assert(Ascending(), "codes.def must be in ascending order of distinct numbers");

}  // namespace

std::string_view SeverityText(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      break;
  }
  return "note";
}

std::span<const CodeInfo> AllCodes() { return kCodes; }

const CodeInfo& Info(Code code) {
  const CodeInfo* found = nullptr;
  for (const CodeInfo& info : kCodes) {
    if (info.code == code) found = &info;
  }
  RULEC_CHECK(found != nullptr, "diagnostic code that codes.def does not list");
  return *found;
}

std::string CodeText(Code code) { return fmt::format("R{:04}", static_cast<unsigned>(code)); }

const CodeInfo* FindCode(std::string_view text) {
  for (const CodeInfo& info : kCodes) {
    if (info.name == text || CodeText(info.code) == text) return &info;
  }
  return nullptr;
}

}  // namespace rulec::diagnostics
