#include "runtime/src/io/kafka_fetch/cluster.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

namespace rulert::io::kafka_fetch {

Cluster::Cluster(Settings settings, std::unique_ptr<TlsContext> tls, std::shared_ptr<BufferPool> pool,
                 std::uint64_t most_response)
    : settings_(std::move(settings)),
      tls_(std::move(tls)),
      shared_{settings_, tls_.get(), std::move(pool), most_response} {}

void Cluster::Learn(const std::vector<Metadata::Broker>& brokers) {
  brokers_.clear();
  for (const Metadata::Broker& broker : brokers) brokers_[broker.id] = broker.address;
  learned_ = true;
}

bool Cluster::IsKnown(const BrokerAddress& address) const {
  return std::any_of(brokers_.begin(), brokers_.end(), [&](const auto& broker) { return broker.second == address; });
}

void Cluster::CloseForeign() {
  if (!learned_) return;
  learned_ = false;
  std::erase_if(connections_, [this](const auto& entry) {
    const bool foreign = !brokers_.empty() && !IsKnown(entry.first);
    if (foreign && !entry.second->idle()) learned_ = true;
    return foreign && entry.second->idle();
  });
}

BrokerConnection& Cluster::Connection(const BrokerAddress& address) {
  auto& connection = connections_[address];
  if (!connection) connection = std::make_unique<BrokerConnection>(address, shared_);
  return *connection;
}

BrokerConnection* Cluster::To(const BrokerAddress& address, Clock::time_point now) {
  BrokerConnection& connection = Connection(address);
  if (connection.ready()) return &connection;
  connection.Open(now);
  return nullptr;
}

BrokerConnection* Cluster::To(std::int32_t broker, Clock::time_point now) {
  const auto known = brokers_.find(broker);
  return known == brokers_.end() ? nullptr : To(known->second, now);
}

const BrokerConnection* Cluster::Failing(std::int32_t broker) const {
  const auto known = brokers_.find(broker);
  const auto found = known == brokers_.end() ? connections_.end() : connections_.find(known->second);
  return found != connections_.end() && found->second->failing() ? found->second.get() : nullptr;
}

BrokerConnection* Cluster::Any(Clock::time_point now) {
  BrokerConnection* least = nullptr;
  for (auto& [address, connection] : connections_) {
    if (connection->ready() && (least == nullptr || connection->waiting() < least->waiting())) least = connection.get();
  }
  if (least != nullptr) return least;
  bool hope = false;
  for (const auto& [id, address] : brokers_) {
    BrokerConnection& connection = Connection(address);
    connection.Open(now);
    hope = hope || !connection.failing();
  }
  if (hope) return nullptr;
  for (const BrokerAddress& address : settings_.bootstrap) Connection(address).Open(now);
  return nullptr;
}

void Cluster::Wait(Clock::time_point until, int wake_fd) {
  std::vector<pollfd> wanted = {{wake_fd, POLLIN, 0}};
  for (const auto& [address, connection] : connections_) {
    if (connection->fd() >= 0) wanted.push_back({connection->fd(), connection->events(), 0});
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  poll(wanted.data(), wanted.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
}

void Cluster::Shift(Clock::duration gap) {
  for (auto& [address, connection] : connections_) connection->Shift(gap);
}

bool Cluster::down() const {
  return !connections_.empty() && std::all_of(connections_.begin(), connections_.end(), [](const auto& entry) {
    return entry.second->failing() && !entry.second->ready();
  });
}

bool Cluster::denied() const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [](const auto& entry) { return entry.second->denied(); });
}

std::string Cluster::Sentence() const {
  std::string brokers;
  for (const BrokerAddress& address : settings_.bootstrap) brokers += (brokers.empty() ? "" : ",") + address.Text();
  std::string why;
  for (const auto& [address, connection] : connections_) {
    if (connection->failing() && (why.empty() || connection->denied())) why = connection->trouble();
  }
  if (denied()) return fmt::format("no broker at {} can be used: {}", brokers, why);
  return fmt::format("no broker answers at {} ({})", brokers, why);
}

}  // namespace rulert::io::kafka_fetch
