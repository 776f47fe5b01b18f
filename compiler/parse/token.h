#pragma once
// Tokens of a rules file as plain data.
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "compiler/base/span.h"

namespace rulec::parse {

/// Numbered as the generated lexer numbers them; kEnd stands for the end of the file.
enum class TokenType : std::uint8_t {
  kEnd = 0,
#define RULEC_TOKEN(grammar_name, name, text, token_class) k##name,
#include "compiler/parse/tokens.def"
#undef RULEC_TOKEN
};

enum class TokenClass : std::uint8_t {
  kEnd,
  kReserved,  // a word that is a name only in back-quotes
  kSoft,      // a word of the language that is a name where a name may stand
  kName,
  kNumber,  // also durations, dates, times
  kSign,
  kText,  // the quotes of a string, the text between them, a raw string
  kComment,
  kSpace,
  kBad,
};

struct TokenInfo {
  TokenType type;
  std::string_view text;  // empty if it varies
  TokenClass token_class;
};

inline constexpr std::size_t kTokenTypeCount = 1
#define RULEC_TOKEN(grammar_name, name, text, token_class) +1
#include "compiler/parse/tokens.def"
#undef RULEC_TOKEN
    ;

const TokenInfo& Info(TokenType type);
inline TokenClass ClassOf(TokenType type) { return Info(type).token_class; }

/// A set of token types, by number.
using TokenSet = std::bitset<kTokenTypeCount>;

/// Bytes [begin, end) of the text. `in_string`: a kStray that broke a string; its text is the character at fault, empty
/// at the end of the file.
struct Token {
  TokenType type = TokenType::kEnd;
  bool in_string = false;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool Is(TokenType t) const { return type == t; }
  std::string_view TextIn(std::string_view source) const { return source.substr(begin, end - begin); }
};

}  // namespace rulec::parse
