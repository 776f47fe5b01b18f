#include "compiler/parse/format_lines.h"

#include <algorithm>

#include "compiler/parse/format_table.h"

namespace rulec::parse {
namespace {

int StartWidth(const Line& line, std::size_t offset) {
  return line.indent + WidthOf(std::string_view(line.text).substr(0, offset));
}

// Lines [from, to) have the same number of stops. Aligns them unless one would become too long.
void AlignStops(std::vector<Line>& lines, std::size_t from, std::size_t to) {
  std::vector<std::string> texts;
  for (std::size_t i = from; i < to; ++i) texts.push_back(lines[i].text);
  std::vector<std::size_t> shifts(to - from, 0);
  const std::size_t stops = lines[from].stops.size();
  for (std::size_t stop = 0; stop < stops; ++stop) {
    int widest = 0;
    for (std::size_t i = from; i < to; ++i) {
      const std::string_view text = texts[i - from];
      widest = std::max(widest, WidthOf(text.substr(0, lines[i].stops[stop] + shifts[i - from])));
    }
    for (std::size_t i = from; i < to; ++i) {
      std::string& text = texts[i - from];
      const std::size_t at = lines[i].stops[stop] + shifts[i - from];
      const auto pad = static_cast<std::size_t>(widest - WidthOf(std::string_view(text).substr(0, at)));
      text.insert(at, pad, ' ');
      shifts[i - from] += pad;
    }
  }
  for (std::size_t i = from; i < to; ++i) {
    if (lines[i].indent + WidthOf(texts[i - from]) > kMaxWidth) return;
  }
  for (std::size_t i = from; i < to; ++i) lines[i].text = std::move(texts[i - from]);
}

// Puts the comments of lines [from, to), which all have one, into one column.
void AlignComments(std::vector<Line>& lines, std::size_t from, std::size_t to) {
  int widest = 0;
  for (std::size_t i = from; i < to; ++i) widest = std::max(widest, StartWidth(lines[i], lines[i].text.size()));
  for (std::size_t i = from; i < to; ++i) {
    const int pad = widest - StartWidth(lines[i], lines[i].text.size()) + 2;
    lines[i].text.append(static_cast<std::size_t>(pad), ' ');
    lines[i].text += lines[i].comment;
  }
}

// Calls `align` for every run of two or more (or `least`) neighbours that belong together.
template <class Together, class Align>
void ForRuns(std::vector<Line>& lines, std::size_t least, Together together, Align align) {
  for (std::size_t from = 0; from < lines.size();) {
    std::size_t to = from + 1;
    while (to < lines.size() && !lines[to].blank_before && together(lines[from], lines[to])) ++to;
    if (to - from >= least && together(lines[from], lines[from])) align(lines, from, to);
    from = to;
  }
}

}  // namespace

std::string JoinLines(std::vector<Line> lines) {
  ForRuns(
      lines, 2,
      [](const Line& a, const Line& b) {
        return !a.stops.empty() && a.unit == b.unit && a.indent == b.indent && a.stops.size() == b.stops.size();
      },
      AlignStops);
  ForRuns(
      lines, 1,
      [](const Line& a, const Line& b) { return !a.comment.empty() && !b.comment.empty() && a.indent == b.indent; },
      AlignComments);
  std::string text;
  for (const Line& line : lines) {
    if (line.blank_before) text += '\n';
    std::string_view content = line.text;
    while (content.ends_with(' ')) content.remove_suffix(1);
    if (!content.empty()) text.append(static_cast<std::size_t>(line.indent), ' ');
    text += content;
    text += '\n';
  }
  return text;
}

}  // namespace rulec::parse
