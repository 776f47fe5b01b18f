#pragma once
// Decides how much goes into one epoch. With one input partition no cut changes an answer.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace rulert::core {

struct EpochLimit {
  std::uint32_t records = 16 * 1024;
  std::uint64_t bytes = 4ull << 20;
  bool until_full = false;  // wait for more records, or the end; else an epoch takes what is there
};

class EpochCutter {
 public:
  virtual ~EpochCutter() = default;
  /// Limit of the next epoch; at least one record is taken in any case.
  virtual EpochLimit Next() = 0;
};

/// One record when nothing waits, tens of thousands under load: whatever has come by the time the one before is under
/// way.
class AdaptiveCutter final : public EpochCutter {
 public:
  EpochLimit Next() override { return {}; }
};

/// Cuts as it was told: numbers of records, then the rest as one wants.
class ListCutter final : public EpochCutter {
 public:
  explicit ListCutter(std::vector<std::uint32_t> records) : records_(std::move(records)) {}
  EpochLimit Next() override {
    if (next_ == records_.size()) return {};
    return {records_[next_++], UINT64_MAX, true};
  }

 private:
  std::vector<std::uint32_t> records_;
  std::size_t next_ = 0;
};

}  // namespace rulert::core
