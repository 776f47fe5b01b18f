// Kafka source and sink against a real broker. One broker serves all cases, in their order. The source is the native
// one unless RULERT_TEST_FETCH is `librdkafka`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "runtime/src/io/kafka/kafka_sink.h"
#include "runtime/src/io/kafka/kafka_source.h"
#include "runtime/src/io/kafka_fetch/fetch_source.h"
#include "tests/e2e/kafka_io/broker.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

using namespace std::chrono_literals;
using Clock = Source::Clock;

Broker& TheBroker() {
  static Broker broker;
  if (broker.address().empty()) broker.Start();
  return broker;
}

/// What a source or sink said. `list` is the thread's that drives it; `Said` may be asked from any.
struct Notices {
  std::vector<Notice> list;
  mutable std::mutex mutex;
  Listener listener() {
    return [this](const Notice& notice) {
      const std::lock_guard lock(mutex);
      list.push_back(notice);
    };
  }
  bool Said(bool ready, std::string_view part) const {
    const std::lock_guard lock(mutex);
    return std::any_of(list.begin(), list.end(), [&](const Notice& notice) {
      return notice.ready == ready && notice.message.find(part) != std::string::npos;
    });
  }
};

KafkaSourceOptions SourceOf(const std::string& topic, Notices& notices, const std::string& group = "test.0") {
  KafkaSourceOptions options;
  options.cluster.brokers = TheBroker().address();
  options.subject = "source test";
  options.topic = topic;
  options.group = group;
  options.listener = notices.listener();
  return options;
}

Expected<std::unique_ptr<Source>> OpenSource(KafkaSourceOptions options) {
  const char* const fetch = std::getenv("RULERT_TEST_FETCH");
  if (fetch != nullptr && std::string_view(fetch) == "librdkafka") return OpenKafkaSource(std::move(options));
  return OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
}

KafkaSinkOptions SinkOf(const std::string& topic, Notices& notices) {
  KafkaSinkOptions options;
  options.cluster.brokers = TheBroker().address();
  options.subject = "output test";
  options.topic = topic;
  options.listener = notices.listener();
  return options;
}

std::string ValueOf(int number) { return fmt::format("{{\"n\":{}}}", number); }
int NumberOf(std::string_view value) { return std::stoi(std::string(value.substr(5, value.size() - 6))); }

/// Writes the numbers [begin, end) with keys k0..k99, in batches of 1,000. False: the sink did not take one. Asserts
/// nothing, since Catch's assertions are the main thread's.
[[nodiscard]] bool Produce(Sink& sink, int begin, int end) {
  for (int i = begin; i < end; ++i) {
    const std::string value = ValueOf(i);
    const std::string key = fmt::format("k{}", i % 100);
    const std::string id = fmt::format("{:032x}", i);
    OutputRecord record;
    record.output = "test";
    record.key = key;
    record.has_key = true;
    record.value = value;
    record.id = id;
    record.time_us = 1'767'225'600'000'000 + i * 1000;
    if (!sink.Write(record)) return false;
    if ((i + 1) % 1000 == 0 && !sink.EndBatch(static_cast<std::uint64_t>(i + 1) / 1000)) return false;
  }
  return true;
}

/// Polls until `done` or two minutes have passed; records go to `each`.
template <class Each, class Done>
bool Drain(Source& source, Each&& each, Done&& done) {
  const auto end = Clock::now() + 120s;
  while (!done()) {
    if (Clock::now() > end) return false;
    const Polled polled = source.Poll(1 << 20, Clock::now() + 100ms);
    if (polled.result == PollResult::kBlock) {
      for (const RecordView& record : polled.block->records()) each(record);
    }
  }
  return true;
}

bool AllAtEnd(const Source& source) {
  return !source.partitions().empty() && std::all_of(source.partitions().begin(), source.partitions().end(),
                                                     [](const PartitionState& p) { return p.at_end; });
}

}  // namespace

