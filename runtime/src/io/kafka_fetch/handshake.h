#pragma once
// What is said on a fresh connection before it is used: which versions the broker speaks, and who we are.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/protocol.h"
#include "runtime/src/io/kafka_fetch/sasl.h"
#include "runtime/src/io/kafka_fetch/settings.h"
#include "runtime/src/io/status.h"

namespace rulert::io::kafka_fetch {

class Handshake {
 public:
  struct Question {
    Api api;
    std::int16_t version;
    std::string body;
  };

  explicit Handshake(const SaslSettings& settings) : settings_(settings) {}

  /// Nothing: all is said. Otherwise its answer goes to `Take` before this is called again.
  std::optional<Question> Next();
  Expected<void> Take(std::string_view body);

  const ApiVersionChoice& versions() const { return versions_; }
  /// How long the broker takes us for who we are; 0: without end.
  std::int64_t lifetime_ms() const { return lifetime_ms_; }

 private:
  enum class Step : std::uint8_t { kVersions, kMechanism, kProof, kDone };

  Expected<void> TakeVersions(std::string_view body);
  Expected<void> TakeMechanism(std::string_view body);
  Expected<void> TakeProof(std::string_view body);

  const SaslSettings& settings_;
  Step step_ = Step::kVersions;
  std::int16_t asked_version_ = RangeOf(Api::kApiVersions).most;
  ApiVersionChoice versions_{};
  std::unique_ptr<SaslClient> sasl_;
  std::string proof_;
  std::int64_t lifetime_ms_ = 0;
};

}  // namespace rulert::io::kafka_fetch
