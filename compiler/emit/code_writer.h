#pragma once
// Text of one generated file. What it will look like can be read where it is written:
//   out.Emit({{"name", name}, {"body", [&] { PrintBody(out); }}}, R"cc(
//       struct $name$ {
//         $body$
//       };
//     )cc");
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace rulec::emit {

class CodeWriter {
 public:
  struct Slot {
    std::string_view name;
    std::variant<std::string, std::function<void()>> value;
  };

  /// `file`: name of the file, for `#line` back to it.
  explicit CodeWriter(std::string file) : file_(std::move(file)) {}

  /// Appends `text` with each `$slot$` replaced; `$$` is a dollar. The indentation of the first line that is not blank
  /// is taken off every line, as are the line end after the opening and the blanks before the closing quotes; the
  /// writer's own indentation is put on. A function stands alone on its line and writes whole lines, indented as the
  /// slot is. A line that slots leave blank disappears. A slot that is not given, or given and not used, aborts.
  void Emit(std::initializer_list<Slot> slots, std::string_view text);
  void Emit(std::string_view text) { Emit({}, text); }

  /// One line at the writer's indentation; empty: a blank line.
  void Line(std::string_view text);

  /// `// text` or, of a declaration, `/// text`: a comment that the author's words cannot leave. Empty text writes
  /// nothing.
  void Comment(std::string_view text) { Comment("// ", text); }
  void Doc(std::string_view text) { Comment("/// ", text); }

  /// From here on compilers and debuggers speak of this line of the rules, until BackToGenerated(), which may be called
  /// at any time.
  void SourceLine(std::string_view file, std::uint32_t line);
  void BackToGenerated();

  void Indent() { indent_ += 2; }
  void Outdent() { indent_ -= 2; }
  int indent() const { return indent_; }
  /// On one line, at the writer's indentation.
  bool Fits(std::string_view text) const { return text.size() + static_cast<std::size_t>(indent_) <= kLineLength; }

  static constexpr std::size_t kLineLength = 120;

  const std::string& text() const { return text_; }

 private:
  void Comment(std::string_view mark, std::string_view text);
  void RawLine(std::string_view text);

  std::string file_;
  std::string text_;
  std::uint32_t lines_ = 0;
  int indent_ = 0;
  bool in_rules_ = false;
};

/// Takes from `text` what could end or splice a comment, hide code from a reader, or make a compiler warn. No line ends
/// in it.
std::string CommentLine(std::string_view text);

}  // namespace rulec::emit
