#pragma once
// Functions of rules on addresses of networks and on names of hosts. An IPv4 address that IPv6 carries,
// ::ffff:192.0.2.1, counts as that IPv4 address.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/ip_address.h"
#include "rulert/functions/text.h"
#include "rulert/scratch.h"

namespace rulert::functions {

constexpr bool IpValid(std::string_view text) noexcept { return detail::ParseIp(text).bits != 0; }
constexpr std::int64_t IpVersion(ErrorKind& error, std::string_view ip) noexcept {
  return detail::IpOf(error, ip).bits == 128 ? 6 : 4;
}
constexpr bool NetworkValid(std::string_view text) noexcept { return detail::ParseNetwork(text).address.bits != 0; }

/// Addresses of the other version are in no network.
constexpr bool IpIn(ErrorKind& error, std::string_view ip, std::string_view network) noexcept {
  const detail::IpAddress address = detail::IpOf(error, ip);
  if (error != ErrorKind::kNone) return false;
  const detail::IpNetwork parsed = detail::ParseNetwork(network);
  if (parsed.address.bits == 0) {
    error = ErrorKind::kNotANetwork;
    return false;
  }
  return detail::Holds(parsed, address);
}

namespace detail {
template <std::size_t N>
constexpr bool InOneOf(ErrorKind& error, std::string_view ip, const std::string_view (&networks)[N]) noexcept {
  const IpAddress address = IpOf(error, ip);
  if (error != ErrorKind::kNone) return false;
  for (const std::string_view network : networks) {
    if (Holds(ParseNetwork(network), address)) return true;
  }
  return false;
}
}  // namespace detail

/// RFC 1918 and RFC 4193.
constexpr bool IpPrivate(ErrorKind& error, std::string_view ip) noexcept {
  return detail::InOneOf(error, ip, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"});
}
constexpr bool IpLoopback(ErrorKind& error, std::string_view ip) noexcept {
  return detail::InOneOf(error, ip, {"127.0.0.0/8", "::1/128"});
}
constexpr bool IpLinkLocal(ErrorKind& error, std::string_view ip) noexcept {
  return detail::InOneOf(error, ip, {"169.254.0.0/16", "fe80::/10"});
}
constexpr bool IpMulticast(ErrorKind& error, std::string_view ip) noexcept {
  return detail::InOneOf(error, ip, {"224.0.0.0/4", "ff00::/8"});
}
/// None of the networks that RFC 6890 keeps for a purpose.
constexpr bool IpPublic(ErrorKind& error, std::string_view ip) noexcept {
  const bool special = detail::InOneOf(
      error, ip,
      {"0.0.0.0/8",     "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",  "172.16.0.0/12",
       "192.0.0.0/24",  "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
       "224.0.0.0/4",   "240.0.0.0/4",  "::/128",         "::1/128",       "64:ff9b:1::/48",  "100::/64",
       "2001:db8::/32", "fc00::/7",     "fe80::/10",      "ff00::/8"});
  return error == ErrorKind::kNone && !special;
}

/// As RFC 5952 writes it.
inline std::string_view IpNormal(ErrorKind& error, Scratch& scratch, std::string_view ip) noexcept {
  const detail::IpAddress address = detail::IpOf(error, ip);
  if (error != ErrorKind::kNone) return {};
  return detail::IpText(scratch, address);
}
/// The network of the first `bits` bits that the address is in.
inline std::string_view IpNetworkOf(ErrorKind& error, Scratch& scratch, std::string_view ip,
                                    std::int64_t bits) noexcept {
  detail::IpAddress address = detail::IpOf(error, ip);
  if (error != ErrorKind::kNone) return {};
  if (bits < 0 || bits > address.bits) {
    error = ErrorKind::kOutOfDomain;
    return {};
  }
  for (std::size_t i = 0; i < 16; ++i) {
    const std::int64_t kept = bits - static_cast<std::int64_t>(i) * 8;
    if (kept <= 0) address.bytes[i] = 0;
    if (kept > 0 && kept < 8) address.bytes[i] &= static_cast<std::uint8_t>(0xff00 >> kept);
  }
  char digits[4] = {'/'};
  std::size_t size = 1;
  if (bits >= 100) digits[size++] = static_cast<char>('0' + bits / 100);
  if (bits >= 10) digits[size++] = static_cast<char>('0' + bits / 10 % 10);
  digits[size++] = static_cast<char>('0' + bits % 10);
  return rulert::Join(scratch, detail::IpText(scratch, address), std::string_view(digits, size));
}
/// Of IPv4.
constexpr std::int64_t Ipv4Number(ErrorKind& error, std::string_view ip) noexcept {
  const detail::IpAddress address = detail::IpOf(error, ip);
  if (error != ErrorKind::kNone) return 0;
  if (address.bits != 32) {
    error = ErrorKind::kOutOfDomain;
    return 0;
  }
  std::int64_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number * 256 + address.bytes[i];
  return number;
}

/// What stands before "://", in lower case; empty of what is no URL.
inline std::string_view UrlScheme(Scratch& scratch, std::string_view url) noexcept {
  const std::size_t end = url.find("://");
  if (end == url.npos || end == 0 || !detail::IsLetter(url[0])) return {};
  const std::string_view scheme = url.substr(0, end);
  for (const char c : scheme) {
    if (!detail::IsLetter(c) && !detail::IsDigit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return rulert::Lower(scratch, scheme);
}
/// Without user and port, in lower case; of IPv6 without brackets; empty of what is no URL.
inline std::string_view UrlHost(Scratch& scratch, std::string_view url) noexcept {
  if (UrlScheme(scratch, url).empty()) return {};
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t at = rest.rfind('@'); at != rest.npos) rest.remove_prefix(at + 1);
  if (rest.starts_with("[")) return rulert::Lower(scratch, rest.substr(1, rest.find(']') - 1));
  return rulert::Lower(scratch, rest.substr(0, rest.find(':')));
}
/// Whether the host is the domain or below it, by lower case.
inline bool InDomain(std::string_view host, std::string_view domain) noexcept {
  StackScratch<> scratch;
  std::string_view inner = rulert::Lower(scratch, host);
  const std::string_view outer = rulert::Lower(scratch, domain);
  if (outer.empty() || !inner.ends_with(outer)) return false;
  inner.remove_suffix(outer.size());
  return inner.empty() || inner.ends_with('.');
}

}  // namespace rulert::functions
