#pragma once
// Why an operation has no value, in words. Compiler's evaluator and native code say the same words.
#include <cstdint>

namespace rulert {

enum class ErrorKind : std::uint8_t {
  kNone,
  kIntegerOverflow,  // an int leaves 64 bits
  kDivisionByZero,
  kNegativeExponent,  // int ** int
  kDecimalOverflow,   // more integer digits than the result type has
  kFloatNotFinite,    // a float leaves the range of a double, or has no value (0.0 ** -1.0)
  kTimestampRange,    // outside years 0001-9999
  kDateRange,
  kNotWholeDays,  // date + duration
  kDurationOverflow,
  kNotANumber,       // int(), decimal(), float() of a string
  kConversionRange,  // a number that its new type cannot hold
  kIndexRange,
  kSecondMatch,   // `unique match`
  kDisagreement,  // `any match`
  kNotLater,      // a timer that would fire for ever
  // Of functions (rulert/functions):
  kNegativeCount,
  kTextTooLong,  // more than kLongestText bytes
  kTooLongToCompare,
  kOutOfDomain,  // such as the root of a negative number
  kNotADate,
  kNotAPattern,  // of a date
  kNotAnAddress,
  kNotANetwork,
  kCoordinates,
  kNotAPhone,
  kNotAnEmail,
  kUnknownCountry,
  kUnknownCurrency,
  kNotDigits,
  kUnequalLengths,
  kNoTimeBetween,
  kNotBase64,
  kNotHex,
  kNotUtf8,
  kOutsideCalendar,
  kNoSuchDay,
};

constexpr const char* Message(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::kNone:
      return "";
    case ErrorKind::kIntegerOverflow:
      return "integer overflow";
    case ErrorKind::kDivisionByZero:
      return "division by zero";
    case ErrorKind::kNegativeExponent:
      return "negative exponent";
    case ErrorKind::kDecimalOverflow:
      return "decimal overflow";
    case ErrorKind::kFloatNotFinite:
      return "float is not finite";
    case ErrorKind::kTimestampRange:
      return "timestamp outside years 0001 to 9999";
    case ErrorKind::kDateRange:
      return "date outside years 0001 to 9999";
    case ErrorKind::kNotWholeDays:
      return "duration is not a whole number of days";
    case ErrorKind::kDurationOverflow:
      return "duration overflow";
    case ErrorKind::kNotANumber:
      return "text is not a number";
    case ErrorKind::kConversionRange:
      return "value does not fit the type";
    case ErrorKind::kIndexRange:
      return "index out of range";
    case ErrorKind::kSecondMatch:
      return "more than one rule matches";
    case ErrorKind::kDisagreement:
      return "rules that match disagree";
    case ErrorKind::kNotLater:
      return "a timer is started again at or before its own time";
    case ErrorKind::kNegativeCount:
      return "a count is negative";
    case ErrorKind::kTextTooLong:
      return "text longer than 1 MiB";
    case ErrorKind::kTooLongToCompare:
      return "text longer than 1000 characters cannot be compared";
    case ErrorKind::kOutOfDomain:
      return "the function has no value there";
    case ErrorKind::kNotADate:
      return "text is not a date";
    case ErrorKind::kNotAPattern:
      return "text is not a pattern of a date";
    case ErrorKind::kNotAnAddress:
      return "text is not an IP address";
    case ErrorKind::kNotANetwork:
      return "text is not a network such as 192.0.2.0/24";
    case ErrorKind::kCoordinates:
      return "latitude or longitude out of range";
    case ErrorKind::kNotAPhone:
      return "text is not a phone number";
    case ErrorKind::kNotAnEmail:
      return "text is not an e-mail address";
    case ErrorKind::kUnknownCountry:
      return "unknown country";
    case ErrorKind::kUnknownCurrency:
      return "unknown currency";
    case ErrorKind::kNotDigits:
      return "text is not all digits";
    case ErrorKind::kUnequalLengths:
      return "texts of unequal lengths";
    case ErrorKind::kNoTimeBetween:
      return "no time passes";
    case ErrorKind::kNotBase64:
      return "text is not Base64";
    case ErrorKind::kNotHex:
      return "text is not pairs of hexadecimal digits";
    case ErrorKind::kNotUtf8:
      return "bytes are not UTF-8";
    case ErrorKind::kOutsideCalendar:
      return "day outside of the years of the calendar";
    case ErrorKind::kNoSuchDay:
      return "there is no such day";
  }
  return "";
}

}  // namespace rulert
