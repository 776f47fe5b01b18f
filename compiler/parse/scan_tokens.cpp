#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "compiler/base/utf8.h"
#include "compiler/parse/antlr_front.h"
#include "compiler/parse/number_tokens.h"
#include "compiler/parse/scan.h"

namespace rulec::parse {

using diagnostics::Code;

namespace {

// What authors write in place of a word or sign of the language.
struct Substitute {
  std::string_view written;
  TokenType meant;  // kEnd: nothing, it is left out
  Code code;
  std::string_view label;
};
constexpr Substitute kSubstitutes[] = {
    {"&", TokenType::kAnd, Code::kWrongOperator, "write `and`"},
    {"!", TokenType::kNot, Code::kWrongOperator, "write `not`"},
    {"\xE2\x89\xA5", TokenType::kGe, Code::kWrongOperator, "write `>=`"},
    {"\xE2\x89\xA4", TokenType::kLe, Code::kWrongOperator, "write `<=`"},
    {"\xE2\x89\xA0", TokenType::kNe, Code::kWrongOperator, "write `!=`"},
    {"\xC3\x97", TokenType::kStar, Code::kWrongOperator, "write `*`"},
    {"\xC3\xB7", TokenType::kSlash, Code::kWrongOperator, "write `/`"},
    {"\xE2\x88\x92", TokenType::kMinus, Code::kWrongOperator, "write `-`"},
    {"\xE2\x80\x93", TokenType::kMinus, Code::kWrongOperator, "write `-`"},
    {"\xE2\x80\x94", TokenType::kMinus, Code::kWrongOperator, "write `-`"},
    {"\xE2\x86\x92", TokenType::kThen, Code::kWrongOperator, "write `then`"},
    {";", TokenType::kEnd, Code::kUnknownCharacter, "leave it out: nothing separates declarations and statements"},
    {"\xC2\xA0", TokenType::kEnd, Code::kUnknownCharacter, "this is a no-break space: use a plain one"},
    {"\xEF\xBB\xBF", TokenType::kEnd, Code::kUnknownCharacter,
     "a byte order mark belongs at the start of the file only"},
};

struct Unit {
  std::string_view written;
  std::string_view meant;
};
constexpr Unit kUnits[] = {{"min", "m"},   {"mins", "m"},   {"minute", "m"},  {"minutes", "m"}, {"sec", "s"},
                           {"secs", "s"},  {"second", "s"}, {"seconds", "s"}, {"hr", "h"},      {"hrs", "h"},
                           {"hour", "h"},  {"hours", "h"},  {"day", "d"},     {"days", "d"},    {"week", "w"},
                           {"weeks", "w"}, {"msec", "ms"},  {"millis", "ms"}, {"usec", "us"},   {"H", "h"},
                           {"M", "m"},     {"S", "s"},      {"D", "d"}};

class TokenScanner {
 public:
  TokenScanner(const base::SourceFile& file, diagnostics::Sink& sink, ErrorBudget& budget)
      : file_(file), text_(file.text()), sink_(sink), budget_(budget) {}

  std::optional<ScannedFile> Run(std::uint32_t begin) {
    raw_ = Lex(text_, begin);
    out_.tokens.reserve(raw_.size());
    for (at_ = 0; at_ < raw_.size(); ++at_) {
      One(raw_[at_]);
      if (budget_.Exhausted(Place(raw_[at_]))) return std::nullopt;
      if (out_.tokens.size() > 0 && out_.tokens.back().Is(TokenType::kEnd)) break;
    }
    return std::move(out_);
  }

 private:
  base::Span Place(const Token& token) const { return {file_.index(), token.begin, token.end}; }
  std::string_view TextOf(const Token& token) const { return token.TextIn(text_); }
  void Put(TokenType type, const Token& like) { out_.tokens.push_back({type, false, like.begin, like.end}); }

  void One(const Token& token) {
    switch (token.type) {
      case TokenType::kDocComment:
      case TokenType::kLineComment:
      case TokenType::kBlockComment:
        out_.comments.push_back(token);
        return;
      case TokenType::kNumberError:
        BadNumber(token);
        return;
      case TokenType::kStray:
        token.in_string ? StrayInString(token) : Stray(token);
        return;
      case TokenType::kQuote:
        if (!open_.empty() && open_.back().is_string) {
          open_.pop_back();
        } else {
          open_.push_back({true, token.begin});
        }
        break;
      case TokenType::kLc:
        open_.push_back({false, token.begin});
        break;
      case TokenType::kRc:
        if (!open_.empty() && !open_.back().is_string) open_.pop_back();
        break;
      case TokenType::kSlash:
        if (NextTouches(token) && (Next().Is(TokenType::kStar) || Next().Is(TokenType::kPower))) {
          OpenComment(token);
          return;
        }
        break;
      default:
        break;
    }
    if (ClassOf(token.type) == TokenClass::kNumber && NextTouches(token) && RunsOn(Next().type)) {
      RunOnNumber(token);
      return;
    }
    if (const std::size_t date = ForeignDate(raw_, at_); date != 0) return OtherDate(token, date);
    if (ClassOf(token.type) == TokenClass::kNumber && IsPlainNumber(token)) LeadingZeros(token);
    out_.tokens.push_back(token);
  }

