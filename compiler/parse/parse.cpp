#include "compiler/parse/parse.h"

#include "compiler/parse/antlr_front.h"
#include "compiler/parse/build.h"
#include "compiler/parse/syntax_errors.h"

namespace rulec::parse {

std::optional<Sentences> ReadSentences(const base::SourceFile& file, diagnostics::Sink& sink) {
  ErrorBudget budget(sink);
  const auto begin = CheckText(file, sink);
  if (!begin) return std::nullopt;
  auto scanned = ScanTokens(file, *begin, sink, budget);
  if (!scanned || !MatchBrackets(file, *scanned, sink)) return std::nullopt;

  const SyntaxErrors errors(file, *scanned, sink);
  const ErrorPolicy policy{
      [&](const SyntaxError& error) {
        errors.Report(error);
        return !error.too_deep && !budget.Exhausted(errors.Place(error.token));
      },
      [&](Rule rule, std::uint32_t from, std::uint32_t at) { return errors.ResumeAt(rule, from, at); },
      [&](Rule rule, std::uint32_t from, std::uint32_t at) { return errors.ResumeInside(rule, from, at); }};
  SyntaxTree tree = ParseTokens(scanned->tokens, policy);
  if (budget.any()) return std::nullopt;
  return Sentences{std::move(*scanned), std::move(tree)};
}

std::optional<ast::Module> Parse(const base::SourceFile& file, base::Interner& symbols, diagnostics::Sink& sink) {
  const std::size_t errors_before = sink.error_reports();
  const auto sentences = ReadSentences(file, sink);
  if (!sentences) return std::nullopt;
  if (sentences->scanned.tokens.size() == 1) {
    sink.Report(diagnostics::Code::kEmptyFile, {file.index(), 0, 0}, "the file declares nothing");
  }
  ast::Module module = Builder(file, sentences->scanned, sentences->tree, symbols, sink).Build();
  if (sink.error_reports() != errors_before) return std::nullopt;
  return module;
}

}  // namespace rulec::parse
