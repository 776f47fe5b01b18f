#include "runtime/src/io/kafka/health.h"

namespace rulert::io::kafka {

void Health::Tell(bool skipped, bool corrupt, const std::string& message) const {
  if (listener_) listener_(Notice{subject_, ready(), skipped, message, corrupt});
}

void Health::Ready(const std::string& message) {
  if (state_ == State::kReady) return;
  state_ = State::kReady;
  kind_.clear();
  Tell(false, false, message);
}

void Health::Trouble(const std::string& kind, const std::string& message) {
  if (state_ == State::kTrouble && kind_ == kind) return;
  state_ = State::kTrouble;
  kind_ = kind;
  Tell(false, false, message);
}

void Health::Skipped(const std::string& message) { Tell(true, false, message); }
void Health::CorruptBatch(const std::string& message) { Tell(true, true, message); }

}  // namespace rulert::io::kafka
