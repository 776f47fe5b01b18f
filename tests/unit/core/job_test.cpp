// What a job tells of its records: lines, errors, faults of sources and sinks, what is committed.
#include "runtime/src/core/job.h"

#include <fmt/format.h>

#include <thread>

#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

using testing::MemoryRecord;
using testing::Outcome;
using testing::Script;

std::string TxLine(const std::string& customer, int amount, int at_seconds) {
  return fmt::format(R"({{"stream":"tx","value":{{"customer":"{}","amount":{},"at":{}}}}})", customer, amount,
                     at_seconds * 1000);
}

/// Output lines without their ids, of one output.
std::vector<std::string> Lines(const Outcome& outcome, const std::string& output) {
  std::vector<std::string> lines;
  for (std::string line : outcome.lines) {
    if (line.find("{\"output\":\"" + output + "\"") != 0) continue;
    const std::size_t id = line.find("\"id\":\"");
    REQUIRE(id != std::string::npos);
    CHECK(line.find("\",", id + 6) == id + 6 + 32);
    line.erase(id, 6 + 32 + 2);
    lines.push_back(line);
  }
  return lines;
}

TEST_CASE("output lines carry output, key, time, id and value") {
  Script script;
  script.lines = {TxLine("a", 5, 10)};
  const Outcome outcome = testing::Run(FakeModule(), script);
  CHECK(
      Lines(outcome, "counts") ==
      std::vector<std::string>{
          R"({"output":"counts","key":{"customer":"a"},"time":"1970-01-01T00:00:10Z","value":{"customer":"a","count":1,"amount":5,"watermark":-1}})"});
  CHECK(
      Lines(outcome, "passed") ==
      std::vector<std::string>{
          R"({"output":"passed","key":{"n":5},"time":"1970-01-01T00:00:10Z","value":{"n":5,"stream":"tx","watermark":-1}})"});
}

TEST_CASE("a rejected trigger leaves an errors record and nothing else, also across workers") {
  Script script;
  script.lines = {TxLine("a", 1, 10), "", TxLine("a", 13, 11), TxLine("a", 2, 12)};
  for (const std::uint32_t workers : {1u, 3u}) {
    script.workers = workers;
    const Outcome outcome = testing::Run(FakeModule(), script);
    CHECK(
        Lines(outcome, "errors") ==
        std::vector<std::string>{
            R"({"output":"errors","time":"1970-01-01T00:00:11Z","value":{"module":"fake","process":"Count","rule":"each","place":"fake.rules:12:8",)"
            R"("message":"unlucky number","expression":"t.amount + 1","operands":"t.amount = 13","stream":"tx","position":{"file":"events.jsonl","line":3},)"
            R"("raw":"{\"stream\":\"tx\",\"value\":{\"customer\":\"a\",\"amount\":13,\"at\":11000}}"}})"});
    const std::vector<std::string> counts = Lines(outcome, "counts");
    REQUIRE(counts.size() == 2);
    CHECK(counts[1].find(R"("count":2,"amount":2)") != std::string::npos);
    CHECK(outcome.rejected_triggers == 1);
    CHECK(outcome.rejected_records == 0);
  }
}

TEST_CASE("what cannot be read is one errors record each, in its place, and the run goes on") {
  Script script;
  script.lines = {TxLine("a", 1, 10),
                  "not json",
                  R"({"stream":"tx"})",
                  R"({"stream":"nowhere","value":{}})",
                  R"({"stream":"tx","value":{"customer":"a","at":1}})",
                  R"({"stream":"tx","value":null})",
                  TxLine("a", 2, 12)};
  const Outcome outcome = testing::Run(FakeModule(), script);
  CHECK(!outcome.failure);
  CHECK(outcome.records == 7);
  CHECK(outcome.rejected_records == 5);
  const std::vector<std::string> errors = Lines(outcome, "errors");
  REQUIRE(errors.size() == 5);
  for (std::size_t i = 0; i < errors.size(); ++i) {
    CHECK(errors[i].find(fmt::format(R"("position":{{"file":"events.jsonl","line":{}}})", i + 2)) != std::string::npos);
    CHECK(errors[i].find("\"time\":") == std::string::npos);
  }
  CHECK(errors[0].find(R"("raw":"not json"}})") != std::string::npos);
  CHECK(errors[2].find("unknown stream `nowhere`, the module has `tx`, `ticks`") != std::string::npos);
  CHECK(errors[3].find("amount") != std::string::npos);
  CHECK(errors[3].find(R"("stream":"tx")") != std::string::npos);
  CHECK(Lines(outcome, "counts").size() == 2);
  CHECK(outcome.lines.back().find("\"n\":2") != std::string::npos);
}

