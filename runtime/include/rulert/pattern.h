#pragma once
// `text matches "pattern"`: RE2, found anywhere, in time in proportion to the text. A module makes each of its patterns
// once, when it is loaded. What includes this is linked with libre2.
#include <re2/re2.h>

#include <string_view>

#include "rulert/check.h"

namespace rulert {

class Pattern {
 public:
  /// `text` is a pattern of RE2: the compiler has made sure of it.
  explicit Pattern(std::string_view text) : re_(re2::StringPiece(text.data(), text.size()), re2::RE2::Quiet) {
    RULERT_CHECK(re_.ok(), "a pattern of a module is one of RE2");
  }

  bool FoundIn(std::string_view text) const noexcept {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), re_);
  }

 private:
  re2::RE2 re_;
};

}  // namespace rulert
