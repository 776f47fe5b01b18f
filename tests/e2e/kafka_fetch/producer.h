#pragma once
// Topics and their records as a test wants them, through librdkafka. What fails throws.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rulert::io::test {

using Properties = std::map<std::string, std::string>;

struct TestRecord {
  std::int32_t partition = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::int64_t timestamp_ms = 1;
  std::vector<std::pair<std::string, std::optional<std::string>>> headers;
};

/// Returns when the topic is there.
void CreateTopic(const std::string& brokers, const std::string& name, int partitions, const Properties& config = {});

/// To `partitions` in all.
void AddPartitions(const std::string& brokers, const std::string& topic, int partitions);

class Producer {
 public:
  /// With `transactional.id` among the properties every record belongs to a transaction.
  Producer(const std::string& brokers, const Properties& properties = {});
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  void Write(const std::string& topic, const TestRecord& record);
  /// All that was written is in the log.
  void Flush();
  void Begin();
  void Commit();
  void Abort();

 private:
  struct Client;
  std::unique_ptr<Client> client_;
};

}  // namespace rulert::io::test
