#pragma once
// Reads topics through either source and shows every byte of what came.
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/fetch_source.h"
#include "runtime/src/io/source.h"

namespace rulert::io::test {

/// What a source said.
class Notices {
 public:
  Listener listener();
  bool Said(bool ready, std::string_view part) const;
  std::size_t corrupt_batches() const;
  /// One line each.
  std::string Text() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Notice> list_;
};

KafkaSourceOptions Options(const std::string& brokers, const std::string& topic, Notices& notices);

/// Polls until `done`; false: not within two minutes, or the source failed: see `failure`.
bool Drain(Source& source, const std::function<void(const RecordView&)>& each, const std::function<bool()>& done,
           std::string* failure = nullptr);

bool AllAtEnd(const Source& source);

/// Partition, offset, time, key, headers, sizes and value on one line; long texts as size and hash.
std::string Show(const RecordView& record);

/// Everything in the topic: a line for each record in the order of partitions and offsets, then where each partition
/// goes on.
std::vector<std::string> ReadAll(Source& source);

}  // namespace rulert::io::test
