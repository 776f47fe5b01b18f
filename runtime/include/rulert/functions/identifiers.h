#pragma once
// Functions of rules on numbers with check digits: cards, accounts, securities, devices. Spaces and hyphens between the
// characters count for nothing; nothing looks up whether a number was ever given out.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/iban_lengths.h"
#include "rulert/functions/text.h"
#include "rulert/scratch.h"

namespace rulert::functions {

namespace detail {

constexpr std::size_t kLongestIdentifier = 64;

/// A number without its spaces and hyphens, in upper case; empty where anything else than letters of ASCII and digits
/// is in it, or too much.
struct Identifier {
  char chars[kLongestIdentifier] = {};
  std::size_t size = 0;

  constexpr explicit Identifier(std::string_view text) noexcept {
    for (const char c : text) {
      if (c == ' ' || c == '-') continue;
      if (size == kLongestIdentifier || (!IsDigit(c) && !IsLetter(c))) {
        size = 0;
        return;
      }
      chars[size++] = UpperLetter(c);
    }
  }
  constexpr std::string_view view() const noexcept { return {chars, size}; }
  constexpr bool IsNumber(std::size_t least, std::size_t most) const noexcept {
    return size >= least && size <= most && AllOf(view(), IsDigit);
  }
};

/// 0 to 9, A is 10, Z is 35.
constexpr std::uint32_t ValueOf(char c) noexcept {
  return static_cast<std::uint32_t>(IsDigit(c) ? c - '0' : c - 'A' + 10);
}

/// Sum of Luhn's formula; `doubled`: the last digit counts double.
constexpr std::uint32_t LuhnSum(std::string_view digits, bool doubled) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const std::uint32_t digit = ValueOf(digits[i]) * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum;
}

/// ISO 7064 MOD 97-10, letters as two digits.
constexpr std::uint32_t Mod97(std::string_view text, std::uint32_t start = 0) noexcept {
  std::uint32_t rest = start;
  for (const char c : text) {
    const std::uint32_t value = ValueOf(c);
    rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
  }
  return rest;
}

/// The sum of digits, each times its weight; weights repeat.
template <std::size_t N>
constexpr std::uint32_t WeightedSum(std::string_view digits, const std::uint32_t (&weights)[N]) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += ValueOf(digits[i]) * weights[i % N];
  return sum;
}

inline std::string_view Kept(Scratch& scratch, const Identifier& identifier) noexcept {
  return scratch.Copy(identifier.view());
}

}  // namespace detail

// ---- cards ----
constexpr bool LuhnValid(std::string_view text) noexcept {
  const detail::Identifier number(text);
  return number.IsNumber(2, detail::kLongestIdentifier) && detail::LuhnSum(number.view(), false) % 10 == 0;
}
/// That makes the number valid when it is put behind it.
constexpr std::int64_t LuhnDigit(ErrorKind& error, std::string_view text) noexcept {
  const detail::Identifier number(text);
  if (!number.IsNumber(1, detail::kLongestIdentifier)) {
    error = ErrorKind::kNotDigits;
    return 0;
  }
  return (10 - detail::LuhnSum(number.view(), true) % 10) % 10;
}
/// 12 to 19 digits that Luhn's formula accepts.
constexpr bool CardValid(std::string_view text) noexcept {
  return detail::Identifier(text).IsNumber(12, 19) && LuhnValid(text);
}
/// By the ranges of ISO 7812; empty where none fits.
inline std::string_view CardScheme(Scratch&, std::string_view text) noexcept {
  const detail::Identifier number(text);
  if (!number.IsNumber(12, 19)) return {};
  const auto prefix = [&](std::size_t digits) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + detail::ValueOf(number.chars[i]);
    return value;
  };
  const auto within = [&](std::size_t digits, std::uint32_t low, std::uint32_t high) {
    return prefix(digits) >= low && prefix(digits) <= high;
  };
  if (within(2, 34, 34) || within(2, 37, 37)) return "amex";
  if (within(4, 3528, 3589)) return "jcb";
  if (within(3, 300, 305) || within(2, 36, 36) || within(2, 38, 39)) return "diners";
  if (within(4, 2200, 2204)) return "mir";
  if (within(2, 51, 55) || within(4, 2221, 2720)) return "mastercard";
  if (within(1, 4, 4)) return "visa";
  if (within(4, 6011, 6011) || within(3, 644, 649) || within(2, 65, 65)) return "discover";
  if (within(2, 62, 62)) return "unionpay";
  if (within(2, 50, 50) || within(2, 56, 58) || within(2, 63, 63) || within(2, 67, 67)) return "maestro";
  return {};
}
/// The first eight digits; empty of what is no card number.
inline std::string_view CardIssuer(Scratch& scratch, std::string_view text) noexcept {
  const detail::Identifier number(text);
  if (!number.IsNumber(12, 19)) return {};
  return scratch.Copy(number.view().substr(0, 8));
}

