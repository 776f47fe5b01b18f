// The texts.
#include "tests/injection/attempts.h"

namespace rulec::testing {

const std::vector<std::string>& Payloads() {
  using std::string_literals::operator""s;
  static const std::vector<std::string> payloads = {
      // Ways out of a comment.
      "*/ int rulec_canary() { return 1; } /*",
      "*/int rulec_canary;/*",
      "* /*/ int rulec_canary; //",
      "*\\\n/ int rulec_canary; /*",
      "*??/\n/ int rulec_canary; /*",
      "ends in a backslash \\",
      "ends in a backslash and blanks \\  ",
      "ends in a trigraph ??/",
      "\n int rulec_canary;",
      "\r int rulec_canary;",
      "\v\f int rulec_canary;",
      "\u2028 int rulec_canary;\u2029",
      "\u0085 int rulec_canary;",
      // Ways out of a literal.
      "\")); rulec_canary(); ((\"",
      "\"; int rulec_canary; //",
      "\\\"; int rulec_canary; //",
      "\\\\\"; int rulec_canary; //",
      "??/\"; int rulec_canary; //",
      "\\u0022; int rulec_canary; //",
      "\\x22; int rulec_canary; //",
      "\\42; int rulec_canary; //",
      "\\N{QUOTATION MARK}; int rulec_canary; //",
      ")\"; int rulec_canary; //",
      "R\"(",
      ")\" rulec_canary R\"(",
      "R\"x()x\" int rulec_canary;",
      "'; int rulec_canary; '",
      "\"_canary",
      "\"rulec_canary",
      "0\"1\"2",
      // Directives.
      "#include \"rulec_canary.h\"",
      "\n#include <rulec_canary>\n",
      "\n#define std rulec_canary\n",
      "\n%:define std rulec_canary\n",
      "\n??=define std rulec_canary\n",
      "_Pragma(\"GCC poison std\") rulec_canary",
      "a.rules\"\n#define std rulec_canary\n//",
      "__attribute__((constructor)) void rulec_canary() {}",
      "__asm__(\".global rulec_canary\")",
      // What templates of generated text, format strings and shells make of it.
      "$name$",
      "$body$ $rulec_canary$ $$",
      "{0} {} {rulec_canary} }{",
      "%s%n%d%*c",
      "${rulec_canary} $(rulec_canary) `rulec_canary`",
      "; touch rulec_canary; #",
      "x; int rulec_canary; int y",
      "x() { } int rulec_canary",
      "std::vector<int> rulec_canary",
      "template <class T> struct rulec_canary {};",
      "<rulec_canary>",
      "] [ rulec_canary ) ( } {",
      "a::b::rulec_canary",
      "operator\"\"_rulec_canary",
      // Texts that are hard to see, to write or to keep.
      "\xEF\xBB\xBF",
      "\u202E int rulec_canary \u2066",
      "a\u200Bb\u200D",
      "\u0000 int rulec_canary;"s,
      "a\0b; int rulec_canary;"s,
      "\x01\x02\x1B[31m\x7F",
      "e\u0301\u00E9\u2163\u1D538",
      "\U0001F600\U0010FFFF",
      "",
      " ",
      "1",
      "-1",
      "_",
      "Z5fz",
      std::string(5000, 'x'),
      std::string(700, '?'),
      std::string(300, '\\'),
      std::string(300, '"'),
      "` int rulec_canary; `",
      "||",
      "a,b;\"c\"",
      "{text}",
      "\\{text}",
  };
  return payloads;
}

const std::vector<std::string>& Words() {
  static const std::vector<std::string> words = {
      "class",    "int",         "namespace",   "template",
      "operator", "co_await",    "requires",    "concept",
      "alignas",  "asm",         "typeof",      "and_eq",
      "xor",      "export",      "module",      "import",
      "final",    "override",    "std",         "rulert",
      "main",     "assert",      "errno",       "EOF",
      "NULL",     "linux",       "unix",        "INT_MAX",
      "stdin",    "isnan",       "offsetof",    "signal",
      "_Bool",    "__FILE__",    "__cplusplus", "__x",
      "_X",       "x__y",        "x_",          "Z",
      "ZZ",       "Zz",          "Rule",        "Answer",
      "Params",   "Body",        "Decide",      "State",
      "Key",      "scratch",     "params",      "answers",
      "m",        "M",           "kName",       "value",
      "rule",     "this_",       "nullptr",     "int64_t",
      "uint8_t",  "string_view", "size_t",      "i386",
      "minor",    "major",       "environ",     "__builtin_trap",
      "defined",  "typename",    "Int128",      "Result",
  };
  return words;
}

}  // namespace rulec::testing