  const Token& Next() const { return raw_[at_ + 1]; }
  bool NextTouches(const Token& token) const { return at_ + 1 < raw_.size() && Next().begin == token.end; }
  static bool RunsOn(TokenType type) {
    const TokenClass c = ClassOf(type);
    return c == TokenClass::kNumber || c == TokenClass::kName || c == TokenClass::kSoft || c == TokenClass::kReserved ||
           type == TokenType::kNumberError;
  }

  // `/*` without `*/`: the rest of the file is gone.
  void OpenComment(const Token& token) {
    sink_.Report(Code::kUnterminatedComment, {file_.index(), token.begin, token.begin + 2}, "the comment is not closed",
                 "`*/` is missing");
    const auto end = static_cast<std::uint32_t>(text_.size());
    out_.tokens.push_back({TokenType::kEnd, false, end, end});
  }

  void BadNumber(const Token& token) {
    const std::string_view text = TextOf(token);
    const std::size_t digits = std::min(text.find_first_not_of("0123456789_."), text.size());
    const std::string_view suffix = text.substr(digits);
    std::string label = "a duration is written `250ms`, `5s`, `10m`, `1h30m`, `2d` or `1w`";
    if (suffix.empty()) {
      label = "`_` stands only between two digits";
    } else if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("0b")) {
      label = "numbers are written in decimal digits";
    } else if (text.find('.') != std::string_view::npos && suffix.size() <= 2) {
      label = "a duration has no decimal point: take a smaller unit, as in `1m30s`";
    }
    for (const Unit& unit : kUnits) {
      if (unit.written == suffix) label = fmt::format("did you mean `{}{}`?", text.substr(0, digits), unit.meant);
    }
    sink_.Report(Code::kMalformedNumber, Place(token), fmt::format("`{}` is not a number", Short(text)),
                 std::move(label));
    Put(TokenType::kInt, token);
  }

  static bool IsPlainNumber(const Token& token) {
    return token.Is(TokenType::kInt) || token.Is(TokenType::kDecimal) || token.Is(TokenType::kFloat);
  }

  void LeadingZeros(const Token& token) {
    const std::string_view text = TextOf(token);
    if (!HasLeadingZero(text)) return;
    // A file whose cells are read so has its commas judged where they stand; here both mistakes are one.
    if (FollowsComma(raw_, at_)) return ReportOneOrSeveral(file_, raw_[at_ - 2], token, sink_);
    std::string_view number = text.substr(std::min(text.find_first_not_of("0_"), text.size() - 1));
    if (number[0] < '0' || number[0] > '9') number = text.substr(text.find(number) - 1);
    sink_
        .Report(Code::kMalformedNumber, Place(token), fmt::format("`{}` begins with a zero", Short(text)),
                fmt::format("write `{}`", Short(number)))
        .Hint("a code of digits is a text, in quotes");
  }

  // `31/01/2026`.
  void OtherDate(const Token& token, std::size_t tokens) {
    Token whole = token;
    at_ += tokens - 1;
    whole.end = raw_[at_].end;
    sink_.Report(Code::kMalformedNumber, Place(whole), fmt::format("`{}` is not how dates are written", TextOf(whole)),
                 "year, month and day: `2026-01-31`");
    Put(TokenType::kDate, whole);
  }

  // `2026-01-31T10:00` without zone, `10:00am`.
  void RunOnNumber(const Token& token) {
    const bool date = token.Is(TokenType::kDate);
    Token whole = token;
    while (NextTouches(whole) && (RunsOn(Next().type) || (date && Next().Is(TokenType::kColon)))) {
      ++at_;
      whole.end = raw_[at_].end;
    }
    sink_.Report(
        Code::kMalformedNumber, Place(whole), fmt::format("`{}` is not a number, date or time", Short(TextOf(whole))),
        date ? "a timestamp has a time and a zone, as in `2026-01-31T10:00:00Z`" : "nothing may follow it directly");
    Put(token.type, whole);
  }

  void StrayInString(const Token& token) {
    const std::string_view text = TextOf(token);
    if (text == "\\") {
      const std::uint32_t length = token.end < text_.size() ? base::DecodeUtf8(text_, token.end).length : 0;
      const std::string_view escape = text_.substr(token.begin, 1 + length);
      sink_.Report(Code::kBadEscape, {file_.index(), token.begin, token.end + length},
                   fmt::format("`{}` is not an escape", escape == "\\\n" ? "\\" : escape),
                   escape == "\\u" ? "a code point is written `\\u{..}`" : "a backslash itself is written `\\\\`");
      return;
    }
    // The line or the file ends inside a string.
    const std::uint32_t begin = open_.empty() ? token.begin : open_.back().begin;
    if (!open_.empty()) open_.pop_back();
    sink_.Report(Code::kUnterminatedString, {file_.index(), begin, token.begin}, "the string is not closed on its line",
                 "`\"` is missing");
    Put(TokenType::kQuote, {TokenType::kQuote, false, token.begin, token.begin});
  }

