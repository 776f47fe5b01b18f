#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "runtime/host/config.h"

namespace rulert::host {
namespace {

std::string_view LineOf(std::string_view text, std::uint32_t line) {
  for (std::uint32_t i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

/// Tabs and control characters take one blank, so that carets stand right.
std::string Shown(std::string_view line) {
  std::string shown(line.substr(0, 200));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return shown;
}

}  // namespace

std::string RenderFinding(const std::string& path, const std::string& text, const Finding& finding) {
  if (finding.place.line == 0) {
    return fmt::format("{}: error: {}{}{}\n", path, finding.message, finding.label.empty() ? "" : ": ", finding.label);
  }
  std::string out =
      fmt::format("{}:{}:{}: error: {}\n", path, finding.place.line, finding.place.column, finding.message);
  fmt::format_to(std::back_inserter(out), "{:>5} | {}\n", finding.place.line, Shown(LineOf(text, finding.place.line)));
  fmt::format_to(std::back_inserter(out), "      | {}{}{}{}\n", std::string(finding.place.column - 1, ' '),
                 std::string(std::max(finding.place.length, 1u), '^'), finding.label.empty() ? "" : " ", finding.label);
  return out;
}

}  // namespace rulert::host
