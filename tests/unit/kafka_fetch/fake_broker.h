#pragma once
// A broker in this process that answers as the test says: what a real cluster does only when it wants to - leaders that
// move, offsets that are gone, throttling, answers that make no sense - happens here at will.
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/src/io/kafka_fetch/protocol.h"

namespace rulert::io::kafka_fetch::test {

class FakeBroker {
 public:
  struct Request {
    Api api;
    std::int16_t version;
    std::string body;
  };
  /// The body of the answer; nothing: none is given.
  using Answer = std::function<std::optional<std::string>(const Request&)>;

  /// Serves one connection after another on a port of the loopback. `answer` runs on a thread of its own.
  explicit FakeBroker(Answer answer);
  ~FakeBroker();
  FakeBroker(const FakeBroker&) = delete;
  FakeBroker& operator=(const FakeBroker&) = delete;

  int port() const { return port_; }
  int asked(Api api) const { return asked_[static_cast<std::size_t>(api)]; }

 private:
  void Run();
  bool Serve(int fd);

  const Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> asked_[kApis] = {};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

/// Bodies of answers in the versions that `SpokenVersions` leaves: Fetch 11, ListOffsets 5, Metadata 8, OffsetFetch 5,
/// FindCoordinator 2.
std::string SpokenVersions();
struct FakeLeader {
  int id;
  int epoch;
};
/// Topic "t" with one leader a partition; ports by broker id.
std::string MetadataBody(const std::map<int, int>& ports, const std::vector<FakeLeader>& leaders);
std::string CoordinatorBody(int port);
/// Nothing has been committed.
std::string NoOffsetsBody(int partitions);
std::string OffsetBody(int partition, std::int64_t offset, ErrorCode error = ErrorCode::kNone);
std::string FetchBody(int partition, ErrorCode error, std::int64_t high_watermark, const std::string& batches,
                      int throttle_ms = 0);

/// What a Fetch or ListOffsets request in these versions asks of its first partition.
struct FirstPartition {
  std::int32_t leader_epoch;
  std::int64_t offset;  // or timestamp
};
FirstPartition FirstOf(const FakeBroker::Request& request);

}  // namespace rulert::io::kafka_fetch::test
