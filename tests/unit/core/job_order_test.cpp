// Order of rows, stamps, workers and cuts, against a model that does it the slow way.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

using testing::MemoryRecord;
using testing::Outcome;
using testing::Script;

std::string Tx(const std::string& customer, std::int64_t amount, std::int64_t at_seconds) {
  return fmt::format(R"({{"customer":"{}","amount":{},"at":{}}})", customer, amount, at_seconds * 1000);
}

/// Random transactions over some partitions; some cannot be decoded, some are rejected by the rule.
testing::TopicScript RandomTopic(std::mt19937& random, std::uint32_t partitions, std::size_t count) {
  testing::TopicScript topic{"tx", "card.tx", {}, partitions};
  std::vector<std::int64_t> next(partitions, 0);
  for (std::size_t i = 0; i < count; ++i) {
    MemoryRecord record;
    record.partition = random() % partitions;
    record.offset = next[record.partition];
    next[record.partition] += 1 + random() % 2;
    const auto amount = static_cast<std::int64_t>(random() % 20);
    record.value = Tx(fmt::format("c{}", random() % 7), amount == 19 ? 99 : amount,
                      static_cast<std::int64_t>(100 + i / 3 + random() % 12));
    if (random() % 25 == 0) record.value = "{broken";
    topic.records.push_back(std::move(record));
  }
  return topic;
}

/// {output, customer or reason, count, amount, stamp} in order.
using Row = std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::int64_t>;

std::vector<Row> RowsOf(const Outcome& outcome) {
  std::vector<Row> rows;
  for (const std::string& line : outcome.lines) {
    const nlohmann::json json = nlohmann::json::parse(line);
    const nlohmann::json& value = json["value"];
    const std::string output = json["output"];
    if (output == "counts")
      rows.emplace_back(output, value["customer"], value["count"], value["amount"], value["watermark"]);
    if (output == "errors")
      rows.emplace_back(output, value.contains("rule") ? "rule" : "record", value["position"]["partition"],
                        value["position"]["offset"], 0);
    if (output == "late")
      rows.emplace_back(output, value["construct"], value["position"]["partition"], value["position"]["offset"], 0);
  }
  return rows;
}

/// What the fake module has to answer, epoch by epoch, from the words of the design.
std::vector<Row> Model(const testing::TopicScript& topic, const std::vector<std::uint32_t>& cuts) {
  constexpr std::int64_t kDelay = 2'000'000;
  struct Event {
    std::int64_t order_time;
    std::uint32_t partition;
    std::int64_t offset;
    std::string value;
  };
  std::vector<Row> rows;
  std::map<std::string, std::int64_t> counts;
  std::vector<std::int64_t> arrived(topic.partitions, kNoWatermark);  // greatest time by order of arrival
  std::vector<std::int64_t> seen(topic.partitions, kNoWatermark);     // by order of rows
  std::int64_t watermark = kNoWatermark;
  std::size_t next = 0;
  for (std::size_t epoch = 0; next < topic.records.size(); ++epoch) {
    const std::size_t size = epoch < cuts.size() ? cuts[epoch] : topic.records.size();
    std::vector<Event> events;
    for (; next < topic.records.size() && events.size() < size; ++next) {
      const MemoryRecord& record = topic.records[next];
      const nlohmann::json json = nlohmann::json::parse(record.value, nullptr, false);
      if (!json.is_discarded())
        arrived[record.partition] = std::max(arrived[record.partition], json["at"].get<std::int64_t>() * 1000);
      events.push_back({arrived[record.partition], record.partition, record.offset, record.value});
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
      return std::tie(a.order_time, a.partition, a.offset) < std::tie(b.order_time, b.partition, b.offset);
    });
    for (const Event& event : events) {
      const nlohmann::json json = nlohmann::json::parse(event.value, nullptr, false);
      if (json.is_discarded()) {
        rows.emplace_back("errors", "record", event.partition, event.offset, 0);
        continue;
      }
      const std::string customer = json["customer"];
      const std::int64_t amount = json["amount"];
      const std::int64_t at = json["at"].get<std::int64_t>() * 1000;
      const std::int64_t stamp = watermark == kNoWatermark ? -1 : watermark;
      if (amount == 13) {
        rows.emplace_back("errors", "rule", event.partition, event.offset, 0);
      } else {
        const std::int64_t count = ++counts[customer];
        if (watermark != kNoWatermark && at <= watermark)
          rows.emplace_back("late", "Count.hour", event.partition, event.offset, 0);
        rows.emplace_back("counts", customer, count, amount, stamp);
        if (amount == 7) rows.emplace_back("counts", customer, count, amount, stamp);
      }
      seen[event.partition] = std::max(seen[event.partition], at);
      const std::int64_t least = *std::min_element(seen.begin(), seen.end());
      if (least != kNoWatermark) watermark = std::max(watermark, least - kDelay - 1);
    }
  }
  return rows;
}

std::vector<std::uint32_t> RandomCuts(std::mt19937& random, std::size_t records) {
  std::vector<std::uint32_t> cuts;
  for (std::size_t sum = 0; sum < records; sum += cuts.back()) cuts.push_back(1 + random() % (1 + random() % 40));
  return cuts;
}