TEST_CASE("100K records over 3 partitions survive a bounce of the broker on both sides") {
  constexpr int kRecords = 100'000;
  TheBroker().CreateTopic("bounce", 3);
  Notices source_notices;
  Notices sink_notices;
  auto source = OpenSource(SourceOf("bounce", source_notices));
  REQUIRE(source);
  auto sink = OpenKafkaSink(SinkOf("bounce", sink_notices));
  REQUIRE(sink);

  std::set<int> numbers;
  std::vector<int> last_of_key(100, -1);
  bool in_order = true;
  bool times_right = true;
  const auto take = [&](const RecordView& record) {
    const int number = NumberOf(record.value());
    const bool fresh = numbers.insert(number).second;
    times_right = times_right && record.timestamp_us == 1'767'225'600'000'000 + number * 1000 &&
                  std::string_view(record.key, record.key_size) == fmt::format("k{}", number % 100);
    // A batch that the killed broker wrote but did not acknowledge may come twice.
    if (!fresh) return;
    int& last = last_of_key[static_cast<std::size_t>(number % 100)];
    in_order = in_order && number > last;
    last = number;
  };

  REQUIRE(Produce(**sink, 0, kRecords / 2));
  REQUIRE(Drain(**source, take, [&] { return numbers.size() > kRecords / 10; }));
  TheBroker().Kill();
  bool flushed = false;
  std::thread writer([&] { flushed = Produce(**sink, kRecords / 2, kRecords) && (*sink)->Flush(Clock::now() + 120s); });
  // The outage is noticed before the broker comes back.
  CHECK(Drain(**source, take, [&] { return source_notices.Said(false, "no broker answers"); }));
  TheBroker().Start();
  CHECK(Drain(**source, take, [&] { return numbers.size() == kRecords; }));
  writer.join();
  CHECK(flushed);
  CHECK(numbers.size() == kRecords);
  for (const Notice& n : source_notices.list) UNSCOPED_INFO("source: " << n.message);
  for (const Notice& n : sink_notices.list) UNSCOPED_INFO("sink: " << n.message);
  CHECK(in_order);
  CHECK(times_right);
  CHECK((*sink)->Delivered() == kRecords / 1000);
  CHECK((*source)->partitions().size() == 3);
  CHECK(Drain(**source, take, [&] { return AllAtEnd(**source) && source_notices.Said(true, "again"); }));
  for (const PartitionState& partition : (*source)->partitions()) CHECK(partition.lag == 0);
}

TEST_CASE("Committed offsets are where the next start goes on") {
  TheBroker().CreateTopic("restart", 2);
  Notices notices;
  {
    auto sink = OpenKafkaSink(SinkOf("restart", notices));
    REQUIRE(Produce(**sink, 0, 3000));
    REQUIRE((*sink)->Flush(Clock::now() + 60s));
  }
  std::set<int> first;
  std::vector<PartitionOffset> offsets;
  {
    auto source = OpenSource(SourceOf("restart", notices));
    REQUIRE(Drain(
        **source, [&](const RecordView& r) { first.insert(NumberOf(r.value())); }, [&] { return !first.empty(); }));
    for (const PartitionState& p : (*source)->partitions()) offsets.push_back({p.partition, p.next});
    (*source)->Commit(offsets);
    REQUIRE((*source)->Sync(Clock::now() + 60s));
  }
  Notices again;
  auto source = OpenSource(SourceOf("restart", again));
  bool twice = false;
  std::set<int> all = first;
  REQUIRE(Drain(
      **source,
      [&](const RecordView& r) {
        twice = twice || first.count(NumberOf(r.value())) > 0;
        all.insert(NumberOf(r.value()));
      },
      [&] { return AllAtEnd(**source); }));
  CHECK_FALSE(twice);
  CHECK(all.size() == 3000);
}

