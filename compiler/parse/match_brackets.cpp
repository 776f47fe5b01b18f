#include <fmt/format.h>

#include "compiler/parse/antlr_front.h"
#include "compiler/parse/scan.h"

namespace rulec::parse {

using diagnostics::Code;

bool IsOpenBracket(TokenType type) {
  return type == TokenType::kLp || type == TokenType::kLb || type == TokenType::kLc;
}

bool IsCloseBracket(TokenType type) {
  return type == TokenType::kRp || type == TokenType::kRb || type == TokenType::kRc;
}

namespace {

TokenType CloseOf(TokenType open) {
  if (open == TokenType::kLp) return TokenType::kRp;
  return open == TokenType::kLb ? TokenType::kRb : TokenType::kRc;
}

bool BeginsItem(TokenType type) {
  switch (type) {
    case TokenType::kRecord:
    case TokenType::kEnum:
    case TokenType::kStream:
    case TokenType::kOutput:
    case TokenType::kParam:
    case TokenType::kFunction:
    case TokenType::kDecision:
    case TokenType::kProcess:
    case TokenType::kVariant:
    case TokenType::kTest:
    case TokenType::kImport:
      return true;
    default:
      return false;
  }
}

class Matcher {
 public:
  Matcher(const base::SourceFile& file, ScannedFile& scanned, diagnostics::Sink& sink)
      : file_(file), s_(scanned), sink_(sink) {}

  bool Run() {
    s_.partner.assign(s_.tokens.size(), kNoBracket);
    s_.enclosing.assign(s_.tokens.size(), kNoBracket);
    for (std::uint32_t i = 0; i < s_.tokens.size(); ++i) {
      const Token& token = s_.tokens[i];
      if (!open_.empty() && suspect_ == kNoBracket && BeginsItem(token.type) && ColumnIfFirst(token) == 0) {
        suspect_ = open_.back();
      }
      if (IsCloseBracket(token.type) && !Close(i)) return false;
      s_.enclosing[i] = open_.empty() ? kNoBracket : open_.back();
      if (!IsOpenBracket(token.type)) continue;
      open_.push_back(i);
      if (open_.size() > static_cast<std::size_t>(kMaxNesting)) {
        sink_.Report(Code::kNestingTooDeep, Place(i), "brackets are nested deeper than 250")
            .Hint("name parts of the expression with `let`");
        return false;
      }
    }
    if (open_.empty()) return true;
    NotClosed(suspect_ != kNoBracket ? suspect_ : open_.back(), static_cast<std::uint32_t>(s_.tokens.size() - 1));
    return false;
  }

 private:
  base::Span Place(std::uint32_t i) const { return {file_.index(), s_.tokens[i].begin, s_.tokens[i].end}; }
  std::string_view TextOf(std::uint32_t i) const { return Info(s_.tokens[i].type).text; }

  // Bytes before it on its line if it is the first there, else -1.
  std::int64_t ColumnIfFirst(const Token& token) const {
    if (!IsFirstOnLine(file_.text(), token)) return -1;
    return Indent(token);
  }
  std::int64_t Indent(const Token& token) const {
    const std::string_view line = file_.Line(file_.Locate(token.begin).line);
    const std::size_t indent = line.find_first_not_of(" \t");
    return indent == std::string_view::npos ? 0 : static_cast<std::int64_t>(indent);
  }

  bool Close(std::uint32_t i) {
    if (open_.empty()) {
      sink_.Report(Code::kUnbalancedBracket, Place(i), fmt::format("`{}` closes nothing", TextOf(i)),
                   "no bracket is open here");
      return false;
    }
    const std::uint32_t opener = open_.back();
    if (s_.tokens[i].type != CloseOf(s_.tokens[opener].type)) {
      for (const std::uint32_t outer : open_) {
        if (CloseOf(s_.tokens[outer].type) != s_.tokens[i].type) continue;
        NotClosed(opener, i);
        return false;
      }
      sink_
          .Report(Code::kUnbalancedBracket, Place(i), fmt::format("`{}` closes nothing", TextOf(i)),
                  fmt::format("`{}` is open here", TextOf(opener)))
          .Note(Place(opener), "opened here");
      return false;
    }
    // A `}` further left than the line of its `{`: that `{` is probably the one that lacks its own.
    const std::int64_t column = ColumnIfFirst(s_.tokens[i]);
    if (suspect_ == kNoBracket && column >= 0 && Indent(s_.tokens[opener]) > column) suspect_ = opener;
    s_.partner[i] = opener;
    s_.partner[opener] = i;
    open_.pop_back();
    return true;
  }

  void NotClosed(std::uint32_t opener, std::uint32_t found) {
    const std::string_view missing = Info(CloseOf(s_.tokens[opener].type)).text;
    auto& report =
        sink_.Report(Code::kUnbalancedBracket, Place(opener), fmt::format("`{}` is not closed", TextOf(opener)),
                     fmt::format("`{}` is missing", missing));
    if (!s_.tokens[found].Is(TokenType::kEnd)) {
      report.Note(Place(found), fmt::format("`{}` stands where `{}` was expected", TextOf(found), missing));
    }
  }

  const base::SourceFile& file_;
  ScannedFile& s_;
  diagnostics::Sink& sink_;
  std::vector<std::uint32_t> open_;
  std::uint32_t suspect_ = kNoBracket;  // the bracket that probably is not closed, if it turns out that one is not
};

}  // namespace

bool MatchBrackets(const base::SourceFile& file, ScannedFile& scanned, diagnostics::Sink& sink) {
  return Matcher(file, scanned, sink).Run();
}

}  // namespace rulec::parse
