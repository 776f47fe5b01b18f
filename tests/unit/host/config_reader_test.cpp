#include "runtime/host/config.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::host {
namespace {

/// Everything that is wrong with a configuration, as it is shown.
std::string Complaints(const std::string& text) {
  std::vector<Finding> findings;
  ReadConfig("ruled.yaml", text, findings);
  std::string shown;
  for (const Finding& finding : findings) shown += RenderFinding("ruled.yaml", text, finding);
  return shown;
}

std::string ComplaintsWithModule(const std::string& text) {
  std::vector<Finding> findings;
  const Config config = ReadConfig("ruled.yaml", text, findings);
  CHECK(findings.empty());
  CheckAgainstModule(config, core::FakeModule(), findings);
  std::string shown;
  for (const Finding& finding : findings) shown += RenderFinding("ruled.yaml", text, finding);
  return shown;
}

TEST_CASE("how Kafka is fetched from is read") {
  std::vector<Finding> findings;
  const Config old = ReadConfig("ruled.yaml", "kafka: { brokers: b, fetch: librdkafka }\n", findings);
  CHECK_FALSE(old.native_fetch);
  const Config skip = ReadConfig("ruled.yaml", "kafka: { brokers: b, fetch: native, corrupt_batch: skip }\n", findings);
  CHECK(skip.native_fetch);
  CHECK(skip.skip_corrupt_batches);
  CHECK(findings.empty());
}

TEST_CASE("where topics are read from is told for all of them, and for one") {
  const auto start = [](const std::string& text) {
    std::vector<Finding> findings;
    const Config config = ReadConfig("ruled.yaml", "kafka: { brokers: b, start: " + text + " }\n", findings);
    CHECK(findings.empty());
    return config.start;
  };
  using Kind = io::StartAt::Kind;
  CHECK(start("committed") == io::StartAt{});
  CHECK(start("earliest") == io::StartAt{});
  CHECK(start("latest") == io::StartAt{Kind::kLatest, 0});
  CHECK(start("2026-01-01T09:00:00Z") == io::StartAt{Kind::kTimestamp, 1'767'258'000'000});
  CHECK(start("'2026-01-01T10:00:00+01:00'") == io::StartAt{Kind::kTimestamp, 1'767'258'000'000});
  // The first record that is not older.
  CHECK(start("2026-01-01T09:00:00.0001Z") == io::StartAt{Kind::kTimestamp, 1'767'258'000'001});
  std::vector<Finding> findings;
  const Config config =
      ReadConfig("ruled.yaml",
                 "kafka: { brokers: b, start: latest }\n"
                 "sources: { a: { kafka: { topic: t } }, b: { kafka: { topic: u, start: earliest } } }\n",
                 findings);
  REQUIRE(findings.empty());
  CHECK(config.start.kind == Kind::kLatest);
  REQUIRE(config.sources.size() == 2);
  CHECK_FALSE(config.sources[0].start);
  CHECK(config.sources[1].start == io::StartAt{});
}

TEST_CASE("a whole configuration is read") {
  std::vector<Finding> findings;
  const Config config = ReadConfig("ruled.yaml",
                                   "module: out/m.so\n"
                                   "job: cards\n"
                                   "kafka: { brokers: \"a:9092,b:9092\", properties: { security.protocol: ssl } }\n"
                                   "sources: { tx: { kafka: { topic: card.tx }, format: json }, ticks: stdin }\n"
                                   "outputs:\n"
                                   "  counts: { kafka: { topic: card.counts } }\n"
                                   "  passed: discard\n"
                                   "  errors: { file: errors.jsonl }\n"
                                   "  late: stdout\n"
                                   "workers: 3\n"
                                   "validate: full\n"
                                   "max_record: 2 MiB\n"
                                   "admin: { listen: \"127.0.0.1:8088\" }\n",
                                   findings);
  REQUIRE(findings.empty());
  CHECK(config.module == "out/m.so");
  CHECK(config.job == "cards");
  CHECK(config.brokers == "a:9092,b:9092");
  CHECK(config.native_fetch);
  CHECK_FALSE(config.skip_corrupt_batches);
  CHECK(config.kafka_properties == std::vector<std::pair<std::string, std::string>>{{"security.protocol", "ssl"}});
  REQUIRE(config.sources.size() == 2);
  CHECK(config.sources[0].kind == Binding::Kind::kKafka);
  CHECK(config.sources[0].target == "card.tx");
  CHECK(config.sources[1].kind == Binding::Kind::kStandardStream);
  REQUIRE(config.outputs.size() == 4);
  CHECK(config.outputs[1].kind == Binding::Kind::kDiscard);
  CHECK(config.outputs[2].target == "errors.jsonl");
  CHECK(config.outputs[3].kind == Binding::Kind::kStandardStream);
  CHECK(config.workers == 3);
  CHECK(config.validate_full);
  CHECK(config.max_record == 2u << 20);
  CHECK(config.admin_listen == "127.0.0.1:8088");
  findings.clear();
  CheckAgainstModule(config, core::FakeModule(), findings);
  CHECK(findings.empty());
}

TEST_CASE("a finding shows the line and what to write instead") {
  CHECK(Complaints("workers: 2\nwokers: 3\n") ==
        "ruled.yaml:2:1: error: unknown key `wokers` in the configuration\n"
        "    2 | wokers: 3\n"
        "      | ^^^^^^ did you mean `workers`?\n");
  CHECK(Complaints("sources: { \"gr\xc3\xbc\xc3\x9f\": { kafka: { topc: a } } }\n") ==
        "ruled.yaml:1:31: error: unknown key `topc` in `kafka` of `gr\xc3\xbc\xc3\x9f`\n"
        "    1 | sources: { \"gr\xc3\xbc\xc3\x9f\": { kafka: { topc: a } } }\n"
        "      |                               ^^^^ did you mean `topic`?\n");
}

TEST_CASE("each mistake has its sentence") {
  const auto says = [](const std::string& text, const std::string& place, const std::string& words) {
    const std::string shown = Complaints(text);
    INFO(shown);
    CHECK(shown.find("ruled.yaml:" + place + ": error: ") == 0);
    CHECK(shown.find(words) != std::string::npos);
    CHECK(shown.find("error: ", shown.find("error: ") + 1) == std::string::npos);  // one mistake, one error
  };
  says("a: [\n", "2:1", "this is not YAML");
  says("- a\n", "1:1", "the configuration is not a map");
  says("workers: 0\n", "1:10", "`workers` is not a whole number from 1 to 128");
  says("workers: two\n", "1:10", "`workers` is not a whole number");
  says("max_record: 65 MiB\n", "1:13", "`max_record` is not a size up to 64 MiB");
  says("validate: partly\n", "1:11", "expected one of `projected`, `full`");
  says("job: a b\n", "1:6", "use letters, digits");
  says("job: a\njob: b\n", "2:1", "`job` is given twice");
  says("sources: [a]\n", "1:10", "`sources` is not a map");
  says("sources: { a: {} }\n", "1:12", "`a` is bound to nothing");
  says("sources: { a: stdout }\n", "1:15", "unknown binding of `a` `stdout`");
  says("outputs: { a: { file: f, format: avro } }\n", "1:34", "unknown format `avro`");
  says("sources: { a: stdin, b: stdin }\n", "1:22", "stdin is bound twice");
  says("sources: { a: { kafka: { topic: t } } }\n", "1:12", "no brokers are given");
  says("kafka: { brokers: \"\" }\nsources: { a: { kafka: { topic: t } } }\n", "1:19", "`brokers` is not a text");
  says("kafka: { brokers: b, properties: { group.id: g } }\n", "1:36", "`group.id` is set by ruled itself");
  says("kafka: { brokers: b, fetch: nativ }\n", "1:29", "unknown fetch `nativ`");
  says("kafka: { brokers: b, fetch: librdkafka, corrupt_batch: skip }\n", "1:56", "a policy of the native fetch");
  says("kafka: { brokers: b, start: ealiest }\n", "1:29", "did you mean `earliest`?");
  says("kafka: { brokers: b, start: yesterday }\n", "1:29", "unknown start `yesterday`");
  says("kafka: { brokers: b, start: [latest] }\n", "1:29", "start is not a word");
  says("kafka: { brokers: b, start: 2026-02-30T09:00:00Z }\n", "1:29", "`start` is not a timestamp");
  says("kafka: { brokers: b, start: 2026-01-01T09:00:00 }\n", "1:29", "write it with its zone");
  says("kafka: { brokers: b, start: 1969-12-31T23:59:59Z }\n", "1:29", "`start` is before 1970");
  says("kafka: { brokers: b }\nsources: { a: { kafka: { topic: t, start: 12 } } }\n", "2:43",
       "`start` is not a timestamp");
  says("kafka: { brokers: b }\noutputs: { a: { kafka: { topic: t, start: latest } } }\n", "2:36",
       "unknown key `start` in `kafka` of `a`");
  says("admin: { listen: 8088 }\n", "1:18", "`listen` is not an address");
  says("admin: { listen: \"0.0.0.0:8088\" }\n", "1:18", "it may only listen on the loopback");
  CHECK(Complaints("") == "ruled.yaml: error: the configuration is empty: it needs `sources` and `outputs`\n");
  CHECK(Complaints(std::string(100'000, '[')).find("error: this is not YAML") != std::string::npos);
}

TEST_CASE("names are checked against the module, and everything must be bound but the host's own outputs") {
  CHECK(
      ComplaintsWithModule(
          "sources: { tx: stdin, tick: { file: f } }\noutputs: { counts: stdout, passed: discard, errrs: stdout }\n") ==
      "ruled.yaml:1:23: error: module `fake` has no stream `tick`\n"
      "    1 | sources: { tx: stdin, tick: { file: f } }\n"
      "      |                       ^^^^ did you mean `ticks`?\n"
      "ruled.yaml: error: stream `ticks` of module `fake` is not bound: add it to `sources`\n"
      "ruled.yaml:2:45: error: module `fake` has no output `errrs`\n"
      "    2 | outputs: { counts: stdout, passed: discard, errrs: stdout }\n"
      "      |                                             ^^^^^ did you mean `errors`?\n");
  CHECK(ComplaintsWithModule("sources: { tx: stdin, ticks: { file: f } }\noutputs: { counts: stdout }\n") ==
        "ruled.yaml: error: output `passed` of module `fake` is not bound: add it to `outputs`, or write `passed: "
        "discard`\n");
}

}  // namespace
}  // namespace rulert::host
