#include "runtime/host/readiness.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace rulert::host {

void Readiness::Expect(const std::string& subject) {
  const std::lock_guard lock(mutex_);
  subjects_[subject] = "connecting";
}

void Readiness::Note(const io::Notice& notice) {
  if (notice.data_skipped) {
    spdlog::error("{}: {}", notice.subject, notice.message);
  } else if (notice.ready) {
    spdlog::info("{}: {}", notice.subject, notice.message);
  } else {
    spdlog::warn("{}: {}", notice.subject, notice.message);
  }
  const std::lock_guard lock(mutex_);
  if (notice.corrupt_batch && corrupt_batches_ != nullptr) corrupt_batches_->Add(1);
  subjects_[notice.subject] = notice.ready ? std::string() : notice.message;
}

void Readiness::SetRunning(bool running) {
  const std::lock_guard lock(mutex_);
  running_ = running;
}

bool Readiness::ready() const {
  const std::lock_guard lock(mutex_);
  return running_ &&
         std::all_of(subjects_.begin(), subjects_.end(), [](const auto& subject) { return subject.second.empty(); });
}

std::string Readiness::Text() const {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [subject, reason] : subjects_) text += subject + ": " + (reason.empty() ? "ready" : reason) + '\n';
  }
  return text + (ready() ? "ready\n" : "not ready\n");
}

}  // namespace rulert::host
