#pragma once
// Where tokens begin in a JSON object: the first stage of simdjson, which also checks UTF-8, unescaped control
// characters and unclosed strings over the whole text. The only user of simdjson; why its second stage is not used:
// docs/design/codec_as_data.md.
#include <cstdint>
#include <memory>
#include <string_view>

#include "runtime/src/io/record_codec.h"

namespace rulert::io::json {

/// Positions of { } [ ] : , and of the first character of every string and other scalar, ascending. Facts that walks
/// rest on:
///  - between a string's first character and the next position stand the string, its closing quote and white space;
///  - the first position holds '{' and the last one '}';
///  - *end() can be read and holds the first position again, so a walk that expects , or } or ] there meets a '{'.
class StructuralIndex {
 public:
  StructuralIndex();
  ~StructuralIndex();
  StructuralIndex(StructuralIndex&&) noexcept;
  StructuralIndex& operator=(StructuralIndex&&) noexcept;

  /// Reads `json` and nothing behind it. False fills `error`: not an object from brace to brace, or bad text.
  bool Build(std::string_view json, DecodeError& error);

  const std::uint32_t* begin() const { return begin_; }
  const std::uint32_t* end() const { return end_; }
  /// Some string may have an escape.
  bool escapes() const { return escapes_; }

 private:
  struct Stage;
  bool Reserve(std::size_t size, DecodeError& error);

  std::unique_ptr<Stage> stage_;
  std::size_t capacity_ = 0;
  const std::uint32_t* begin_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  bool escapes_ = false;
};

}  // namespace rulert::io::json
