// What producing costs: the same records by raw Produce requests - batches filled in one pass, five under way on one
// blocking connection - or by librdkafka with the settings of ruled's sink. To partition 0.
//   rulec_produce_floor brokers=HOST:PORT out=TOPIC [events=2M] [by=raw|librdkafka]
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/crc32c.h"
#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/zigzag.h"
#include "tests/bench/kafka/library_client.h"
#include "tests/bench/kafka/raw_connection.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"
#include "tools/gen/transactions.h"

namespace rulec::bench {
namespace {

using namespace rulert::io;
using namespace rulert::io::kafka_fetch;

constexpr std::int16_t kProduceKey = 0;
constexpr std::int16_t kProduceVersion = 8;  // the last one of the plain encoding
constexpr std::int64_t kNow = 1'767'225'600'000;
constexpr std::size_t kBatchBytes = 900'000;  // below the broker's 1 MB
constexpr int kUnderWay = 5;

/// As many different values as fit a cache, so that what is measured is producing.
std::vector<std::string> Values() {
  const gen::Transactions transactions({});
  std::vector<std::string> values;
  for (int i = 0; i < 4096; ++i) {
    char json[gen::Transactions::kMaxJson];
    values.emplace_back(json, transactions.WriteJson(i, json));
  }
  return values;
}

void Patch(std::string& bytes, std::size_t at, std::uint32_t value) {
  value = __builtin_bswap32(value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

class RawProducer {
 public:
  RawProducer(const std::string& brokers, std::string topic) : connection_(brokers), topic_(std::move(topic)) {
    Begin();
  }

  void Write(std::string_view value) {
    // attributes, time delta, offset delta, no key, the value, no headers
    body_.clear();
    body_.push_back(0);
    AppendZigzag(body_, 0);
    AppendZigzag(body_, count_++);
    AppendZigzag(body_, -1);
    AppendZigzag(body_, static_cast<std::int64_t>(value.size()));
    AppendZigzag(request_, static_cast<std::int64_t>(body_.size() + value.size() + 1));
    request_ += body_;
    request_ += value;
    request_.push_back(0);
    if (request_.size() > kBatchBytes) Send();
  }
  void Finish() {
    if (count_ > 0) Send();
    while (under_way_ > 0) TakeAnswer();
  }

 private:
  void Begin() {
    WireWriter head;
    head.Int32(0);  // size
    head.Int16(kProduceKey);
    head.Int16(kProduceVersion);
    head.Int32(++correlation_);
    head.String(false, "floor");
    head.NullString(false);  // no transaction
    head.Int16(-1);          // all replicas answer
    head.Int32(30'000);
    head.Int32(1);
    head.String(false, topic_);
    head.Int32(1);
    head.Int32(0);  // partition
    head.Int32(0);  // bytes of the batch
    batch_ = head.bytes().size();
    head.Int64(0);  // first offset
    head.Int32(0);  // length
    head.Int32(-1);
    head.Int8(2);
    head.Int32(0);  // CRC
    head.Int16(0);
    head.Int32(0);  // last offset delta
    head.Int64(kNow);
    head.Int64(kNow);
    head.Int64(-1);
    head.Int16(-1);
    head.Int32(-1);
    head.Int32(0);  // records
    request_ = head.Take();
    count_ = 0;
  }
  void Send() {
    const std::size_t size = request_.size() - batch_;
    Patch(request_, 0, static_cast<std::uint32_t>(request_.size() - 4));
    Patch(request_, batch_ - 4, static_cast<std::uint32_t>(size));
    Patch(request_, batch_ + 8, static_cast<std::uint32_t>(size - BatchHeader::kPrefix));
    Patch(request_, batch_ + 23, static_cast<std::uint32_t>(count_ - 1));
    Patch(request_, batch_ + 57, static_cast<std::uint32_t>(count_));
    Patch(request_, batch_ + 17, Crc32c(std::string_view(request_).substr(batch_ + BatchHeader::kCrcFrom)));
    if (under_way_ == kUnderWay) TakeAnswer();
    connection_.Send(request_);
    ++under_way_;
    Begin();
  }
  void TakeAnswer() {
    WireReader in(connection_.Receive(answer_));
    in.Int32();  // correlation
    in.Int32();  // topics: one
    in.String(false);
    in.Int32();  // partitions: one
    in.Int32();
    const std::int16_t error = in.Int16();
    if (!in.ok() || error != 0) Die(fmt::format("the broker refuses a batch: error {}", error));
    --under_way_;
  }

  RawConnection connection_;
  const std::string topic_;
  std::string request_;
  std::string body_;
  std::size_t batch_ = 0;  // where it begins in the request
  std::int64_t count_ = 0;
  std::int32_t correlation_ = 0;
  int under_way_ = 0;
  Buffer answer_;
};

class LibraryProducer {
 public:
  LibraryProducer(const std::string& brokers, const std::string& topic)
      : client_(OpenClient(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
                                               {"enable.idempotence", "true"},
                                               {"linger.ms", "0.5"},
                                               {"batch.num.messages", "20000"},
                                               {"queue.buffering.max.messages", "262144"}})),
        topic_(rd_kafka_topic_new(client_, topic.c_str(), nullptr)) {}
  ~LibraryProducer() {
    rd_kafka_topic_destroy(topic_);
    rd_kafka_destroy(client_);
  }
  LibraryProducer(const LibraryProducer&) = delete;
  LibraryProducer& operator=(const LibraryProducer&) = delete;

  void Write(std::string_view value) {
    bench::Produce(client_, topic_, 0, {}, value);
    rd_kafka_poll(client_, 0);
  }
  void Finish() { Flush(client_); }

 private:
  rd_kafka_t* const client_;
  rd_kafka_topic_t* const topic_;
};

template <class Producer>
void ProduceAll(Producer&& producer, std::int64_t events) {
  const std::vector<std::string> values = Values();
  for (std::int64_t i = 0; i < events; ++i) producer.Write(values[static_cast<std::size_t>(i) % values.size()]);
  producer.Finish();
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"brokers", "out", "events", "by"});
  const std::string brokers = arguments.Text("brokers", "");
  const std::string topic = arguments.Text("out", "");
  const std::int64_t events = arguments.Number("events", 2'000'000, 0, 1'000'000'000);
  const std::string by = arguments.Text("by", "raw");
  if (!arguments.error().empty()) Die(arguments.error());
  if (by != "raw" && by != "librdkafka") Die("`by` is raw or librdkafka");
  if (by == "raw") {
    ProduceAll(RawProducer(brokers, topic), events);
  } else {
    ProduceAll(LibraryProducer(brokers, topic), events);
  }
  fmt::print("{} records, {} passed on\n", events, events);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
