// Counts every allocation of the process: an engine under steady load makes none per record.
#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "runtime/src/core/job.h"
#include "runtime/src/io/block.h"
#include "runtime/src/io/lines_sink.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace {
std::atomic<std::uint64_t> g_allocations{0};
}  // namespace

// The linker leads malloc and its kin here (CMakeLists.txt), also those of operator new.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_realloc(void* memory, std::size_t size);
void* __wrap_malloc(std::size_t size);
void* __wrap_realloc(void* memory, std::size_t size);

void* __wrap_malloc(std::size_t size) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  return __real_malloc(size);
}
void* __wrap_realloc(void* memory, std::size_t size) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  return __real_realloc(memory, size);
}
}

void* operator new(std::size_t size) {
  void* const memory = __wrap_malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace rulert::core {
namespace {

constexpr std::size_t kBlockRecords = 4000;

/// Hands over the same block again and again.
class LoopingSource final : public io::Source {
 public:
  LoopingSource(std::uint32_t rounds, bool some_bad) : rounds_(rounds), block_(*this) {
    for (std::size_t i = 0; i < kBlockRecords; ++i) {
      texts_.push_back(
          fmt::format(R"({{"customer":"c\u0030{}","amount":{},"at":1000,"note":"unread"}})", i % 100, i % 3));
      if (some_bad && i % 100 == 0)
        texts_.back() = fmt::format(R"({{"customer":"c{}","amount":13,"at":1000}})", i % 100);
    }
    for (std::size_t i = 0; i < kBlockRecords; ++i) {
      io::RecordView view;
      view.data = texts_[i].data();
      view.size = view.whole_size = texts_[i].size();
      view.offset = static_cast<std::int64_t>(i);
      views_.push_back(view);
    }
    block_.Show(views_);
  }

  io::Polled Poll(std::uint64_t, Clock::time_point) override {
    io::Polled polled;
    polled.result = io::PollResult::kEnd;
    if (round_ == rounds_) return polled;
    ++round_;
    polled.result = io::PollResult::kBlock;
    polled.block = io::BlockRef(&block_);
    return polled;
  }
  std::span<const io::PartitionState> partitions() const override { return {&state_, 1}; }
  void Commit(std::span<const io::PartitionOffset>) override {}
  io::Expected<void> Sync(Clock::time_point) override { return {}; }
  void Cancel() override {}

 private:
  class SharedBlock final : public io::Block {
   public:
    explicit SharedBlock(LoopingSource&) {}
    void Show(std::span<const io::RecordView> records) { records_ = records; }
    void Recycle() override {}
  };

  const std::uint32_t rounds_;
  std::uint32_t round_ = 0;
  std::vector<std::string> texts_;
  std::vector<io::RecordView> views_;
  SharedBlock block_;
  io::PartitionState state_;
};

std::uint64_t AllocationsOf(std::uint32_t rounds, std::uint32_t workers, bool some_bad) {
  std::vector<JobInput> inputs;
  inputs.push_back({{0, true, "tx"}, std::make_unique<LoopingSource>(rounds, some_bad)});
  std::vector<std::unique_ptr<io::Sink>> sinks;
  sinks.push_back(io::OpenLinesSink({"/dev/null", true, io::LineShape::kOutput}).value());
  JobOptions options;
  options.workers = workers;
  AdaptiveCutter cutter;
  metrics::Registry registry;
  Job job(FakeModule(), options, std::move(inputs), std::vector<OutputRoute>(5, {KeyShape::kJson, 0}), std::move(sinks),
          cutter, registry);
  const std::uint64_t before = g_allocations;
  REQUIRE(job.Run().has_value());
  const std::uint64_t after = g_allocations;
  REQUIRE(registry.Sum("rulert_records_in_total") == static_cast<double>(rounds * kBlockRecords));
  return after - before;
}

TEST_CASE("records cost no allocation once buffers have grown") {
  for (const std::uint32_t workers : {1u, 3u}) {
    for (const bool some_bad : {false, true}) {
      AllocationsOf(40, workers, some_bad);
      const std::uint64_t fewer = AllocationsOf(40, workers, some_bad);
      const std::uint64_t more = AllocationsOf(140, workers, some_bad);
      const std::uint64_t records = 100 * kBlockRecords;
      INFO(workers << " workers: " << fewer << " and " << more << " allocations for " << records << " records more");
      // What an epoch of thousands of records may need (queue nodes, runs of the merge) stays.
      CHECK(more < fewer + records / 1000);
    }
  }
}

}  // namespace
}  // namespace rulert::core