TEST_CASE("late and overflow tell construct, stream, times and the value without white space") {
  Script script;
  script.lines = {TxLine("a", 1, 20),
                  R"({"stream":"tx","value": { "customer" : "a b",  "amount":99, "at":1000 }, "partition":0})"};
  const Outcome outcome = testing::Run(FakeModule(), script);
  CHECK(
      Lines(outcome, "late") ==
      std::vector<std::string>{
          R"({"output":"late","time":"1970-01-01T00:00:01Z","value":{"construct":"Count.hour","stream":"tx","time":"1970-01-01T00:00:01Z",)"
          R"("watermark":"1970-01-01T00:00:17.999999Z","position":{"file":"events.jsonl","line":2},"value":{"customer":"a b","amount":99,"at":1000}}})"});
  CHECK(
      Lines(outcome, "overflow") ==
      std::vector<std::string>{
          R"({"output":"overflow","time":"1970-01-01T00:00:01Z","value":{"construct":"Count.hour","key":{"customer":"a b"},"time":"1970-01-01T00:00:01Z",)"
          R"("value":{"customer":"a b","count":1,"amount":99,"watermark":17999999}}})"});
}

TEST_CASE("watermark lines set time by hand, and a row without time of its own takes the line's") {
  Script script;
  script.lines = {TxLine("a", 1, 100),
                  R"({"watermark":"1970-01-01T00:05:00Z","stream":"tx"})",
                  TxLine("a", 2, 1000),
                  TxLine("a", 3, 300),
                  R"({"stream":"ticks","value":{"n":4},"time":"1970-01-01T00:00:07Z"})",
                  R"({"stream":"ticks","value":{"n":5}})"};
  const Outcome outcome = testing::Run(FakeModule(), script);
  const std::vector<std::string> counts = Lines(outcome, "counts");
  REQUIRE(counts.size() == 3);
  CHECK(counts[1].find("\"watermark\":300000000}") != std::string::npos);
  CHECK(counts[2].find("\"watermark\":300000000}") != std::string::npos);
  CHECK(Lines(outcome, "late").size() == 1);
  const std::vector<std::string> passed = Lines(outcome, "passed");
  REQUIRE(passed.size() == 5);
  CHECK(passed[3].find(R"("time":"1970-01-01T00:00:07Z")") != std::string::npos);
  CHECK(passed[4].find(R"("time":"1970-01-01T00:00:00Z","value":{"n":5,"stream":"ticks","watermark":6999999}})") !=
        std::string::npos);
}

TEST_CASE("positions of topics, own timestamps, and commits after delivery") {
  Script script;
  testing::TopicScript ticks{"ticks", "clock", {}, 2};
  ticks.records = {{R"({"n":1})", 1, 41, 5'000'000}, {"x", 1, 43}, {R"({"n":2})", 0, 7}};
  script.topics = {ticks};
  const Outcome outcome = testing::Run(FakeModule(), script);
  const std::vector<std::string> errors = Lines(outcome, "errors");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find(R"("stream":"ticks","position":{"topic":"clock","partition":1,"offset":43},"raw":"x"}})") !=
        std::string::npos);
  CHECK(Lines(outcome, "passed").at(1).find("\"time\":\"1970-01-01T00:00:05Z\"") != std::string::npos);
  CHECK(outcome.sources[0]->committed == std::vector<std::int64_t>{8, 44});
  CHECK(outcome.sources[0]->syncs == 1);
}

