#include "compiler/lower/namer.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "compiler/lower/reserved_names.h"
#include "tests/support/catch.h"

using rulec::lower::Identifier;
using rulec::lower::Scope;
using rulec::lower::SnakeCase;
using rulec::lower::UpperCamel;

namespace {

bool IsIdentifier(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), plain) &&
         name.find("__") == std::string::npos;
}

/// Texts that would leave an identifier, a comment or a string if they were pasted.
const std::vector<std::string> kHostile = {
    "",
    " ",
    ";",
    "a;b",
    "a b",
    "a-b",
    "a\nb",
    "a\\",
    "a\\\n",
    "\"",
    "'",
    "a\"b",
    "//",
    "/*",
    "*/",
    "a//b",
    "#define x",
    "\n#line 1",
    "?\?/",
    "?\?=",
    "<%",
    "%:",
    "a::b",
    "::std",
    "std::abort()",
    "x;}int main(){",
    "$slot$",
    "$$",
    "{{",
    "}}",
    "R\"(",
    ")\"",
    "\\u0041",
    "a\\u0041",
    "_",
    "__",
    "___",
    "_a",
    "_A",
    "a_",
    "a__",
    "a__b",
    "__a",
    "_9",
    "9",
    "9a",
    "0x1F",
    "é",
    "größe",
    "naïve",
    "日本",
    "Ω",
    "\xE2\x80\xAE",
    "\xE2\x80\x8B",
    "a\xE2\x80\x8B",
    "\xEF\xBB\xBF",
    "\x7F",
    std::string("a\0b", 3),
    std::string("\0", 1),
    "\xFF",
    "\xC0\x80",
    "\xED\xA0\x80",
    "class",
    "struct",
    "int",
    "operator",
    "and",
    "or",
    "not",
    "xor",
    "bitand",
    "compl",
    "co_await",
    "concept",
    "requires",
    "final",
    "override",
    "import",
    "module",
    "this",
    "true",
    "nullptr",
    "template",
    "typename",
    "export",
    "std",
    "rulert",
    "main",
    "linux",
    "unix",
    "errno",
    "assert",
    "offsetof",
    "stdin",
    "alloca",
    "NULL",
    "EOF",
    "NAN",
    "INFINITY",
    "INT64_MIN",
    "UINT8_MAX",
    "BUFSIZ",
    "RAND_MAX",
    "M_PI",
    "TRUE",
    "Z",
    "ZZ",
    "Zu",
    "Z5fz",
    "aZ",
    "aZ_",
    "a_Z",
    "class_",
    "class__",
    "std_",
    "Z_",
    "ZZ_",
};

}  // namespace

TEST_CASE("every name becomes an identifier, and no two the same") {
  std::set<std::string> seen;
  for (const std::string& name : kHostile) {
    const std::string identifier = Identifier(name);
    CAPTURE(name, identifier);
    CHECK(IsIdentifier(identifier));
    CHECK_FALSE(rulec::lower::IsReservedWord(identifier));
    CHECK(seen.insert(identifier).second);
  }
}

TEST_CASE("ordinary names stay as they are") {
  for (const char* name :
       {"a", "amount", "velocity_limit", "CardVelocity", "t1", "x", "M", "count", "time", "state", "ctx"}) {
    CHECK(Identifier(name) == name);
  }
  CHECK(Identifier("class") == "class_");
  CHECK(Identifier("IBAN") == "IBAN_");
}

TEST_CASE("random texts stay apart") {
  std::mt19937 random(7);
  constexpr std::string_view kAlphabet = "aZz_u0_Z\xC3\xA9\\;";
  std::set<std::string> names;
  std::set<std::string> identifiers;
  for (int i = 0; i < 20000; ++i) {
    std::string name;
    for (auto length = random() % 6; length > 0; --length) name += kAlphabet[random() % kAlphabet.size()];
    if (!names.insert(name).second) continue;
    const std::string identifier = Identifier(name);
    CAPTURE(name, identifier);
    REQUIRE(IsIdentifier(identifier));
    REQUIRE(identifiers.insert(identifier).second);
  }
}

TEST_CASE("names change their case") {
  CHECK(UpperCamel("thin_file") == "ThinFile");
  CHECK(UpperCamel("CreditApproval") == "CreditApproval");
  CHECK(UpperCamel("row 3") != UpperCamel("row 4"));
  CHECK(UpperCamel("EOF") == "Eof");
  CHECK(SnakeCase("CardVelocity") == "card_velocity");
  CHECK(SnakeCase("HTTPServer") == "http_server");
  for (const std::string& name : kHostile) {
    CAPTURE(name);
    CHECK(IsIdentifier("k" + UpperCamel(name)));
  }
}

TEST_CASE("a scope gives each name once") {
  Scope scope;
  scope.Reserve("state");
  CHECK(scope.Take("risk") == "risk");
  CHECK(scope.Take("risk2") == "risk2");
  CHECK(scope.Take("risk") == "risk3");
  CHECK(scope.Take("state") == "state2");
}

TEST_CASE("namespaces keep clear of what C headers declare") {
  for (const char* name : {"time", "index", "log", "exp", "signal", "random", "environ", "read", "y1"}) {
    CAPTURE(name);
    CHECK(rulec::lower::IsGlobalName(name));
  }
  CHECK_FALSE(rulec::lower::IsGlobalName("bank"));
}
