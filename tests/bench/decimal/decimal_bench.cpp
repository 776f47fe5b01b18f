// Arithmetic of decimals with 38 digits beside the same written by hand with boost::multiprecision: integers of 256
// bits, results rounded half up and checked against 10^38, at the same -O2 in the same file. Every result is compared.
//   rulec_bench_decimal [pairs=4096] [rounds=9]
#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/support/harness.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"
#include "tools/gen/draw.h"

namespace rulec::bench {
namespace {

// The results have scale 9, 6 and 6: docs/language.md, "Arithmetic".
constexpr const char* kRules = R"cc(module bench
record Pair { a: decimal(38,10)  b: decimal(38,10) }
decision Add(p: Pair): decimal(38,9) first match { otherwise p.a + p.b }
decision Multiply(p: Pair): decimal(38,6) first match { otherwise p.a * p.b }
decision Divide(p: Pair): decimal(38,6) first match { otherwise p.a / p.b }
decision Compare(p: Pair): bool first match { otherwise p.a < p.b }
)cc";

constexpr const char* kHarness = R"cc(
#include <boost/multiprecision/cpp_int.hpp>
#include "bench.rules.h"
using Big = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    256, 256, boost::multiprecision::signed_magnitude, boost::multiprecision::unchecked, void>>;
using Int128 = __int128;
static Big Power(int n) { Big p = 1; while (n-- > 0) p *= 10; return p; }
static const Big kLimit = Power(38), kTen = Power(1), kTen14 = Power(14), kTen6 = Power(6);
static Int128 Quotient(const Big& n, const Big& d) {
  Big quotient, rest;
  boost::multiprecision::divide_qr(n, d, quotient, rest);
  if (abs(rest) * 2 >= abs(d)) quotient += (n < 0) == (d < 0) ? 1 : -1;
  return abs(quotient) < kLimit ? static_cast<Int128>(quotient) : 0;
}
struct Pair { Int128 a, b; };
static Int128 BoostAdd(const Pair& p) { return Quotient(Big(p.a) + Big(p.b), kTen); }
static Int128 BoostMultiply(const Pair& p) { return Quotient(Big(p.a) * Big(p.b), kTen14); }
static Int128 BoostDivide(const Pair& p) { return p.b == 0 ? 0 : Quotient(Big(p.a) * kTen6, Big(p.b)); }
static Int128 BoostCompare(const Pair& p) { return Big(p.a) < Big(p.b); }
template <class D>
static Int128 Ours(const Pair& p) {
  static_assert(sizeof(Pair) == sizeof(bench::Pair));
  const auto answer = D::Decide(reinterpret_cast<const bench::Pair&>(p));
  if (!answer) return 0;
  if constexpr (requires { answer->value.mantissa; }) return answer->value.mantissa;
  else return answer->value;
}
template <Int128 (*kOf)(const Pair&)>
static std::uint64_t Run(const Pair* pairs, std::int64_t n) {
  std::uint64_t sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const Int128 value = kOf(pairs[i]);
    sum = sum * 31 + static_cast<std::uint64_t>(value) + 7 * static_cast<std::uint64_t>(value >> 64);
  }
  return sum;
}
extern "C" std::uint64_t OurAdd(const Pair* p, std::int64_t n) { return Run<Ours<bench::Add>>(p, n); }
extern "C" std::uint64_t OurMultiply(const Pair* p, std::int64_t n) { return Run<Ours<bench::Multiply>>(p, n); }
extern "C" std::uint64_t OurDivide(const Pair* p, std::int64_t n) { return Run<Ours<bench::Divide>>(p, n); }
extern "C" std::uint64_t OurCompare(const Pair* p, std::int64_t n) { return Run<Ours<bench::Compare>>(p, n); }
extern "C" std::uint64_t TheirAdd(const Pair* p, std::int64_t n) { return Run<BoostAdd>(p, n); }
extern "C" std::uint64_t TheirMultiply(const Pair* p, std::int64_t n) { return Run<BoostMultiply>(p, n); }
extern "C" std::uint64_t TheirDivide(const Pair* p, std::int64_t n) { return Run<BoostDivide>(p, n); }
extern "C" std::uint64_t TheirCompare(const Pair* p, std::int64_t n) { return Run<BoostCompare>(p, n); }
)cc";

__extension__ using Int128 = __int128;
struct Pair {
  Int128 a;
  Int128 b;
};
using Side = std::uint64_t(const Pair*, std::int64_t);

/// Of up to so many digits.
Int128 Draw(std::uint64_t number, int digits) {
  Int128 value = 0;
  for (int i = 0; i < digits; ++i)
    value = value * 10 + gen::Below(gen::Mix(number * 64 + static_cast<unsigned>(i)), 10);
  return gen::Below(gen::Mix(number * 64 + 63), 2) == 0 ? value : -value;
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"pairs", "rounds"});
  const std::int64_t count = arguments.Number("pairs", 4096, 1, 1'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 9, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  const Harness harness("decimal", kRules, "", kHarness);
  struct Case {
    std::string name;
    int digits_a;
    int digits_b;
  };
  // As many digits as the results have room for.
  for (const Case& one :
       {Case{"Add", 38, 38}, Case{"Multiply", 30, 20}, Case{"Divide", 30, 20}, Case{"Compare", 38, 38}}) {
    std::vector<Pair> pairs;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto number = static_cast<std::uint64_t>(2 * i);
      pairs.push_back({Draw(number, one.digits_a), Draw(number + 1, one.digits_b)});
    }
    std::uint64_t sums[2] = {};
    const auto time = [&](const char* of, std::uint64_t& sum) {
      const auto side = harness.Find<Side>((of + one.name).c_str());
      const double start = ThreadCpuSeconds();
      for (int k = 0; k < 20; ++k) sum = side(pairs.data(), count);
      return (ThreadCpuSeconds() - start) * 1e9 / static_cast<double>(20 * count);
    };
    const Pairs both =
        MeasurePairs(rounds, [&] { return time("Their", sums[0]); }, [&] { return time("Our", sums[1]); });
    if (sums[0] != sums[1]) Die(one.name + ": results differ");
    Report("decimal", one.name, "rulec", "ns", Median(both.second));
    Report("decimal", one.name, "boost", "ns", Median(both.first));
    ReportRatio("decimal", one.name, "speed_over_boost", both.ratios);
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