TEST_CASE("a timestamp outside of the years 0001 to 9999 is no time") {
  Script script;
  testing::TopicScript ticks{"ticks", "clock", {}, 1};
  ticks.records = {{R"({"n":1})", 0, 0, 253'402'300'799'999'999},
                   {R"({"n":2})", 0, 1, 253'402'300'800'000'000},
                   {R"({"n":3})", 0, 2, -62'135'596'800'000'001},
                   {R"({"n":4})", 0, 3, -1}};
  script.topics = {ticks};
  const Outcome outcome = testing::Run(FakeModule(), script);
  const std::vector<std::string> errors = Lines(outcome, "errors");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].find(R"("message":"the record's timestamp is outside of the years 0001 to 9999","stream":"ticks")") !=
        std::string::npos);
  CHECK(errors[1].find("\"offset\":2") != std::string::npos);
  const std::vector<std::string> passed = Lines(outcome, "passed");
  REQUIRE(passed.size() == 2);
  CHECK(passed[0].find("\"time\":\"9999-12-31T23:59:59.999999Z\"") != std::string::npos);
  CHECK(passed[1].find("\"time\":\"1969-12-31T23:59:59.999999Z\"") != std::string::npos);
}

TEST_CASE("metrics tell how far time is and who holds it back") {
  Script script;
  script.lines = {R"({"stream":"ticks","value":{"n":1},"time":50000})",
                  R"({"stream":"tx","value":{"customer":"a","amount":1,"at":20000},"partition":1})",
                  R"({"stream":"tx","value":{"customer":"a","amount":1,"at":10000},"partition":2})",
                  R"({"idle":true,"stream":"tx","partition":3})"};
  script.final_watermark = false;
  const std::string text = testing::Run(FakeModule(), script).metrics;
  const auto has = [&](const std::string& line) { return text.find("\n" + line) != std::string::npos; };
  CHECK(has("rulert_watermark_seconds{process=\"Pass\"} 17.999999\n"));
  CHECK(has("rulert_watermark_behind_seconds{process=\"Pass\"} 40\n"));
  CHECK(has("rulert_watermark_behind_seconds{process=\"Count\"} 10\n"));
  CHECK(has("rulert_stream_watermark_seconds{stream=\"ticks\"} 49.999999\n"));
  CHECK(has("rulert_partition_watermark_seconds{stream=\"tx\",partition=\"1\"} 17.999999\n"));
  CHECK(has("rulert_partition_idle{stream=\"tx\",partition=\"2\"} 0\n"));
  CHECK(has("rulert_partition_idle{stream=\"tx\",partition=\"3\"} 1\n"));
  CHECK(has("rulert_watermark_holder_since_seconds{process=\"Pass\",stream=\"tx\",partition=\"2\"} 1"));
}

TEST_CASE("a broken sink ends the job with its sentence; epochs before it stay committed at most") {
  Script script;
  testing::TopicScript tx{"tx", "tx", {}, 1};
  for (int i = 0; i < 5000; ++i)
    tx.records.push_back({fmt::format(R"({{"customer":"a","amount":1,"at":{}}})", i), 0, i});
  script.topics = {tx};
  script.block_records = 10;
  script.cuts.assign(500, 10);
  script.workers = 3;
  script.sink.fail_after = 105;
  const Outcome outcome = testing::Run(FakeModule(), script);
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->message == "the sink failed as it was told");
  CHECK(outcome.lines.size() == 105);
  CHECK(outcome.sources[0]->committed[0] <= 50);
  CHECK(outcome.records < 5000);
}

TEST_CASE("a broken source ends the job after what it gave is delivered") {
  Script script;
  testing::TopicScript tx{"tx", "tx", {}, 1};
  for (int i = 0; i < 100; ++i)
    tx.records.push_back({fmt::format(R"({{"customer":"a","amount":1,"at":{}}})", i), 0, i});
  script.topics = {tx};
  script.block_records = 10;
  script.cuts.assign(3, 10);
  script.source_fails_after = 3;
  const Outcome outcome = testing::Run(FakeModule(), script);
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->message == "the source failed as it was told");
  CHECK(outcome.lines.size() == 60);
  CHECK(outcome.sources[0]->committed[0] == 30);
}

TEST_CASE("a record that a sink refuses for good becomes an errors record before its epoch is committed") {
  Script script;
  testing::TopicScript tx{"tx", "tx", {}, 1};
  tx.records = {{R"({"customer":"a","amount":1,"at":5})", 0, 0}, {R"({"customer":"a","amount":2,"at":6})", 0, 1}};
  script.topics = {tx};
  script.sink.refused = {0};
  const Outcome outcome = testing::Run(FakeModule(), script);
  CHECK(!outcome.failure);
  const std::vector<std::string> errors = Lines(outcome, "errors");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find("a record of output `counts` with id ") != std::string::npos);
  CHECK(errors[0].find("was refused: too large") != std::string::npos);
  CHECK(outcome.sources[0]->committed == std::vector<std::int64_t>{2});
}

