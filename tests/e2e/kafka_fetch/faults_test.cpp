// A damaged wire between the source and a real broker: nothing is lost, nothing comes twice, and what is wrong is said.
#include <fmt/format.h>
#include <sys/resource.h>

#include "tests/e2e/kafka_fetch/producer.h"
#include "tests/e2e/kafka_fetch/proxy.h"
#include "tests/e2e/kafka_fetch/reading.h"
#include "tests/e2e/kafka_io/broker.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

constexpr int kRecords = 20'000;
constexpr const char* kMark = "<mark>";
constexpr int kMarked = kRecords / 2;

/// A broker that clients of the second listener reach through the proxy alone.
struct Setup {
  Broker broker;
  int hidden = Broker::FreePort();
  int port = Broker::FreePort();
  std::unique_ptr<Proxy> proxy;

  Setup() {
    broker.Configure(fmt::format(
        "listeners=PLAINTEXT://127.0.0.1:@PORT@,PROXIED://127.0.0.1:{0},CONTROLLER://127.0.0.1:@CONTROLLER_PORT@\n"
        "advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,PROXIED://127.0.0.1:{1}\n"
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT\n",
        hidden, port));
    broker.Start();
    proxy = std::make_unique<Proxy>(port, hidden);
    direct = broker.address();
    proxied = fmt::format("127.0.0.1:{}", port);
    CreateTopic(direct, "wire", 1);
    Producer producer(direct, {{"batch.num.messages", "200"}});
    for (int i = 0; i < kRecords; ++i) {
      TestRecord record;
      record.value = Value(i);
      producer.Write("wire", record);
    }
    producer.Flush();
  }

  static std::string Value(int i) {
    std::string value = fmt::format("{{\"n\":{}}}", i);
    value.append(150, '.');
    // Several times, so that one of them is not at the edge of what is passed on.
    for (int times = 0; i == kMarked && times < 8; ++times) value += kMark;
    return value;
  }

  std::string direct;
  std::string proxied;
};

Setup& TheSetup() {
  static Setup setup;
  return setup;
}

struct Reader {
  Notices notices;
  std::unique_ptr<Source> source;
  std::int64_t next = 0;
  bool in_order = true;
  bool same_bytes = true;
  std::string failure;

  explicit Reader(CorruptBatch policy = CorruptBatch::kStop, const Properties& properties = {}) {
    KafkaSourceOptions options = Options(TheSetup().proxied, "wire", notices);
    options.cluster.settings = properties;
    auto opened = OpenKafkaFetchSource({std::move(options), policy});
    if (!opened) throw std::runtime_error(opened.error().message);
    source = std::move(*opened);
  }

  /// Until `done`, or to the end.
  bool Read(const std::function<bool()>& done) {
    return Drain(
        *source,
        [&](const RecordView& record) {
          in_order = in_order && record.offset == next;
          next = record.offset + 1;
          same_bytes = same_bytes && record.value() == Setup::Value(static_cast<int>(record.offset));
        },
        done, &failure);
  }
  bool ReadToEnd() {
    return Read([&] { return AllAtEnd(*source); });
  }
  bool Whole() const { return in_order && same_bytes && next == kRecords; }
};

/// The wire is as it should be when a test ends.
struct Healing {
  ~Healing() { TheSetup().proxy->Heal(); }
};

TEST_CASE("a sound wire") {
  Reader reader;
  CHECK(reader.ReadToEnd());
  CHECK(reader.Whole());
}

TEST_CASE("bytes that flip on the way are refused by the CRC and fetched again") {
  const Healing healing;
  TheSetup().proxy->Flip(kMark, 8);
  Reader reader;
  CHECK(reader.ReadToEnd());
  INFO(reader.notices.Text());
  CHECK(reader.Whole());
  CHECK(reader.notices.Said(false, "topic wire partition 0: the batch at offset "));
  CHECK(reader.notices.Said(false, "its CRC does not match"));
  CHECK(reader.Read([&] { return reader.notices.Said(true, "reads topic wire"); }));
  CHECK(reader.notices.corrupt_batches() == 0);
}

TEST_CASE("a batch that stays damaged stops the source, which names it") {
  const Healing healing;
  TheSetup().proxy->Flip(kMark, 1'000'000);
  Reader reader;
  CHECK_FALSE(reader.ReadToEnd());
  INFO(reader.failure);
  CHECK(reader.failure.find("topic wire partition 0: the batch at offset ") == 0);
  CHECK(reader.failure.find("its CRC does not match") != std::string::npos);
  CHECK(reader.in_order);
  CHECK(reader.same_bytes);
  CHECK(reader.next > kMarked - 1000);
  CHECK(reader.next <= kMarked);
}

