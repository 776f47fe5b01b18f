#include "compiler/base/source.h"

#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"

namespace rulec::base {

SourceFile::SourceFile(std::uint32_t index, std::string path, std::string text)
    : index_(index), path_(std::move(path)), text_(std::move(text)) {
  RULEC_CHECK(text_.size() < 0xFFFFFFFFu, "source file of 4 GiB or more");
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

LineCol SourceFile::Locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
  const std::uint32_t start = line_starts_[line - 1];
  return {line, 1 + CountCodePoints(std::string_view(text_).substr(start, offset - start))};
}

std::string_view SourceFile::Line(std::uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  const std::uint32_t start = line_starts_[line - 1];
  std::string_view rest = std::string_view(text_).substr(start);
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

std::string_view SourceFile::Text(Span span) const {
  const std::string_view all = text_;
  if (span.begin >= all.size() || span.end <= span.begin) return {};
  return all.substr(span.begin, span.end - span.begin);
}

const SourceFile& SourceSet::Add(std::string path, std::string text) {
  files_.push_back(
      std::make_unique<SourceFile>(static_cast<std::uint32_t>(files_.size()), std::move(path), std::move(text)));
  return *files_.back();
}

const SourceFile& SourceSet::operator[](std::uint32_t index) const {
  RULEC_CHECK(index < files_.size(), "no such source file");
  return *files_[index];
}

const SourceFile* SourceSet::Find(std::string_view path) const {
  for (const auto& file : files_) {
    if (file->path() == path) return file.get();
  }
  return nullptr;
}

}  // namespace rulec::base
