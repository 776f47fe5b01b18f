#pragma once
// Decodes an epoch on several threads. The caller is one of them.
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/src/core/record_decoder.h"

namespace rulert::core {

class DecodePool {
 public:
  /// `lanes` threads at most, the caller's included; module and inputs outlive the pool.
  DecodePool(const Module& module, const std::vector<InputDesc>& inputs, io::Validation validation,
             std::uint64_t max_record, std::uint32_t lanes);
  ~DecodePool();
  DecodePool(const DecodePool&) = delete;
  DecodePool& operator=(const DecodePool&) = delete;

  /// Returns when every record of the epoch is decoded and hashed. Small epochs stay on the caller's thread.
  void Decode(Epoch& epoch);

 private:
  void Serve(std::uint32_t lane);
  void DecodeShare(Epoch& epoch, std::uint32_t lane);

  const Module& module_;
  std::vector<std::unique_ptr<RecordDecoder>> decoders_;  // by lane
  std::mutex mutex_;
  std::condition_variable start_;
  std::condition_variable done_;
  Epoch* epoch_ = nullptr;
  std::uint64_t round_ = 0;
  std::uint32_t busy_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace rulert::core
