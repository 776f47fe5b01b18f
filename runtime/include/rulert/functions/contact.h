#pragma once
// Functions of rules on e-mail addresses and telephone numbers: their form, never whether they exist.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/calling_codes.h"
#include "rulert/functions/text.h"
#include "rulert/scratch.h"

namespace rulert::functions {

namespace detail {

constexpr bool IsDomain(std::string_view domain) noexcept {
  if (domain.empty() || domain.size() > 253 || domain.find('.') == domain.npos) return false;
  std::size_t label = 0;
  char last = '.';
  for (const char c : domain) {
    const bool other = static_cast<unsigned char>(c) >= 0x80;
    if (c == '.') {
      if (label == 0 || last == '-') return false;
      label = 0;
    } else if (!IsLetter(c) && !IsDigit(c) && !other && (c != '-' || label == 0)) {
      return false;
    } else if (++label > 63) {
      return false;
    }
    last = c;
  }
  return label > 0 && last != '-';
}

constexpr bool IsLocalPart(std::string_view local) noexcept {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~";
  char last = 0;
  for (const char c : local) {
    const bool other = static_cast<unsigned char>(c) >= 0x80;
    if (c == '.' ? last == '.' : !IsLetter(c) && !IsDigit(c) && !other && kSigns.find(c) == kSigns.npos) return false;
    last = c;
  }
  return true;
}

/// Whether countries of that code put a 0 before numbers at home, which is left out from abroad.
constexpr bool HasTrunkZero(std::string_view code) noexcept {
  for (const CallingCode& row : kCallingCodes) {
    if (row.code == code && row.trunk == "0") return true;
  }
  return false;
}

/// `+44 (0)20`: `given` are the digits before the bracket, behind the plus or with what calls abroad.
constexpr bool IsTrunkInBrackets(std::string_view given, std::string_view rest, bool plus,
                                 std::string_view abroad) noexcept {
  if (!rest.starts_with("(0)")) return false;
  if (!plus && !given.starts_with(abroad)) return false;
  return HasTrunkZero(plus ? given : given.substr(abroad.size()));
}

}  // namespace detail

/// `local@domain` as RFC 5321 has it, without quotes, comments and addresses of machines; the domain has a point.
constexpr bool EmailValid(std::string_view text) noexcept {
  const std::size_t at = text.rfind('@');
  return at != text.npos && detail::IsLocalPart(text.substr(0, at)) && detail::IsDomain(text.substr(at + 1));
}
inline std::string_view EmailLocal(ErrorKind& error, Scratch&, std::string_view text) noexcept {
  if (!EmailValid(text)) {
    error = ErrorKind::kNotAnEmail;
    return {};
  }
  return text.substr(0, text.rfind('@'));
}
inline std::string_view EmailDomain(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
  if (!EmailValid(text)) {
    error = ErrorKind::kNotAnEmail;
    return {};
  }
  return rulert::Lower(scratch, text.substr(text.rfind('@') + 1));
}
/// In lower case, without a tag after +; of Google's domains also without points.
inline std::string_view EmailNormal(ErrorKind& error, Scratch& scratch, std::string_view text) noexcept {
  text = rulert::Trim(text);
  std::string_view domain = EmailDomain(error, scratch, text);
  if (error != ErrorKind::kNone) return {};
  const std::string_view whole = text.substr(0, text.rfind('@'));
  std::string_view local = rulert::Lower(scratch, whole.substr(0, whole.find('+')));
  if (domain == "googlemail.com") domain = "gmail.com";
  if (domain == "gmail.com") {
    local = detail::Filtered(scratch, local, [](char c) { return c != '.'; });
  }
  return rulert::Join(scratch, local.empty() ? rulert::Lower(scratch, whole) : local, std::string_view("@"), domain);
}

/// E.164: a plus and 7 to 15 digits that begin with the code of a country.
constexpr bool PhoneValid(std::string_view text) noexcept {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && IsDigits(text.substr(1)) &&
         detail::CallingCodeAtFront(text.substr(1)) > 0;
}
/// As E.164. `country`: two letters of the one that a number without a plus or 00 is of.
inline std::string_view PhoneNormal(ErrorKind& error, Scratch& scratch, std::string_view text,
                                    std::string_view country) noexcept {
  char digits[32] = {'+'};
  std::size_t size = 1;
  text = rulert::Trim(text);
  const bool plus = text.starts_with("+");
  if (plus) text.remove_prefix(1);
  const detail::CallingCode* const home = detail::CallingCodeOf(country);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (home != nullptr && detail::IsTrunkInBrackets({digits + 1, size - 1}, text.substr(i), plus, home->abroad)) {
      i += 2;
      continue;
    }
    if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/') continue;
    if (!detail::IsDigit(c) || size == 32) {
      error = ErrorKind::kNotAPhone;
      return {};
    }
    digits[size++] = c;
  }
  const std::string_view given(digits + 1, size - 1);
  std::string_view number;
  if (home == nullptr) {
    error = ErrorKind::kUnknownCountry;
    return {};
  }
  if (plus) {
    number = scratch.Copy({digits, size});
  } else if (given.starts_with(home->abroad)) {
    number = rulert::Join(scratch, std::string_view("+"), given.substr(home->abroad.size()));
  } else if (!home->trunk.empty() && given.starts_with(home->trunk)) {
    number = rulert::Join(scratch, std::string_view("+"), home->code, given.substr(home->trunk.size()));
  } else {
    number = rulert::Join(scratch, std::string_view("+"), home->code, given);
  }
  if (PhoneValid(number)) return number;
  error = ErrorKind::kNotAPhone;
  return {};
}
/// The digits of it, such as 44; empty of what is no number as E.164 has it.
inline std::string_view PhoneCallingCode(Scratch&, std::string_view text) noexcept {
  if (!PhoneValid(text)) return {};
  return text.substr(1, detail::CallingCodeAtFront(text.substr(1)));
}

}  // namespace rulert::functions
