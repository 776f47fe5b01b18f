// Sets, maps and lists in state against the same collections of the standard library, searched from end to end: expiry
// of elements, bounds, undo, and that nothing of the arena is left behind. Memory is given back at random moments.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "rulert/arithmetic.h"
#include "rulert/keyed_cell.h"
#include "rulert/list_cell.h"
#include "tests/support/catch.h"
#include "tests/unit/rulert_state/saved_whole.h"

namespace {

/// What a trigger sends to `overflow`.
struct Outlet {
  std::vector<std::string> lines;
  void Overflow(std::uint32_t, std::int64_t, std::int64_t key) { lines.push_back(std::to_string(key)); }
  void Overflow(std::uint32_t, std::int64_t, std::string_view key) { lines.emplace_back(key); }
  template <class K, class V>
  void Overflow(std::uint32_t, std::int64_t, const rulert::MapEntry<K, V>& entry) {
    lines.push_back(std::string(entry.key) + "=" + std::string(entry.value));
  }
};

struct Moment {
  rulert::Trigger& trigger_;
  Outlet& outlet_;
  std::int64_t time_;
  std::int64_t watermark_;
  rulert::Trigger& trigger() { return trigger_; }
  Outlet& outlet() { return outlet_; }
  rulert::Timestamp time() const { return {time_}; }
  std::int64_t watermark() const { return watermark_; }
  std::int64_t instant() const { return std::max(time_, watermark_); }
  template <class>
  bool IsDone() const {
    return false;
  }
};

constexpr std::int64_t kNever = rulert::kNever;

template <class K, class V, std::int64_t kLife, std::uint32_t kMost, bool kAccess>
struct KeyedOf {
  using Key = K;
  using Value = V;
  static constexpr std::int64_t kExpires = kLife;
  static constexpr bool kAfterAccess = kAccess;
  static constexpr std::uint32_t kUpTo = kMost;
  static constexpr std::uint32_t kConstruct = 0;
};
/// The same in tiny chunks.
template <class C>
struct Tiny : C {
  static constexpr std::uint32_t kChunkBytes = 240;
};
template <std::int64_t kLife, std::uint32_t kMost>
struct ListOfTexts {
  using Element = std::string_view;
  static constexpr std::int64_t kExpires = kLife;
  static constexpr std::uint32_t kUpTo = kMost;
  static constexpr std::uint32_t kConstruct = 0;
  static constexpr std::string_view kDefault[] = {"a default", "of two"};
  static rulert::List<std::string_view> Default() noexcept { return {kDefault, 2}; }
};

template <class T>
struct Owned {
  using Type = T;
};
template <>
struct Owned<std::string_view> {
  using Type = std::string;
};

/// A number as a key or value of any kind; texts short and long, with common beginnings.
void Set(std::int64_t& out, std::uint64_t n) { out = static_cast<std::int64_t>(n) - 500; }
void Set(std::string& out, std::uint64_t n) {
  out = n % 3 == 0 ? std::to_string(n) : "customer number " + std::to_string(n % 7) + " of " + std::to_string(n);
}
void Set(rulert::Nothing&, std::uint64_t) {}

/// docs/language.md, "State and timers".
template <class C>
struct KeyedModel {
  using Key = typename Owned<typename C::Key>::Type;
  using Value = typename Owned<typename C::Value>::Type;
  struct Element {
    Value value{};
    std::int64_t last = 0;
    std::uint64_t turn = 0;
  };
  std::map<Key, Element> elements;
  std::uint64_t turns = 0;

