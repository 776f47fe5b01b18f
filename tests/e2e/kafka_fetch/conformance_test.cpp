// One set of topics, read through both sources: every offset, time, key, header and byte must be the same.
#include <fmt/format.h>

#include "tests/e2e/kafka_fetch/producer.h"
#include "tests/e2e/kafka_fetch/reading.h"
#include "tests/e2e/kafka_io/broker.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

const std::string& Brokers() {
  static Broker broker;
  if (broker.address().empty()) {
    broker.Configure("log.cleaner.backoff.ms=200\nmessage.max.bytes=20000000\nreplica.fetch.max.bytes=20000000\n");
    broker.Start();
  }
  return broker.address();
}

using Lines = std::vector<std::string>;

Lines Native(const std::string& topic, const Properties& properties = {}, std::uint64_t max_record = 16 << 20) {
  Notices notices;
  KafkaSourceOptions options = Options(Brokers(), topic, notices);
  options.cluster.settings = properties;
  options.max_record = max_record;
  auto source = OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
  if (!source) return {source.error().message};
  Lines lines = ReadAll(**source);
  INFO(notices.Text());
  CHECK(notices.Said(true, "reads topic " + topic));
  return lines;
}

Lines ByLibrary(const std::string& topic, const Properties& properties = {}, std::uint64_t max_record = 16 << 20) {
  Notices notices;
  KafkaSourceOptions options = Options(Brokers(), topic, notices);
  options.cluster.settings = properties;
  options.max_record = max_record;
  auto source = OpenKafkaSource(std::move(options));
  if (!source) return {source.error().message};
  return ReadAll(**source);
}

/// The end of each partition, as the source says it.
std::string Ends(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (line.rfind("partition ", 0) == 0) text += line + '\n';
  }
  return text;
}

/// Both, and that there are `records` of them.
Lines Same(const std::string& topic, std::size_t records, std::size_t partitions = 1,
           const Properties& properties = {}) {
  const Lines native = Native(topic, properties);
  const Lines library = ByLibrary(topic, properties);
  CHECK(native == library);
  INFO(Ends(native));
  CHECK(native.size() == records + partitions);
  return native;
}

std::string Text(int number, std::size_t size) {
  std::string text = fmt::format("{{\"n\":{},\"t\":\"", number);
  while (text.size() < size) text += fmt::format("{:x}", (number + text.size()) * 2654435761u);
  return text + "\"}";
}

TEST_CASE("all compressions") {
  for (const char* codec : {"none", "gzip", "snappy", "lz4", "zstd"}) {
    INFO(codec);
    const std::string topic = fmt::format("codec.{}", codec);
    CreateTopic(Brokers(), topic, 2);
    Producer producer(Brokers(), {{"compression.codec", codec}});
    for (int i = 0; i < 20'000; ++i) {
      TestRecord record;
      record.partition = i % 2;
      record.key = fmt::format("k{}", i % 50);
      record.value = Text(i, 50 + static_cast<std::size_t>(i % 400));
      record.timestamp_ms = 1'767'225'600'000 + i;
      if (i % 3 == 0) record.headers = {{"id", fmt::format("{:032x}", i)}};
      producer.Write(topic, record);
    }
    producer.Flush();
    Same(topic, 20'000, 2);
  }
}

TEST_CASE("latest and timestamps are the same places") {
  CreateTopic(Brokers(), "starts", 3);
  Producer producer(Brokers());
  const auto write = [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      TestRecord record;
      record.partition = i % 2;  // the third stays empty
      record.value = fmt::format("{}", i);
      record.timestamp_ms = 1'767'225'600'000 + i * 1000;
      producer.Write("starts", record);
    }
    producer.Flush();
  };
  write(0, 100);
  // As each source finds its start, then what it reads once more records are there.
  const auto read = [&](bool native, StartAt start, const std::string& group, std::int64_t behind) {
    Notices notices;
    KafkaSourceOptions options = Options(Brokers(), "starts", notices);
    options.group = group + (native ? ".native" : ".library");
    options.start = start;
    auto source = native ? OpenKafkaFetchSource({options, CorruptBatch::kStop}) : OpenKafkaSource(options);
    REQUIRE(source);
    Lines lines = ReadAll(**source);
    CHECK((*source)->Sync(Source::Clock::now() + std::chrono::seconds(30)));
    CHECK(lines.size() == static_cast<std::size_t>(behind) + 3);
    return lines;
  };
  using Kind = StartAt::Kind;
  const auto at = [](int number, int less) {
    return StartAt{Kind::kTimestamp, 1'767'225'600'000 + number * 1000 - less};
  };
  const auto same = [&](StartAt start, const std::string& group, std::int64_t behind) {
    INFO(group);
    const Lines native = read(true, start, group, behind);
    CHECK(native == read(false, start, group, behind));
    return native;
  };
  CHECK(same({Kind::kLatest, 0}, "latest", 0).front() == "partition 0 goes on at 50, 0 behind");
  same(at(40, 0), "exact", 60);
  same(at(40, 500), "between", 60);
  same(at(100, 0), "future", 0);
  same({Kind::kTimestamp, 0}, "old", 100);
  // Nothing was read and nothing committed but the start itself: what came meanwhile is not missed.
  write(100, 110);
  same({Kind::kLatest, 0}, "latest", 10);
  same({}, "future", 10);
  same(at(104, 0), "new", 6);
}