// ---- accounts ----
constexpr bool IbanValid(std::string_view text) noexcept {
  const detail::Identifier iban(text);
  if (iban.size < 5 || iban.size != detail::IbanLength(iban.view().substr(0, 2))) return false;
  if (!detail::IsDigit(iban.chars[2]) || !detail::IsDigit(iban.chars[3])) return false;
  return detail::Mod97(iban.view().substr(0, 4), detail::Mod97(iban.view().substr(4))) == 1;
}
/// Without spaces, in upper case; empty of what is no IBAN.
inline std::string_view IbanNormal(Scratch& scratch, std::string_view text) noexcept {
  if (!IbanValid(text)) return {};
  return detail::Kept(scratch, detail::Identifier(text));
}
inline std::string_view IbanCountry(Scratch& scratch, std::string_view text) noexcept {
  if (!IbanValid(text)) return {};
  return scratch.Copy(detail::Identifier(text).view().substr(0, 2));
}
/// In groups of four.
inline std::string_view IbanText(Scratch& scratch, std::string_view text) noexcept {
  if (!IbanValid(text)) return {};
  const detail::Identifier iban(text);
  char* const begin = scratch.AllocateChars(iban.size * 2);
  char* out = begin;
  for (std::size_t i = 0; i < iban.size; ++i) {
    if (i > 0 && i % 4 == 0) *out++ = ' ';
    *out++ = iban.chars[i];
  }
  scratch.Trim(out);
  return {begin, static_cast<std::size_t>(out - begin)};
}
/// ISO 9362: four letters or digits, two letters of a country, two and perhaps three more letters or digits.
constexpr bool BicValid(std::string_view text) noexcept {
  if (text.size() != 8 && text.size() != 11) return false;
  const detail::Identifier bic(text);
  return bic.size == text.size() && detail::IsLetter(bic.chars[4]) && detail::IsLetter(bic.chars[5]);
}
inline std::string_view BicBank(Scratch& scratch, std::string_view text) noexcept {
  if (!BicValid(text)) return {};
  return scratch.Copy(detail::Identifier(text).view().substr(0, 4));
}
inline std::string_view BicCountry(Scratch& scratch, std::string_view text) noexcept {
  if (!BicValid(text)) return {};
  return scratch.Copy(detail::Identifier(text).view().substr(4, 2));
}
/// A routing number of the American Bankers Association.
constexpr bool AbaValid(std::string_view text) noexcept {
  const detail::Identifier number(text);
  return number.IsNumber(9, 9) && detail::WeightedSum(number.view(), {3, 7, 1}) % 10 == 0;
}

