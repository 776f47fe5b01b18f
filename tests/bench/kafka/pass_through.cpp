// The least that a program on librdkafka does between two topics: batch consume with tuned queues, every value
// untouched, a share of the records produced again. Ends when all partitions are read and everything is delivered.
//   rulec_pass_through brokers=HOST:PORT in=TOPIC out=TOPIC share=0.05
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

constexpr int kWaitMs = 30'000;

using Settings = std::vector<std::pair<const char*, std::string>>;

rd_kafka_t* Open(rd_kafka_type_t type, const Settings& settings) {
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

void Produce(rd_kafka_t* producer, rd_kafka_topic_t* topic, const rd_kafka_message_t& message) {
  while (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, message.payload, message.len, message.key,
                          message.key_len, nullptr) != 0) {
    if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) Die(rd_kafka_err2str(rd_kafka_last_error()));
    rd_kafka_poll(producer, 20);
  }
}

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"brokers", "in", "out", "share"});
  const std::string brokers = arguments.Text("brokers", "");
  const double share = arguments.Real("share", 0.05);
  if (!arguments.error().empty()) Die(arguments.error());
  rd_kafka_t* const consumer = Open(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                        {"group.id", "pass-through"},
                                                        {"enable.auto.commit", "false"},
                                                        {"enable.partition.eof", "true"},
                                                        {"fetch.message.max.bytes", "4194304"},
                                                        {"queued.min.messages", "1000000"},
                                                        {"queued.max.messages.kbytes", "65536"}});
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_t* const producer = Open(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
                                                        {"enable.idempotence", "true"},
                                                        {"linger.ms", "20"},
                                                        {"batch.num.messages", "20000"},
                                                        {"queue.buffering.max.messages", "500000"}});
  rd_kafka_topic_t* const out = rd_kafka_topic_new(producer, arguments.Text("out", "").c_str(), nullptr);
  int open_partitions = AssignAll(consumer, arguments.Text("in", ""));
  rd_kafka_queue_t* const queue = rd_kafka_queue_get_consumer(consumer);
  std::vector<rd_kafka_message_t*> messages(16384);
  std::int64_t records = 0;
  std::int64_t passed = 0;
  double due = 0;
  while (open_partitions > 0) {
    const ssize_t count = rd_kafka_consume_batch_queue(queue, 100, messages.data(), messages.size());
    for (ssize_t i = 0; i < count; ++i) {
      rd_kafka_message_t* const message = messages[static_cast<std::size_t>(i)];
      if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        --open_partitions;
      } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        Die(rd_kafka_message_errstr(message));
      } else {
        ++records;
        due += share;
        if (due >= 1) {
          due -= 1;
          ++passed;
          Produce(producer, out, *message);
        }
      }
      rd_kafka_message_destroy(message);
    }
    rd_kafka_poll(producer, 0);
  }
  if (rd_kafka_flush(producer, kWaitMs) != RD_KAFKA_RESP_ERR_NO_ERROR) Die("the broker does not take the records");
  fmt::print("{} records, {} passed on\n", records, passed);
  rd_kafka_topic_destroy(out);
  rd_kafka_queue_destroy(queue);
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  rd_kafka_destroy(producer);
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
