#include <fmt/format.h>

#include <iterator>

#include "compiler/base/utf8.h"
#include "compiler/diagnostics/render.h"

namespace rulec::diagnostics {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    at += point.length;
    if (point.value == U'"' || point.value == U'\\') out.push_back('\\');
    if (point.value < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point.value));
    } else {
      base::AppendUtf8(out, point.value);
    }
  }
  out.push_back('"');
  return out;
}

// `"file":...,"line":...,` and so on, with a comma at the end; nothing for no place.
std::string Place(Span span, std::string_view path, const base::SourceSet& sources) {
  if (span.file == kNoPlace.file) return path.empty() ? "" : fmt::format("\"file\":{},", Quoted(path));
  const base::SourceFile& file = sources[span.file];
  const base::LineCol begin = file.Locate(span.begin);
  const base::LineCol end = file.Locate(span.end);
  return fmt::format("\"file\":{},\"line\":{},\"column\":{},\"end_line\":{},\"end_column\":{},", Quoted(file.path()),
                     begin.line, begin.column, end.line, end.column);
}

}  // namespace

std::string RenderJson(const Diagnostic& d, const base::SourceSet& sources) {
  std::string hints;
  for (const std::string& hint : d.hints) hints += (hints.empty() ? "" : ",") + Quoted(hint);
  std::string related;
  for (const Related& place : d.related) {
    related += fmt::format("{}{{{}\"message\":{}}}", related.empty() ? "" : ",", Place(place.span, {}, sources),
                           Quoted(place.message));
  }
  return fmt::format(
      "{{\"code\":\"{}\",\"name\":\"{}\",\"severity\":\"{}\",{}\"message\":{},\"label\":{},\"hints\":[{}],"
      "\"related\":[{}]}}\n",
      CodeText(d.code), Info(d.code).name, SeverityText(d.severity()), Place(d.span, d.path, sources),
      Quoted(d.message), Quoted(d.label), hints, related);
}

std::string RenderJson(const Sink& sink, const base::SourceSet& sources) {
  std::string text;
  for (const Diagnostic& diagnostic : sink.diagnostics()) text += RenderJson(diagnostic, sources);
  return text;
}

}  // namespace rulec::diagnostics
