#pragma once
// Numbers that could be read in two ways: as the language has them, and as the author may have meant them.
#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/token.h"

namespace rulec::parse {

/// `007`, `00.50`.
bool HasLeadingZero(std::string_view number);

/// How many tokens from `at` on are a date as others write it, `31/01/2026`; 0 if they are none.
std::size_t ForeignDate(const std::vector<Token>& tokens, std::size_t at);

/// Whether tokens[at] is the second number of `1,5` or `1,000`, without a blank after the comma.
bool FollowsComma(const std::vector<Token>& tokens, std::size_t at);

/// One number, or several? `first` and `second` stand around the comma.
void ReportOneOrSeveral(const base::SourceFile& file, const Token& first, const Token& second, diagnostics::Sink& sink);

}  // namespace rulec::parse