TEST_CASE("transactions, committed and aborted, in both isolations") {
  CreateTopic(Brokers(), "transactions", 2);
  Producer one(Brokers(), {{"transactional.id", "one"}});
  Producer two(Brokers(), {{"transactional.id", "two"}});
  Producer plain(Brokers());
  const auto write = [](Producer& producer, const std::string& text, int count) {
    for (int i = 0; i < count; ++i) {
      TestRecord record;
      record.partition = i % 2;
      record.value = fmt::format("{} {}", text, i);
      producer.Write("transactions", record);
    }
  };
  for (int round = 0; round < 5; ++round) {
    one.Begin();
    two.Begin();
    write(one, fmt::format("one {}", round), 10);
    write(two, fmt::format("two {}", round), 20);
    write(plain, fmt::format("plain {}", round), 5);
    one.Flush();
    two.Flush();
    plain.Flush();
    write(one, fmt::format("one again {}", round), 4);
    round % 2 == 0 ? one.Abort() : one.Commit();
    write(two, fmt::format("two again {}", round), 4);
    round % 3 == 0 ? two.Commit() : two.Abort();
  }
  // Rounds 1 and 3 of the first, 0 and 3 of the second.
  const Lines committed = Same("transactions", 5 * 5 + 2 * 14 + 2 * 24, 2);
  const Lines all = Same("transactions", 5 * (5 + 14 + 24), 2, {{"isolation.level", "read_uncommitted"}});
  // The ranges end behind the last control record.
  CHECK(committed.back() == all.back());
}

TEST_CASE("a transaction that is open holds committed reading at its first record") {
  CreateTopic(Brokers(), "open", 1);
  Producer plain(Brokers());
  Producer open(Brokers(), {{"transactional.id", "open"}});
  TestRecord record;
  record.value = "before";
  plain.Write("open", record);
  plain.Flush();
  open.Begin();
  record.value = "inside";
  open.Write("open", record);
  open.Flush();
  record.value = "behind";
  plain.Write("open", record);
  plain.Flush();
  const Lines held = Same("open", 1);
  CHECK(held.back() == "partition 0 goes on at 1, 2 behind");
  Same("open", 3, 1, {{"isolation.level", "read_uncommitted"}});
  open.Commit();
  Same("open", 3);
}

TEST_CASE("gaps of a compacted topic") {
  CreateTopic(Brokers(), "compacted", 1,
              {{"cleanup.policy", "compact"},
               {"min.cleanable.dirty.ratio", "0.01"},
               {"segment.ms", "100"},
               {"min.compaction.lag.ms", "0"},
               {"delete.retention.ms", "0"}});
  constexpr int kRecords = 3000;
  Producer producer(Brokers());
  const auto write = [&](int i) {
    TestRecord record;
    record.key = fmt::format("k{}", i % 7 == 0 ? i : i % 5);
    record.value = fmt::format("v{}", i);
    if (i % 11 == 0) record.value.reset();
    record.timestamp_ms = 1'767'225'600'000 + i * 1000;  // a segment is closed by the times of its records
    producer.Write("compacted", record);
  };
  for (int i = 0; i < kRecords; ++i) write(i);
  producer.Flush();
  // The active segment is never compacted: more records close it.
  Lines lines;
  int next = kRecords;
  for (int tries = 0; tries < 200; ++tries) {
    write(next++);
    producer.Flush();
    lines = Native("compacted");
    if (lines.size() < kRecords / 2) break;
  }
  REQUIRE(lines.size() < kRecords / 2);
  // Compaction may go on between the two readings.
  bool same = false;
  for (int tries = 0; tries < 20 && !same; ++tries) same = Native("compacted") == ByLibrary("compacted");
  CHECK(same);
  CHECK(lines.back() == fmt::format("partition 0 goes on at {}, 0 behind", next));
}