/// A job over an endless topic of 2,000 records of 50 customers, stopped once all were handed over.
struct StoppedJob {
  explicit StoppedJob(testing::SinkFaults faults) {
    std::vector<MemoryRecord> records;
    for (int i = 0; i < 2000; ++i) {
      records.push_back({fmt::format(R"({{"customer":"c{}","amount":1,"at":{}}})", i % 50, i), 0, i});
    }
    std::vector<JobInput> inputs;
    auto source =
        std::make_unique<testing::MemorySource>(std::move(records), testing::MemorySourceOptions{1, 10, true, {}});
    source_log = source->log();
    inputs.push_back({{0, true, "tx"}, std::move(source)});
    std::vector<std::unique_ptr<io::Sink>> sinks;
    auto sink = std::make_unique<testing::MemorySink>(faults);
    sink_log = sink->log();
    sinks.push_back(std::move(sink));
    JobOptions options;
    options.workers = 2;
    options.drain_time = std::chrono::milliseconds(20);
    AdaptiveCutter cutter;
    const int open_before = OpenFakeShards();
    {
      Job job(FakeModule(), options, std::move(inputs), std::vector<OutputRoute>(5, {KeyShape::kJson, 0}),
              std::move(sinks), cutter, registry);
      open_inside = OpenFakeShards() - open_before;
      std::thread runner([&] { result = job.Run(); });
      // The endless source is idle only after its last record was handed over.
      while (source_log->polls_at_end == 0) std::this_thread::yield();
      job.Stop();
      runner.join();
    }
    open_after = OpenFakeShards() - open_before;
  }

  metrics::Registry registry;
  std::shared_ptr<const testing::SourceLog> source_log;
  std::shared_ptr<const testing::SinkLog> sink_log;
  io::Expected<void> result;
  int open_inside = 0;
  int open_after = 0;
};

TEST_CASE("Stop drains: what was read is delivered and committed, nothing more is read") {
  const StoppedJob job({});
  CHECK(job.result.has_value());
  CHECK(job.open_inside == 4);
  CHECK(job.open_after == 0);
  CHECK(job.registry.Sum("rulert_records_in_total", {{"input", "tx"}}) == 2000);
  CHECK(job.registry.Sum("rulert_rows_total", {{"stream", "tx"}}) == 2000);
  CHECK(job.registry.Sum("rulert_emitted_total", {{"output", "counts"}}) == 2000);
  CHECK(job.registry.Sum("rulert_keys", {{"process", "Count"}}) == 50);
  CHECK(job.registry.Sum("rulert_state_bytes", {{"process", "Count"}}) == 5000);
  CHECK(job.sink_log->lines.size() == 4000);
  CHECK(job.source_log->committed == std::vector<std::int64_t>{2000});
}

TEST_CASE("what was not delivered when the time to drain is over is not committed, and the job says so") {
  testing::SinkFaults faults;
  faults.never_delivers = true;
  const StoppedJob job(faults);
  REQUIRE(!job.result.has_value());
  CHECK(job.result.error().message.find("not everything could be delivered") == 0);
  CHECK(job.source_log->committed == std::vector<std::int64_t>{-1});
}

TEST_CASE("an output that is discarded is counted and not written") {
  std::vector<JobInput> inputs;
  inputs.push_back({{InputDesc::kEnvelope, false, "f"},
                    std::make_unique<testing::MemorySource>(testing::RecordsOfLines({TxLine("a", 1, 1), "x"}),
                                                            testing::MemorySourceOptions{})});
  std::vector<std::unique_ptr<io::Sink>> sinks;
  auto sink = std::make_unique<testing::MemorySink>();
  const auto log = sink->log();
  sinks.push_back(std::move(sink));
  AdaptiveCutter cutter;
  metrics::Registry registry;
  Job job(FakeModule(), {}, std::move(inputs), {{KeyShape::kDiscard, 0}, {KeyShape::kPlain, 0}, {}, {}, {}},
          std::move(sinks), cutter, registry);
  REQUIRE(job.Run().has_value());
  REQUIRE(log->lines.size() == 1);
  CHECK(log->lines[0].find(R"({"output":"passed","key":1,)") == 0);
  CHECK(registry.Sum("rulert_emitted_total", {{"output", "counts"}}) == 1);
  CHECK(registry.Sum("rulert_emitted_total", {{"output", "errors"}}) == 1);
}

}  // namespace
}  // namespace rulert::core
