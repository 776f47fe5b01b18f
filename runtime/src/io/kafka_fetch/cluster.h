#pragma once
// The brokers of a cluster, one connection to each, opened when it is needed. One thread.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/src/io/kafka_fetch/broker_connection.h"

namespace rulert::io::kafka_fetch {

class Cluster {
 public:
  using Clock = BrokerConnection::Clock;

  Cluster(Settings settings, std::unique_ptr<TlsContext> tls, std::shared_ptr<BufferPool> pool,
          std::uint64_t most_response);

  const Settings& settings() const { return settings_; }
  /// What metadata says; connections to others are closed once nothing is waited for on them.
  void Learn(const std::vector<Metadata::Broker>& brokers);
  /// A connection that is ready, to any broker; null: none is yet, but they are tried.
  BrokerConnection* Any(Clock::time_point now);
  /// The connection to a broker; null: it is not ready, but tried.
  BrokerConnection* To(std::int32_t broker, Clock::time_point now);
  BrokerConnection* To(const BrokerAddress& address, Clock::time_point now);
  /// The connection to a broker if it cannot be opened; else null.
  const BrokerConnection* Failing(std::int32_t broker) const;

  /// Calls `answered(connection, response)` and `lost(request)` for what has happened.
  template <class Answered, class Lost>
  void Serve(Clock::time_point now, Answered&& answered, Lost&& lost) {
    CloseForeign();
    for (auto& [address, connection] : connections_) {
      connection->Serve(now);
      while (auto response = connection->TakeResponse()) answered(*connection, *response);
      for (const std::uint64_t request : connection->TakeLost()) lost(request);
    }
  }

  /// Waits for brokers, or for `wake_fd` to become readable, until `until`.
  void Wait(Clock::time_point until, int wake_fd);
  void Shift(Clock::duration gap);

  /// All brokers that are known have failed and none works.
  bool down() const;
  /// Of a cluster that is down: whether a broker answers but refuses us, and the sentence about it.
  bool denied() const;
  std::string Sentence() const;

 private:
  BrokerConnection& Connection(const BrokerAddress& address);
  bool IsKnown(const BrokerAddress& address) const;
  void CloseForeign();

  const Settings settings_;
  const std::unique_ptr<TlsContext> tls_;
  const BrokerConnection::Shared shared_;
  std::map<BrokerAddress, std::unique_ptr<BrokerConnection>> connections_;
  std::map<std::int32_t, BrokerAddress> brokers_;
  bool learned_ = false;  // since the last look for foreign ones
};

}  // namespace rulert::io::kafka_fetch
