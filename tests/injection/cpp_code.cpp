#include "tests/injection/cpp_code.h"

#include <cctype>

namespace rulec::testing {
namespace {

std::string WithoutTrigraphs(std::string_view text) {
  constexpr std::string_view kThird = "=/'()!<>-";
  constexpr std::string_view kMeans = "#\\^[]|{}~";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool marks = text.substr(i, 2) == "??" && i + 2 < text.size();
    const std::size_t which = marks ? kThird.find(text[i + 2]) : std::string_view::npos;
    out += which == std::string_view::npos ? text[i] : kMeans[which];
    if (which != std::string_view::npos) i += 2;
  }
  return out;
}

std::string WithoutSplices(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    // Compilers let white space stand between the backslash and the end of the line.
    const std::size_t next = text.find_first_not_of(" \t\v\f\r", i + 1);
    if (next != std::string_view::npos && text[next] == '\n') {
      i = next;
    } else {
      out += '\\';
    }
  }
  return out;
}

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || static_cast<signed char>(c) < 0;
}

class Reader {
 public:
  explicit Reader(std::string text) : text_(std::move(text)) {}

  CppCode Read() {
    code_.complete = true;
    while (at_ < text_.size()) Next();
    return std::move(code_);
  }

 private:
  char At(std::size_t offset) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }

  void Next() {
    const char c = text_[at_];
    if (c == '\n') {
      line_begins_ = true;
      ++at_;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
    } else if (c == '/' && At(1) == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '/' && At(1) == '*') {
      PassComment();
    } else if (line_begins_ && (c == '#' || (c == '%' && At(1) == ':'))) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      code_.directives.push_back(text_.substr(at_, end - at_));
      at_ = end;
    } else {
      line_begins_ = false;
      if (c == '"') return PassLiteral('"');
      if (c == '\'') return PassLiteral('\'');
      if (IsWord(c)) return ReadWord();
      code_.rest += c;
      ++at_;
    }
  }

  void PassComment() {
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string::npos) code_.complete = false;
    at_ = end == std::string::npos ? text_.size() : end + 2;
  }

  void PassLiteral(char quote) {
    code_.rest += quote;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\n') break;
      if (text_[at_] == '\\') ++at_;
    }
    if (At(0) != quote) code_.complete = false;
    ++at_;
  }

  void PassRawLiteral() {
    const std::size_t open = text_.find('(', at_);
    const std::string end = ")" + text_.substr(at_ + 1, open - at_ - 1) + "\"";
    const std::size_t found = open == std::string::npos ? open : text_.find(end, open);
    code_.rest += '"';
    if (found == std::string::npos) code_.complete = false;
    at_ = found == std::string::npos ? text_.size() : found + end.size();
  }

  void ReadWord() {
    const std::size_t begin = at_;
    const bool number = std::isdigit(static_cast<unsigned char>(text_[at_])) != 0;
    // A ' within a number groups its digits.
    while (at_ < text_.size() && (IsWord(text_[at_]) || (number && text_[at_] == '\'' && IsWord(At(1))))) ++at_;
    const std::string word = text_.substr(begin, at_ - begin);
    const bool raw = word == "R" || word == "u8R" || word == "uR" || word == "UR" || word == "LR";
    if (raw && At(0) == '"') return PassRawLiteral();
    code_.words.push_back(word);
  }

  const std::string text_;
  std::size_t at_ = 0;
  bool line_begins_ = true;
  CppCode code_;
};

}  // namespace

CppCode ReadCppCode(std::string_view text, bool trigraphs) {
  return Reader(WithoutSplices(trigraphs ? WithoutTrigraphs(text) : std::string(text))).Read();
}

}  // namespace rulec::testing
