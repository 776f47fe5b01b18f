#include "compiler/eval/pattern.h"

#include <re2/re2.h>

#include "rulert/pattern.h"

namespace rulec::eval {

std::optional<std::string> PatternError(std::string_view pattern) {
  const re2::RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet);
  if (compiled.ok()) return std::nullopt;
  return compiled.error();
}

bool Matches(std::string_view text, std::string_view pattern) { return rulert::Pattern(pattern).FoundIn(text); }

}  // namespace rulec::eval
