#pragma once
// Proves to a broker who we are: PLAIN (RFC 4616), SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, 7677).
#include <memory>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/settings.h"
#include "runtime/src/io/status.h"

namespace rulert::io::kafka_fetch {

/// One authentication: First, then Next with each answer until done.
class SaslClient {
 public:
  virtual ~SaslClient() = default;
  virtual std::string First() = 0;
  /// What is sent next. An error: the answer is wrong, or it is not who we believe it to be.
  virtual Expected<std::string> Next(std::string_view answer) = 0;
  /// Both sides are satisfied: nothing is to be sent.
  virtual bool done() const = 0;
};

/// `nonce`: printable and never the same twice. Mechanism not kNone.
std::unique_ptr<SaslClient> MakeSaslClient(const SaslSettings& settings, std::string nonce);

/// From the system's generator.
std::string MakeNonce();

}  // namespace rulert::io::kafka_fetch
