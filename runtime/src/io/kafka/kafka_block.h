#pragma once
// Records as librdkafka hands them over: the block owns the messages, which keep the fetched bytes alive.
#include <deque>
#include <string>
#include <vector>

#include "runtime/src/io/block_pool.h"
#include "runtime/src/io/kafka/client.h"

namespace rulert::io::kafka {

/// The client lives until the last block is back: a message that is still held would block its end.
struct ClientKeeper {
  std::unique_ptr<ClusterErrors> errors;  // what callbacks write to
  Owned<rd_kafka_t> client;
};

class KafkaBlock final : public Block {
 public:
  using Pool = BlockPool<KafkaBlock, ClientKeeper>;

  ~KafkaBlock() override { Clear(); }

  /// Takes the message over.
  void Add(rd_kafka_message_t* message, const RecordView& record) {
    messages_.push_back(message);
    list_.push_back(record);
    bytes_ += record.whole_size + record.key_size;
  }
  /// Keeps encoded headers where they are until the block is done with.
  const std::string& Keep(std::string headers) { return headers_.emplace_back(std::move(headers)); }
  bool empty() const { return list_.empty(); }
  void Finish() { records_ = list_; }
  void Clear() {
    for (rd_kafka_message_t* message : messages_) rd_kafka_message_destroy(message);
    messages_.clear();
    list_.clear();
    headers_.clear();
    records_ = {};
    bytes_ = 0;
  }

 private:
  friend Pool;
  void Recycle() override { Pool::Give(this); }

  std::shared_ptr<Pool> pool_;
  std::vector<rd_kafka_message_t*> messages_;
  std::vector<RecordView> list_;
  std::deque<std::string> headers_;
};

}  // namespace rulert::io::kafka
