#pragma once
// Reads back the canonical bytes of a key (key_buffer.h), field by field in the order of Encode:
//   template <class Reader> static Key Decode(Reader& in) noexcept { Key key; in.Read(key.customer); return key; }
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/decimal.h"
#include "rulert/time.h"

namespace rulert {

/// Borrows the bytes; strings that it reads are views into them.
class KeyReader {
 public:
  explicit KeyReader(std::string_view bytes) noexcept : at_(bytes.data()) {}

  void Read(std::int64_t& x) noexcept { Take(x); }
  void Read(double& x) noexcept { Take(x); }
  void Read(Timestamp& x) noexcept { Take(x.us); }
  void Read(Duration& x) noexcept { Take(x.us); }
  void Read(Date& x) noexcept { Take(x.days); }
  void Read(bool& x) noexcept { x = *at_++ != 0; }
  template <int P, int S>
  void Read(Decimal<P, S>& x) noexcept {
    Take(x.mantissa);
  }
  void Read(std::string_view& x) noexcept {
    std::uint32_t size;
    Take(size);
    x = {at_, size};
    at_ += size;
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Read(Enum& x) noexcept {
    std::uint32_t number;
    Take(number);
    x = static_cast<Enum>(number);
  }
  template <class T>
  void Read(std::optional<T>& x) noexcept {
    if (*at_++ == 0) {
      x.reset();
    } else {
      Read(x.emplace());
    }
  }

 private:
  template <class T>
  void Take(T& x) noexcept {
    std::memcpy(&x, at_, sizeof(x));
    at_ += sizeof(x);
  }
  const char* at_;
};

}  // namespace rulert
