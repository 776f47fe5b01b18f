#include "compiler/lower/lower.h"

#include <algorithm>
#include <string>

#include "compiler/emit/emit.h"
#include "tests/support/catch.h"
#include "tests/unit/lower/plan_of.h"

using rulec::test::PlanOf;
namespace plan = rulec::plan;

namespace {

/// A module with one keyed process whose handler is `body`; `state` stands before it.
plan::Plan Process(const std::string& state, const std::string& body) {
  return PlanOf(
      "module m.n\n"
      "record T { id: string  amount: decimal(12,2)  n: int  f: float  at: timestamp  spare: string }\n"
      "record A { id: string  n: int }\n"
      "stream ts: T { time at }\noutput as_: A\nparam limit: int = 5\n"
      "process P by id {\n" +
      state + "\n  on ts as t {\n" + body + "\n  }\n}\n");
}

std::string Decision(int rules, const std::string& condition, const std::string& op = "==") {
  std::string text = "module m.n\nrecord R { a: int  s: string }\ndecision D(r: R): int? first match {\n";
  for (int i = 0; i < rules; ++i) {
    text += "  rule r" + std::to_string(i) + " when r.a " + op + " " + std::to_string(i) + condition + " then " +
            std::to_string(i) + "\n";
  }
  return text + "}\n";
}

std::string HeaderOf(const plan::Plan& plan) {
  return rulec::emit::Emit(plan, {.name = "test"}).files.at("test.rules.h");
}

}  // namespace

TEST_CASE("rows keep what is read: key, time, and fields of rules") {
  const plan::Plan plan = Process("  window hour = ts in last 1h where amount > 3.00",
                                  "rule r when hour.count > 3 then emit as_ { id: t.id, n: 1 }");
  CHECK(plan.streams[0].fields == std::vector<std::uint32_t>{0, 1, 4});
  CHECK_FALSE(plan.streams[0].whole);
  CHECK(plan.streams[0].event == "TsEvent");
}

TEST_CASE("an event that is used as a whole is kept as a whole") {
  const plan::Plan plan = PlanOf(
      "module m\nrecord T { id: string  n: int  spare: string }\nrecord A { n: int }\nstream ts: T\noutput o: A\n"
      "function f(t: T): int = t.n\nprocess P by id { on ts as t { emit o { n: f(t) } } }\n");
  CHECK(plan.streams[0].whole);
  CHECK(plan.streams[0].fields.size() == 3);
  CHECK(plan.streams[0].event == "T");
}

