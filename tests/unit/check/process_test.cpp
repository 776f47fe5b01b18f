#include "tests/support/catch.h"
#include "tests/unit/check/checked_rules.h"

namespace rulec::testing {
namespace {

const std::string kHead =
    "record Tx { card: string  amount: decimal(12,2)  n: int  at: timestamp }\n"
    "record Login { user: string  ok: bool }\n"
    "record Alert { card: string  n: int }\n"
    "stream txs: Tx { time at  delay 5s  idle 30s }\n"
    "stream logins: Login\n"
    "output alerts: Alert key card\n"
    "param limit: int = 2 + 3\n";

}  // namespace

TEST_CASE("a process with all its parts") {
  const CheckedRules checked = CheckRules(
      kHead +
      "process P by txs.card = logins.user {\n"
      "  state risk: int = 0 expires 30d after write\n"
      "  state last: Tx? unbounded\n"
      "  window hour = txs in last 1h where amount > 1.50\n"
      "  on txs as t {\n"
      "    var k: int = 1\n"
      "    let twice = hour.count * 2\n"
      "    rule fast likely once per 1h \"too fast\" when hour.count > limit and hour.sum(amount) > 100.00 then {\n"
      "      risk += twice\n      k = k + hour.count\n      last = t\n"
      "      emit alerts { card: key.card, n: risk + k }\n"
      "    }\n"
      "  }\n"
      "  on logins as l { risk -= 1 }\n"
      "}\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  const ir::Process& process = checked.program->processes.at(0);
  CHECK(process.key.at(0).name == "card");
  CHECK(process.key.at(0).sources.size() == 2);
  CHECK(process.windows.begin()->aggregates.size() == 2);  // three questions, two of them equal
  CHECK(process.windows.begin()->size_us == 3'600'000'000);
  CHECK(process.cells.begin()->expires_us == 30 * 86'400'000'000);
  CHECK(checked.program->streams.begin()->delay_us == 5'000'000);
  CHECK(checked.program->streams.begin()->idle_us == 30'000'000);
  const ir::Expr& limit = checked.program->exprs[checked.program->params.begin()->default_value];
  CHECK(limit.kind == ir::ExprKind::kConstant);
  const ir::Statement& rule = checked.program->statements[process.handlers.at(0).body.at(2)];
  CHECK(rule.once_per_us == 3'600'000'000);
  CHECK(rule.likely);
  CHECK(rule.description == "too fast");
  CHECK(rule.body.size() == 4);
}

TEST_CASE("a bare name in a window is the entering event's field first") {
  const CheckedRules checked = CheckRules(
      kHead +
      "process P by card {\n  window w = txs in last 1h where n > limit\n"
      "  on txs as t { let n = 1  rule r when w.count(n > 3) > n then emit alerts { card: t.card, n: n } } }\n");
  INFO(checked.report);
  REQUIRE(checked.program);
  const std::string text = ir::Print(*checked.program);
  CHECK(text.find("where (entering.n > param.limit)") != std::string::npos);
  CHECK(text.find("(w.count((entering.n > 3)) > n)") != std::string::npos);
}

TEST_CASE("aggregates have the types of the language page") {
  const auto type_of = [](const std::string& question) {
    const CheckedRules checked = CheckRules(
        "record Tx { k: int  i: int  f: float  d: decimal(12,2)  e: decimal(12,8)  t: timestamp }\nstream txs: Tx\n"
        "record Out { n: int }\noutput outs: Out\n"
        "process P by k {\n  window w = txs in last 1h\n  on txs as t { let a = w." +
        question + "  emit outs { n: 1 } } }\n");
    INFO(checked.report);
    REQUIRE(checked.program);
    const std::string text = ir::Print(*checked.program);
    const std::size_t start = text.find("let a: ") + 7;
    return text.substr(start, text.find(" =", start) - start);
  };
  CHECK(type_of("count") == "int");
  CHECK(type_of("count(i > 3)") == "int");
  CHECK(type_of("sum(i)") == "int");
  CHECK(type_of("sum(d)") == "decimal(38,2)");
  CHECK(type_of("sum(f)") == "float");
  CHECK(type_of("avg(i)") == "float?");
  CHECK(type_of("avg(d)") == "decimal(38,6)?");
  CHECK(type_of("avg(e)") == "decimal(38,8)?");
  CHECK(type_of("min(i)") == "int?");
  CHECK(type_of("max(t)") == "timestamp?");
}

TEST_CASE("one mistake is one error") {
  const auto count = [](const std::string& text) {
    const CheckedRules checked = CheckRules(kHead + text);
    INFO(checked.report);
    CHECK_FALSE(checked.program);
    return checked.codes.size();
  };
  CHECK(count("function f(t: Txx): int = t.n + t.m * 3\n") == 1);
  CHECK(count("process P by card { state s: integer = 0 unbounded  on txs as t { s += 1  rule r when s > 3 then s = 0 "
              "} }\n") == 1);
  CHECK(count("process P by card { on tx as t { let a = t.n  rule r when a > 3 then emit alerts { card: t.card, n: a } "
              "} }\n") == 1);
  CHECK(
      count("process P by card { on txs as t { let a = t.m  let b = a + 1  emit alerts { card: t.card, n: b } } }\n") ==
      1);
  CHECK(count("process P by crd { on txs as t { emit alerts { card: key.crd, n: 1 } } }\n") == 1);
  CHECK(count("decision D(n: int): Alrt first match { rule a when n > 3 then { card: 1 } otherwise { n: 2 } }\n") == 1);
}

TEST_CASE("names meant to hurt are names") {
  CHECK(
      CheckRules(
          "module class.std\nrecord linux { main: int  rulert: string  ctx: bool  `if`: int  größe: int }\n"
          "enum template { new, delete }\nfunction operator(namespace: linux): int = namespace.`if` + namespace.größe\n"
          "decision auto(state: linux): template first match { rule this when state.ctx then new otherwise delete }\n")
          .program);
}

}  // namespace rulec::testing