TEST_CASE("or it is skipped, told and counted, where the policy says so") {
  const Healing healing;
  TheSetup().proxy->Flip(kMark, 1'000'000);
  Reader reader(CorruptBatch::kSkip);
  CHECK(reader.ReadToEnd());
  INFO(reader.notices.Text());
  CHECK_FALSE(reader.in_order);
  CHECK(reader.same_bytes);
  CHECK(reader.next == kRecords);
  CHECK(reader.notices.corrupt_batches() == 1);
  CHECK(reader.notices.Said(false, "skipped, going on at "));
}

TEST_CASE("connections that are cut in the middle of answers cost nothing") {
  const Healing healing;
  TheSetup().proxy->CutAfter(300'000);
  Reader reader(CorruptBatch::kStop, {{"fetch.max.bytes", "200000"}, {"message.max.bytes", "100000"}});
  CHECK(reader.ReadToEnd());
  INFO(reader.notices.Text());
  CHECK(reader.Whole());
  CHECK(TheSetup().proxy->cut() > 3);
}

TEST_CASE("a broker that trickles is given up and named") {
  const Healing healing;
  Reader reader(CorruptBatch::kStop, {{"socket.timeout.ms", "500"}});
  CHECK(reader.Read([&] { return reader.next > 0; }));
  TheSetup().proxy->Trickle();
  CHECK(reader.Read([&] { return reader.notices.Said(false, "no broker answers"); }));
  INFO(reader.notices.Text());
  CHECK(reader.notices.Said(false, " bytes in 500 ms"));
  TheSetup().proxy->Heal();
  CHECK(reader.ReadToEnd());
  CHECK(reader.Whole());
}

TEST_CASE("a broker that never answers is given up and named") {
  const Healing healing;
  TheSetup().proxy->Silence();
  Reader reader(CorruptBatch::kStop, {{"socket.timeout.ms", "300"}});
  CHECK(reader.Read([&] { return reader.notices.Said(false, "no broker answers"); }));
  INFO(reader.notices.Text());
  CHECK(reader.notices.Said(false, "it does not answer within 300 ms"));
  TheSetup().proxy->Heal();
  CHECK(reader.ReadToEnd());
  CHECK(reader.Whole());
  CHECK(reader.Read([&] { return reader.notices.Said(true, "reads topic wire"); }));
}

TEST_CASE("a reader that does not poll for a while blames nobody") {
  Reader reader(CorruptBatch::kStop, {{"socket.timeout.ms", "200"}});
  CHECK(reader.Read([&] { return reader.notices.Said(true, "reads topic wire"); }));
  const int before = TheSetup().proxy->connections();
  // Somebody else polls for longer than that.
  Reader other;
  CHECK(other.ReadToEnd());
  const auto until = Source::Clock::now() + std::chrono::milliseconds(500);
  CHECK(other.Read([&] { return Source::Clock::now() > until; }));
  const int others = TheSetup().proxy->connections() - before;
  CHECK(reader.ReadToEnd());
  CHECK(reader.Whole());
  CHECK(TheSetup().proxy->connections() == before + others);
  CHECK_FALSE(reader.notices.Said(false, ""));
}

TEST_CASE("what is fetched ahead is bounded, though nobody takes it") {
  CreateTopic(TheSetup().direct, "heavy", 4);
  Producer producer(TheSetup().direct);
  const std::string value(1000, 'h');
  for (int i = 0; i < 40'000; ++i) {
    TestRecord record;
    record.partition = i % 4;
    record.value = value;
    producer.Write("heavy", record);
  }
  producer.Flush();
  Notices notices;
  KafkaSourceOptions options = Options(TheSetup().direct, "heavy", notices);
  options.queue_bytes = 4 << 20;
  auto source = OpenKafkaFetchSource({std::move(options), CorruptBatch::kStop});
  REQUIRE(source);
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  std::uint64_t records = 0;
  // A record at a time: what waits is in the source.
  CHECK(Drain(**source, [&](const RecordView&) { ++records; }, [&] { return AllAtEnd(**source); }));
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  CHECK(records == 40'000);
  CHECK(after.ru_maxrss - before.ru_maxrss < 24 << 10);
}

TEST_CASE("the broker killed and started again") {
  Reader reader(CorruptBatch::kStop, {{"fetch.max.bytes", "100000"}, {"message.max.bytes", "50000"}});
  CHECK(reader.Read([&] { return reader.next > kRecords / 10; }));
  TheSetup().broker.Kill();
  CHECK(reader.Read([&] { return reader.notices.Said(false, "no broker answers"); }));
  TheSetup().broker.Start();
  CHECK(reader.ReadToEnd());
  INFO(reader.notices.Text());
  CHECK(reader.Whole());
  CHECK(reader.Read([&] { return reader.notices.Said(true, "again"); }));
}

}  // namespace
}  // namespace rulert::io::test
