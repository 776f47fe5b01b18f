#pragma once
// From text to tokens that the grammar can read: everything that is wrong below the level of sentences is found here.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/token.h"

namespace rulec::parse {

inline constexpr std::uint32_t kMaxFileBytes = 4u << 20;
inline constexpr std::size_t kMaxSyntaxErrors = 30;

/// Ends the reading of a file after kMaxSyntaxErrors errors in it, and says so once.
class ErrorBudget {
 public:
  explicit ErrorBudget(diagnostics::Sink& sink) : sink_(sink), before_(sink.error_reports()) {}
  bool any() const { return sink_.error_reports() != before_; }
  bool Exhausted(base::Span place);

 private:
  diagnostics::Sink& sink_;
  std::size_t before_;
  bool told_ = false;
};

inline constexpr std::uint32_t kNoBracket = 0xFFFFFFFFu;

/// `partner` and `enclosing` are filled by MatchBrackets.
struct ScannedFile {
  std::vector<Token> tokens;             // without comments, repaired where they were wrong; a kEnd last
  std::vector<Token> comments;           // of all three kinds, in order
  std::vector<std::uint32_t> partner;    // of a bracket: index of the other one; else kNoBracket
  std::vector<std::uint32_t> enclosing;  // index of the innermost bracket open around the token, or kNoBracket
};

/// Where the text begins: after a byte order mark. Nothing if size, UTF-8 or control characters are wrong, which is
/// reported.
std::optional<std::uint32_t> CheckText(const base::SourceFile& file, diagnostics::Sink& sink);

/// The same for a file of any size.
std::optional<std::uint32_t> CheckCharacters(const base::SourceFile& file, diagnostics::Sink& sink);

/// Tokens of checked text. Wrong ones are reported and replaced by what was probably meant, so that the sentences can
/// be read all the same. Nothing if the budget ran out.
std::optional<ScannedFile> ScanTokens(const base::SourceFile& file, std::uint32_t begin, diagnostics::Sink& sink,
                                      ErrorBudget& budget);

/// False, with one report, if brackets do not match or are nested too deep: the sentences must not be read then.
bool MatchBrackets(const base::SourceFile& file, ScannedFile& scanned, diagnostics::Sink& sink);

bool IsOpenBracket(TokenType type);
bool IsCloseBracket(TokenType type);
/// Nothing but white space before it on its line.
bool IsFirstOnLine(std::string_view text, const Token& token);

}  // namespace rulec::parse
