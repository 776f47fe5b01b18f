#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/base/utf8.h"
#include "compiler/diagnostics/render.h"

namespace rulec::diagnostics {
namespace {

constexpr int kTabWidth = 4;
constexpr int kMaxColumns = 160;    // of a source line that is shown
constexpr int kColumnsBefore = 60;  // kept before the place when a line is cut

// Text that cannot move the cursor, change colours or reverse direction.
std::string Visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    base::AppendUtf8(out, base::IsHidden(point.value) ? U'\uFFFD' : point.value);
    at += point.length;
  }
  return out;
}

struct Excerpt {
  std::string line;  // as shown
  int caret = 0;     // columns before the place
  int width = 1;     // columns of the place, at least 1
};

// Shows bytes [from, to) of a line; `begin` and `end` are offsets in the line.
Excerpt MakeExcerpt(std::string_view line, std::size_t begin, std::size_t end) {
  struct Piece {
    std::string text;
    int column;
    int width;
    std::size_t offset;
  };
  // Only what can be shown is looked at: a line may have megabytes.
  std::size_t start = begin > 4u * kColumnsBefore ? begin - 4u * kColumnsBefore : 0;
  while (start > 0 && (static_cast<unsigned char>(line[start]) & 0xC0) == 0x80) --start;
  std::vector<Piece> pieces;
  int column = 0;
  std::size_t at = start;
  while (at < line.size() && at < begin + 4u * kMaxColumns) {
    const base::CodePoint point = base::DecodeUtf8(line, at);
    Piece piece{{}, column, 1, at};
    if (point.value == U'\t') {
      piece.width = kTabWidth - column % kTabWidth;
      piece.text.assign(static_cast<std::size_t>(piece.width), ' ');
    } else if (base::IsHidden(point.value)) {
      piece.text = "\xEF\xBF\xBD";
    } else {
      piece.width = base::DisplayWidth(point.value);
      base::AppendUtf8(piece.text, point.value);
    }
    column += piece.width;
    pieces.push_back(std::move(piece));
    at += point.length;
  }
  const bool rest_hidden = at < line.size();
  auto column_of = [&](std::size_t offset) {
    for (const Piece& piece : pieces) {
      if (piece.offset >= offset) return piece.column;
    }
    return column;
  };
  const int caret = column_of(begin);
  const int caret_end = std::max(column_of(end), caret + 1);
  const bool cut_front = start > 0 || caret > kMaxColumns - kColumnsBefore;
  const int first = cut_front ? std::max(0, caret - kColumnsBefore) : 0;
  const int last = first + kMaxColumns;
  Excerpt excerpt;
  int shown_from = -1;
  bool cut_back = rest_hidden;
  for (const Piece& piece : pieces) {
    if (piece.column < first) continue;
    if (piece.column + piece.width > last) {
      cut_back = true;
      break;
    }
    if (shown_from < 0) shown_from = piece.column;
    excerpt.line += piece.text;
  }
  if (shown_from < 0) shown_from = first;
  excerpt.caret = caret - shown_from;
  excerpt.width = std::min(caret_end, last) - caret;
  if (cut_front) {
    excerpt.line.insert(0, "...");
    excerpt.caret += 3;
  }
  if (cut_back) excerpt.line += "...";
  while (!excerpt.line.empty() && excerpt.line.back() == ' ') excerpt.line.pop_back();
  return excerpt;
}

struct Paint {
  std::string_view bold, error, warning, note, off;
};
constexpr Paint kPlain{};
constexpr Paint kColours{"\033[1m", "\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[0m"};

class TextRenderer {
 public:
  TextRenderer(const base::SourceSet& sources, bool colours) : sources_(sources), paint_(colours ? kColours : kPlain) {}

  std::string Render(const Diagnostic& d) {
    const std::string_view colour = d.severity() == Severity::kError     ? paint_.error
                                    : d.severity() == Severity::kWarning ? paint_.warning
                                                                         : paint_.note;
    Head(d.span, d.path, SeverityText(d.severity()), colour,
         fmt::format("{} [{} {}]", Visible(d.message), CodeText(d.code), Info(d.code).name));
    const int gutter = Source(d.span, Visible(d.label), colour);
    for (const std::string& hint : d.hints) {
      fmt::format_to(out(), "{:{}} {}= help:{} {}\n", "", gutter, paint_.note, paint_.off, Visible(hint));
    }
    for (const Related& related : d.related) {
      Head(related.span, {}, "note", paint_.note, Visible(related.message));
      Source(related.span, {}, paint_.note);
    }
    return std::move(text_);
  }

 private:
  std::back_insert_iterator<std::string> out() { return std::back_inserter(text_); }

  void Head(Span span, std::string_view path, std::string_view kind, std::string_view colour,
            std::string_view message) {
    std::string place = Visible(path);
    if (span.file != kNoPlace.file) {
      const base::SourceFile& file = sources_[span.file];
      const base::LineCol at = file.Locate(span.begin);
      place = fmt::format("{}:{}:{}", Visible(file.path()), at.line, at.column);
    }
    if (!place.empty()) fmt::format_to(out(), "{}{}:{} ", paint_.bold, place, paint_.off);
    fmt::format_to(out(), "{}{}:{} {}\n", colour, kind, paint_.off, message);
  }

  // Columns before the `|`.
  int Source(Span span, std::string_view label, std::string_view colour) {
    if (span.file == kNoPlace.file) return 5;
    const base::SourceFile& file = sources_[span.file];
    const base::LineCol at = file.Locate(span.begin);
    const std::string_view line = file.Line(at.line);
    const std::size_t start = file.LineStart(at.line);
    const std::size_t begin = std::min<std::size_t>(span.begin - std::min<std::size_t>(start, span.begin), line.size());
    const std::size_t end = std::clamp<std::size_t>(span.end > start ? span.end - start : 0, begin, line.size());
    const Excerpt excerpt = MakeExcerpt(line, begin, end);
    const std::string number = fmt::format("{:>5}", at.line);
    const int gutter = static_cast<int>(number.size());
    fmt::format_to(out(), "{} |{}{}\n", number, excerpt.line.empty() ? "" : " ", excerpt.line);
    fmt::format_to(out(), "{:{}} | {:{}}{}{}{}{}{}\n", "", gutter, "", excerpt.caret, colour,
                   std::string(static_cast<std::size_t>(std::max(excerpt.width, 1)), '^'), label.empty() ? "" : " ",
                   label, paint_.off);
    return gutter;
  }

  const base::SourceSet& sources_;
  Paint paint_;
  std::string text_;
};

}  // namespace

std::string RenderText(const Diagnostic& diagnostic, const base::SourceSet& sources, bool colours) {
  return TextRenderer(sources, colours).Render(diagnostic);
}

std::string RenderText(const Sink& sink, const base::SourceSet& sources, bool colours) {
  std::string text;
  for (const Diagnostic& diagnostic : sink.diagnostics()) text += RenderText(diagnostic, sources, colours);
  auto count = [&](std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
  };
  if (sink.error_count() != 0 && sink.warning_count() != 0) {
    text += fmt::format("{}, {}", count(sink.error_count(), "error"), count(sink.warning_count(), "warning"));
  } else if (sink.error_count() != 0) {
    text += count(sink.error_count(), "error");
  } else if (sink.warning_count() != 0) {
    text += count(sink.warning_count(), "warning");
  }
  if (sink.dropped_count() != 0) text += fmt::format(" ({} not shown)", sink.dropped_count());
  if (!text.empty() && text.back() != '\n') text += "\n";
  return text;
}

}  // namespace rulec::diagnostics
