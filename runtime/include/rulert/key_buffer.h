#pragma once
// The canonical bytes of a key: what is hashed, compared and, later, stored. Fixed for good, since key groups, ids and
// checkpoints rest on it. Fields in declared order, little-endian, without padding:
//   bool 1 byte, 0 or 1            enum 4 bytes, its number in declared order
//   int, timestamp, duration 8     date 4
//   float 8, IEEE, -0.0 as 0.0     decimal(p,s) its mantissa: 8 bytes up to 18 digits, 16 above
//   string 4 bytes of length, then its bytes
//   T? 1 byte, 0 missing or 1, then T
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/hash.h"
#include "rulert/time.h"

namespace rulert {

/// Builds one key after the other in the same memory; a key beyond kInline bytes takes memory once. One thread at a
/// time.
class KeyBuffer {
 public:
  KeyBuffer() noexcept = default;
  KeyBuffer(const KeyBuffer&) = delete;
  KeyBuffer& operator=(const KeyBuffer&) = delete;
  ~KeyBuffer() {
    if (data_ != inline_) std::free(data_);
  }

  void Clear() noexcept { size_ = 0; }
  std::string_view bytes() const noexcept { return {data_, size_}; }
  /// XXH3-64 of the bytes; key group = hash % kKeyGroups.
  std::uint64_t Hash() const noexcept { return Hash64(data_, size_); }

  void Add(std::int64_t x) noexcept { Append(x); }
  void Add(double x) noexcept { Append(x == 0 ? 0.0 : x); }
  void Add(Timestamp x) noexcept { Append(x.us); }
  void Add(Duration x) noexcept { Append(x.us); }
  void Add(Date x) noexcept { Append(x.days); }
  template <int P, int S>
  void Add(Decimal<P, S> x) noexcept {
    Append(x.mantissa);
  }
  void Add(std::string_view x) noexcept {
    Append(static_cast<std::uint32_t>(x.size()));
    Reserve(x.size());
    if (!x.empty()) std::memcpy(data_ + size_, x.data(), x.size());
    size_ += x.size();
  }
  /// Of bool alone: a string literal must not become one.
  template <class Bool>
    requires std::is_same_v<Bool, bool>
  void Add(Bool x) noexcept {
    Append(static_cast<std::uint8_t>(x));
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Add(Enum x) noexcept {
    Append(static_cast<std::uint32_t>(x));
  }
  template <class T>
  void Add(const std::optional<T>& x) noexcept {
    Append(static_cast<std::uint8_t>(x.has_value()));
    if (x) Add(*x);
  }

 private:
  static constexpr std::size_t kInline = 256;

  void Reserve(std::size_t more) noexcept {
    if (more > capacity_ - size_) [[unlikely]]
      Grow(size_ + more);
  }
  [[gnu::noinline]] void Grow(std::size_t least) noexcept {
    std::size_t capacity = capacity_ * 2;
    if (capacity < least) capacity = least;
    char* const grown = static_cast<char*>(std::malloc(capacity));
    if (grown == nullptr) std::abort();
    std::memcpy(grown, data_, size_);
    if (data_ != inline_) std::free(data_);
    data_ = grown;
    capacity_ = capacity;
  }
  template <class T>
  void Append(const T& x) noexcept {
    Reserve(sizeof(x));
    std::memcpy(data_ + size_, &x, sizeof(x));
    size_ += sizeof(x);
  }

  char* data_ = inline_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kInline;
  char inline_[kInline];
};

}  // namespace rulert