TEST_CASE("Committed offsets come before where to start, and a topic that is made later is read whole") {
  TheBroker().CreateTopic("start", 1);
  Notices notices;
  auto sink = OpenKafkaSink(SinkOf("start", notices));
  REQUIRE(Produce(**sink, 0, 1000));
  REQUIRE((*sink)->Flush(Clock::now() + 60s));
  const auto opened = [&](const std::string& topic, const std::string& group) {
    KafkaSourceOptions options = SourceOf(topic, notices, group);
    options.start = {StartAt::Kind::kLatest, 0};
    return OpenSource(std::move(options));
  };
  std::set<int> numbers;
  const auto take = [&](const RecordView& record) { numbers.insert(NumberOf(record.value())); };
  {
    auto source = opened("start", "start.0");
    REQUIRE(Drain(**source, take, [&] { return AllAtEnd(**source); }));
    CHECK(numbers.empty());
    const PartitionOffset back{0, 400};
    (*source)->Commit({&back, 1});
    REQUIRE((*source)->Sync(Clock::now() + 60s));
  }
  auto source = opened("start", "start.0");
  REQUIRE(Drain(**source, take, [&] { return AllAtEnd(**source); }));
  CHECK(numbers.size() == 600);

  Notices later;
  KafkaSourceOptions options = SourceOf("start.later", later);
  options.start = {StartAt::Kind::kLatest, 0};
  auto waiting = OpenSource(std::move(options));
  numbers.clear();
  REQUIRE(Drain(**waiting, take, [&] { return later.Said(false, "there is no topic"); }));
  TheBroker().CreateTopic("start.later", 1);
  auto more = OpenKafkaSink(SinkOf("start.later", notices));
  REQUIRE(Produce(**more, 0, 1000));
  REQUIRE((*more)->Flush(Clock::now() + 60s));
  CHECK(Drain(**waiting, take, [&] { return numbers.size() == 1000; }));
}

TEST_CASE("A topic that is made after the start is read and written from then on") {
  Notices source_notices;
  Notices sink_notices;
  auto source = OpenSource(SourceOf("later", source_notices));
  auto sink = OpenKafkaSink(SinkOf("later", sink_notices));
  bool flushed = false;
  std::thread writer([&] { flushed = Produce(**sink, 0, 1000) && (*sink)->Flush(Clock::now() + 120s); });
  std::set<int> numbers;
  const auto take = [&](const RecordView& record) { numbers.insert(NumberOf(record.value())); };
  // Both sides miss the topic before it is made.
  const std::string missing = "there is no topic later";
  CHECK(
      Drain(**source, take, [&] { return source_notices.Said(false, missing) && sink_notices.Said(false, missing); }));
  CHECK(source_notices.list.size() == 1);
  TheBroker().CreateTopic("later", 2);
  CHECK(Drain(**source, take, [&] { return numbers.size() == 1000; }));
  writer.join();
  CHECK(flushed);
  CHECK(source_notices.Said(true, "reads topic later"));
  CHECK(sink_notices.Said(true, "reaches topic later"));
}

TEST_CASE("No broker at the start: both sides wait for it, say so once and go on alone") {
  TheBroker().CreateTopic("early", 1);
  TheBroker().Stop();
  Notices source_notices;
  Notices sink_notices;
  auto source = OpenSource(SourceOf("early", source_notices));
  auto sink = OpenKafkaSink(SinkOf("early", sink_notices));
  REQUIRE(source);
  REQUIRE(sink);
  REQUIRE(Produce(**sink, 0, 1000));
  std::set<int> numbers;
  const auto take = [&](const RecordView& record) { numbers.insert(NumberOf(record.value())); };
  REQUIRE(Drain(**source, take, [&] { return source_notices.Said(false, "no broker answers"); }));
  CHECK_FALSE((*sink)->Flush(Clock::now() + 500ms));
  CHECK(source_notices.list.size() == 1);
  TheBroker().Start();
  CHECK((*sink)->Flush(Clock::now() + 60s));
  CHECK(Drain(**source, take, [&] { return numbers.size() == 1000; }));
  CHECK(source_notices.list.back().ready);
}

