// Steady state takes no memory from the system: every malloc of the program is counted.
#include <cstdint>
#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "rulert/local.h"
#include "rulert/process_desc.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/card_velocity_rules.h"
#include "tests/unit/rulert_state/timer_rules.h"

namespace {
std::uint64_t allocations = 0;
}

// The linker sends the program's calls here (--wrap).
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_realloc(void* memory, std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_aligned_alloc(std::size_t align, std::size_t size);
void* __wrap_malloc(std::size_t size) {
  ++allocations;
  return __real_malloc(size);
}
void* __wrap_realloc(void* memory, std::size_t size) {
  ++allocations;
  return __real_realloc(memory, size);
}
void* __wrap_calloc(std::size_t count, std::size_t size) {
  ++allocations;
  return __real_calloc(count, size);
}
void* __wrap_aligned_alloc(std::size_t align, std::size_t size) {
  ++allocations;
  return __real_aligned_alloc(align, size);
}
}

void* operator new(std::size_t size) {
  ++allocations;
  return __real_malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using card::velocity::CardVelocity;
using card::velocity::Note;
using card::velocity::TransactionsEvent;

std::uint64_t emitted = 0;
const rulert::HostApi kApi{rulert::kModuleAbi,
                           sizeof(rulert::HostApi),
                           [](void*, const rulert::Emission*) { ++emitted; },
                           [](void*, const rulert::TriggerRef*, std::uint32_t, const rulert::Failure*) { ++emitted; },
                           [](void*, const rulert::TriggerRef*, std::uint32_t) {},
                           [](void*, const rulert::TriggerRef*, std::uint32_t, std::int64_t, const void*) {},
                           nullptr,
                           nullptr,
                           nullptr};

/// Customers come and go; texts, look-backs, summaries, rejections.
class Traffic {
 public:
  Traffic() {
    for (int i = 0; i < 400; ++i) {
      customers_.push_back((i % 2 == 0 ? "c" : "a customer with a long name ") + std::to_string(i));
    }
  }
  /// Rows of half an hour of event time.
  const std::vector<rulert::RowRef>& Next() {
    transactions_.clear();
    notes_.clear();
    refs_.clear();
    transactions_.reserve(4096);
    notes_.reserve(4096);
    refs_.reserve(4096);
    for (int i = 0; i < 2000; ++i) {
      now_ += 900'000;
      const std::string& customer = customers_[random_() % customers_.size()];
      const rulert::RowHeader header{now_ - static_cast<std::int64_t>(random_() % 5000) * 1000, i, 0, 0};
      if (random_() % 8 == 0) {
        const std::int64_t visits = random_() % 50 == 0 ? INT64_MAX : 0;
        notes_.push_back({header, {customer, random_() % 2 == 0 ? "short" : "a home that goes to the arena", visits}});
        refs_.push_back({&notes_.back().header, 0, now_ - 6'000'000, 0, 1, 0});
      } else {
        transactions_.push_back({header,
                                 {customer,
                                  {header.time},
                                  {static_cast<std::int64_t>(random_() % 100'000)},
                                  random_() % 5 == 0 ? "??" : "GB",
                                  true}});
        refs_.push_back({&transactions_.back().header, 0, now_ - 6'000'000, 0, 0, 0});
      }
      rulert::KeyBuffer buffer;
      CardVelocity::Key{customer}.Encode(buffer);
      refs_.back().hash = buffer.Hash();
    }
    return refs_;
  }

 private:
  std::mt19937_64 random_{1};
  std::int64_t now_ = 1'700'000'000'000'000;
  std::vector<std::string> customers_;
  std::vector<rulert::Row<TransactionsEvent>> transactions_;
  std::vector<rulert::Row<Note>> notes_;
  std::vector<rulert::RowRef> refs_;
};

struct Sink {
  void alerts(const card::velocity::Alert&, const rulert::Emitted&) { ++emitted; }
  void summaries(const card::velocity::Summary&, const rulert::Emitted&) { ++emitted; }
  void errors(const rulert::Rejected&) { ++emitted; }
  void late(const rulert::LateEvent&) {}
  void overflow(const rulert::Overflow&) {}
};

}  // namespace

TEST_CASE("a shard in steady state takes no memory", "[allocation]") {
  Traffic traffic;
  rulert::KeyedShard<CardVelocity> shard(kApi, nullptr, {});
  for (int i = 0; i < 400; ++i) {  // eight days: windows are full, sweeps have passed
    const auto& rows = traffic.Next();
    shard.Process(rows.data(), static_cast<std::uint32_t>(rows.size()));
  }
  emitted = 0;
  std::uint64_t taken = 0;
  for (int i = 0; i < 100; ++i) {
    const auto& rows = traffic.Next();
    const std::uint64_t before = allocations;
    shard.Process(rows.data(), static_cast<std::uint32_t>(rows.size()));
    shard.Advance(rows.back().watermark);
    taken += allocations - before;
  }
  REQUIRE(allocations > taken);  // the counter counts
  REQUIRE(emitted > 1000);
  REQUIRE(taken == 0);
}

TEST_CASE("Local in steady state takes no memory", "[allocation]") {
  rulert::Local<CardVelocity> local;
  Sink sink;
  std::mt19937_64 random(2);
  std::int64_t now = 0;
  std::uint64_t taken = 0;
  for (int i = 0; i < 300'000; ++i) {
    now += 2'000'000;
    const std::string customer = "a customer with a long name " + std::to_string(random() % 100);
    const std::string note = "a note that is long enough for the arena";
    const std::uint64_t before = allocations;
    if (random() % 8 == 0) {
      local.Push(Note{customer, note, random() % 100 == 0 ? INT64_MAX : 0},
                 {.offset = i, .time = rulert::Timestamp{now}}, sink);
    } else {
      local.Push(card::velocity::Transaction{"id", customer, {100}, random() % 5 == 0 ? "??" : "GB", true, {now}},
                 {.offset = i}, sink);
    }
    if (i >= 200'000) taken += allocations - before;
  }
  REQUIRE(taken == 0);
}

TEST_CASE("timers that are started, moved, stopped, rejected and that fire take no memory in steady state",
          "[allocation]") {
  rulert::KeyedShard<watch::Watch> shard(kApi, nullptr, watch::Params{std::int64_t{1} << 40});
  std::vector<std::string> ids;
  for (int i = 0; i < 400; ++i) ids.push_back((i % 2 == 0 ? "k" : "a key too long for its slot ") + std::to_string(i));
  std::mt19937_64 random(3);
  std::int64_t now = 1'700'000'000'000'000;
  std::uint64_t taken = 0;
  emitted = 0;
  for (int i = 0; i < 400'000; ++i) {
    now += 20'000;
    watch::Event e;
    e.id = ids[random() % ids.size()];
    e.at = {now};
    e.name = random() % 2 == 0 ? "short" : "a name that stands in the arena";
    if (random() % 2 == 0) e.a = rulert::Timestamp{now + static_cast<std::int64_t>(random() % 60'000'000) - 1'000'000};
    if (random() % 4 == 0) e.b = rulert::Timestamp{now + static_cast<std::int64_t>(random() % 600'000'000)};
    e.stop = random() % 10 == 0;
    e.add = static_cast<std::int64_t>(random() % 3);
    rulert::KeyBuffer buffer;
    watch::Watch::Key{e.id}.Encode(buffer);
    const rulert::Row<watch::Event> row{{now, i, 0, 0}, e};
    const rulert::RowRef ref{&row.header, buffer.Hash(), now - 1, static_cast<std::uint64_t>(i), 0, 0};
    const std::uint64_t before = allocations;
    shard.Process(&ref, 1);
    if (i % 50 == 0) shard.Advance(now - 1);
    if (i >= 300'000) taken += allocations - before;
  }
  REQUIRE(emitted > 400'000);
  REQUIRE(taken == 0);
}