// ---- parties and securities ----
/// ISO 17442.
constexpr bool LeiValid(std::string_view text) noexcept {
  const detail::Identifier lei(text);
  return lei.size == 20 && detail::IsDigit(lei.chars[18]) && detail::IsDigit(lei.chars[19]) &&
         detail::Mod97(lei.view()) == 1;
}
/// ISO 6166.
constexpr bool IsinValid(std::string_view text) noexcept {
  const detail::Identifier isin(text);
  if (isin.size != 12 || !detail::IsLetter(isin.chars[0]) || !detail::IsLetter(isin.chars[1]) ||
      !detail::IsDigit(isin.chars[11])) {
    return false;
  }
  char digits[24] = {};
  std::size_t size = 0;
  for (const char c : isin.view()) {
    const std::uint32_t value = detail::ValueOf(c);
    if (value >= 10) digits[size++] = static_cast<char>('0' + value / 10);
    digits[size++] = static_cast<char>('0' + value % 10);
  }
  return detail::LuhnSum({digits, size}, false) % 10 == 0;
}
constexpr bool CusipValid(std::string_view text) noexcept {
  const detail::Identifier cusip(text);
  if (cusip.size != 9 || !detail::IsDigit(cusip.chars[8])) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint32_t value = detail::ValueOf(cusip.chars[i]) * (i % 2 == 0 ? 1 : 2);
    sum += value / 10 + value % 10;
  }
  return (10 - sum % 10) % 10 == detail::ValueOf(cusip.chars[8]);
}
constexpr bool SedolValid(std::string_view text) noexcept {
  const detail::Identifier sedol(text);
  if (sedol.size != 7 || !detail::IsDigit(sedol.chars[6])) return false;
  for (const char c : sedol.view()) {
    if (c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U') return false;
  }
  return detail::WeightedSum(sedol.view(), {1, 3, 1, 7, 3, 9, 1}) % 10 == 0;
}

// ---- goods and devices ----
/// EAN-8, UPC-A, EAN-13 or GTIN-14.
constexpr bool EanValid(std::string_view text) noexcept {
  const detail::Identifier number(text);
  if (!number.IsNumber(8, 14) || number.size == 9 || number.size == 10 || number.size == 11) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < number.size; ++i) {
    sum += detail::ValueOf(number.chars[i]) * ((number.size - i) % 2 == 0 ? 3 : 1);
  }
  return sum % 10 == 0;
}
/// ISBN-10 or ISBN-13.
constexpr bool IsbnValid(std::string_view text) noexcept {
  const detail::Identifier isbn(text);
  if (isbn.size == 13) return (isbn.view().starts_with("978") || isbn.view().starts_with("979")) && EanValid(text);
  if (isbn.size != 10) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const bool ten = i == 9 && isbn.chars[i] == 'X';
    if (!ten && !detail::IsDigit(isbn.chars[i])) return false;
    sum += (ten ? 10 : detail::ValueOf(isbn.chars[i])) * static_cast<std::uint32_t>(10 - i);
  }
  return sum % 11 == 0;
}
/// Of a mobile device: 15 digits.
constexpr bool ImeiValid(std::string_view text) noexcept {
  return detail::Identifier(text).IsNumber(15, 15) && LuhnValid(text);
}
/// ISO 3779 with the check digit of North America.
constexpr bool VinValid(std::string_view text) noexcept {
  const detail::Identifier vin(text);
  if (vin.size != 17) return false;
  constexpr std::uint32_t kWeights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    const char c = vin.chars[i];
    if (c == 'I' || c == 'O' || c == 'Q') return false;
    // A to H are 1 to 8, J to R 1 to 9, S to Z 2 to 9.
    const int value = detail::IsDigit(c) ? c - '0' : c <= 'H' ? c - 'A' + 1 : c <= 'R' ? c - 'J' + 1 : c - 'S' + 2;
    sum += static_cast<std::uint32_t>(value) * kWeights[i];
  }
  const std::uint32_t rest = sum % 11;
  return vin.chars[8] == (rest == 10 ? 'X' : static_cast<char>('0' + rest));
}
/// 8-4-4-4-12 hexadecimal digits.
constexpr bool UuidValid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const char c = detail::LowerLetter(text[i]);
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? c != '-' : !detail::IsDigit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

// ---- the formulas by themselves ----
/// ISO 7064 MOD 97-10: 1 of a number with valid check digits.
constexpr std::int64_t Mod97(ErrorKind& error, std::string_view text) noexcept {
  const detail::Identifier number(text);
  if (number.size == 0) {
    error = ErrorKind::kNotDigits;
    return 0;
  }
  return detail::Mod97(number.view());
}
constexpr bool VerhoeffValid(std::string_view text) noexcept {
  // The group of symmetries of a pentagon: multiplied, and permuted by place.
  constexpr std::uint8_t kPermutation[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  constexpr auto product = [](std::uint32_t a, std::uint32_t b) {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return b < 5 ? 5 + (a + 5 - b) % 5 : (a + 5 - b) % 5;
  };
  const detail::Identifier number(text);
  if (!number.IsNumber(2, detail::kLongestIdentifier)) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < number.size; ++i) {
    std::uint32_t digit = detail::ValueOf(number.chars[number.size - 1 - i]);
    for (std::size_t n = 0; n < i % 8; ++n) digit = kPermutation[digit];
    sum = product(sum, digit);
  }
  return sum == 0;
}

}  // namespace rulert::functions
