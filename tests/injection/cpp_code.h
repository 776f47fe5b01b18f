#pragma once
// What a C++ compiler reads as code: of a text, what stands neither in a comment nor in a literal.
#include <string>
#include <string_view>
#include <vector>

namespace rulec::testing {

struct CppCode {
  std::vector<std::string> words;       // identifiers, keywords and numbers
  std::vector<std::string> directives;  // `#line 7 "a.rules"`, each as it stands
  std::string rest;                     // punctuation, in order; a literal of text stands there as `"`
  bool complete = false;                // no comment or literal is open at the end

  bool operator==(const CppCode&) const = default;
};

/// As C++20 reads it, line splices included. With `trigraphs`, as compilers do that are asked for them.
CppCode ReadCppCode(std::string_view text, bool trigraphs);

}  // namespace rulec::testing
