#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/utf8.h"
#include "compiler/parse/scan.h"

namespace rulec::parse {

using diagnostics::Code;

namespace {

bool ReversesDirection(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

// The first character that cannot be part of a rules file.
std::optional<std::uint32_t> FindRefused(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80) {
      const base::CodePoint point = base::DecodeUtf8(text, at);
      if (ReversesDirection(point.value)) return static_cast<std::uint32_t>(at);
      at += point.length;
      continue;
    }
    const bool line_end = byte == '\n' || (byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
    if ((byte < 0x20 && byte != '\t' && !line_end) || byte == 0x7F) return static_cast<std::uint32_t>(at);
    ++at;
  }
  return std::nullopt;
}

std::string NameOfRefused(char32_t c) {
  if (c == 0) return "a NUL byte";
  if (c == '\r') return "a carriage return that stands alone";
  if (ReversesDirection(c))
    return fmt::format("a character that changes the direction of text (U+{:04X})", unsigned{c});
  return fmt::format("a control character (U+{:04X})", unsigned{c});
}

}  // namespace

std::optional<std::uint32_t> CheckText(const base::SourceFile& file, diagnostics::Sink& sink) {
  const std::string_view text = file.text();
  if (text.size() > kMaxFileBytes) {
    sink.Report(Code::kFileTooLarge, {file.index(), 0, 0},
                fmt::format("the file has {} bytes, more than 4 MiB", text.size()))
        .Hint("split the rules into several files and import them");
    return std::nullopt;
  }
  return CheckCharacters(file, sink);
}

std::optional<std::uint32_t> CheckCharacters(const base::SourceFile& file, diagnostics::Sink& sink) {
  const std::string_view text = file.text();
  if (const auto bad = base::FindInvalidUtf8(text)) {
    sink.Report(Code::kInvalidUtf8, {file.index(), *bad, *bad + 1},
                fmt::format("byte 0x{:02X} is not valid UTF-8", static_cast<unsigned char>(text[*bad])),
                "save the file as UTF-8");
    return std::nullopt;
  }
  if (const auto refused = FindRefused(text)) {
    const base::CodePoint point = base::DecodeUtf8(text, *refused);
    sink.Report(Code::kControlCharacter, {file.index(), *refused, *refused + point.length},
                "the file holds " + NameOfRefused(point.value), "remove it");
    return std::nullopt;
  }
  return text.starts_with(base::kByteOrderMark) ? static_cast<std::uint32_t>(base::kByteOrderMark.size()) : 0u;
}

bool ErrorBudget::Exhausted(base::Span place) {
  if (sink_.error_reports() - before_ < kMaxSyntaxErrors) return false;
  if (!told_) {
    told_ = true;
    sink_.Report(Code::kTooManyErrors, place, "more than 30 syntax errors; the rest of the file was not looked at");
  }
  return true;
}

bool IsFirstOnLine(std::string_view text, const Token& token) {
  for (std::size_t at = token.begin; at > 0; --at) {
    const char c = text[at - 1];
    if (c == '\n') return true;
    if (c != ' ' && c != '\t' && c != '\r') return false;
  }
  return true;
}

}  // namespace rulec::parse
