#include "compiler/ir/print.h"
#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::ir {
namespace {

using types::TypeKind;

Constant Number(base::Int128 number) {
  Constant constant;
  constant.number = number;
  return constant;
}

}  // namespace

TEST_CASE("constants as their author would write them") {
  Program program;
  program.enums.Add({"m", "Level", {}, "", {"low", "high"}});
  types::TypeTable& types = program.types;
  const auto text = [&](Constant constant, TypeId type) { return ConstantText(program, constant, type); };
  CHECK(text(Number(1), types.Simple(TypeKind::kBool)) == "true");
  CHECK(text(Number(-7), types.Simple(TypeKind::kInt)) == "-7");
  CHECK(text(Number(-5), types.Decimal(4, 2)) == "-0.05");
  CHECK(text(Number(1250), types.Decimal(4, 2)) == "12.50");
  CHECK(text(Number(7), types.Decimal(4, 0)) == "7");
  CHECK(text(Number(-1), types.Simple(TypeKind::kTimestamp)) == "1969-12-31T23:59:59.999999Z");
  CHECK(text(Number(5'400'000'000), types.Simple(TypeKind::kDuration)) == "1h30m");
  CHECK(text(Number(20'484), types.Simple(TypeKind::kDate)) == "2026-01-31");
  CHECK(text(Number(1), types.Enum(EnumId(0))) == "Level.high");
  Constant string;
  string.text = "a\"{b}\n";
  CHECK(text(string, types.Simple(TypeKind::kString)) == "\"a\\\"\\{b\\}\\n\"");
  Constant real;
  real.real = 3;
  CHECK(text(real, types.Simple(TypeKind::kFloat)) == "3e0");
  Constant missing;
  missing.missing = true;
  CHECK(text(missing, types.Optional(types.Simple(TypeKind::kInt))) == "missing");
}

TEST_CASE("types as their author would write them") {
  Program program;
  program.enums.Add({"", "Level", {}, "", {"low"}});
  program.enums.Add({"lib", "Level", {}, "", {"low"}});
  types::TypeTable& types = program.types;
  CHECK(TypeText(program, types.Enum(EnumId(1))) == "lib.Level");
  CHECK(TypeText(program, types.Optional(types.Decimal(12, 2))) == "decimal(12,2)?");
  CHECK(TypeText(program, types.List(types.Enum(EnumId(0)))) == "list<Level>");
}

TEST_CASE("a program prints the same every time, with every part") {
  const std::string rules =
      "module shop\nenum Level { low, high }\nrecord In { id: string  a: int?  d: decimal(9,2)  at: timestamp }\n"
      "record Out { id: string  n: int }\nparam limit: int = 3\nfunction f(n: int): int = n * limit\n"
      "decision D(p: In): int? first match { let x = p.a ?? 0  rule r likely when f(x) > 3 then x }\n"
      "stream ins: In { time at delay 5s idle 1m }\noutput outs: Out key id\n"
      "process P by id {\n state c: int? = 3 expires 1h after write\n window w = ins in last 1h where d > 1.5\n"
      " on ins as t { var v: int = 0  let l = w.sum(d)  rule r once per 1h when l > 3 and c is present then { v = c "
      "c += 1\n"
      " emit outs { id: key.id, n: v } } } }\n";
  const auto first = testing::CheckRules(rules);
  INFO(first.report);
  REQUIRE(first.program);
  const std::string text = Print(*first.program);
  CHECK(text == Print(*testing::CheckRules(rules).program));
  for (const char* part : {"module shop", "enum Level { low, high }", "param limit: int = 3", "let x: int = (p.a ?? 0)",
                           "rule r likely", "stream ins: In time at delay 5s idle 1m", "output outs: Out key id",
                           "process P by id: string = ins.id", "state c: int? = some(3) expires 1h after write",
                           "window w = ins in last 1h where (entering.d > 1.5:decimal(2,1))",
                           "sum(entering.d): decimal(38,2)", "var v: int = 0", "rule r once per 1h",
                           "state.c = some((state.c! + 1))", "emit outs Out { id: key.id, n: v }"}) {
    INFO(part << "\nin\n" << text);
    CHECK(text.find(part) != std::string::npos);
  }
}

}  // namespace rulec::ir
