#include "tests/e2e/kafka_fetch/producer.h"

#include <librdkafka/rdkafka.h>

#include <stdexcept>

namespace rulert::io::test {
namespace {

constexpr int kTimeoutMs = 60'000;

void Require(rd_kafka_resp_err_t code, const char* what) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(std::string(what) + ": " + rd_kafka_err2str(code));
}

void Require(rd_kafka_error_t* error, const char* what) {
  if (error == nullptr) return;
  const std::string message = std::string(what) + ": " + rd_kafka_error_string(error);
  rd_kafka_error_destroy(error);
  throw std::runtime_error(message);
}

rd_kafka_t* Make(const std::string& brokers, const Properties& properties) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  char error[512] = {};
  Properties all = properties;
  all["bootstrap.servers"] = brokers;
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK)
      throw std::runtime_error(error);
  }
  rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
  if (client == nullptr) throw std::runtime_error(error);
  return client;
}

/// The controller answers before the broker's metadata has a change, and that before leaders serve their partitions. A
/// batch that a leader refuses in between, while the one behind it is taken, has cost an idempotent producer the first.
bool AwaitPartitions(rd_kafka_t* client, const std::string& topic, int partitions) {
  rd_kafka_topic_t* const handle = rd_kafka_topic_new(client, topic.c_str(), nullptr);
  bool there = false;
  for (int tries = 0; tries < 1000 && !there; ++tries) {
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client, 0, handle, &metadata, kTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    there = metadata->topics[0].partition_cnt == partitions;
    rd_kafka_metadata_destroy(metadata);
    if (!there) rd_kafka_poll(client, 20);
  }
  rd_kafka_topic_destroy(handle);
  for (int partition = 0; there && partition < partitions; ++partition) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    int tries = 0;
    while (rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &low, &high, kTimeoutMs) !=
           RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (++tries == 1000) return false;
      rd_kafka_poll(client, 20);
    }
  }
  return there;
}

}  // namespace

void CreateTopic(const std::string& brokers, const std::string& name, int partitions, const Properties& config) {
  rd_kafka_t* const client = Make(brokers, {});
  char error[512] = {};
  rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(name.c_str(), partitions, 1, error, sizeof error);
  for (const auto& [key, value] : config) rd_kafka_NewTopic_set_config(topic, key.c_str(), value.c_str());
  rd_kafka_queue_t* const queue = rd_kafka_queue_new(client);
  rd_kafka_CreateTopics(client, &topic, 1, nullptr, queue);
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, kTimeoutMs);
  std::size_t count = 0;
  const auto* const results =
      event == nullptr ? nullptr
                       : rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  const rd_kafka_resp_err_t code = count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR__TIMED_OUT;
  if (event != nullptr) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewTopic_destroy(topic);
  const bool there = code == RD_KAFKA_RESP_ERR_NO_ERROR && AwaitPartitions(client, name, partitions);
  rd_kafka_destroy(client);
  Require(code, "the topic was not made");
  if (!there) throw std::runtime_error("the topic does not appear");
}

void AddPartitions(const std::string& brokers, const std::string& topic, int partitions) {
  rd_kafka_t* const client = Make(brokers, {});
  char error[512] = {};
  rd_kafka_NewPartitions_t* wanted =
      rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), error, sizeof error);
  rd_kafka_queue_t* const queue = rd_kafka_queue_new(client);
  rd_kafka_CreatePartitions(client, &wanted, 1, nullptr, queue);
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, kTimeoutMs);
  const bool done = event != nullptr && rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (event != nullptr) rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_NewPartitions_destroy(wanted);
  const bool there = done && AwaitPartitions(client, topic, partitions);
  rd_kafka_destroy(client);
  if (!there) throw std::runtime_error("the partitions do not appear");
}

struct Producer::Client {
  rd_kafka_t* handle = nullptr;
  int refused = 0;  // records

  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    auto& client = *static_cast<Client*>(opaque);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE) ++client.refused;
  }
};

Producer::Producer(const std::string& brokers, const Properties& properties) : client_(std::make_unique<Client>()) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  char error[512] = {};
  Properties all = {{"linger.ms", "5"}, {"enable.idempotence", "true"}, {"message.max.bytes", "20000000"}};
  for (const auto& [name, value] : properties) all[name] = value;
  all["bootstrap.servers"] = brokers;
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK)
      throw std::runtime_error(error);
  }
  rd_kafka_conf_set_opaque(conf, client_.get());
  rd_kafka_conf_set_dr_msg_cb(conf, &Client::OnDelivery);
  client_->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
  if (client_->handle == nullptr) throw std::runtime_error(error);
  if (all.count("transactional.id") > 0)
    Require(rd_kafka_init_transactions(client_->handle, kTimeoutMs), "init_transactions");
}

Producer::~Producer() { rd_kafka_destroy(client_->handle); }

void Producer::Write(const std::string& topic, const TestRecord& record) {
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers)
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value ? value->data() : nullptr,
                        value ? static_cast<ssize_t>(value->size()) : 0);
  static char none;
  const auto data = [](const std::optional<std::string>& text) {
    return !text ? nullptr : text->empty() ? &none : const_cast<char*>(text->data());
  };
  const auto size = [](const std::optional<std::string>& text) { return text ? text->size() : 0; };
  for (;;) {
    const rd_kafka_resp_err_t code = rd_kafka_producev(
        client_->handle, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition),
        RD_KAFKA_V_KEY(data(record.key), size(record.key)), RD_KAFKA_V_VALUE(data(record.value), size(record.value)),
        RD_KAFKA_V_TIMESTAMP(record.timestamp_ms), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) Require(code, "producev");
    rd_kafka_poll(client_->handle, 10);
  }
  rd_kafka_poll(client_->handle, 0);
}

void Producer::Flush() {
  Require(rd_kafka_flush(client_->handle, kTimeoutMs), "flush");
  if (client_->refused > 0) throw std::runtime_error("records were refused");
}
void Producer::Begin() { Require(rd_kafka_begin_transaction(client_->handle), "begin_transaction"); }
void Producer::Commit() { Require(rd_kafka_commit_transaction(client_->handle, kTimeoutMs), "commit_transaction"); }
void Producer::Abort() {
  Flush();  // aborted records are to be in the log
  Require(rd_kafka_abort_transaction(client_->handle, kTimeoutMs), "abort_transaction");
}

}  // namespace rulert::io::test
