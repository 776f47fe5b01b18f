#include "compiler/emit/code_writer.h"

#include <algorithm>
#include <vector>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/emit/cpp_literal.h"

namespace rulec::emit {
namespace {

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::size_t Indentation(std::string_view line) {
  const auto first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? line.size() : first;
}

bool IsBlank(std::string_view line) { return Indentation(line) == line.size(); }

}  // namespace

std::string CommentLine(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, i);
    if (point.value == '\t') {
      out += ' ';
    } else if (base::IsHidden(point.value)) {
      base::AppendUtf8(out, 0xFFFD);
    } else if (point.value == '?' && out.ends_with('?')) {
      out += " ?";  // no trigraphs
    } else {
      base::AppendUtf8(out, point.value);
    }
    i += point.length;
  }
  while (out.ends_with(' ')) out.pop_back();
  if (out.ends_with('\\')) out += " .";
  return out;
}

void CodeWriter::RawLine(std::string_view text) {
  text_ += text;
  text_ += '\n';
  ++lines_;
}

void CodeWriter::Line(std::string_view text) {
  for (const std::string_view line : SplitLines(text)) {
    RawLine(IsBlank(line) ? std::string() : std::string(static_cast<std::size_t>(indent_), ' ') + std::string(line));
  }
}

void CodeWriter::Comment(std::string_view mark, std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.empty()) return;
  for (std::string_view line : SplitLines(text)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(' ')) line.remove_prefix(1);
    std::string comment = std::string(mark) + CommentLine(line);
    while (comment.ends_with(' ')) comment.pop_back();
    Line(comment);
  }
}

void CodeWriter::SourceLine(std::string_view file, std::uint32_t line) {
  RawLine("#line " + std::to_string(line) + " " + CppStringLiteral(file));
  in_rules_ = true;
}

void CodeWriter::BackToGenerated() {
  if (!in_rules_) return;
  in_rules_ = false;
  RawLine("#line " + std::to_string(lines_ + 2) + " " + CppStringLiteral(file_));
}

void CodeWriter::Emit(std::initializer_list<Slot> slots, std::string_view text) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  std::vector<std::string_view> lines = SplitLines(text);
  if (!lines.empty() && IsBlank(lines.back())) lines.pop_back();
  const auto first = std::find_if_not(lines.begin(), lines.end(), IsBlank);
  RULEC_CHECK(first != lines.end(), "a template has lines that are not blank");
  const std::size_t margin = Indentation(*first);

  std::vector<bool> used(slots.size(), false);
  auto find = [&](std::string_view name) -> const Slot& {
    std::size_t index = 0;
    for (const Slot& slot : slots) {
      if (slot.name == name) {
        used[index] = true;
        return slot;
      }
      ++index;
    }
    RULEC_CHECK(false, "emit: a template names a slot that was not given");
    __builtin_unreachable();
  };

  for (std::string_view line : lines) {
    const std::size_t indentation = Indentation(line);
    RULEC_CHECK(indentation >= margin || indentation == line.size(), "emit: a template line stands left of its first");
    line.remove_prefix(std::min(margin, line.size()));
    std::string out;
    bool written = false;
    bool only_empty_slots = false;  // a line that its slots leave blank disappears
    while (!line.empty()) {
      const auto dollar = line.find('$');
      out += line.substr(0, dollar);
      if (dollar == std::string_view::npos) break;
      const auto end = line.find('$', dollar + 1);
      RULEC_CHECK(end != std::string_view::npos, "emit: a slot without its second dollar");
      const std::string_view name = line.substr(dollar + 1, end - dollar - 1);
      line.remove_prefix(end + 1);
      if (name.empty()) {
        out += '$';
        continue;
      }
      const Slot& slot = find(name);
      if (const auto* value = std::get_if<std::string>(&slot.value)) {
        out += *value;
        only_empty_slots = true;
        continue;
      }
      RULEC_CHECK(IsBlank(out) && IsBlank(line), "emit: a slot that writes lines shares its line");
      const int before = indent_;
      indent_ += static_cast<int>(out.size());
      std::get<std::function<void()>>(slot.value)();
      indent_ = before;
      written = true;
      break;
    }
    if (!written && !(only_empty_slots && IsBlank(out))) Line(out);
  }
  for (const bool slot_used : used) RULEC_CHECK(slot_used, "emit: a slot was given that the template does not name");
}

}  // namespace rulec::emit
