#include "runtime/src/core/decode_pool.h"

namespace rulert::core {
namespace {

// Below this a hand-over costs more than it saves.
constexpr std::uint32_t kLeastShared = 512;

}  // namespace

DecodePool::DecodePool(const Module& module, const std::vector<InputDesc>& inputs, io::Validation validation,
                       std::uint64_t max_record, std::uint32_t lanes)
    : module_(module) {
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    decoders_.push_back(std::make_unique<RecordDecoder>(module, inputs, validation, max_record));
  for (std::uint32_t lane = 1; lane < lanes; ++lane) threads_.emplace_back([this, lane] { Serve(lane); });
}

DecodePool::~DecodePool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DecodePool::Decode(Epoch& epoch) {
  epoch.decoded.resize(epoch.record_count);
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    if (module_.processes[p].hash != nullptr) epoch.hashes[p].resize(epoch.record_count);
  }
  if (threads_.empty() || epoch.record_count < kLeastShared)
    return decoders_[0]->Decode(epoch, 0, 0, epoch.record_count);
  {
    const std::lock_guard lock(mutex_);
    epoch_ = &epoch;
    busy_ = static_cast<std::uint32_t>(threads_.size());
    ++round_;
  }
  start_.notify_all();
  DecodeShare(epoch, 0);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return busy_ == 0; });
}

void DecodePool::DecodeShare(Epoch& epoch, std::uint32_t lane) {
  const std::uint64_t lanes = decoders_.size();
  decoders_[lane]->Decode(epoch, lane, static_cast<std::uint32_t>(epoch.record_count * lane / lanes),
                          static_cast<std::uint32_t>(epoch.record_count * (lane + std::uint64_t{1}) / lanes));
}

void DecodePool::Serve(std::uint32_t lane) {
  std::uint64_t seen = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    start_.wait(lock, [&] { return stop_ || round_ != seen; });
    if (stop_) return;
    seen = round_;
    Epoch& epoch = *epoch_;
    lock.unlock();
    DecodeShare(epoch, lane);
    lock.lock();
    if (--busy_ == 0) done_.notify_one();
  }
}

}  // namespace rulert::core
