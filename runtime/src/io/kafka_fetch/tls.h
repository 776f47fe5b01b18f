#pragma once
// TLS by OpenSSL, over bytes that somebody else sends and receives. No type of OpenSSL appears outside.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/settings.h"
#include "runtime/src/io/status.h"

namespace rulert::io::kafka_fetch {

enum class TlsResult : std::uint8_t { kDone, kWait, kClosed, kFailed };

/// One connection; one thread.
class TlsSession {
 public:
  virtual ~TlsSession() = default;
  /// Goes on with the handshake; kWait: it needs more of the other side.
  virtual TlsResult Shake() = 0;
  /// kWait: there is nothing until more is received. kDone: `got` bytes, at least one.
  virtual TlsResult Read(char* to, std::size_t room, std::size_t& got) = 0;
  virtual bool Write(std::string_view plain) = 0;
  virtual void Received(std::string_view sealed) = 0;
  /// Appends what is to be sent.
  virtual void TakeSealed(std::string& out) = 0;
  /// Why it failed, as a sentence.
  virtual const std::string& error() const = 0;
};

/// Certificates and keys, read once. Any threads.
class TlsContext {
 public:
  virtual ~TlsContext() = default;
  /// To `host`, whose name or address must be in the broker's certificate.
  virtual std::unique_ptr<TlsSession> Connect(const std::string& host) const = 0;
};

Expected<std::unique_ptr<TlsContext>> MakeTlsContext(const TlsSettings& settings);

}  // namespace rulert::io::kafka_fetch
