#pragma once
// What the two modes of arithmetic remember of failures. `Note` takes whether an operation failed, why, where, and the
// operation with its operands.
#include <cstdint>
#include <cstring>
#include <string_view>

#include "rulert/base64.h"
#include "rulert/bytes.h"
#include "rulert/decimal.h"
#include "rulert/failure.h"
#include "rulert/module_abi.h"
#include "rulert/time.h"
#include "rulert/value_text.h"

namespace rulert {

/// Only that something failed.
class FailureFlag {
 public:
  bool failed() const noexcept { return failed_; }

  template <class... Operands>
  void Note(bool failed, ErrorKind, std::uint32_t, const char*, const Operands&...) noexcept {
    failed_ |= failed;
  }

 private:
  bool failed_ = false;
};

/// An operand of any kind, for its text.
class Operand {
 public:
  Operand(std::int64_t x) noexcept : kind_(Kind::kInt), number_(x) {}        // NOLINT: implicit on purpose
  Operand(Int128 x) noexcept : kind_(Kind::kInt), number_(x) {}              // NOLINT
  Operand(double x) noexcept : kind_(Kind::kFloat), real_(x) {}              // NOLINT
  Operand(std::string_view x) noexcept : kind_(Kind::kString), text_(x) {}   // NOLINT
  Operand(Bytes x) noexcept : kind_(Kind::kBytes), text_(x.view) {}          // NOLINT
  Operand(Timestamp x) noexcept : kind_(Kind::kTimestamp), number_(x.us) {}  // NOLINT
  Operand(Duration x) noexcept : kind_(Kind::kDuration), number_(x.us) {}    // NOLINT
  Operand(Date x) noexcept : kind_(Kind::kDate), number_(x.days) {}          // NOLINT
  template <int P, int S>
  Operand(Decimal<P, S> x) noexcept : kind_(Kind::kDecimal), scale_(S), number_(x.mantissa) {}  // NOLINT

  /// Writes at most `end - out` bytes, cut between characters; returns the end.
  char* Write(char* out, const char* end) const noexcept {
    char buffer[64];
    char* last = buffer;
    switch (kind_) {
      case Kind::kInt:
        last = WriteInt128(buffer, number_);
        break;
      case Kind::kFloat:
        last = WriteDouble(buffer, real_);
        break;
      case Kind::kDecimal:
        last = WriteDecimal(buffer, number_, scale_);
        break;
      case Kind::kTimestamp:
        last = WriteTimestamp(buffer, {static_cast<std::int64_t>(number_)});
        break;
      case Kind::kDuration:
        last = WriteDuration(buffer, {static_cast<std::int64_t>(number_)});
        break;
      case Kind::kDate:
        last = WriteDate(buffer, {static_cast<std::int32_t>(number_)});
        break;
      case Kind::kString:
        return WriteQuoted(out, end);
      case Kind::kBytes:
        return WriteBytes(out, end);
    }
    return Append(out, end, {buffer, static_cast<std::size_t>(last - buffer)});
  }

  /// As much of `text` as fits, whole characters only.
  static char* Append(char* out, const char* end, std::string_view text) noexcept {
    std::size_t size = text.size();
    const auto room = static_cast<std::size_t>(end - out);
    if (size > room) {
      size = room;
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    }
    if (size > 0) std::memcpy(out, text.data(), size);
    return out + size;
  }

 private:
  enum class Kind : std::uint8_t { kInt, kFloat, kDecimal, kString, kBytes, kTimestamp, kDuration, kDate };
  static constexpr std::size_t kLongestString = 64;
  static constexpr std::size_t kLongestBytes = 48;

  /// In quotes; beyond 64 bytes cut, with "..." after it.
  char* WriteQuoted(char* out, const char* end) const noexcept {
    std::string_view text = text_;
    const bool cut = text.size() > kLongestString;
    if (cut) {
      std::size_t size = kLongestString;
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
      text = text.substr(0, size);
    }
    out = Append(out, end, "\"");
    for (std::size_t i = 0; i < text.size();) {
      std::size_t next = i + 1;
      while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
      const std::string_view character = text.substr(i, next - i);
      const std::string_view written = character == "\""   ? "\\\""
                                       : character == "\\" ? "\\\\"
                                       : character == "\n" ? "\\n"
                                       : character == "\t" ? "\\t"
                                                           : character;
      out = Append(out, end, written);
      i = next;
    }
    return Append(out, end, cut ? "...\"" : "\"");
  }

  /// Beyond 48 bytes cut, with "..." after them.
  char* WriteBytes(char* out, const char* end) const noexcept {
    char digits[Base64Size(kLongestBytes)];
    const char* const last = WriteBase64(digits, text_.substr(0, kLongestBytes));
    out = Append(out, end, "from_base64(\"");
    out = Append(out, end, {digits, static_cast<std::size_t>(last - digits)});
    return Append(out, end, text_.size() > kLongestBytes ? "...\")" : "\")");
  }

  Kind kind_;
  std::uint8_t scale_ = 0;
  Int128 number_ = 0;
  double real_ = 0;
  std::string_view text_;
};

/// The first failure, with its operands as text.
class FirstFailure {
 public:
  bool failed() const noexcept { return kind_ != ErrorKind::kNone; }
  ErrorKind kind() const noexcept { return kind_; }
  std::uint32_t place() const noexcept { return failure_.place; }
  std::string_view operands() const noexcept { return {failure_.operands, failure_.operand_size}; }
  const Failure& failure() const noexcept { return failure_; }

  template <class... Operands>
  void Note(bool failed, ErrorKind kind, std::uint32_t place, const char* op, const Operands&... operands) noexcept {
    if (failed && kind_ == ErrorKind::kNone) [[unlikely]] {
      const Operand list[] = {Operand(operands)...};
      Record(kind, place, op, list, sizeof...(operands));
    }
  }

 private:
  /// Two operands stand around a sign, or in the brackets of a name; one after a sign, or in brackets.
  [[gnu::noinline]] void Record(ErrorKind kind, std::uint32_t place, std::string_view op, const Operand* operands,
                                std::size_t count) noexcept {
    kind_ = kind;
    failure_.place = place;
    failure_.message = Message(kind);
    char* out = failure_.operands;
    const char* const end = out + sizeof(failure_.operands);
    const bool word = op.front() >= 'a' && op.front() <= 'z' && op != "div";
    if (word) {
      out = Operand::Append(out, end, op);
      out = Operand::Append(out, end, "(");
      for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out = Operand::Append(out, end, ", ");
        out = operands[i].Write(out, end);
      }
      out = Operand::Append(out, end, ")");
    } else if (count == 2) {
      out = operands[0].Write(out, end);
      out = Operand::Append(out, end, " ");
      out = Operand::Append(out, end, op);
      out = Operand::Append(out, end, " ");
      out = operands[1].Write(out, end);
    } else {
      out = Operand::Append(out, end, op);
      out = operands[0].Write(out, end);
    }
    failure_.operand_size = static_cast<std::uint32_t>(out - failure_.operands);
  }

  ErrorKind kind_ = ErrorKind::kNone;
  Failure failure_{0, 0, "", {}};
};

}  // namespace rulert
