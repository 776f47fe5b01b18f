#pragma once
// Bytes to and from a broker over TCP, sealed by TLS where that is set. Nothing in it waits.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/responses.h"
#include "runtime/src/io/kafka_fetch/tls.h"

struct addrinfo;

namespace rulert::io::kafka_fetch {

/// Asks the system for the addresses of a host, on a thread of its own: that can take seconds.
class NameLookup {
 public:
  explicit NameLookup(const BrokerAddress& address);

  bool done() const;
  /// Once done: the `index`th address; null behind the last one.
  const addrinfo* at(std::size_t index) const;
  /// Once done: why there is none.
  const std::string& error() const;

 private:
  struct Result;
  std::shared_ptr<Result> result_;  // also the thread's, which may outlive us
};

enum class ChannelResult : std::uint8_t { kDone, kWait, kClosed, kFailed };

class Channel {
 public:
  Channel() = default;
  ~Channel() { Close(); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Begins to connect. False: `error` says why not.
  bool Connect(const addrinfo& to);
  /// Whether the connection stands, after `Connect`.
  ChannelResult Connected();
  /// From here on with TLS, once `Shake` is done. Null: without.
  void Secure(std::unique_ptr<TlsSession> tls) { tls_ = std::move(tls); }
  ChannelResult Shake();
  ChannelResult Read(char* to, std::size_t room, std::size_t& got);
  /// Takes all; what the system does not take yet goes with `Flush`.
  ChannelResult Write(std::string_view bytes);
  ChannelResult Flush();
  bool flushed() const { return sent_ == out_.size(); }
  void Close();
  int fd() const { return fd_; }
  const std::string& error() const { return error_; }

 private:
  ChannelResult Receive(char* to, std::size_t room, std::size_t& got);
  ChannelResult Fail(const char* what);

  int fd_ = -1;
  std::unique_ptr<TlsSession> tls_;
  std::string out_;  // still to be sent, from sent_ on
  std::size_t sent_ = 0;
  std::vector<char> sealed_;  // room for what is received under TLS
  std::string error_;
};

}  // namespace rulert::io::kafka_fetch
