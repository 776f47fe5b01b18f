// The least that a program on librdkafka does between two topics: batch consume with tuned queues, every value
// untouched, a share of the records produced again. Ends when all partitions are read and everything is delivered.
//   rulec_pass_through brokers=HOST:PORT in=TOPIC out=TOPIC share=0.05
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/kafka/library_client.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"brokers", "in", "out", "share"});
  const std::string brokers = arguments.Text("brokers", "");
  const double share = arguments.Real("share", 0.05);
  if (!arguments.error().empty()) Die(arguments.error());
  rd_kafka_t* const consumer = OpenClient(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                              {"group.id", "pass-through"},
                                                              {"enable.auto.commit", "false"},
                                                              {"enable.partition.eof", "true"},
                                                              {"fetch.message.max.bytes", "4194304"},
                                                              {"queued.min.messages", "1000000"},
                                                              {"queued.max.messages.kbytes", "65536"}});
  rd_kafka_t* const producer = OpenClient(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers},
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
          Produce(producer, out, RD_KAFKA_PARTITION_UA, {static_cast<const char*>(message->key), message->key_len},
                  {static_cast<const char*>(message->payload), message->len});
        }
      }
      rd_kafka_message_destroy(message);
    }
    rd_kafka_poll(producer, 0);
  }
  Flush(producer);
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
