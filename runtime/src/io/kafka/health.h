#pragma once
// Remembers how a cluster is doing for a source or sink and tells every change once. One thread at a time.
#include <cstdint>
#include <string>
#include <utility>

#include "runtime/src/io/status.h"

namespace rulert::io::kafka {

class Health {
 public:
  Health(std::string subject, Listener listener) : subject_(std::move(subject)), listener_(std::move(listener)) {}

  bool ready() const { return state_ == State::kReady; }
  /// Works again, or for the first time. `message` says what works.
  void Ready(const std::string& message);
  /// Does not work; told once as long as `kind` stays the same.
  void Trouble(const std::string& kind, const std::string& message);
  /// Records are gone; whether it works does not change.
  void Skipped(const std::string& message);
  /// As Skipped, of a batch whose bytes are damaged.
  void CorruptBatch(const std::string& message);

 private:
  enum class State : std::uint8_t { kUnknown, kReady, kTrouble };

  void Tell(bool skipped, bool corrupt, const std::string& message) const;

  const std::string subject_;
  const Listener listener_;
  State state_ = State::kUnknown;
  std::string kind_;  // of the trouble
};

}  // namespace rulert::io::kafka
