// The first row that matches in tables of 16,000 to 1,000,000 rows from CSV, each with a code and a bound of an amount,
// beside std::unordered_map with a row for each code, and a scan of all rows, at the same -O2 in the same file.
//   rulec_bench_table_lookup [rows=16000,100000,1000000] [lookups=200000] [rounds=7]
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/support/harness.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"
#include "tools/gen/draw.h"

namespace rulec::bench {
namespace {

constexpr const char* kRules =
    "module bench\nrecord Rate { tier: int  apr: decimal(5,2) }\n"
    "decision Find(code: string, amount: decimal(12,2)): Rate? first match {\n  table from \"table.csv\"\n}\n";

std::string Code(std::int64_t row) {
  char text[16];
  std::snprintf(text, sizeof text, "C%07lld", static_cast<long long>(row * 7919 % 9'999'991));
  return text;
}

std::int64_t Bound(std::int64_t row) { return 1 + row % 500; }

std::string TableText(std::int64_t rows) {
  std::string text = "code,amount,|| tier,apr\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    text += Code(row) + ",< " + std::to_string(Bound(row)) + ".00," + std::to_string(row % 97) + "," +
            std::to_string(row % 900 / 100) + "." + std::to_string(10 + row % 90) + "\n";
  }
  return text;
}

/// Each side adds the tiers of what it finds: `asked` are codes of 8 letters and cents.
constexpr const char* kHarness = R"cc(
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include "bench.rules.h"
struct Asked { const char* code; std::int64_t cents; };
struct Row { std::string code; std::int64_t below; std::int64_t tier; };
static std::vector<Row> rows;
static std::unordered_map<std::string_view, const Row*> by_code;
extern "C" void AddRow(const char* code, std::int64_t below, std::int64_t tier) { rows.push_back({code, below, tier}); }
extern "C" void Begin() { for (const Row& row : rows) by_code.emplace(row.code, &row); }
extern "C" std::int64_t Ours(const Asked* asked, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto found = bench::Find::Decide({asked[i].code, 8}, {asked[i].cents});
    if (found->value.has_value()) sum += found->value->tier;
  }
  return sum;
}
extern "C" std::int64_t Map(const Asked* asked, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto found = by_code.find({asked[i].code, 8});
    if (found != by_code.end() && asked[i].cents < found->second->below) sum += found->second->tier;
  }
  return sum;
}
extern "C" std::int64_t Scan(const Asked* asked, std::int64_t n) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::string_view code(asked[i].code, 8);
    for (const Row& row : rows) {
      if (row.code == code && asked[i].cents < row.below) {
        sum += row.tier;
        break;
      }
    }
  }
  return sum;
}
)cc";

struct Asked {
  const char* code;
  std::int64_t cents;
};
using Side = std::int64_t(const Asked*, std::int64_t);
using AddRow = void(const char*, std::int64_t, std::int64_t);

struct Questions {
  std::vector<std::string> codes;
  std::vector<Asked> asked;

  /// One in nine asks for a code that is not there.
  Questions(std::int64_t rows, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      codes.push_back(
          Code(gen::Below(gen::Mix(static_cast<std::uint64_t>(i)), static_cast<std::uint32_t>(rows * 9 / 8))));
    }
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::uint64_t>(count + i);
      asked.push_back({codes[static_cast<std::size_t>(i)].c_str(), gen::Below(gen::Mix(at), 50'000)});
    }
  }
};

void Measure(std::int64_t rows, std::int64_t count, int rounds) {
  const std::string label = std::to_string(rows) + "_rows";
  const Harness harness("table-lookup-" + std::to_string(rows), kRules, TableText(rows), kHarness);
  Report("table_lookup", label, "build", "s", harness.seconds());
  for (std::int64_t row = 0; row < rows; ++row) {
    harness.Find<AddRow>("AddRow")(Code(row).c_str(), Bound(row) * 100, row % 97);
  }
  harness.Find<void()>("Begin")();
  const Questions questions(rows, count);
  const auto time = [&](const char* side, std::int64_t many, std::int64_t& sum) {
    const double start = ThreadCpuSeconds();
    sum = harness.Find<Side>(side)(questions.asked.data(), many);
    return (ThreadCpuSeconds() - start) * 1e9 / static_cast<double>(many);
  };
  const auto pair = [&](const char* other, std::int64_t many) {
    std::int64_t ours = 0;
    std::int64_t theirs = 0;
    const Pairs pairs =
        MeasurePairs(rounds, [&] { return time(other, many, theirs); }, [&] { return time("Ours", many, ours); });
    if (ours != theirs) Die("answers differ: " + std::to_string(ours) + " and " + std::to_string(theirs));
    return pairs;
  };
  const Pairs map = pair("Map", count);
  Report("table_lookup", label, "rulec", "ns", Median(map.second));
  Report("table_lookup", label, "unordered_map", "ns", Median(map.first));
  ReportRatio("table_lookup", label, "speed_over_map", map.ratios);
  // A scan looks at half of the rows: few questions are enough.
  const Pairs scan = pair("Scan", std::min<std::int64_t>(count, 500));
  Report("table_lookup", label, "scan", "ns", Median(scan.first));
  ReportRatio("table_lookup", label, "speed_over_scan", scan.ratios);
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rows", "lookups", "rounds"});
  const std::string sizes = arguments.Text("rows", "16000,100000,1000000");
  const std::int64_t lookups = arguments.Number("lookups", 200'000, 1, 100'000'000);
  const auto rounds = static_cast<int>(arguments.Number("rounds", 7, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    Measure(std::stoll(sizes.substr(begin, end - begin)), lookups, rounds);
    begin = end + 1;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