TEST_CASE("what a process remembers longest") {
  CHECK(Process("  window hour = ts in last 1h\n  state risk: int = 0 expires 1d after write", "risk = 1")
            .processes[0]
            .longest_memory_us == 86'400'000'000);
  CHECK_FALSE(Process("  state risk: int = 0 unbounded", "risk = 1").processes[0].longest_memory_us.has_value());
}

TEST_CASE("signatures of decisions follow declared types only") {
  const plan::Plan plan = PlanOf(
      "module m\nrecord R { s: string }\n"
      "decision Number(r: R): int first match { rule a when lower(r.s) == \"x\" then 1  otherwise 2 }\n"
      "decision Text(r: R): string first match { otherwise \"x\" }\n"
      "decision Many(r: R): int all matches { rule a when r.s == \"x\" then 1 }\n");
  CHECK_FALSE(plan.decisions[0].signature.scratch);
  CHECK(plan.decisions[0].needs.scratch);  // a local one
  CHECK(plan.decisions[1].signature.scratch);
  CHECK_FALSE(plan.decisions[1].needs.scratch);
  CHECK(plan.decisions[2].signature.scratch);
  CHECK_FALSE(plan.decisions[0].signature.params);
  CHECK(PlanOf("module m\nparam p: int = 1\ndecision D(): int first match { otherwise 2 }\n")
            .decisions[0]
            .signature.params);
}

TEST_CASE("up to 64 rules stand in one function, more in shards of 64") {
  CHECK(PlanOf(Decision(64, "", "!=")).decisions[0].strategy == plan::MatchStrategy::kChain);
  const plan::Plan plan = PlanOf(Decision(130, "", "!="));
  REQUIRE(plan.decisions[0].strategy == plan::MatchStrategy::kShardedChain);
  REQUIRE(plan.decisions[0].shards.size() == 3);
  CHECK(plan.decisions[0].shards[1].first == 64);
  CHECK(plan.decisions[0].shards[1].last == 127);
  CHECK(plan.decisions[0].shards[2].last == 129);
}

TEST_CASE("rules that ask for different values are found by an index") {
  const auto index = [](const std::string& text) { return PlanOf(text).decisions[0].index; };
  CHECK_FALSE(index(Decision(31, "")));
  CHECK_FALSE(index(Decision(100, "", ">")));       // half of them would be found
  CHECK_FALSE(index(Decision(100, " + 1 - r.a")));  // what can fail is asked in the order of the file
  const auto whole = index(Decision(40, " and r.s > \"m\""));
  REQUIRE(whole);
  CHECK(whole->answers.size() == 40);
  const auto* bitmap = std::get_if<plan::BitmapIndex>(&whole->form);
  REQUIRE(bitmap);
  CHECK(bitmap->columns.size() == 2);
  CHECK(bitmap->columns[0].asked.size() == 40);
  const auto behind = index(Decision(40, " and r.a * 2 > 5 and r.s == \"x\""));
  REQUIRE(behind);
  CHECK(behind->columns.size() == 1);
  CHECK(behind->answers.empty());
}

TEST_CASE("an index whose bitmap would be large has rows") {
  const auto index = PlanOf(Decision(2000, " and r.s > \"m\"")).decisions[0].index;
  REQUIRE(index);
  const auto* rows = std::get_if<plan::RowIndex>(&index->form);
  REQUIRE(rows);
  CHECK(rows->rows.size() == 2000);
  CHECK(rows->unkeyed == 2000);
  REQUIRE(rows->keys.size() == 1);
  CHECK(index->columns[rows->keys[0].column].text == "r.a");
}

TEST_CASE("a table that no value leads into has a bitmap, and stays data where it is large") {
  const auto plan_of = [](int rows) {
    std::string text = "module m.n\ndecision D(a: int, b: int): int? first match {\n table {\n | a | b || v |\n";
    for (int i = 0; i < rows; ++i) {
      const std::string a = std::to_string(i % 40) + ".." + std::to_string(i % 40 + 1);
      const std::string b = std::to_string(i / 40) + ".." + std::to_string(i / 40 + 1);
      text += " | " + a + " | " + b + " || " + std::to_string(i) + " |\n";
    }
    return PlanOf(text + "} }\n").decisions[0];
  };
  const plan::Decision small = plan_of(1000);
  REQUIRE(small.index);
  CHECK(std::holds_alternative<plan::BitmapIndex>(small.index->form));
  CHECK(small.index->answers.size() == 1000);
  const plan::Decision large = plan_of(2000);
  CHECK_FALSE(large.index);
  CHECK(large.packed);
}

TEST_CASE("a dear test of several rules is made once") {
  CHECK(PlanOf(Decision(3, " and r.s == \"x\"")).decisions[0].shared.size() == 1);
  CHECK(PlanOf(Decision(1, " and r.s == \"x\"")).decisions[0].shared.empty());
  CHECK(PlanOf(Decision(3, " and r.a > 5")).decisions[0].shared.empty());  // cheap
  CHECK(PlanOf(Decision(3, " and length(r.s) + 1 > 5"))
            .decisions[0]
            .shared.empty());  // could fail where its rule would not be asked
}

TEST_CASE("a test that rests on an earlier one is not moved before it") {
  const plan::Plan plan = PlanOf(
      "module m\nrecord R { s: string? }\ndecision D(r: R): int? first match {\n"
      "  rule a when r.s is present and lower(r.s) == \"x\" then 1\n"
      "  rule b when r.s is present and lower(r.s) == \"x\" then 2\n}\n");
  CHECK(plan.decisions[0].shared.empty());
}

TEST_CASE("operands that can fail are evaluated in the order of the language") {
  const std::string header =
      HeaderOf(PlanOf("module m\ndecision D(a: int, b: int): bool first match { otherwise a + b < a * b }\n"));
  const auto first = header.find("= m.Add(a, b, ");
  const auto second = header.find("< m.Mul(a, b, ");
  REQUIRE(first != std::string::npos);
  REQUIRE(second != std::string::npos);
  CHECK(first < second);
}

TEST_CASE("what runs only if it is asked for stays where it is asked for") {
  const std::string header = HeaderOf(
      PlanOf("module m\ndecision D(a: int, b: int): bool first match { otherwise a > 0 and a + b < a * b }\n"));
  CHECK(header.find("a > 0 && [&] { const auto operand = m.Add(a, b, ") != std::string::npos);
}

TEST_CASE("names that hurt stay inside of identifiers and literals") {
  const plan::Plan plan = PlanOf(
      "module class.linux\nrecord std { class: int  `na\xC3\xAFve`: string  EOF: int  Params: int }\n"
      "param rulert: string = \"\\\"; abort(); //\"\ndecision Answer(ctx: std, m: int): int first match { otherwise m "
      "}\n");
  CHECK(plan.qualified == "::class_::linux_");
  const std::string header = HeaderOf(plan);
  CHECK(header.find("std::string_view naZefzve_;") != std::string::npos);
  CHECK(header.find("std::int64_t EOF_ = 0;") != std::string::npos);
  CHECK(header.find("std::string_view rulert_ = \"\\\"; abort(); //\";") != std::string::npos);
}

TEST_CASE("equal plans give equal bytes, and none of the machine's paths") {
  const auto once = rulec::emit::Emit(PlanOf(Decision(70, " and r.s == \"x\"")), {.name = "test"});
  const auto twice = rulec::emit::Emit(PlanOf(Decision(70, " and r.s == \"x\"")), {.name = "test"});
  CHECK(once.files == twice.files);
  CHECK(once.manifest == twice.manifest);
  for (const auto& [name, text] : once.files) CHECK(text.find("/home") == std::string::npos);
}

TEST_CASE("a module whose name the C library has gets a namespace of its own") {
  for (const std::string name :
       {"int64_t", "uint64_t", "div_t", "size_t", "abs", "memcpy", "strlen", "y1", "time_t", "signal", "index",
        "timespec", "strtok_r", "pthread_self", "sqrtf32", "log10", "j0f"}) {
    INFO(name);
    CHECK(PlanOf("module " + name + ".abs\nfunction f(n: int): int = n\n").qualified == "::" + name + "_::abs");
  }
  CHECK(PlanOf("module bank.index\nfunction f(n: int): int = n\n").qualified == "::bank::index");
}

TEST_CASE("names of template parameters are free where no process has them") {
  const std::string decisions =
      "module m\ndecision E(n: int): int first match { otherwise n }\n"
      "decision F(n: int): int first match { otherwise n }\n";
  CHECK(PlanOf(decisions).decisions[0].cpp == "E");
  CHECK(PlanOf(decisions).decisions[1].cpp == "F");
  const std::string process =
      "record T { id: string }\nstream ts: T\noutput o: T\nprocess P by id { on ts as t { emit o { id: t.id } } }\n";
  CHECK(PlanOf(decisions + process).decisions[0].cpp == "E2");
}
