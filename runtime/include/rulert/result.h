#pragma once
// A value or the reason why there is none. Decisions return it: nothing throws, nothing is allocated.
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/failure.h"
#include "rulert/module_abi.h"
#include "rulert/time.h"

namespace rulert {

/// Which expression had no value, and on what operands. Trivially copyable.
class Rejection {
 public:
  constexpr Rejection() noexcept = default;
  /// `place`: of the module's places, lives as long as the module. `operands` are kept as far as they fit.
  constexpr Rejection(ErrorKind kind, const Place* place, std::string_view operands) noexcept
      : place_(place), kind_(kind) {
    std::size_t size = operands.size();
    if (size > sizeof(operands_)) {
      size = sizeof(operands_);
      while (size > 0 && (static_cast<unsigned char>(operands[size]) & 0xc0) == 0x80) --size;
    }
    for (std::size_t i = 0; i < size; ++i) operands_[i] = operands[i];
    operand_size_ = static_cast<std::uint8_t>(size);
  }

  constexpr ErrorKind kind() const noexcept { return kind_; }
  /// "integer overflow".
  constexpr const char* message() const noexcept { return Message(kind_); }
  /// "9223372036854775807 + 1".
  constexpr std::string_view operands() const noexcept { return {operands_, operand_size_}; }
  /// Where the expression stands in the rules; never null in a Rejection that a decision returned.
  constexpr const Place* place() const noexcept { return place_; }

 private:
  const Place* place_ = nullptr;
  ErrorKind kind_ = ErrorKind::kNone;
  std::uint8_t operand_size_ = 0;
  char operands_[118] = {};
};

/// From a Traced that failed; `places`: the module's.
template <class Traced>
Rejection RejectionOf(const Traced& traced, const Place* places) noexcept {
  return Rejection(traced.kind(), places + traced.place(), traced.operands());
}

/// The same as the module's contract hands it over; `places` are those that the rejection points into.
inline Failure FailureOf(const Rejection& rejection, const Place* places) noexcept {
  Failure failure{};
  failure.place = static_cast<std::uint32_t>(rejection.place() - places);
  failure.message = rejection.message();
  failure.operand_size = static_cast<std::uint32_t>(rejection.operands().size());
  if (failure.operand_size > 0) std::memcpy(failure.operands, rejection.operands().data(), failure.operand_size);
  return failure;
}

template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>, "values are plain data");

 public:
  /// Nothing decided yet: a rejection of no kind. For arrays that are filled later.
  constexpr Result() noexcept : has_value_(false), error_() {}
  constexpr Result(const T& value) noexcept : has_value_(true), value_(value) {}  // NOLINT: implicit on purpose
  constexpr Result(const Rejection& error) noexcept : has_value_(false), error_(error) {}  // NOLINT

  constexpr bool has_value() const noexcept { return has_value_; }
  constexpr explicit operator bool() const noexcept { return has_value_; }
  /// has_value().
  constexpr const T& value() const noexcept { return value_; }
  constexpr const T& operator*() const noexcept { return value_; }
  constexpr const T* operator->() const noexcept { return &value_; }
  /// !has_value().
  constexpr const Rejection& error() const noexcept { return error_; }

 private:
  bool has_value_;
  union {
    T value_;
    Rejection error_;
  };
};

/// One record of the `errors` output. Views live as long as the call that hands it over.
struct Rejected {
  std::string_view module;
  std::string_view process;     // or decision
  std::string_view rule;        // or handler
  std::string_view place;       // "fraud.rules:42:18"
  std::string_view message;     // "integer overflow"
  std::string_view expression;  // as the author wrote it
  std::string_view operands;    // "9223372036854775807 + 1"
  std::string_view stream;
  std::string_view position;  // of the event, as its source names it
  std::string_view raw;       // the event as it came
  // Of due work (a timer, a closing), in place of the event:
  std::string_view construct;
  std::string_view key;           // canonical bytes (key_buffer.h)
  std::optional<Timestamp> time;  // of the handler
};

}  // namespace rulert
