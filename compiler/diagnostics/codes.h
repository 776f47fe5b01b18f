#pragma once
// Codes of diagnostics, as listed in codes.def.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rulec::diagnostics {

enum class Severity : std::uint8_t { kError, kWarning, kNote };

/// `error`, `warning`, `note`.
std::string_view SeverityText(Severity severity);

enum class Code : std::uint16_t {
#define RULEC_CODE(number, name, severity, summary, explanation) k##name = number,
#include "compiler/diagnostics/codes.def"
#undef RULEC_CODE
};

struct CodeInfo {
  Code code;
  std::string_view name;  // `UnknownField`
  Severity severity;
  std::string_view summary;      // one line
  std::string_view explanation;  // Markdown
};

/// Every code in ascending order.
std::span<const CodeInfo> AllCodes();
const CodeInfo& Info(Code code);
/// `R0301`.
std::string CodeText(Code code);
/// Accepts `R0301` and `UnknownField`; null if there is no such code.
const CodeInfo* FindCode(std::string_view text);

/// The whole of docs/diagnostics.md.
std::string GenerateDiagnosticsPage();

}  // namespace rulec::diagnostics
