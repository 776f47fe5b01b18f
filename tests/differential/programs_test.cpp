// Random programs on random inputs: compiled code against the evaluator, in answers and in failures: which expression
// failed, why, on what. 200 programs, 50 to a module; RULEC_PROGRAMS=2000 tries as many. A failure names the seed of
// its module: RULEC_SEED=N replays that module alone.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "rulert/failure.h"
#include "tests/differential/program_features.h"
#include "tests/support/catch.h"
#include "tests/support/decision_outcome.h"
#include "tests/support/native_rules.h"
#include "tests/support/random_program.h"

namespace rulec::testing {
namespace {

constexpr int kPrograms = 50;  // of a module
constexpr std::uint64_t kModules = 4;
/// So many have every part of the language, and every failure.
constexpr std::uint64_t kModulesOfEverything = 24;
constexpr int kInputs = 100;

const char* ReplayedSeed() { return std::getenv("RULEC_SEED"); }

/// The modules to try: all, or the one to replay.
std::vector<std::uint64_t> Seeds() {
  if (const char* seed = ReplayedSeed()) return {std::strtoull(seed, nullptr, 10)};
  const char* programs = std::getenv("RULEC_PROGRAMS");
  const std::uint64_t modules = programs == nullptr ? kModules : std::strtoull(programs, nullptr, 10) / kPrograms;
  std::vector<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < modules; ++seed) seeds.push_back(seed);
  return seeds;
}

/// How often the evaluator gave an answer (under "") or a failure, by its message.
using Tally = std::map<std::string, std::uint64_t>;

/// One difference is enough.
void RunProgram(const NativeRules& rules, const RandomProgram& program, Random& random, Tally& tally) {
  const std::string params = random.OneIn(2) ? MakeRandomParams(random) : "";
  CompiledDecision compiled(rules, program.decision, params);
  ShadowTally shadows;
  for (int i = 0; i < kInputs; ++i) {
    const std::string input = MakeRandomInput(random, program);
    const DecisionOutcome expected = DecideByEvaluator(rules.checked, program.decision, input, params, &shadows);
    const DecisionOutcome found = compiled.Decide(input);
    ++tally[expected.message];
    if (found == expected) continue;
    INFO(program.decision << " of " << input << (params.empty() ? "" : " with parameters ") << params);
    CHECK(found == expected);
    return;
  }
  INFO("rules in shadow of " << program.decision);
  CHECK(compiled.shadows() == shadows);
}

/// They are about something: answers are many, and of many programs every failure that rules can have is met.
void CheckTally(const Tally& tally, std::size_t modules) {
  std::uint64_t all = 0;
  for (const auto& [message, count] : tally) all += count;
  CHECK(tally.at("") > all / 2);
  if (modules < kModulesOfEverything) return;
  using rulert::ErrorKind;
  std::vector<ErrorKind> kinds = {ErrorKind::kNotBase64, ErrorKind::kNotHex, ErrorKind::kNotUtf8};
  for (int kind = 1; kind <= static_cast<int>(ErrorKind::kDisagreement); ++kind) {
    kinds.push_back(static_cast<ErrorKind>(kind));
  }
  for (const ErrorKind kind : kinds) {
    const char* const message = rulert::Message(kind);
    INFO(message);
    CHECK(tally.contains(message));
  }
}

void RunAll(const driver::NativeOptions& options) {
  const std::vector<std::uint64_t> seeds = Seeds();
  std::vector<RandomModule> modules;
  std::vector<NativeTask> tasks;
  for (const std::uint64_t seed : seeds) {
    modules.push_back(MakeRandomModule(seed, kPrograms));
    tasks.push_back({modules.back().text, options});
  }
  const std::vector<NativeRules> compiled = CompileAll(tasks);
  Tally tally;
  for (std::size_t m = 0; m < modules.size(); ++m) {
    INFO("replay with RULEC_SEED=" << seeds[m] << " and compiler " << options.compiler);
    REQUIRE(compiled[m].failure == "");
    Random random(seeds[m]);
    for (const RandomProgram& program : modules[m].programs) RunProgram(compiled[m], program, random, tally);
  }
  if (ReplayedSeed() == nullptr) CheckTally(tally, seeds.size());
}

TEST_CASE("random programs: code by g++ says what the evaluator says") { RunAll(NativeOptionsFor("g++-12", "-O0")); }

TEST_CASE("random programs: optimised code by g++ says what the evaluator says") {
  RunAll(NativeOptionsFor("g++-12", "-O2"));
}

TEST_CASE("random programs: optimised code by clang says what the evaluator says") {
  RunAll(NativeOptionsFor("clang++-19", "-O2"));
}

TEST_CASE("random programs: code by clang, undefined behaviour checked, says what the evaluator says") {
  RunAll(WithUndefinedBehaviourChecked(NativeOptionsFor("clang++-19", "-O0")));
}

TEST_CASE("random programs: they have every part of the language") {
  Features missing = EveryFeature();
  for (std::uint64_t seed = 0; seed < kModulesOfEverything; ++seed) {
    const RulesOnDisk file(MakeRandomModule(seed, kPrograms).text);
    const driver::Compilation checked = driver::Compile(file.path(), driver::Stage::kCheck, driver::Findings::kLeftOut);
    REQUIRE(Findings(checked) == "");
    for (const std::string& found : FeaturesOf(checked)) missing.erase(found);
  }
  CHECK(missing == Features());
}

}  // namespace
}  // namespace rulec::testing
