// Instructions an event, counted by callgrind: they do not depend on the neighbours. Modules are compiled as `rulec
// run` compiles them and called through the module contract.
//   rulec_bench_instructions [bounds=yes]      with bounds: exit 1 if a count is above its bound
//   rulec_bench_instructions inside=CASE module=SHARED_OBJECT      one case, as it runs under callgrind
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/driver/build.h"
#include "compiler/driver/pipeline.h"
#include "rulert/hash.h"
#include "rulert/row.h"
#include "rulert/scratch.h"
#include "runtime/src/core/module_loader.h"
#include "runtime/src/io/record_codec.h"
#include "tests/bench/codec/transactions_spec.h"
#include "tests/bench/support/decision_rules.h"
#include "tests/bench/support/pairs.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kEvents = 4000;  // counted
constexpr std::uint32_t kKeys = 1000;

/// Something that is done kEvents times in one call of Run.
class Work {
 public:
  virtual ~Work() = default;
  virtual void WarmUp() = 0;
  virtual void Run() = 0;
};

/// What is counted, and nothing else: callgrind switches at this name.
extern "C" [[gnu::noinline]] void RulecBenchCounted(Work* work) { work->Run(); }

/// The path of the shared object. Not under callgrind, where the compiler would take fifty times as long.
std::string Build(const std::string& rules) {
  const auto compilation = driver::Compile(rules, driver::Stage::kLower);
  if (!compilation.ok()) Die(rules + " does not compile");
  auto built = driver::BuildSharedObject(driver::Generate(compilation, driver::ModuleFileName(rules)));
  if (!built) Die(built.error().message);
  return *built;
}

class Loaded {
 public:
  explicit Loaded(const std::string& path) {
    auto loaded = rulert::core::LoadedModule::Open(path);
    if (!loaded) Die(loaded.error());
    loaded_ = std::move(*loaded);
  }
  const rulert::Module& module() const { return loaded_->module(); }

 private:
  std::shared_ptr<const rulert::core::LoadedModule> loaded_;
};

std::string OfBench(const char* rules) { return std::string(RULEC_SOURCE_DIR "/tests/bench/") + rules; }

std::string DecisionFile(int rules) {
  const fs::path path = fs::temp_directory_path() / ("rulec-bench-instructions-" + std::to_string(rules) + ".rules");
  if (auto written = base::WriteIfChanged(path.string(), DecisionText(rules)); !written) Die(written.error().message);
  return path.string();
}

class Decision final : public Work {
 public:
  explicit Decision(const std::string& module) : rules_(module), facts_(MakeFacts(kEvents)) {}
  void WarmUp() override { Run(); }
  void Run() override {
    for (std::uint32_t i = 0; i < kEvents; ++i) {
      scratch_.Reset();
      rulert::DecisionCall call{};
      call.input = &facts_[static_cast<std::size_t>(i) * kFields];
      call.scratch = &scratch_;
      rules_.module().decisions[0].decide(&call);
    }
  }

 private:
  const Loaded rules_;
  const std::vector<std::int64_t> facts_;
  rulert::Scratch scratch_;
};

/// An event of one of 1,000 keys; each has four in an hour of event time.
class Keyed final : public Work {
 public:
  Keyed(const std::string& module, std::string_view process) : rules_(module) {
    for (std::uint32_t p = 0; p < rules_.module().process_count; ++p) {
      if (std::string_view(rules_.module().processes[p].name) == process) process_ = &rules_.module().processes[p];
    }
    shard_ = process_->open(&api_, nullptr, &limit_);
    Fill();
  }
  ~Keyed() override { process_->close(shard_); }
  Keyed(const Keyed&) = delete;
  Keyed& operator=(const Keyed&) = delete;

  void WarmUp() override {
    for (int i = 0; i < 10; ++i) {
      Run();
      Fill();
    }
  }
  void Run() override { process_->process(shard_, refs_.data(), kEvents); }

 private:
  struct Event {
    std::int64_t id;
    std::int64_t at;
  };

  void Fill() {
    refs_.resize(kEvents);
    rows_.resize(kEvents);
    for (std::uint32_t i = 0; i < kEvents; ++i) {
      now_ += 3'600'000'000 / (4 * kKeys);
      const std::int64_t id = gen::Below(gen::Mix(static_cast<std::uint64_t>(now_)), kKeys);
      rows_[i] = {{now_, i, 0, 0}, {id, now_}};
      const std::uint64_t hash = rulert::Hash64(reinterpret_cast<const char*>(&id), sizeof(id));
      refs_[i] = {&rows_[i].header, hash, now_ - 5'000'001, i, 0, 0};
    }
  }

