#pragma once
// Scalars from their tokens. Common spellings are read here without a call; the rest goes to the exact readers of
// rulert.
#include <cstdint>
#include <cstring>

#include "rulert/number_text.h"
#include "rulert/scratch.h"
#include "rulert/time.h"
#include "runtime/src/io/json/record_plan.h"
#include "runtime/src/io/json/text.h"

namespace rulert::io::json {

/// A plain number of at most 18 digits: -?digits(.digits)?, value = mantissa / 10^fraction.
struct PlainNumber {
  std::int64_t mantissa = 0;  // without sign
  int fraction = 0;
  bool negative = false;
};

/// Eight digits at `text` as a number; false if one of them is none.
inline bool EightDigits(const char* text, std::uint64_t& value) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, text, 8);
  if ((((word + 0x4646464646464646) | (word - 0x3030303030303030)) & 0x8080808080808080) != 0) return false;
  word = (word & 0x0f0f0f0f0f0f0f0f) * 2561 >> 8;
  word = (word & 0x00ff00ff00ff00ff) * 6553601 >> 16;
  value = (word & 0x0000ffff0000ffff) * 42949672960001 >> 32;
  return true;
}

/// False: not of that form; nothing is said about whether the token is a number.
inline bool ReadPlainNumber(Token token, PlainNumber& number) noexcept {
  const char* p = token.begin;
  number.negative = *p == '-';
  p += number.negative;
  const std::ptrdiff_t size = token.end - p;
  if (size <= 0 || size > 18 || (*p == '0' && size > 1 && p[1] != '.')) return false;
  std::uint64_t mantissa = 0;
  if (size >= 8) {
    std::uint64_t eight = 0;
    if (EightDigits(p, eight)) {
      mantissa = eight;
      p += 8;
    }
  }
  for (; p != token.end && static_cast<unsigned char>(*p - '0') < 10; ++p) {
    mantissa = mantissa * 10 + static_cast<unsigned char>(*p - '0');
  }
  number.fraction = 0;
  if (p != token.end) {
    if (*p != '.' || p == token.begin + number.negative) return false;
    const char* const point = ++p;
    for (; p != token.end && static_cast<unsigned char>(*p - '0') < 10; ++p) {
      mantissa = mantissa * 10 + static_cast<unsigned char>(*p - '0');
    }
    if (p != token.end || p == point) return false;
    number.fraction = static_cast<int>(p - point);
  }
  number.mantissa = static_cast<std::int64_t>(mantissa);
  return true;
}

/// Why a scalar was refused.
enum class Refusal : std::uint8_t {
  kNone,
  kType,    // a value of another kind
  kNumber,  // no number by JSON's grammar
  kRange,   // outside the type
  kScale,   // digits past the scale, or a fraction where there is none
  kEscape,  // wrong escape or lone surrogate
  kText,    // a string that is not what the type is written as
};

inline Refusal RefusalOf(NumberError error) noexcept {
  switch (error) {
    case NumberError::kNone:
      return Refusal::kNone;
    case NumberError::kSyntax:
      return Refusal::kNumber;
    case NumberError::kRange:
      return Refusal::kRange;
    case NumberError::kScale:
      return Refusal::kScale;
  }
  return Refusal::kNumber;
}

inline bool IsNumberStart(char c) noexcept { return c == '-' || static_cast<unsigned char>(c - '0') < 10; }

inline Refusal ReadInt(Token token, std::int64_t& value) noexcept {
  PlainNumber number;
  if (ReadPlainNumber(token, number) && number.fraction == 0) {
    value = number.negative ? -number.mantissa : number.mantissa;
    return Refusal::kNone;
  }
  if (!IsNumberStart(*token.begin)) return Refusal::kType;
  return RefusalOf(IntFromText(token.text(), value));
}

/// Of at most 18 digits, plainly written. False: nothing is said about the token.
inline bool ReadPlainDecimal(Token token, int precision, int scale, char* out) noexcept {
  PlainNumber number;
  if (!ReadPlainNumber(token, number) || number.fraction > scale) return false;
  const Int128 wide = Int128{number.mantissa} * PowerOfTen(scale - number.fraction);
  if (wide >= PowerOfTen(precision)) return false;
  const auto mantissa = static_cast<std::int64_t>(number.negative ? -wide : wide);
  std::memcpy(out, &mantissa, sizeof mantissa);
  return true;
}

inline constexpr double kExactPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                               1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

inline Refusal ReadFloat(Token token, double& value) noexcept {
  PlainNumber number;
  // Both operands are exact, so that the quotient is rounded once.
  if (ReadPlainNumber(token, number) && number.mantissa <= std::int64_t{1} << 53) {
    const double magnitude = static_cast<double>(number.mantissa) / kExactPowersOfTen[number.fraction];
    value = number.negative ? -magnitude : magnitude;
    return Refusal::kNone;
  }
  if (!IsNumberStart(*token.begin)) return Refusal::kType;
  return RefusalOf(DoubleFromText(token.text(), value));
}

/// The characters of a string: a view of the text itself, or of `arena` where it has escapes.
inline Refusal ReadString(Token token, bool escapes, Scratch& arena, std::string_view& value,
                          std::size_t& bad) noexcept {
  if (!token.is_string()) return Refusal::kType;
  value = token.content();
  if (!escapes || std::memchr(value.data(), '\\', value.size()) == nullptr) return Refusal::kNone;
  char* const begin = arena.AllocateChars(value.size());
  char* const end = Unescape(value, begin, bad);
  if (end == nullptr) {
    arena.Trim(begin);
    return Refusal::kEscape;
  }
  arena.Trim(end);
  value = {begin, static_cast<std::size_t>(end - begin)};
  return Refusal::kNone;
}

/// Reads any scalar of the field's type to `out`, which has room for the C++ type. Not records and lists.
Refusal ReadScalar(const FieldPlan& field, Token token, bool escapes, Scratch& arena, char* out,
                   std::size_t& bad) noexcept;

/// What to tell the user about a refused scalar.
std::string ExplainRefusal(const FieldPlan& field, Token token, Refusal refusal);

/// "expected one of low, high, got `hihg`".
std::string ExplainName(const NameTable& names, std::string_view got);

/// "an int", "a list", ...
const char* NameOfKind(FieldKind kind) noexcept;

}  // namespace rulert::io::json
