#pragma once
// Characters and tokens as ANTLR reads them. Only for antlr_front.cpp.
#include <antlr4-runtime.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/check.h"
#include "compiler/base/utf8.h"
#include "compiler/parse/token.h"

namespace rulec::parse {

// UTF-8 bytes as ANTLR reads characters; positions are byte offsets.
class Utf8Stream final : public antlr4::CharStream {
 public:
  Utf8Stream(std::string_view text, std::size_t begin) : text_(text), at_(begin) {}

  void consume() override { at_ += base::DecodeUtf8(text_, at_).length; }
  std::size_t LA(ssize_t i) override {
    if (i == 1) {
      if (at_ >= text_.size()) return IntStream::EOF;
      const auto byte = static_cast<unsigned char>(text_[at_]);
      return byte < 0x80 ? byte : base::DecodeUtf8(text_, at_).value;
    }
    RULEC_CHECK(i > 0, "the lexer looks ahead only");
    std::size_t at = at_;
    for (; i > 1 && at < text_.size(); --i) at += base::DecodeUtf8(text_, at).length;
    return at < text_.size() ? base::DecodeUtf8(text_, at).value : IntStream::EOF;
  }
  void SkipSpace() {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = index; }
  std::size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string toString() const override { return {}; }

 private:
  std::string_view text_;
  std::size_t at_;
};

class PlainToken final : public antlr4::Token {
 public:
  PlainToken(std::size_t type, std::size_t index) : type_(type), index_(index) {}
  std::string getText() const override { return {}; }
  std::size_t getType() const override { return type_; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return DEFAULT_CHANNEL; }
  std::size_t getTokenIndex() const override { return index_; }
  std::size_t getStartIndex() const override { return index_; }
  std::size_t getStopIndex() const override { return index_; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

 private:
  std::size_t type_;
  std::size_t index_;
};

inline std::size_t GrammarType(TokenType type) {
  return type == TokenType::kEnd ? antlr4::Token::EOF : static_cast<std::size_t>(type);
}

class PlainTokenStream final : public antlr4::TokenStream {
 public:
  explicit PlainTokenStream(std::span<const Token> tokens) {
    tokens_.reserve(tokens.size());
    for (const Token& token : tokens) tokens_.emplace_back(GrammarType(token.type), tokens_.size());
  }
  void consume() override {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  std::size_t LA(ssize_t i) override { return Ahead(i).getType(); }
  antlr4::Token* LT(ssize_t i) override { return &Ahead(i); }
  antlr4::Token* get(std::size_t index) const override { return const_cast<PlainToken*>(&tokens_[index]); }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, tokens_.size() - 1); }
  std::size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  PlainToken& Ahead(ssize_t i) {
    const auto last = static_cast<ssize_t>(tokens_.size()) - 1;
    const ssize_t at = static_cast<ssize_t>(at_) + (i > 0 ? i - 1 : i);
    return tokens_[static_cast<std::size_t>(std::clamp<ssize_t>(at, 0, last))];
  }

  std::vector<PlainToken> tokens_;
  std::size_t at_ = 0;
};

}  // namespace rulec::parse
