#include "compiler/parse/number_tokens.h"

#include <fmt/format.h>

#include <algorithm>

namespace rulec::parse {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool Touch(const Token& before, const Token& after) { return before.end == after.begin; }
bool IsNumber(const Token& token) { return token.Is(TokenType::kInt) || token.Is(TokenType::kDecimal); }

}  // namespace

bool HasLeadingZero(std::string_view number) {
  return number.size() > 1 && number[0] == '0' && (IsDigit(number[1]) || number[1] == '_');
}

std::size_t ForeignDate(const std::vector<Token>& tokens, std::size_t at) {
  constexpr std::size_t kTokens = 5;
  if (at + kTokens > tokens.size()) return 0;
  bool has_year = false;
  for (std::size_t i = 0; i < kTokens; ++i) {
    const Token& token = tokens[at + i];
    if (!token.Is(i % 2 == 0 ? TokenType::kInt : TokenType::kSlash)) return 0;
    if (i > 0 && !Touch(tokens[at + i - 1], token)) return 0;
    has_year = has_year || ((i == 0 || i + 1 == kTokens) && token.end - token.begin == 4);
  }
  return has_year ? kTokens : 0;
}

bool FollowsComma(const std::vector<Token>& tokens, std::size_t at) {
  return at >= 2 && IsNumber(tokens[at]) && tokens[at - 1].Is(TokenType::kComma) && IsNumber(tokens[at - 2]) &&
         Touch(tokens[at - 2], tokens[at - 1]) && Touch(tokens[at - 1], tokens[at]);
}

void ReportOneOrSeveral(const base::SourceFile& file, const Token& first, const Token& second,
                        diagnostics::Sink& sink) {
  const std::string_view before = first.TextIn(file.text());
  const std::string_view after = second.TextIn(file.text());
  const bool thousands = after.substr(0, after.find('.')).size() == 3;
  const std::size_t digit = std::min(after.find_first_not_of("0_"), after.size() - 1);
  const bool several = before.find('.') != before.npos || (!thousands && after.find('.') != after.npos);
  auto& report = sink.Report(diagnostics::Code::kNumberOrList, {file.index(), first.begin, second.end},
                             fmt::format("`{},{}` may be one number or several", before, after));
  if (!several) report.label = fmt::format("one number is written `{}{}{}`", before, thousands ? "" : ".", after);
  report.Hint(fmt::format("several have a blank after the comma: `{}, {}`", before, after.substr(digit)));
}

}  // namespace rulec::parse
