#pragma once
// What a look-back keeps of its rows beside the reference to their chunk, in 8 bytes.
#include <cstdint>

namespace rulert {

/// Three positions of 18 bits, the form of the chunk and its size class. One word, written whole: after a store of a
/// part the next load of the whole would wait until the store is out.
class RowsHeader {
 public:
  std::uint32_t begin() const noexcept { return At(0); }
  std::uint32_t range() const noexcept { return At(kBits); }
  std::uint32_t end() const noexcept { return At(2 * kBits); }
  std::uint32_t form() const noexcept { return static_cast<std::uint32_t>(word_ >> kFormShift) & 3; }
  bool is_large() const noexcept { return (word_ >> kLargeShift & 1) != 0; }
  std::uint32_t chunk_class() const noexcept { return static_cast<std::uint32_t>(word_ >> kClassShift); }
  bool is_empty() const noexcept { return begin() == end(); }
  std::uint32_t count() const noexcept { return end() - begin(); }

  void set_begin(std::uint32_t position) noexcept { Set(0, kPositionMask, position); }
  void set_range(std::uint32_t position) noexcept { Set(kBits, kPositionMask, position); }
  void AddRow() noexcept { word_ += std::uint64_t{1} << 2 * kBits; }
  void DropRow() noexcept { word_ -= std::uint64_t{1} << 2 * kBits; }
  /// All three positions.
  void MoveDown(std::uint32_t shift) noexcept {
    word_ -= std::uint64_t{shift} | std::uint64_t{shift} << kBits | std::uint64_t{shift} << 2 * kBits;
  }
  void set_form(std::uint32_t form) noexcept { Set(kFormShift, 3, form); }
  void SetChunk(std::uint32_t form, bool is_large, std::uint32_t chunk_class) noexcept {
    Set(kFormShift, 1023, form | (is_large ? 4u : 0u) | chunk_class << 3);
  }

 private:
  static constexpr int kBits = 18;
  static constexpr int kFormShift = 3 * kBits;        // 2 bits
  static constexpr int kLargeShift = kFormShift + 2;  // 1
  static constexpr int kClassShift = kLargeShift + 1;
  static constexpr std::uint64_t kPositionMask = (1u << kBits) - 1;

  std::uint32_t At(int shift) const noexcept { return static_cast<std::uint32_t>(word_ >> shift & kPositionMask); }
  void Set(int shift, std::uint64_t mask, std::uint64_t value) noexcept {
    word_ = (word_ & ~(mask << shift)) | value << shift;
  }

  std::uint64_t word_ = 0;
};

}  // namespace rulert
