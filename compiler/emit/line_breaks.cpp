#include "compiler/emit/line_breaks.h"

#include <string>

namespace rulec::emit {
namespace {

/// True where `text[i]` opens template arguments: operators stand between blanks.
bool OpensTemplate(std::string_view text, std::size_t i) {
  return text[i] == '<' && i > 0 && text[i - 1] != ' ' && text[i - 1] != '<' && i + 1 < text.size() &&
         text[i + 1] != ' ';
}

/// Where the first line of `text` may end so that it fits in `room`; npos if it may not end anywhere. Of the places
/// where the fewest brackets are open the last; else behind an opening bracket; never inside of template arguments.
std::size_t BestBreak(std::string_view text, std::size_t room) {
  std::size_t best = std::string_view::npos;
  std::size_t last_resort = std::string_view::npos;
  int best_depth = 0;
  int depth = 0;
  int templates = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && i <= room; ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == '(' && i + 1 < room) last_resort = i + 1;
    if (c == ')' || c == '}' || c == ']') --depth;
    if (OpensTemplate(text, i)) ++templates;
    if (c == '>' && templates > 0) --templates;
    if (c != ' ' || i == 0 || templates > 0) continue;
    const std::string_view before = text.substr(0, i);
    const std::string_view after = text.substr(i + 1);
    const bool breaks = before.ends_with(',') || before.ends_with("&&") || before.ends_with("||") ||
                        after.starts_with("? ") || after.starts_with(": ");
    if (breaks && (best == std::string_view::npos || depth <= best_depth)) {
      best = i;
      best_depth = depth;
    }
  }
  return best == std::string_view::npos ? last_resort : best;
}

}  // namespace

void WriteBroken(CodeWriter& out, std::string_view statement) {
  const int before = out.indent();
  while (!statement.empty()) {
    const std::size_t room = CodeWriter::kLineLength - static_cast<std::size_t>(std::min(out.indent(), 60));
    const std::size_t end = statement.size() > room ? BestBreak(statement, room) : std::string_view::npos;
    out.Line(statement.substr(0, end));
    if (end == std::string_view::npos) break;
    statement.remove_prefix(statement[end] == ' ' ? end + 1 : end);
    if (out.indent() == before) {
      out.Indent();
      out.Indent();
    }
  }
  while (out.indent() > before) out.Outdent();
}

}  // namespace rulec::emit