  const Loaded rules_;
  const rulert::HostApi api_{
      rulert::kModuleAbi, sizeof(rulert::HostApi), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  const std::int64_t limit_ = INT64_MAX;  // nothing is emitted
  const rulert::ProcessDesc* process_ = nullptr;
  void* shard_ = nullptr;
  std::int64_t now_ = 1'767'225'600'000'000;
  std::vector<rulert::Row<Event>> rows_;
  std::vector<rulert::RowRef> refs_;
};

/// A record of transactions-1 with all its fields stored.
class Decode final : public Work {
 public:
  explicit Decode(rulert::io::Validation validation)
      : spec_({"id", "customer", "amount", "country", "approved", "at", "merchant", "note"}),
        decoder_(spec_.spec(), validation) {
    gen::TransactionsSpec spec;
    spec.milli_rate = gen::TransactionsSpec::MilliRate(spec.keys, 3.6);
    const gen::Transactions transactions(spec);
    for (std::uint32_t i = 0; i < kEvents; ++i) {
      std::string& text = texts_.emplace_back(gen::Transactions::kMaxJson + 64, ' ');
      sizes_.push_back(static_cast<std::size_t>(transactions.WriteJson(i, text.data()) - text.data()));
    }
  }
  void WarmUp() override { Run(); }
  void Run() override {
    rulert::io::DecodeError error;
    rulert::io::bench::Transaction row;
    for (std::uint32_t i = 0; i < kEvents; ++i) {
      if (!decoder_.Decode({texts_[i].data(), sizes_[i]}, &row, arena_, error)) Die(error.message);
    }
  }

 private:
  const rulert::io::bench::TransactionSpec spec_;
  rulert::io::JsonDecoder decoder_;
  std::vector<std::string> texts_;
  std::vector<std::size_t> sizes_;
  rulert::Scratch arena_;
};

struct Case {
  const char* name;
  std::int64_t bound;      // instructions an event
  std::string (*rules)();  // path; null: none
  std::unique_ptr<Work> (*make)(const Case&, const std::string& module);
  const char* process = nullptr;
  std::size_t twin = SIZE_MAX;  // a case before it that does the same
};

/// Twins are laid out by the compiler in different surroundings.
constexpr std::int64_t kTwinsDiffer = 3;

template <rulert::io::Validation kValidation>
std::unique_ptr<Work> DecodeWork(const Case&, const std::string&) {
  return std::make_unique<Decode>(kValidation);
}
std::unique_ptr<Work> DecisionWork(const Case&, const std::string& module) {
  return std::make_unique<Decision>(module);
}
std::unique_ptr<Work> KeyedWork(const Case& one, const std::string& module) {
  return std::make_unique<Keyed>(module, one.process);
}
std::string StateRules() { return OfBench("state/keyed.rules"); }
std::string UndoRules() { return OfBench("instructions/undo.rules"); }

const Case kCases[] = {
    {"decision_10_rules", 160, [] { return DecisionFile(10); }, DecisionWork},
    {"decision_100_rules", 320, [] { return DecisionFile(100); }, DecisionWork},
    {"decision_1000_rules", 900, [] { return DecisionFile(1000); }, DecisionWork},
    {"decision_10000_rules", 6500, [] { return DecisionFile(10000); }, DecisionWork},
    {"counter", 400, StateRules, KeyedWork, "Counter"},
    {"look_back", 1200, StateRules, KeyedWork, "Velocity"},
    {"no_undo", 400, UndoRules, KeyedWork, "Unfailing"},
    // What another trigger of the process has to undo costs this one nothing.
    {"no_undo_beside", 400, UndoRules, KeyedWork, "Failing", 6},
    {"decode_full", 5000, nullptr, DecodeWork<rulert::io::Validation::kFull>},
    {"decode_projected", 5000, nullptr, DecodeWork<rulert::io::Validation::kProjected>},
};

int Inside(std::string_view name, const std::string& module) {
  for (const Case& one : kCases) {
    if (name != one.name) continue;
    const std::unique_ptr<Work> work = one.make(one, module);
    work->WarmUp();
    RulecBenchCounted(work.get());
    return 0;
  }
  Die(fmt::format("there is no case `{}`", name));
}

std::int64_t Count(const Case& one) {
  const std::string self = fs::read_symlink("/proc/self/exe");
  const std::string module = one.rules == nullptr ? "" : Build(one.rules());
  const TimedProcess run =
      RunOrDie({"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=RulecBenchCounted",
                self, std::string("inside=") + one.name, "module=" + module});
  std::smatch match;
  if (!std::regex_search(run.errors, match, std::regex("Collected : ([0-9]+)"))) Die("no count in:\n" + run.errors);
  return std::stoll(match[1]) / kEvents;
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"bounds", "inside", "module"});
  const bool bounded = arguments.Text("bounds", "no") == "yes";
  const std::string inside = arguments.Text("inside", "");
  const std::string module = arguments.Text("module", "");
  if (!arguments.error().empty()) Die(arguments.error());
  if (!inside.empty()) return Inside(inside, module);
  bool within = true;
  std::vector<std::int64_t> counts;
  for (const Case& one : kCases) {
    const std::int64_t count = counts.emplace_back(Count(one));
    Report("instructions", one.name, "rulec", "instructions", static_cast<double>(count));
    if (bounded && (count > one.bound || count == 0)) {
      fmt::print("{}: {} instructions, not 1 to {}\n", one.name, count, one.bound);
      within = false;
    }
    if (bounded && one.twin < counts.size() && count > counts[one.twin] + kTwinsDiffer) {
      fmt::print("{}: {} instructions, {} takes {}\n", one.name, count, kCases[one.twin].name, counts[one.twin]);
      within = false;
    }
  }
  return within ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