  static bool Ends(const Element& e, std::int64_t instant) {
    return C::kExpires != kNever && e.last + C::kExpires <= instant;
  }
  void Forget(std::int64_t watermark) {
    std::erase_if(elements, [&](const auto& entry) { return Ends(entry.second, watermark); });
  }
  const Element* Find(const Key& key, std::int64_t instant) const {
    const auto found = elements.find(key);
    return found == elements.end() || Ends(found->second, instant) ? nullptr : &found->second;
  }
  void Write(const Key& key, const Value& value, const Moment& moment, std::vector<std::string>& overflow) {
    if (C::kExpires != kNever && !elements.contains(key) && moment.time_ + C::kExpires <= moment.watermark_) return;
    if (C::kUpTo != 0 && !elements.contains(key) && elements.size() >= C::kUpTo) {
      auto oldest = elements.begin();
      auto first = elements.begin();
      for (auto at = elements.begin(); at != elements.end(); ++at) {
        if (at->second.last < oldest->second.last) oldest = at;
        if (at->second.turn < first->second.turn) first = at;
      }
      if (Ends(oldest->second, moment.instant())) {
        elements.erase(oldest);
      } else {
        overflow.push_back(Text(first->first) + Value_(first->second.value));
        elements.erase(first);
      }
    }
    const auto [at, is_new] = elements.try_emplace(key);
    at->second.value = value;
    at->second.last = is_new ? moment.time_ : std::max(at->second.last, moment.time_);
    at->second.turn = turns++;
  }
  static std::string Text(std::int64_t key) { return std::to_string(key); }
  static std::string Text(const std::string& key) { return key; }
  static std::string Value_(const std::string& value) { return "=" + value; }
  static std::string Value_(rulert::Nothing) { return ""; }
};

template <class C>
void RunKeyed(std::uint64_t seed, std::uint64_t keys, int steps, std::int64_t pace) {
  using Model = KeyedModel<C>;
  std::mt19937_64 random(seed);
  rulert::Trigger trigger;
  rulert::KeyedCell<C> cell;
  rulert::KeyedCell<C> saved;
  Model model;
  std::int64_t watermark = 0;
  std::uint64_t seen = 0;
  for (int step = 0; step < steps; ++step) {
    watermark += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(pace));
    model.Forget(watermark);
    const bool can_fail = random() % 2 == 0;
    const bool fails = can_fail && random() % 3 == 0;
    can_fail ? trigger.Begin<rulert_tests::SavedWhole>(cell, saved) : trigger.Begin();
    Outlet outlet;
    std::vector<std::string> expected;
    Model trial = model;
    Moment moment{trigger, outlet, watermark + static_cast<std::int64_t>(random() % 60) - 30, watermark};
    typename rulert::KeyedCell<C>::template Access<Moment> access(cell, moment);
    for (std::uint64_t writes = random() % 4; writes > 0; --writes) {
      typename Model::Key key;
      typename Model::Value value{};
      Set(key, random() % keys);
      Set(value, random() % 1000);
      const auto* const known = trial.Find(key, moment.instant());
      REQUIRE(access.Length() == std::count_if(trial.elements.begin(), trial.elements.end(), [&](const auto& e) {
                return !Model::Ends(e.second, moment.instant());
              }));
      REQUIRE(access.Has(key) == (known != nullptr));
      if constexpr (!std::is_same_v<typename C::Value, rulert::Nothing>) {
        const auto read = access.At(key);
        REQUIRE(read.has_value() == (known != nullptr));
        if (known != nullptr) REQUIRE(*read == known->value);
      }
      seen += known != nullptr ? 1 : 0;
      if (C::kAfterAccess && known != nullptr) {
        auto& last = trial.elements[key].last;
        last = std::max(last, moment.time_);
      }
      switch (random() % 20) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
          access.Remove(key);
          trial.elements.erase(key);
          break;
        case 5:
          if (random() % 50 == 0) {
            access.Clear();
            trial.elements.clear();
          }
          break;
        default:
          if constexpr (std::is_same_v<typename C::Value, rulert::Nothing>) {
            access.Add(key);
          } else {
            access.Put(key, value);
          }
          trial.Write(key, value, moment, expected);
      }
    }
    REQUIRE(outlet.lines == expected);
    if (fails) {
      trigger.Undo();
    } else {
      trigger.Commit();
      model = std::move(trial);
    }
    if (random() % 10 == 0) {
      const bool is_idle = cell.Sweep(trigger.arena(), watermark);
      REQUIRE(is_idle == model.elements.empty());
    }
  }
  REQUIRE(seen > 0);
  cell.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}

/// What a list holds, or nothing: its default.
struct ListModel {
  std::vector<std::string> elements = {"a default", "of two"};
  std::int64_t due = INT64_MIN;
};