TEST_CASE("rows stand by greatest time seen, stream, partition, offset, and carry the watermark just before them") {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    Script script;
    script.topics = {RandomTopic(random, 1 + random() % 4, 120)};
    script.cuts = RandomCuts(random, 120);
    script.block_records = 1 + random() % 50;
    script.workers = 1 + random() % 5;
    const Outcome outcome = testing::Run(FakeModule(), script);
    REQUIRE(!outcome.failure);
    REQUIRE(RowsOf(outcome) == Model(script.topics[0], script.cuts));
  }
}

TEST_CASE("an event set aside is an error at its place and does not hold back what follows it in its partition") {
  StreamDesc streams[2] = {FakeModule().streams[0], FakeModule().streams[1]};
  streams[0].ahead_us = 60'000'000;
  Module module = FakeModule();
  module.streams = streams;
  Script script;
  script.topics = {{"tx",
                    "card.tx",
                    {{Tx("a", 1, 10), 0, 0},
                     {Tx("b", 2, 10), 1, 0},
                     {Tx("a", 3, 5'000), 0, 1},
                     {Tx("a", 4, 11), 0, 2},
                     {Tx("b", 5, 12), 1, 1},
                     {Tx("b", 6, 70), 1, 2}},
                    2}};
  script.cuts = {3, 3};
  const Outcome outcome = testing::Run(module, script);
  REQUIRE(!outcome.failure);
  using Rows = std::vector<Row>;
  CHECK(RowsOf(outcome) == Rows{{"counts", "a", 1, 1, -1},
                                {"counts", "b", 1, 2, -1},
                                {"errors", "record", 0, 1, 0},
                                {"counts", "a", 2, 4, 7'999'999},
                                {"counts", "b", 2, 5, 7'999'999},
                                {"counts", "b", 3, 6, 8'999'999}});
  CHECK(outcome.rejected_records == 0);
}

TEST_CASE("any number of workers gives the same bytes") {
  std::mt19937 random(12);
  for (int round = 0; round < 10; ++round) {
    Script script;
    script.topics = {RandomTopic(random, 3, 2000)};
    testing::TopicScript ticks{"ticks", "ticks", {}, 1};
    for (int i = 0; i < 300; ++i)
      ticks.records.push_back({fmt::format(R"({{"n":{}}})", i), 0, i, (100 + i) * 1'000'000ll});
    script.topics.push_back(ticks);
    script.cuts = RandomCuts(random, 1000);
    const Outcome one = testing::Run(FakeModule(), script);
    REQUIRE(one.lines.size() > 2000);
    for (const std::uint32_t workers : {2u, 3u, 5u, 128u}) {
      script.workers = workers;
      const Outcome many = testing::Run(FakeModule(), script);
      REQUIRE(many.lines == one.lines);
    }
  }
}

TEST_CASE("one partition: cuts change nothing; ids are unique") {
  std::mt19937 random(13);
  Script script;
  script.topics = {RandomTopic(random, 1, 1000)};
  const Outcome whole = testing::Run(FakeModule(), script);
  std::set<std::string> ids;
  for (const std::string& line : whole.lines) ids.insert(nlohmann::json::parse(line)["id"]);
  CHECK(ids.size() == whole.lines.size());
  for (int round = 0; round < 10; ++round) {
    script.cuts = RandomCuts(random, 1000);
    script.workers = 1 + random() % 3;
    script.block_records = 1 + random() % 100;
    REQUIRE(testing::Run(FakeModule(), script).lines == whole.lines);
  }
}

TEST_CASE("several files are one order over the whole run: greatest time seen, then stream; cuts change nothing") {
  std::mt19937 random(15);
  for (int round = 0; round < 30; ++round) {
    // `passed` shows rows of both streams in their order; times of tx are its own, of ticks 0: they all come first.
    Script script;
    const std::size_t count = random() % 200;
    testing::FileScript tx{"tx", "tx.jsonl", {}};
    std::vector<std::pair<std::int64_t, std::int64_t>> expected;  // greatest time, amount
    std::int64_t greatest = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t at = static_cast<std::int64_t>(random() % 1000);
      tx.lines.push_back(Tx("a", static_cast<std::int64_t>(1000 + i), at));
    }
    testing::FileScript more{"tx", "more.jsonl", {}};
    for (std::size_t i = 0; i < random() % 100; ++i) {
      more.lines.push_back(Tx("b", static_cast<std::int64_t>(5000 + i), static_cast<std::int64_t>(random() % 1000)));
    }
    testing::FileScript ticks{"ticks", "ticks.jsonl", {}};
    for (std::size_t i = 0; i < random() % 50; ++i) ticks.lines.push_back(fmt::format(R"({{"n":{}}})", i));
    script.files = {tx, ticks, more};
    for (const testing::FileScript* file : {&ticks, &tx, &more}) {
      greatest = 0;
      for (std::size_t i = 0; i < file->lines.size(); ++i) {
        const nlohmann::json value = nlohmann::json::parse(file->lines[i]);
        if (value.contains("at")) greatest = std::max(greatest, value["at"].get<std::int64_t>());
        expected.emplace_back(
            greatest, value.contains("at") ? value["amount"].get<std::int64_t>() : value["n"].get<std::int64_t>());
      }
    }
    // Equal times: tx (stream 0) before ticks (stream 1), the first file of a stream before the second.
    std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) {
      const auto rank = [](std::int64_t n) { return n >= 5000 ? 1 : n >= 1000 ? 0 : 2; };
      return std::pair(a.first, rank(a.second)) < std::pair(b.first, rank(b.second));
    });
    const Outcome whole = testing::Run(FakeModule(), script);
    std::vector<std::int64_t> order;
    for (const std::string& line : whole.lines) {
      const nlohmann::json json = nlohmann::json::parse(line);
      if (json["output"] == "passed") order.push_back(json["value"]["n"]);
    }
    std::vector<std::int64_t> wanted;
    for (const auto& [time, n] : expected) wanted.push_back(n);
    REQUIRE(order == wanted);
    REQUIRE(whole.records == wanted.size());
    for (int variant = 0; variant < 4; ++variant) {
      script.cuts = RandomCuts(random, 300);
      script.workers = 1 + random() % 3;
      script.block_records = 1 + random() % 40;
      REQUIRE(testing::Run(FakeModule(), script).lines == whole.lines);
    }
  }
}