TEST_CASE("A record that the broker will never take is refused, the others are delivered") {
  TheBroker().CreateTopic("large", 1);
  Notices notices;
  auto sink = OpenKafkaSink(SinkOf("large", notices));
  const std::string large = "\"" + std::string(2'000'000, 'x') + "\"";
  OutputRecord record;
  record.output = "alerts";
  record.value = large;
  record.id = "00000000000000000000000000000001";
  REQUIRE((*sink)->Write(record));
  record.value = "{\"n\":1}";
  REQUIRE((*sink)->Write(record));
  REQUIRE((*sink)->EndBatch(7));
  REQUIRE((*sink)->Flush(Clock::now() + 60s));
  CHECK((*sink)->Delivered() == 7);
  const std::vector<RefusedRecord> refused = (*sink)->TakeRefused();
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].output == "alerts");
  CHECK(refused[0].id == "00000000000000000000000000000001");
  CHECK(refused[0].value.size() == kOversizeHead);
  CHECK(refused[0].reason.find("2000002 bytes") != std::string::npos);
}

TEST_CASE("An offset that retention has taken is said, and reading goes on at the earliest record") {
  TheBroker().CreateTopic("short", 1);
  Notices notices;
  {
    auto sink = OpenKafkaSink(SinkOf("short", notices));
    REQUIRE(Produce(**sink, 0, 1000));
    REQUIRE((*sink)->Flush(Clock::now() + 60s));
    auto source = OpenSource(SourceOf("short", notices, "ahead.0"));
    REQUIRE(Drain(**source, [](const RecordView&) {}, [&] { return AllAtEnd(**source); }));
    const PartitionOffset beyond{0, 5000};
    (*source)->Commit({&beyond, 1});
    REQUIRE((*source)->Sync(Clock::now() + 60s));
  }
  Notices again;
  auto source = OpenSource(SourceOf("short", again, "ahead.0"));
  std::set<int> numbers;
  CHECK(Drain(
      **source, [&](const RecordView& r) { numbers.insert(NumberOf(r.value())); },
      [&] { return numbers.size() == 1000; }));
  const bool told = std::any_of(again.list.begin(), again.list.end(), [](const Notice& n) {
    return n.data_skipped && n.message.find("offset 5000 does not exist") != std::string::npos;
  });
  CHECK(told);
}

TEST_CASE("Values beyond max_record come as their head, tombstones as such") {
  TheBroker().CreateTopic("sizes", 1);
  Notices notices;
  auto sink = OpenKafkaSink(SinkOf("sizes", notices));
  const std::string large(50'000, 'y');
  OutputRecord record;
  record.output = "test";
  record.value = large;
  REQUIRE((*sink)->Write(record));
  REQUIRE((*sink)->EndBatch(1));
  REQUIRE((*sink)->Flush(Clock::now() + 60s));
  KafkaSourceOptions options = SourceOf("sizes", notices);
  options.max_record = 10'000;
  auto source = OpenSource(options);
  std::vector<std::uint64_t> sizes;
  REQUIRE(Drain(
      **source,
      [&](const RecordView& r) {
        CHECK(r.oversize());
        CHECK(r.key == nullptr);
        sizes = {r.size, r.whole_size};
      },
      [&] { return !sizes.empty(); }));
  CHECK(sizes == std::vector<std::uint64_t>{kOversizeHead, 50'000});
}

TEST_CASE("A setting that the client refuses is named") {
  Notices notices;
  KafkaSourceOptions options = SourceOf("any", notices);
  options.cluster.settings["security.protocol"] = "carrier-pigeon";
  const auto source = OpenSource(options);
  REQUIRE_FALSE(source);
  CHECK(source.error().message.find("security.protocol") != std::string::npos);
}

TEST_CASE("Cancel ends a waiting poll and a waiting write") {
  Notices notices;
  auto source = OpenSource(SourceOf("never", notices));
  auto sink = OpenKafkaSink(SinkOf("never", notices));
  (*source)->Cancel();
  CHECK((*source)->Poll(1 << 20, Clock::now() + 3600s).result == PollResult::kIdle);
  (*sink)->Cancel();
  CHECK((*sink)->Write({}).error().code == StatusCode::kClosed);
}

}  // namespace rulert::io::test
