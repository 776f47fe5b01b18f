#pragma once
// Source files as they were read, and where their lines begin.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/span.h"

namespace rulec::base {

/// One file: immutable. `\n` and `\r\n` end lines.
class SourceFile {
 public:
  SourceFile(std::uint32_t index, std::string path, std::string text);

  std::uint32_t index() const { return index_; }
  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }

  /// Place of a byte offset; offsets past the end are the end.
  LineCol Locate(std::uint32_t offset) const;
  /// Text of a line (from 1) without its line end; empty for a line that does not exist.
  std::string_view Line(std::uint32_t line) const;
  /// Offset at which a line (from 1, at most `line_count`) begins.
  std::uint32_t LineStart(std::uint32_t line) const { return line_starts_[line - 1]; }
  /// Text of a span; cut at the end of the file.
  std::string_view Text(Span span) const;

 private:
  std::uint32_t index_;
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// Owns the files of one compilation; references stay valid as files are added.
class SourceSet {
 public:
  const SourceFile& Add(std::string path, std::string text);
  const SourceFile& operator[](std::uint32_t index) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(files_.size()); }
  /// The file of that path, or null.
  const SourceFile* Find(std::string_view path) const;

 private:
  std::vector<std::unique_ptr<SourceFile>> files_;
};

}  // namespace rulec::base
