#include "tests/bench/kafka/library_client.h"

#include "tests/bench/support/timed_process.h"

namespace rulec::bench {
namespace {

constexpr int kWaitMs = 60'000;

}  // namespace

rd_kafka_t* OpenClient(rd_kafka_type_t type, const ClientSettings& settings) {
  char error[512] = {};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  for (const auto& [name, value] : settings) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK) Die(error);
  }
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void*) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) Die(rd_kafka_err2str(message->err));
  });
  rd_kafka_t* const client = rd_kafka_new(type, conf, error, sizeof error);
  if (client == nullptr) Die(error);
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client);
  return client;
}

int AssignAll(rd_kafka_t* consumer, const std::string& topic) {
  rd_kafka_topic_t* const handle = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
  const struct rd_kafka_metadata* metadata = nullptr;
  const auto code = rd_kafka_metadata(consumer, 0, handle, &metadata, kWaitMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) Die(rd_kafka_err2str(code));
  const int partitions = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  rd_kafka_topic_destroy(handle);
  rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(partitions);
  for (int p = 0; p < partitions; ++p)
    rd_kafka_topic_partition_list_add(list, topic.c_str(), p)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(consumer, list);
  rd_kafka_topic_partition_list_destroy(list);
  return partitions;
}

void Produce(rd_kafka_t* producer, rd_kafka_topic_t* topic, std::int32_t partition, std::string_view key,
             std::string_view value) {
  while (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(),
                          key.data(), key.size(), nullptr) != 0) {
    if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) Die(rd_kafka_err2str(rd_kafka_last_error()));
    rd_kafka_poll(producer, 1);
  }
}

void Flush(rd_kafka_t* producer) {
  if (rd_kafka_flush(producer, kWaitMs) != RD_KAFKA_RESP_ERR_NO_ERROR) Die("the broker does not take the records");
}

}  // namespace rulec::bench
