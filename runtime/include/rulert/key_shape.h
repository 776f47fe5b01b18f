#pragma once
// What is known at compile time of the canonical bytes of a key type, learnt from its Encode, which must be constexpr:
//   struct Key {
//     std::string_view customer;
//     template <class Buffer> constexpr void Encode(Buffer& out) const noexcept { out.Add(customer); }
//   };
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/time.h"

namespace rulert {

namespace detail {

/// Bytes of a value in key_buffer.h's encoding; 0 if it varies.
template <class T>
inline constexpr std::uint32_t kKeyBytesOf = 0;
template <>
inline constexpr std::uint32_t kKeyBytesOf<bool> = 1;
template <>
inline constexpr std::uint32_t kKeyBytesOf<std::int64_t> = 8;
template <>
inline constexpr std::uint32_t kKeyBytesOf<double> = 8;
template <>
inline constexpr std::uint32_t kKeyBytesOf<Timestamp> = 8;
template <>
inline constexpr std::uint32_t kKeyBytesOf<Duration> = 8;
template <>
inline constexpr std::uint32_t kKeyBytesOf<Date> = 4;
template <int P, int S>
inline constexpr std::uint32_t kKeyBytesOf<Decimal<P, S>> = sizeof(typename Decimal<P, S>::Mantissa);
template <class T>
  requires std::is_enum_v<T>
inline constexpr std::uint32_t kKeyBytesOf<T> = 4;

class KeyWidth {
 public:
  template <class T>
  constexpr void Add(const T&) noexcept {
    varies_ |= kKeyBytesOf<T> == 0;
    width_ += kKeyBytesOf<T>;
  }
  constexpr bool varies() const noexcept { return varies_; }
  constexpr std::uint32_t width() const noexcept { return width_; }

 private:
  bool varies_ = false;
  std::uint32_t width_ = 0;
};

/// Walks over encoded bytes; the values that Encode adds do not matter.
class KeyLength {
 public:
  explicit KeyLength(const char* bytes) noexcept : bytes_(bytes) {}
  template <class T>
  void Add(const T&) noexcept {
    static_assert(kKeyBytesOf<T> != 0, "no key has a field of this type");
    length_ += kKeyBytesOf<T>;
  }
  void Add(std::string_view) noexcept {
    std::uint32_t size;
    std::memcpy(&size, bytes_ + length_, sizeof(size));
    length_ += 4 + size;
  }
  template <class T>
  void Add(const std::optional<T>&) noexcept {
    if (bytes_[length_++] != 0) Add(T{});
  }
  std::uint32_t length() const noexcept { return length_; }

 private:
  const char* bytes_;
  std::uint32_t length_ = 0;
};

/// Canonical bytes of a key of fixed width, as words padded with zeros: key_buffer.h without its checks.
template <std::uint32_t kWords>
class FixedKeyBuffer {
 public:
  template <class T>
  constexpr void Add(const T& x) noexcept {
    if constexpr (std::is_same_v<T, double>) {
      Append(x == 0 ? 0.0 : x);
    } else if constexpr (kIsDecimal<T>) {
      Append(x.mantissa);
    } else if constexpr (std::is_enum_v<T>) {
      Append(static_cast<std::uint32_t>(x));
    } else if constexpr (std::is_same_v<T, bool>) {
      Append(static_cast<std::uint8_t>(x));
    } else {
      Append(x);
    }
  }
  const std::uint64_t* words() const noexcept { return words_; }

 private:
  template <class T>
  void Append(const T& x) noexcept {
    std::memcpy(reinterpret_cast<char*>(words_) + size_, &x, sizeof(x));
    size_ += sizeof(x);
  }
  std::uint64_t words_[kWords] = {};
  std::uint32_t size_ = 0;
};

}  // namespace detail

template <class K>
struct KeyShape {
 private:
  static constexpr detail::KeyWidth kFixed = [] {
    detail::KeyWidth width;
    K{}.Encode(width);
    return width;
  }();

 public:
  static constexpr bool kVaries = kFixed.varies();
  /// Of every key, unless it varies.
  static constexpr std::uint32_t kWidth = kFixed.width();

  /// Of the encoding that begins at `bytes`; it contains its own length.
  static std::uint32_t LengthOf(const char* bytes) noexcept {
    if constexpr (!kVaries) {
      return kWidth;
    } else {
      detail::KeyLength length(bytes);
      K{}.Encode(length);
      return length.length();
    }
  }
};

}  // namespace rulert
