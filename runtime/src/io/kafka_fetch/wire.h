#pragma once
// The primitive types of the Kafka protocol: big-endian integers, strings, arrays and tagged fields, in the plain
// encoding and in the compact one of flexible versions.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rulert::io::kafka_fetch {

template <class T>
inline T LoadBigEndian(const char* from) {
  static_assert(sizeof(T) <= 8);
  std::uint64_t value = 0;
  if constexpr (sizeof(T) == 1) {
    value = static_cast<unsigned char>(*from);
  } else if constexpr (sizeof(T) == 2) {
    std::uint16_t raw;
    std::memcpy(&raw, from, sizeof raw);
    value = __builtin_bswap16(raw);
  } else if constexpr (sizeof(T) == 4) {
    std::uint32_t raw;
    std::memcpy(&raw, from, sizeof raw);
    value = __builtin_bswap32(raw);
  } else {
    std::memcpy(&value, from, sizeof value);
    value = __builtin_bswap64(value);
  }
  return static_cast<T>(value);
}

/// Reads bytes that nobody vouches for. What is not there makes it fail for good: from then on every answer is zero or
/// empty, so that a whole message can be read before `ok` is asked once. Views point into the bytes.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool ok() const { return ok_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  const char* at() const { return at_; }
  void Fail();

  std::int8_t Int8() { return Fixed<std::int8_t>(); }
  std::int16_t Int16() { return Fixed<std::int16_t>(); }
  std::int32_t Int32() { return Fixed<std::int32_t>(); }
  std::int64_t Int64() { return Fixed<std::int64_t>(); }
  bool Bool() { return Int8() != 0; }
  /// At most 32 bits, as lengths and tags have.
  std::uint32_t UnsignedVarint();
  /// Zigzag, at most 64 bits.
  std::int64_t Varint();
  std::string_view Take(std::size_t size);
  /// Without data (a null pointer) where it is null.
  std::string_view String(bool flexible);
  std::string_view Bytes(bool flexible);
  /// Number of elements of an array, zero for null. Fails where so many elements of `least` bytes cannot follow: what
  /// is allocated for them is bounded by the message.
  std::uint32_t Count(bool flexible, std::size_t least);
  void SkipTags(bool flexible);

 private:
  template <class T>
  T Fixed() {
    if (left() < sizeof(T)) {
      Fail();
      return 0;
    }
    const T value = LoadBigEndian<T>(at_);
    at_ += sizeof(T);
    return value;
  }

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

/// Appends to a message.
class WireWriter {
 public:
  void Int8(std::int8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void Int16(std::int16_t value) { Fixed(static_cast<std::uint16_t>(value), 2); }
  void Int32(std::int32_t value) { Fixed(static_cast<std::uint32_t>(value), 4); }
  void Int64(std::int64_t value) { Fixed(static_cast<std::uint64_t>(value), 8); }
  void Bool(bool value) { Int8(value ? 1 : 0); }
  void UnsignedVarint(std::uint32_t value);
  void Varint(std::int64_t value);
  void Raw(std::string_view bytes) { bytes_.append(bytes); }
  void String(bool flexible, std::string_view text);
  void NullString(bool flexible);
  void Bytes(bool flexible, std::string_view bytes);
  void Count(bool flexible, std::size_t count);
  /// No tagged fields.
  void Tags(bool flexible) {
    if (flexible) Int8(0);
  }

  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  void Fixed(std::uint64_t value, int size);

  std::string bytes_;
};

}  // namespace rulert::io::kafka_fetch