template <class C>
void RunList(std::uint64_t seed, int steps, std::uint64_t adds) {
  std::mt19937_64 random(seed);
  rulert::Trigger trigger;
  rulert::ListCell<C> cell;
  rulert::ListCell<C> saved;
  ListModel model;
  std::int64_t watermark = 0;
  for (int step = 0; step < steps; ++step) {
    watermark += static_cast<std::int64_t>(random() % 20);
    const bool can_fail = random() % 2 == 0;
    can_fail ? trigger.Begin<rulert_tests::SavedWhole>(cell, saved) : trigger.Begin();
    Outlet outlet;
    std::vector<std::string> expected;
    Moment moment{trigger, outlet, watermark + static_cast<std::int64_t>(random() % 60) - 30, watermark};
    typename rulert::ListCell<C>::template Access<Moment> access(cell, moment);
    ListModel trial = model;
    if (C::kExpires == kNever ? trial.due == INT64_MIN : trial.due <= moment.instant()) {
      trial = {ListModel().elements, trial.due};
    }
    const std::vector<std::string> before = trial.elements;
    const rulert::List<std::string_view> whole = access.Get();
    const auto wrote = [&] {
      const std::int64_t due = C::kExpires == kNever ? kNever : moment.time_ + C::kExpires;
      trial.due = std::max(trial.due, due);
    };
    for (std::uint64_t writes = random() % adds; writes > 0; --writes) {
      std::string text;
      Set(text, random() % 40);
      const auto equal = std::count(trial.elements.begin(), trial.elements.end(), text);
      REQUIRE(access.Has(text) == (equal > 0));
      REQUIRE(access.Length() == static_cast<std::int64_t>(trial.elements.size()));
      rulert::Traced m;
      const auto index = static_cast<std::int64_t>(random() % (trial.elements.size() + 2)) - 1;
      const bool in_range = index >= 0 && index < static_cast<std::int64_t>(trial.elements.size());
      const std::string_view at = access.At(m, index, 7);
      REQUIRE(m.failed() != in_range);
      if (in_range) REQUIRE(at == trial.elements[static_cast<std::size_t>(index)]);
      switch (random() % 40) {
        case 0:
        case 1:
          access.Remove(text);
          std::erase(trial.elements, text);
          break;
        case 2:
          if (random() % 10 == 0) {
            access.Clear();
            trial.elements.clear();
          }
          break;
        case 3:
          if (!in_range) continue;
          access.Put(m, index, text, 7);
          trial.elements[static_cast<std::size_t>(index)] = text;
          break;
        case 4: {
          if (random() % 10 != 0) continue;
          const std::string_view texts[] = {text, "and another that is long"};
          access.Assign({texts, 2});
          trial.elements = {text, "and another that is long"};
          break;
        }
        default:
          access.Add(text);
          trial.elements.push_back(text);
      }
      while (C::kUpTo != 0 && trial.elements.size() > C::kUpTo) {
        expected.push_back(trial.elements.front());
        trial.elements.erase(trial.elements.begin());
      }
      wrote();
    }
    REQUIRE(outlet.lines == expected);
    // What was read stays as it was.
    REQUIRE(std::vector<std::string>(whole.begin(), whole.end()) == before);
    const rulert::List<std::string_view> after = access.Get();
    REQUIRE(std::vector<std::string>(after.begin(), after.end()) == trial.elements);
    if (can_fail && random() % 3 == 0) {
      trigger.Undo();
    } else {
      trigger.Commit();
      if (trial.due != model.due || trial.elements != before) model = trial;
    }
    if (random() % 10 == 0 && cell.Sweep(trigger.arena(), watermark)) cell = {};
  }
  cell.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}

struct Place {
  std::optional<std::string_view> street;
  std::int64_t number = 0;
  rulert::List<std::int64_t> floors;
  using Members = rulert::Members<&Place::street, &Place::number, &Place::floors>;
};

}  // namespace

TEST_CASE("sets and maps that expire and are bounded", "[collection]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RunKeyed<KeyedOf<std::int64_t, rulert::Nothing, 200, 0, false>>(seed, 30, 1500, 20);
    RunKeyed<KeyedOf<std::string_view, rulert::Nothing, 200, 8, false>>(seed, 30, 1500, 20);
    RunKeyed<KeyedOf<std::string_view, std::string_view, kNever, 8, false>>(seed, 30, 1500, 20);
    RunKeyed<KeyedOf<std::string_view, std::string_view, 200, 12, true>>(seed, 30, 1500, 20);
  }
}

TEST_CASE("sets and maps of many chunks", "[collection]") {
  RunKeyed<KeyedOf<std::int64_t, rulert::Nothing, kNever, 0, false>>(1, 3000, 3000, 20);
  RunKeyed<KeyedOf<std::int64_t, rulert::Nothing, 400, 0, false>>(2, 20000, 3000, 2);
  RunKeyed<KeyedOf<std::string_view, std::string_view, 900, 0, false>>(3, 3000, 4000, 2);
  RunKeyed<KeyedOf<std::string_view, std::string_view, 2000, 700, true>>(4, 3000, 3000, 2);
}

TEST_CASE("sets and maps of many levels", "[collection]") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    RunKeyed<Tiny<KeyedOf<std::int64_t, rulert::Nothing, kNever, 0, false>>>(seed, 400, 3000, 20);
    RunKeyed<Tiny<KeyedOf<std::int64_t, rulert::Nothing, 400, 0, false>>>(seed, 20000, 3000, 2);
    RunKeyed<Tiny<KeyedOf<std::string_view, std::string_view, 900, 0, false>>>(seed, 1000, 3000, 2);
    RunKeyed<Tiny<KeyedOf<std::string_view, rulert::Nothing, 300, 0, false>>>(seed, 1000, 3000, 3);
    RunKeyed<Tiny<KeyedOf<std::string_view, std::string_view, 300, 100, true>>>(seed, 300, 3000, 2);
  }
}

