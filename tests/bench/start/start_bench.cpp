// From `rulec run` to its first result, as a program:
//   cold    nothing is in the cache: runtime headers are precompiled, the module compiled
//   edited  the headers are there, one constant of one rule is new: what an author waits for
//   warm    the module is there
//   rulec_bench_start [rules=1,10,100,1000] [rounds=5]
// A decision of so many rules (support/decision_rules.h) answers one line.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

struct Times {
  std::vector<double> first_result;
  std::vector<double> cpu;

  void Add(const TimedProcess& process) {
    first_result.push_back(process.first_byte_seconds * 1e3);
    cpu.push_back(process.cpu_seconds * 1e3);
  }
  void Print(const std::string& label) const {
    Report("start", label, "first_result", "ms", Median(first_result));
    Report("start", label, "cpu", "ms", Median(cpu));
  }
};

class Folder {
 public:
  Folder() { fs::create_directories(path_); }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = path_ / name;
    if (auto written = base::WriteIfChanged(path, text); !written) Die(written.error().message);
    return path;
  }
  std::string EmptyCache() const {
    const fs::path cache = path_ / "cache";
    fs::remove_all(cache);
    return cache;
  }

 private:
  const fs::path path_ = fs::temp_directory_path() / "rulec-bench-start";
};

void Measure(const Folder& folder, int rules, int rounds) {
  std::string fact = "{";
  for (int f = 0; f < kFields; ++f) fact += (f == 0 ? "\"f" : ",\"f") + std::to_string(f) + "\":50";
  const std::string input = folder.Write("facts.jsonl", fact + "}\n");
  const auto run = [&](int edited) {
    const std::string path = folder.Write("bench.rules", DecisionText(rules, edited));
    const TimedProcess process = RunOrDie({RULEC_PROGRAM, "run", path, "--decision", "Match", "--input", input});
    if (process.output.empty()) Die("no result");
    return process;
  };
  Times cold;
  Times edited;
  Times warm;
  for (int round = 0; round < rounds; ++round) {
    setenv("RULEC_CACHE_DIR", folder.EmptyCache().c_str(), 1);
    cold.Add(run(0));
    edited.Add(run(1));
    warm.Add(run(1));
  }
  const std::string label = std::to_string(rules) + "_rules_";
  cold.Print(label + "cold");
  edited.Print(label + "edited");
  warm.Print(label + "warm");
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"rules", "rounds"});
  const std::string sizes = arguments.Text("rules", "1,10,100,1000");
  const auto rounds = static_cast<int>(arguments.Number("rounds", 5, 1, 1000));
  if (!arguments.error().empty()) Die(arguments.error());
  const Folder folder;
  for (std::size_t begin = 0; begin < sizes.size();) {
    const std::size_t end = std::min(sizes.find(',', begin), sizes.size());
    Measure(folder, std::stoi(sizes.substr(begin, end - begin)), rounds);
    begin = end + 1;
  }
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