TEST_CASE("empty and null keys and values, large headers, old and late times") {
  CreateTopic(Brokers(), "odd", 1);
  Producer producer(Brokers());
  const std::optional<std::string> texts[] = {std::nullopt, "", "x", std::string("\0\xff\n", 3)};
  std::size_t count = 0;
  for (const auto& key : texts) {
    for (const auto& value : texts) {
      for (const std::int64_t time : {std::int64_t{1}, std::int64_t{86'400'000}, std::int64_t{4'102'444'800'000}}) {
        TestRecord record;
        record.key = key;
        record.value = value;
        record.timestamp_ms = time;
        record.headers = {{"a", value}, {"a", key}, {"large", std::string(4096, 'h')}};
        producer.Write("odd", record);
        ++count;
      }
    }
  }
  producer.Flush();
  Same("odd", count);
}

TEST_CASE("times of the broker") {
  CreateTopic(Brokers(), "appended", 1, {{"message.timestamp.type", "LogAppendTime"}});
  Producer producer(Brokers());
  for (int i = 0; i < 100; ++i) {
    TestRecord record;
    record.value = "x";
    producer.Write("appended", record);
  }
  producer.Flush();
  Same("appended", 100);
}

TEST_CASE("large records, whole and as their heads") {
  CreateTopic(Brokers(), "large", 1, {{"max.message.bytes", "20000000"}});
  for (const char* codec : {"none", "zstd"}) {
    Producer producer(Brokers(), {{"compression.codec", codec}});
    for (const std::size_t size : {10'000'000, 100, 5'000'000, 1 << 20, 200}) {
      TestRecord record;
      record.value = Text(static_cast<int>(size), size);
      producer.Write("large", record);
    }
    producer.Flush();
  }
  Same("large", 10);
  const Lines heads = Native("large", {}, 1'000'000);
  CHECK(heads == ByLibrary("large", {}, 1'000'000));
  CHECK(heads.at(0).find("4096 bytes") != std::string::npos);
}

TEST_CASE("64 partitions") {
  CreateTopic(Brokers(), "many", 64);
  Producer producer(Brokers(), {{"compression.codec", "lz4"}});
  std::size_t count = 0;
  for (int partition = 0; partition < 64; ++partition) {
    for (int i = 0; i < partition * 10; ++i) {  // the first one is empty
      TestRecord record;
      record.partition = partition;
      record.value = Text(i, 300);
      producer.Write("many", record);
      ++count;
    }
  }
  producer.Flush();
  Same("many", count, 64);
  Same("many", count, 64,
       {{"fetch.max.bytes", "20000"}, {"max.partition.fetch.bytes", "5000"}, {"message.max.bytes", "1000"}});
}

TEST_CASE("an empty topic") {
  CreateTopic(Brokers(), "empty", 3);
  Same("empty", 0, 3);
}

TEST_CASE("partitions that are added are read from their first record") {
  CreateTopic(Brokers(), "grown", 1);
  Notices notices;
  KafkaSourceOptions options = Options(Brokers(), "grown", notices);
  options.cluster.settings = {{"topic.metadata.refresh.interval.ms", "100"}};
  auto source = OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
  REQUIRE(source);
  CHECK(ReadAll(**source).size() == 1);
  AddPartitions(Brokers(), "grown", 3);
  Producer producer(Brokers());
  TestRecord record;
  record.partition = 2;
  record.value = "new";
  producer.Write("grown", record);
  producer.Flush();
  std::string seen;
  CHECK(Drain(**source, [&](const RecordView& read) { seen = Show(read); }, [&] { return !seen.empty(); }));
  CHECK(seen.find("2 0 ") == 0);
  CHECK((*source)->partitions().size() == 3);
}

}  // namespace
}  // namespace rulert::io::test