  void Stray(const Token& token) {
    const std::string_view text = TextOf(token);
    if (text == "'") return OtherQuote(token, "'");
    if (text == "\xE2\x80\x9C" || text == "\xE2\x80\x9D") return OtherQuote(token, "\xE2\x80\x9D");
    if (text == "\xE2\x80\x98" || text == "\xE2\x80\x99") return OtherQuote(token, "\xE2\x80\x99");
    if (text == "#") return Hash(token);
    if (text == "`") return BackQuote(token);
    Token run = token;
    while (NextTouches(run) && Next().Is(TokenType::kStray) && TextOf(Next()) == text) {
      ++at_;
      run.end = raw_[at_].end;
    }
    for (const Substitute& substitute : kSubstitutes) {
      if (substitute.written != text) continue;
      const bool is_operator = substitute.code == Code::kWrongOperator;
      sink_.Report(substitute.code, Place(run),
                   is_operator ? fmt::format("`{}` is not an operator of the language", Short(TextOf(run)))
                               : fmt::format("`{}` means nothing here", Short(TextOf(run))),
                   std::string(substitute.label));
      if (substitute.meant != TokenType::kEnd) Put(substitute.meant, run);
      return;
    }
    sink_.Report(Code::kUnknownCharacter, Place(run),
                 fmt::format("`{}` means nothing in the language", Short(TextOf(run))), "remove it");
  }

  // A string in quotes that the language does not know: up to the quote that closes it on its line, if there is one.
  void OtherQuote(const Token& token, std::string_view closing) {
    const std::size_t line_end = std::min(text_.find('\n', token.begin), text_.size());
    const std::size_t close = text_.find(closing, token.end);
    Token whole = token;
    if (close < line_end) {
      whole.end = static_cast<std::uint32_t>(close + closing.size());
      while (at_ + 1 < raw_.size() && Next().begin < whole.end) ++at_;
    }
    sink_.Report(Code::kUnknownCharacter, Place(whole),
                 fmt::format("`{}` means nothing in the language", TextOf(token)),
                 "a string begins and ends with a plain `\"`");
    if (close < line_end) Put(TokenType::kRawString, whole);
  }

  // `#`: the rest of the line was meant as a comment.
  void Hash(const Token& token) {
    sink_.Report(Code::kUnknownCharacter, Place(token), "`#` means nothing in the language",
                 "a comment begins with `//`");
    const std::size_t line_end = std::min(text_.find('\n', token.begin), text_.size());
    // Also the line end that breaks a string which begins in the comment.
    while (!Next().Is(TokenType::kEnd) && (Next().begin < line_end || Next().in_string)) ++at_;
  }

  void BackQuote(const Token& token) {
    Token whole = token;
    const bool empty = NextTouches(token) && TextOf(Next()) == "`";
    if (empty) {
      ++at_;
      whole.end = raw_[at_].end;
    }
    sink_.Report(Code::kUnterminatedName, Place(whole),
                 empty ? "the name in back-quotes is empty" : "the name in back-quotes is not closed on its line",
                 empty ? "" : "a second back-quote is missing");
    while (!empty && NextIsWordOnLine(whole)) {
      ++at_;
      whole.end = raw_[at_].end;
    }
    Put(TokenType::kName, whole);
  }

  bool NextIsWordOnLine(const Token& token) const {
    const TokenClass c = ClassOf(Next().type);
    const bool word = c == TokenClass::kName || c == TokenClass::kSoft || c == TokenClass::kReserved;
    return word && text_.substr(token.end, Next().begin - token.end).find('\n') == std::string_view::npos;
  }

  static std::string Short(std::string_view text) {
    if (text.size() <= 40) return std::string(text);
    std::size_t cut = 37;
    while ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return std::string(text.substr(0, cut)) + "...";
  }

  struct Open {
    bool is_string;
    std::uint32_t begin;
  };

  const base::SourceFile& file_;
  std::string_view text_;
  diagnostics::Sink& sink_;
  ErrorBudget& budget_;
  std::vector<Token> raw_;
  std::size_t at_ = 0;
  ScannedFile out_;
  std::vector<Open> open_;  // strings and braces, as the modes of the lexer
};

}  // namespace

std::optional<ScannedFile> ScanTokens(const base::SourceFile& file, std::uint32_t begin, diagnostics::Sink& sink,
                                      ErrorBudget& budget) {
  return TokenScanner(file, sink, budget).Run(begin);
}

}  // namespace rulec::parse
