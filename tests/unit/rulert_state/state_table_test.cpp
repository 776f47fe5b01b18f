#include "rulert/state_table.h"

#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "rulert/key_buffer.h"
#include "tests/support/catch.h"

namespace {

struct IntKey {
  std::int64_t id = 0;
  template <class Buffer>
  constexpr void Encode(Buffer& out) const noexcept {
    out.Add(id);
  }
};
struct TextKey {
  std::string_view name;
  std::optional<std::int64_t> part;
  template <class Buffer>
  constexpr void Encode(Buffer& out) const noexcept {
    out.Add(name);
    out.Add(part);
  }
};

struct UnitKey {
  template <class Buffer>
  constexpr void Encode(Buffer&) const noexcept {}
};

struct Counter {
  std::int64_t value = 0;
  std::int64_t due = 7;
};
struct Big {
  std::int64_t value = 0;
  std::int64_t more[30] = {};
};

template <class K, class State>
class Pair {
 public:
  using Table = rulert::StateTable<K, State>;

  rulert::Arena arena;
  Table table{arena};
  std::unordered_map<std::string, std::int64_t> model;

  typename Table::Key KeyFor(const K& key) {
    bytes_.Clear();
    key.Encode(bytes_);
    return Table::KeyFrom(bytes_.Hash(), key, buffer_);
  }
  void Add(const K& key) {
    bool inserted = false;
    const auto table_key = KeyFor(key);
    State& state = table.FindOrInsert(table_key, inserted);
    const auto [place, is_new] = model.try_emplace(std::string(bytes_.bytes()), 0);
    REQUIRE(inserted == is_new);
    REQUIRE(state.value == place->second);
    state.value = ++place->second;
  }
  void Erase(const K& key) {
    const auto table_key = KeyFor(key);
    const auto place = model.find(std::string(bytes_.bytes()));
    State* const state = table.Find(table_key);
    REQUIRE((state != nullptr) == (place != model.end()));
    if (state == nullptr) return;
    REQUIRE(state->value == place->second);
    table.Erase(table_key);
    REQUIRE(table.Find(table_key) == nullptr);
    model.erase(place);
  }
  void CompareAll() {
    REQUIRE(table.size() == model.size());
    std::size_t seen = 0;
    for (std::uint32_t group = 0; group < rulert::kKeyGroups; ++group) {
      table.ForEachInGroup(group, [&](std::string_view bytes, State& state) {
        if (rulert::Hash64(bytes) % rulert::kKeyGroups != group) FAIL("a key stands in another group");
        const auto place = model.find(std::string(bytes));
        if (place == model.end() || place->second != state.value) FAIL("a record differs");
        ++seen;
      });
    }
    REQUIRE(seen == model.size());
  }

 private:
  rulert::KeyBuffer bytes_;
  rulert::KeyBuffer buffer_;
};

template <class K, class State, class Make>
void RunRandom(std::uint64_t seed, int steps, Make&& make) {
  std::mt19937_64 random(seed);
  Pair<K, State> pair;
  for (int i = 0; i < steps; ++i) {
    const bool shrinking = i / (steps / 4) % 2 == 1;
    if (random() % 10 < (shrinking ? 3u : 8u)) {
      pair.Add(make(random));
    } else {
      pair.Erase(make(random));
    }
    if (random() % 64 == 0) pair.table.Sweep(40, [](State&) { return rulert::Swept::kNothing; });
  }
  pair.CompareAll();
}

}  // namespace

TEST_CASE("a state table holds what a map holds", "[state_table]") {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    RunRandom<IntKey, Counter>(seed, 60'000, [](auto& r) { return IntKey{static_cast<std::int64_t>(r() % 20'000)}; });
    RunRandom<IntKey, Big>(seed, 30'000, [](auto& r) { return IntKey{static_cast<std::int64_t>(r() % 3'000)}; });
    static std::string text;
    RunRandom<TextKey, Counter>(seed, 60'000, [](auto& r) {
      text = "key " + std::to_string(r() % 4'000);
      if (r() % 4 == 0) text += " and a tail that does not fit in the slot";
      if (r() % 16 == 0) text = "";
      TextKey key{text, std::nullopt};
      if (r() % 2 == 0) key.part = static_cast<std::int64_t>(r() % 3);
      return key;
    });
  }
}

TEST_CASE("a table that grows to a million keys splits its small tables and takes little more than the records",
          "[state_table]") {
  Pair<IntKey, Counter> pair;
  bool inserted = false;
  std::size_t worst_per_key = 0;
  for (std::int64_t i = 0; i < 1'000'000; ++i) {
    pair.table.FindOrInsert(pair.KeyFor({i}), inserted).value = i;
    if (i > 100'000 && i % 1000 == 0)
      worst_per_key = std::max(worst_per_key, pair.table.reserved_bytes() / static_cast<std::size_t>(i));
  }
  REQUIRE(pair.table.size() == 1'000'000);
  for (std::int64_t i = 0; i < 1'000'000; ++i) {
    const Counter* const found = pair.table.Find(pair.KeyFor({i}));
    if (found == nullptr || found->value != i) FAIL("key " << i);
  }
  REQUIRE(pair.table.Find(pair.KeyFor({-1})) == nullptr);
  REQUIRE(worst_per_key <= 40);
}

TEST_CASE("a sweep meets every record and memory follows", "[state_table]") {
  Pair<TextKey, Counter> pair;
  std::vector<std::string> names;
  for (int i = 0; i < 50'000; ++i) names.push_back("customer with a long name " + std::to_string(i));
  for (const std::string& name : names) pair.Add({name, std::nullopt});
  const std::size_t full = pair.table.reserved_bytes();
  int met = 0;
  int calls = 0;
  while (!pair.table.Sweep(128, [&](Counter& state) {
    ++met;
    return state.value == 1 ? rulert::Swept::kErase : rulert::Swept::kNothing;
  })) {
    ++calls;
  }
  REQUIRE(met == 50'000);
  REQUIRE(calls > 300);
  REQUIRE(pair.table.size() == 0);
  REQUIRE(pair.arena.live_bytes() == 0);
  REQUIRE(pair.table.reserved_bytes() < full / 10);
  for (const std::string& name : names) REQUIRE(pair.table.Find(pair.KeyFor({name, std::nullopt})) == nullptr);
}

TEST_CASE("one record for all rows without key fields", "[state_table]") {
  rulert::Arena arena;
  using Table = rulert::StateTable<UnitKey, Counter>;
  Table table(arena);
  rulert::KeyBuffer buffer;
  bool inserted = false;
  table.FindOrInsert(Table::KeyFrom(0, {}, buffer), inserted).value = 3;
  REQUIRE(inserted);
  REQUIRE(table.FindOrInsert(Table::KeyFrom(0, {}, buffer), inserted).value == 3);
  REQUIRE(!inserted);
  table.Sweep(1'000'000, [](Counter&) { return rulert::Swept::kErase; });
  REQUIRE(table.size() == 0);
}
