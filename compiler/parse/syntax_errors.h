#pragma once
// What is said about tokens that left the grammar, and where reading goes on.
#include <cstdint>
#include <optional>
#include <string>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/antlr_front.h"
#include "compiler/parse/scan.h"

namespace rulec::parse {

class SyntaxErrors {
 public:
  SyntaxErrors(const base::SourceFile& file, const ScannedFile& scanned, diagnostics::Sink& sink)
      : file_(file), s_(scanned), sink_(sink) {}

  void Report(const SyntaxError& error) const;
  base::Span Place(std::uint32_t token) const;
  /// The next rule of the same kind after the error: at the start of a line, inside the same brackets; else the bracket
  /// that ends them. Nothing for rules that are no place to go on.
  std::optional<std::uint32_t> ResumeAt(Rule rule, std::uint32_t begin, std::uint32_t at) const;

  /// As ErrorPolicy::resume_inside says.
  std::optional<ErrorPolicy::Next> ResumeInside(Rule rule, std::uint32_t begin, std::uint32_t at) const;

 private:
  bool ReportDecisionOrder(const SyntaxError& error) const;
  bool ReportMistake(const SyntaxError& error) const;
  std::string Found(std::uint32_t token) const;
  std::string Expected(const SyntaxError& error) const;
  bool Continues(Rule rule, std::uint32_t token) const;
  ErrorPolicy::Next NextInBrackets(Rule rule, std::uint32_t around, std::uint32_t from) const;
  std::string_view TextOf(std::uint32_t token) const { return s_.tokens[token].TextIn(file_.text()); }
  TokenType TypeAt(std::uint32_t token) const {
    return token < s_.tokens.size() ? s_.tokens[token].type : TokenType::kEnd;
  }

  const base::SourceFile& file_;
  const ScannedFile& s_;
  diagnostics::Sink& sink_;
};

}  // namespace rulec::parse
