#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::testing {
namespace {

using diagnostics::Code;

const std::string kGeo =
    "module geo\n"
    "enum Zone { near, far }\n"
    "record Country { code: string  zone: Zone }\n"
    "param home: string = \"GB\"\n"
    "function is_far(c: Country): bool = c.zone == far and c.code != home\n"
    "decision Fee(c: Country): int first match { rule far when is_far(c) then 5 otherwise 0 }\n"
    "stream countries: Country\n";

}  // namespace

TEST_CASE("types, functions, decisions, enums and parameters of an import are read through its name") {
  const CheckedRules checked = CheckRules(
      "module shop\n"
      "import rules \"lib/geo.rules\" as geo\n"
      "record Order { to: geo.Country  amount: int }\n"
      "function total(o: Order): int = o.amount + geo.Fee(o.to)\n"
      "function near(o: Order): bool = o.to.zone == geo.Zone.near or o.to.code == geo.home\n"
      "function made(): geo.Country = { code: \"FR\", zone: far }\n",
      {{"lib/geo.rules", kGeo}});
  INFO(checked.report);
  REQUIRE(checked.program);
  CHECK(checked.program->module == "shop");
  CHECK(checked.program->streams.empty());  // they run where their file is the root
  bool found = false;
  for (const ir::Record& record : checked.program->records)
    found = found || (record.origin == "geo" && record.name == "Country");
  CHECK(found);
}

TEST_CASE("a file that two others import is one module") {
  const CheckedRules checked = CheckRules(
      "import rules \"a.rules\" as a\nimport rules \"b.rules\" as b\n"
      "function f(x: a.Holder): bool = b.check(x.c)\n",
      {{"a.rules", "import rules \"geo.rules\" as geo\nrecord Holder { c: geo.Country }\n"},
       {"b.rules", "import rules \"./geo.rules\" as g\nfunction check(c: g.Country): bool = g.is_far(c)\n"},
       {"geo.rules", kGeo}});
  INFO(checked.report);
  CHECK(checked.program);
}

TEST_CASE("mistakes around imports are reported once, where they are") {
  CHECK(CheckRules("import rules \"x.rules\" as x\nrecord A { f: x.Y }\n").codes == std::vector{Code::kImportFailed});
  CHECK(CheckRules("import rules \"a.rules\" as a\n", {{"a.rules", "import rules \"input.rules\" as r\n"}}).codes ==
        std::vector{Code::kImportCycle});
  CHECK(CheckRules("import rules \"geo.rules\" as geo\nfunction f(c: geo.Cuntry): bool = true\n", {{"geo.rules", kGeo}})
            .codes == std::vector{Code::kUnknownType});
  CHECK(CheckRules("import rules \"geo.rules\" as geo\nfunction f(c: geo.Country): bool = geo.is_fat(c)\n",
                   {{"geo.rules", kGeo}})
            .codes == std::vector{Code::kUnknownFunction});
  CHECK(
      CheckRules("import rules \"geo.rules\" as geo\nfunction f(): string = geo.hom\n", {{"geo.rules", kGeo}}).codes ==
      std::vector{Code::kUnknownName});
  CHECK(CheckRules("import rules \"geo.rules\" as geo\nparam home: int = 1\n", {{"geo.rules", kGeo}}).codes ==
        std::vector{Code::kDuplicateName});
}

TEST_CASE("a chain of ten thousand imports does not exhaust the stack") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 10'000; ++i) {
    files["m" + std::to_string(i) + ".rules"] =
        i + 1 < 10'000 ? "import rules \"m" + std::to_string(i + 1) + ".rules\" as next\n" : "record Last { n: int }\n";
  }
  CHECK(CheckRules("import rules \"m0.rules\" as first\nrecord A { n: int }\n", files).program);
}

TEST_CASE("callees come before their callers, whatever the order in the file") {
  const CheckedRules checked = CheckRules(
      "function a(n: int): int = b(n) + C(n)\n"
      "function b(n: int): int = n\n"
      "decision C(n: int): int first match { rule r when b(n) > 3 then D(n) otherwise 1 }\n"
      "decision D(n: int): int first match { otherwise b(n) }\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  std::vector<std::string> names;
  for (const ir::Function& function : checked.program->functions) names.push_back(function.name);
  for (const ir::Decision& decision : checked.program->decisions) names.push_back(decision.name);
  CHECK(names == std::vector<std::string>{"b", "a", "D", "C"});
}

TEST_CASE("chains of ten thousand records do not exhaust the stack, of calls they are refused") {
  std::string records = "record R0 { n: int }\n";
  std::string calls = "function f0(n: int): int = n\n";
  for (int i = 1; i < 10'000; ++i) {
    const std::string before = std::to_string(i - 1);
    records += "record R" + std::to_string(i) + " { r: R" + before + " }\n";
    calls += "function f" + std::to_string(i) + "(n: int): int = f" + before + "(n)\n";
  }
  CHECK(CheckRules(records).program);
  const auto checked = CheckRules(calls);
  CHECK_FALSE(checked.program);
  CHECK(checked.report.find("R0852") != std::string::npos);
}

}  // namespace rulec::testing
