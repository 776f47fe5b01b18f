#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <utility>

#include "tools/gen/output.h"

namespace rulec::gen {
namespace {

constexpr int kWaitMs = 120'000;

struct Destroy {
  void operator()(rd_kafka_t* producer) const { rd_kafka_destroy(producer); }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using Producer = std::unique_ptr<rd_kafka_t, Destroy>;

class KafkaOutput final : public Output {
 public:
  explicit KafkaOutput(std::string topic) : topic_(std::move(topic)) {}
  // Undelivered records are dropped first: destroying waits for what is in flight.
  ~KafkaOutput() override {
    if (producer_) rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
  KafkaOutput(const KafkaOutput&) = delete;
  KafkaOutput& operator=(const KafkaOutput&) = delete;

  WriteStatus Open(const std::string& brokers);
  WriteStatus Write(std::string_view key, std::int64_t at_ms, std::string_view json) override;
  WriteStatus Finish() override;

 private:
  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  WriteStatus WaitForTopic();
  [[nodiscard]] WriteStatus Delivered() const;

  std::string topic_;
  std::int32_t partition_ = RD_KAFKA_PARTITION_UA;
  std::int64_t failed_ = 0;
  std::string first_failure_;
  Producer producer_;
};

void KafkaOutput::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  auto& output = *static_cast<KafkaOutput*>(self);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  if (output.failed_++ == 0) output.first_failure_ = rd_kafka_err2str(message->err);
}

WriteStatus KafkaOutput::Open(const std::string& brokers) {
  const std::pair<const char*, std::string> settings[] = {
      {"bootstrap.servers", brokers},
      {"client.id", "rulec-gen"},
      {"enable.idempotence", "true"},  // keeps the order over retries
      {"linger.ms", "20"},
      {"batch.num.messages", "20000"},
      {"queue.buffering.max.messages", "500000"},
      {"message.timeout.ms", std::to_string(kWaitMs)},
      {"partitioner", "murmur2_random"},
      {"log_level", "3"},
  };
  char error[512] = {};
  std::unique_ptr<rd_kafka_conf_t, Destroy> conf(rd_kafka_conf_new());
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf.get(), name, value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK) {
      return tl::unexpected(fmt::format("kafka setting {}: {}", name, error));
    }
  }
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaOutput::OnDelivery);
  producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), error, sizeof error));
  if (!producer_) return tl::unexpected(fmt::format("kafka: {}", error));
  (void)conf.release();  // now the producer's
  return WaitForTopic();
}

WriteStatus KafkaOutput::WaitForTopic() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kWaitMs);
  const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> topic(
      rd_kafka_topic_new(producer_.get(), topic_.c_str(), nullptr), &rd_kafka_topic_destroy);
  std::string last = "no answer";
  while (std::chrono::steady_clock::now() < deadline) {
    const struct rd_kafka_metadata* found = nullptr;
    rd_kafka_resp_err_t status = rd_kafka_metadata(producer_.get(), 0, topic.get(), &found, 1000);
    int partitions = 0;
    if (status == RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (found->topic_cnt == 1) {
        status = found->topics[0].err;
        partitions = found->topics[0].partition_cnt;
      }
      rd_kafka_metadata_destroy(found);
    }
    if (partitions > 0) {
      if (partitions == 1) partition_ = 0;
      return {};
    }
    last = rd_kafka_err2str(status);
    if (status == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || status == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
      break;
    rd_kafka_poll(producer_.get(), 100);
  }
  return tl::unexpected(fmt::format("kafka topic {}: {}", topic_, last));
}

WriteStatus KafkaOutput::Delivered() const {
  if (failed_ == 0) return {};
  return tl::unexpected(fmt::format("kafka did not take {} records; the first: {}", failed_, first_failure_));
}

WriteStatus KafkaOutput::Write(std::string_view key, std::int64_t at_ms, std::string_view json) {
  while (true) {
    // librdkafka copies both; its signature takes them as mutable.
    const rd_kafka_resp_err_t status =
        rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(partition_),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_TIMESTAMP(at_ms),
                          RD_KAFKA_V_KEY(const_cast<char*>(key.data()), key.size()),
                          RD_KAFKA_V_VALUE(const_cast<char*>(json.data()), json.size()), RD_KAFKA_V_END);
    if (status == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    if (status != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      return tl::unexpected(fmt::format("kafka: {}", rd_kafka_err2str(status)));
    }
    rd_kafka_poll(producer_.get(), 20);
    if (WriteStatus delivered = Delivered(); !delivered) return delivered;
  }
}

WriteStatus KafkaOutput::Finish() {
  if (rd_kafka_flush(producer_.get(), kWaitMs) != RD_KAFKA_RESP_ERR_NO_ERROR && failed_ == 0) {
    return tl::unexpected(fmt::format("kafka did not acknowledge {} records in {} s",
                                      rd_kafka_outq_len(producer_.get()), kWaitMs / 1000));
  }
  return Delivered();
}

}  // namespace

tl::expected<std::unique_ptr<Output>, std::string> OpenKafka(const std::string& target) {
  const std::size_t slash = target.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == target.size()) {
    return tl::unexpected(fmt::format("expected kafka:HOST:PORT/TOPIC, got `kafka:{}`", target));
  }
  auto output = std::make_unique<KafkaOutput>(target.substr(slash + 1));
  if (WriteStatus opened = output->Open(target.substr(0, slash)); !opened) return tl::unexpected(opened.error());
  return output;
}

}  // namespace rulec::gen
