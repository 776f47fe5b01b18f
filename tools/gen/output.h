#pragma once
// Where generated lines go: a file, standard output, or a Kafka topic.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace rulec::gen {

/// The world said no; one sentence for the user.
using WriteStatus = tl::expected<void, std::string>;

class Output {
 public:
  virtual ~Output() = default;
  /// One record: its key and event time, and its JSON without newline. Borrowed for the call.
  virtual WriteStatus Write(std::string_view key, std::int64_t at_ms, std::string_view json) = 0;
  /// Everything is written, or acknowledged by the broker.
  virtual WriteStatus Finish() = 0;
};

/// `-` is standard output.
tl::expected<std::unique_ptr<Output>, std::string> OpenFile(const std::string& path);

/// `target` is HOST:PORT/TOPIC; the topic must exist. Records keep their order in each partition, carry the key, and
/// are stamped with their event time (CreateTime). Waits up to 30 s for broker and topic.
tl::expected<std::unique_ptr<Output>, std::string> OpenKafka(const std::string& target);

}  // namespace rulec::gen