/// Counts all rows in one place, as `by ()` does: its rows hash to 0.
struct Passed {
  std::int64_t n;
  std::string_view stream;
  std::int64_t watermark;
};
struct TotalShard {
  const HostApi* api;
  void* host;
  std::int64_t total = 0;
};

TEST_CASE("rows of a process by () are all with one worker, those of one without key with any") {
  static const std::uint32_t streams[] = {0};
  ProcessDesc total = FakeModule().processes[1];
  total.name = std::string_view("Total");
  total.streams = streams;
  total.stream_count = 1;
  total.hash = [](std::uint32_t, const RowHeader* const*, std::uint32_t count, std::uint64_t* hashes) {
    std::fill(hashes, hashes + count, 0);
  };
  total.open = [](const HostApi* api, void* host, const void*) -> void* { return new TotalShard{api, host}; };
  total.close = [](void* shard) { delete static_cast<TotalShard*>(shard); };
  total.stats = [](const void*, ShardStats* stats) { *stats = {}; };
  total.process = [](void* opaque, const RowRef* rows, std::uint32_t count) {
    auto& shard = *static_cast<TotalShard*>(opaque);
    for (std::uint32_t i = 0; i < count; ++i) {
      const Passed out{++shard.total, "total", 0};
      TriggerRef trigger{};
      trigger.row = &rows[i];
      trigger.time = rows[i].row->time;
      const Emission emission{1, 1, 0, 0, &out, &trigger};
      shard.api->emit(shard.host, &emission);
    }
  };
  const ProcessDesc processes[] = {total, FakeModule().processes[1]};
  Module module = FakeModule();
  module.processes = processes;
  Script script;
  for (int i = 0; i < 1000; ++i) script.lines.push_back(R"({"stream":"tx","value":)" + Tx("a", i, 100) + "}");
  script.workers = 4;
  std::int64_t next = 1;
  std::int64_t amount = 0;
  for (const std::string& line : testing::Run(module, script).lines) {
    const nlohmann::json value = nlohmann::json::parse(line)["value"];
    if (value["stream"] == "total") {
      REQUIRE(value["n"] == next++);
    } else {
      REQUIRE(value["n"] == amount++);
    }
  }
  CHECK(next == 1001);
  CHECK(amount == 1000);
}

TEST_CASE("an envelope file is one partition: rows stay in the order of its lines") {
  Script script;
  std::mt19937 random(14);
  for (int i = 0; i < 300; ++i) {
    if (random() % 3 == 0) {
      script.lines.push_back(
          fmt::format(R"({{"stream":"ticks","value":{{"n":{}}},"time":"1970-01-01T00:{:02}:{:02}Z"}})", i, i / 60 + 1,
                      random() % 60));
    } else {
      script.lines.push_back(fmt::format(R"({{"stream":"tx","partition":{},"value":{}}})", random() % 3,
                                         Tx("a", i * 1000, 100 + random() % 50)));
    }
  }
  const Outcome whole = testing::Run(FakeModule(), script);
  std::vector<int> order;
  for (const std::string& line : whole.lines) {
    const nlohmann::json json = nlohmann::json::parse(line);
    if (json["output"] == "passed")
      order.push_back(json["value"]["stream"] == "ticks" ? json["value"]["n"].get<int>()
                                                         : json["value"]["n"].get<int>() / 1000);
  }
  CHECK(order.size() == 300);
  CHECK(std::is_sorted(order.begin(), order.end()));
  script.cuts = RandomCuts(random, 300);
  script.workers = 3;
  CHECK(testing::Run(FakeModule(), script).lines == whole.lines);
}

}  // namespace
}  // namespace rulert::core