TEST_CASE("a set that loses its first elements gives back every bound of its chunks", "[collection]") {
  using C = Tiny<KeyedOf<std::string_view, rulert::Nothing, kNever, 0, false>>;
  rulert::Trigger trigger;
  rulert::KeyedCell<C> cell;
  Outlet outlet;
  trigger.Begin();
  Moment moment{trigger, outlet, 0, 0};
  rulert::KeyedCell<C>::Access<Moment> access(cell, moment);
  const auto key = [](int i) { return "a key that is kept in a chunk: " + std::to_string(i); };
  for (int i = 1000; i < 2000; ++i) access.Add(key(i));
  for (int i = 1000; i < 2000; ++i) {
    REQUIRE(access.Has(key(i)));
    access.Remove(key(i));
    REQUIRE(access.Length() == 1999 - i);
  }
  trigger.Commit();
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("lists that expire and are bounded", "[collection]") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RunList<ListOfTexts<200, 0>>(seed, 1000, 4);
    RunList<ListOfTexts<200, 5>>(seed, 1000, 4);
    RunList<ListOfTexts<kNever, 7>>(seed, 1000, 4);
  }
  RunList<ListOfTexts<kNever, 0>>(1, 300, 40);
  RunList<ListOfTexts<kNever, 500>>(2, 300, 40);
  RunList<Tiny<ListOfTexts<kNever, 0>>>(3, 300, 40);
  RunList<Tiny<ListOfTexts<300, 300>>>(4, 600, 40);
}

TEST_CASE("a million elements go in and out in any order, and every chunk comes back", "[collection]") {
  using C = KeyedOf<std::int64_t, rulert::Nothing, 1'000'000, 0, false>;
  rulert::Trigger trigger;
  rulert::KeyedCell<C> cell;
  Outlet outlet;
  constexpr std::int64_t kCount = 1'000'000;
  for (std::int64_t i = 0; i < kCount; ++i) {
    trigger.Begin();
    Moment moment{trigger, outlet, i, INT64_MIN};
    rulert::KeyedCell<C>::Access<Moment>(cell, moment).Add(i * 7919 % kCount);
    trigger.Commit();
  }
  Moment moment{trigger, outlet, 0, INT64_MIN};
  rulert::KeyedCell<C>::Access<Moment> access(cell, moment);
  REQUIRE(access.Length() == kCount);
  REQUIRE(trigger.arena().live_bytes() < 30u * kCount);
  // Half of them have expired.
  REQUIRE(!cell.Sweep(trigger.arena(), 1'500'000));
  REQUIRE(access.Length() == kCount / 2 - 1);
  REQUIRE(trigger.arena().live_bytes() < 18u * kCount);
  REQUIRE(access.Has((kCount - 1) * 7919 % kCount));
  REQUIRE(!access.Has(0));
  REQUIRE(cell.Sweep(trigger.arena(), 2'000'000));
  REQUIRE(trigger.arena().live_bytes() == 0);
}

TEST_CASE("records are keys by their fields in turn, missing first", "[collection]") {
  using C = KeyedOf<Place, std::string_view, kNever, 0, false>;
  rulert::Trigger trigger;
  rulert::KeyedCell<C> cell;
  Outlet outlet;
  trigger.Begin();
  Moment moment{trigger, outlet, 0, 0};
  rulert::KeyedCell<C>::Access<Moment> access(cell, moment);
  const std::int64_t floors[] = {1, 2};
  const std::vector<Place> places = {{std::nullopt, 1, {}},
                                     {"a street with a long name", 1, {}},
                                     {"a street with a long name", 2, {}},
                                     {"a street with a long name", 2, {floors, 1}},
                                     {"a street with a long name", 2, {floors, 2}},
                                     {"a street with a name", 0, {}},
                                     {"b", 0, {}}};
  for (std::size_t i = places.size(); i-- > 0;) access.Put(places[i], std::string(i, 'x'));
  REQUIRE(access.Length() == static_cast<std::int64_t>(places.size()));
  for (std::size_t i = 0; i < places.size(); ++i) REQUIRE(access.At(places[i])->size() == i);
  access.Remove(places[3]);
  REQUIRE(!access.At(places[3]).has_value());
  REQUIRE(access.At(places[4]).has_value());
  trigger.Commit();
  cell.Release(trigger.arena());
  REQUIRE(trigger.arena().live_bytes() == 0);
}
