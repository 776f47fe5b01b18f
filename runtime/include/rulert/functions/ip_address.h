#pragma once
// IP addresses and networks, read and written.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/hex_digit.h"
#include "rulert/scratch.h"

namespace rulert::functions::detail {

/// In network order; of IPv4 the first four bytes.
struct IpAddress {
  std::uint8_t bytes[16] = {};
  int bits = 0;  // 32 or 128; 0: the text was none
};

struct IpNetwork {
  IpAddress address;
  int length = 0;
};

/// Decimal without leading zeros, up to `most`; -1 otherwise.
constexpr int SmallNumber(std::string_view text, int most) noexcept {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return -1;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number <= most ? number : -1;
}

/// Four numbers with points between, at `out`.
constexpr bool ParseIpv4(std::string_view text, std::uint8_t* out) noexcept {
  for (int i = 0; i < 4; ++i) {
    const std::size_t end = i < 3 ? text.find('.') : text.size();
    if (end == text.npos) return false;
    const int number = SmallNumber(text.substr(0, end), 255);
    if (number < 0) return false;
    out[i] = static_cast<std::uint8_t>(number);
    text.remove_prefix(i < 3 ? end + 1 : end);
  }
  return true;
}

/// Groups of up to four hexadecimal digits with colons between, as bytes at `out`; the last may be an IPv4 address.
/// How many bytes; -1 of what is malformed.
constexpr int ParseGroups(std::string_view text, std::uint8_t* out, bool at_end) noexcept {
  int size = 0;
  if (text.empty()) return 0;
  for (;;) {
    const std::size_t end = text.find(':');
    const std::string_view group = text.substr(0, end);
    if (at_end && end == text.npos && group.find('.') != group.npos) {
      if (size > 12 || !ParseIpv4(group, out + size)) return -1;
      return size + 4;
    }
    if (group.empty() || group.size() > 4 || size == 16) return -1;
    int value = 0;
    for (const char c : group) {
      if (HexDigit(c) < 0) return -1;
      value = value * 16 + HexDigit(c);
    }
    out[size++] = static_cast<std::uint8_t>(value >> 8);
    out[size++] = static_cast<std::uint8_t>(value & 0xff);
    if (end == text.npos) return size;
    text.remove_prefix(end + 1);
  }
}

constexpr IpAddress ParseIpv6(std::string_view text) noexcept {
  IpAddress address;
  const std::size_t gap = text.find("::");
  if (gap == text.npos) {
    if (ParseGroups(text, address.bytes, true) == 16) address.bits = 128;
    return address;
  }
  std::uint8_t end[16] = {};
  const int before = ParseGroups(text.substr(0, gap), address.bytes, false);
  const int after = ParseGroups(text.substr(gap + 2), end, true);
  if (before < 0 || after < 0 || before + after > 14) return {};
  for (int i = 0; i < after; ++i) address.bytes[16 - after + i] = end[i];
  address.bits = 128;
  return address;
}

constexpr bool IsMapped(const IpAddress& address) noexcept {
  if (address.bits != 128 || address.bytes[10] != 0xff || address.bytes[11] != 0xff) return false;
  for (int i = 0; i < 10; ++i) {
    if (address.bytes[i] != 0) return false;
  }
  return true;
}

constexpr IpAddress ParseIp(std::string_view text) noexcept {
  IpAddress address;
  if (text.find(':') == text.npos) {
    if (ParseIpv4(text, address.bytes)) address.bits = 32;
    return address;
  }
  address = ParseIpv6(text);
  if (!IsMapped(address)) return address;
  IpAddress inner;
  for (int i = 0; i < 4; ++i) inner.bytes[i] = address.bytes[12 + i];
  inner.bits = 32;
  return inner;
}

constexpr IpAddress IpOf(ErrorKind& error, std::string_view text) noexcept {
  const IpAddress address = ParseIp(text);
  if (address.bits == 0) error = ErrorKind::kNotAnAddress;
  return address;
}

/// An address alone is the network of itself; bits past the length are accepted.
constexpr IpNetwork ParseNetwork(std::string_view text) noexcept {
  const std::size_t slash = text.find('/');
  IpNetwork network{ParseIp(text.substr(0, slash)), 0};
  const bool mapped = network.address.bits == 32 && text.substr(0, slash).find(':') != text.npos;
  network.length = network.address.bits;
  if (slash == text.npos) return network;
  const int length = SmallNumber(text.substr(slash + 1), mapped ? 128 : network.address.bits);
  network.length = mapped ? length - 96 : length;
  if (network.length < 0) return {};
  return network;
}

constexpr bool Holds(const IpNetwork& network, const IpAddress& address) noexcept {
  if (network.address.bits != address.bits) return false;
  for (int i = 0; i < network.length; i += 8) {
    const int kept = network.length - i < 8 ? network.length - i : 8;
    const int differs = network.address.bytes[i / 8] ^ address.bytes[i / 8];
    if (differs >> (8 - kept) != 0) return false;
  }
  return true;
}

/// As RFC 5952 has it: lower case, the longest run of two or more zero groups (the first of equal ones) as "::".
inline std::string_view IpText(Scratch& scratch, const IpAddress& address) noexcept {
  char* const begin = scratch.AllocateChars(48);
  char* out = begin;
  const auto decimal = [&out](int value) {
    if (value >= 100) *out++ = static_cast<char>('0' + value / 100);
    if (value >= 10) *out++ = static_cast<char>('0' + value / 10 % 10);
    *out++ = static_cast<char>('0' + value % 10);
  };
  if (address.bits == 32) {
    for (int i = 0; i < 4; ++i) {
      if (i > 0) *out++ = '.';
      decimal(address.bytes[i]);
    }
    scratch.Trim(out);
    return {begin, static_cast<std::size_t>(out - begin)};
  }
  const auto group = [&address](int i) { return address.bytes[i * 2] << 8 | address.bytes[i * 2 + 1]; };
  int first = -1;
  int longest = 1;
  for (int i = 0; i < 8; ++i) {
    int run = 0;
    while (i + run < 8 && group(i + run) == 0) ++run;
    if (run > longest) {
      longest = run;
      first = i;
    }
    i += run;
  }
  for (int i = 0; i < 8; ++i) {
    if (i == first) {
      *out++ = ':';
      if (i + longest == 8) *out++ = ':';
      i += longest - 1;
      continue;
    }
    if (i > 0) *out++ = ':';
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const int digit = group(i) >> shift & 15;
      if (digit == 0 && !started && shift > 0) continue;
      started = true;
      *out++ = "0123456789abcdef"[digit];
    }
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}

}  // namespace rulert::functions::detail
