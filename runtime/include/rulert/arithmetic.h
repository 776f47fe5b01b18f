#pragma once
// Arithmetic that can fail, in two modes with one interface, so that generated text is written once as a template on
// it:
//   template <class M> Answer Body(..., M& m)
// Fast sets a flag and goes on; Traced keeps the first failure with its place and operands. The hot path runs Fast and,
// only when `failed()`, runs the same text again with Traced. After a failure every operation still returns a defined
// value of its type; nothing computed after it may be used.
//
// `place` is an index into the module's places; Fast ignores it. R is the result type that the compiler computed.
//
// First means first evaluated, and C++ leaves the order of a call's arguments open: where both operands can fail, write
// m.Add(Both{a, b}, place), which evaluates a before b, instead of m.Add(a, b, place).
#include <type_traits>

#include "rulert/convert.h"
#include "rulert/decimal_arithmetic.h"
#include "rulert/math.h"
#include "rulert/recorder.h"
#include "rulert/time.h"

namespace rulert {

using PlaceIndex = std::uint32_t;
class Scratch;
struct BusinessCalendar;
struct Zone;

/// Two operands, evaluated left to right.
template <class A, class B>
struct Both {
  A a;
  B b;
};
template <class A, class B>
Both(A, B) -> Both<A, B>;

namespace detail {

/// result = base ** exponent modulo 2^64; true when that is not the power. exponent >= 0.
constexpr bool PowerOverflows(std::int64_t base, std::int64_t exponent, std::int64_t& result) noexcept {
  bool overflow = false;
  bool base_overflow = false;  // counts only if the base is used again
  result = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0) {
      overflow |= base_overflow;
      overflow |= __builtin_mul_overflow(result, base, &result);
    }
    exponent >>= 1;
    base_overflow |= __builtin_mul_overflow(base, base, &base);
  }
  return overflow;
}

}  // namespace detail

template <class Recorder>
class Arithmetic {
 public:
  bool failed() const noexcept { return recorder_.failed(); }
  /// What failed and the operands; of Traced only, after a failure.
  const Recorder& recorder() const noexcept { return recorder_; }

  // ---- int ----
  std::int64_t Add(std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    std::int64_t r;
    recorder_.Note(__builtin_add_overflow(a, b, &r), ErrorKind::kIntegerOverflow, place, "+", a, b);
    return r;
  }
  std::int64_t Sub(std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    std::int64_t r;
    recorder_.Note(__builtin_sub_overflow(a, b, &r), ErrorKind::kIntegerOverflow, place, "-", a, b);
    return r;
  }
  std::int64_t Mul(std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    std::int64_t r;
    recorder_.Note(__builtin_mul_overflow(a, b, &r), ErrorKind::kIntegerOverflow, place, "*", a, b);
    return r;
  }
  /// `div`: toward zero.
  std::int64_t Div(std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    const bool zero = b == 0;
    const bool overflow = a == INT64_MIN && b == -1;
    recorder_.Note(zero, ErrorKind::kDivisionByZero, place, "div", a, b);
    recorder_.Note(overflow, ErrorKind::kIntegerOverflow, place, "div", a, b);
    return zero || overflow ? 0 : a / b;
  }
  /// Sign of the dividend; x % -1 is 0.
  std::int64_t Mod(std::int64_t a, std::int64_t b, PlaceIndex place) noexcept {
    recorder_.Note(b == 0, ErrorKind::kDivisionByZero, place, "%", a, b);
    return b == 0 || b == -1 ? 0 : a % b;
  }
  std::int64_t Neg(std::int64_t x, PlaceIndex place) noexcept {
    std::int64_t r;
    recorder_.Note(__builtin_sub_overflow(std::int64_t{0}, x, &r), ErrorKind::kIntegerOverflow, place, "-", x);
    return r;
  }
  std::int64_t Abs(std::int64_t x, PlaceIndex place) noexcept {
    recorder_.Note(x == INT64_MIN, ErrorKind::kIntegerOverflow, place, "abs", x);
    return x == INT64_MIN ? 0 : x < 0 ? -x : x;
  }
  /// 0 ** 0 is 1.
  std::int64_t Pow(std::int64_t base, std::int64_t exponent, PlaceIndex place) noexcept {
    std::int64_t r = 1;
    recorder_.Note(exponent < 0, ErrorKind::kNegativeExponent, place, "**", base, exponent);
    if (exponent >= 0) {
      recorder_.Note(detail::PowerOverflows(base, exponent, r), ErrorKind::kIntegerOverflow, place, "**", base,
                     exponent);
    }
    return r;
  }

  // ---- float: results that are not finite fail ----
  double AddF(double a, double b, PlaceIndex place) noexcept { return Finite(a + b, place, "+", a, b); }
  double SubF(double a, double b, PlaceIndex place) noexcept { return Finite(a - b, place, "-", a, b); }
  double MulF(double a, double b, PlaceIndex place) noexcept { return Finite(a * b, place, "*", a, b); }
  double DivF(double a, double b, PlaceIndex place) noexcept {
    recorder_.Note(b == 0, ErrorKind::kDivisionByZero, place, "/", a, b);
    return Finite(b == 0 ? 0.0 : a / b, place, "/", a, b);
  }
  /// Exact; sign of the dividend.
  double ModF(double a, double b, PlaceIndex place) noexcept {
    recorder_.Note(b == 0, ErrorKind::kDivisionByZero, place, "%", a, b);
    return Finite(b == 0 ? 0.0 : __builtin_fmod(a, b), place, "%", a, b);
  }
  double PowF(double a, double b, PlaceIndex place) noexcept { return Finite(math::Pow(a, b), place, "**", a, b); }

  // ---- decimal: exact, rounded half up once where R cuts digits; more than R's digits fails ----
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>
  R Add(A a, B b, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::AddDecimals<R, false>(a, b, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "+", a, b);
    return r;
  }
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>
  R Sub(A a, B b, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::AddDecimals<R, true>(a, b, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "-", a, b);
    return r;
  }
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>
  R Mul(A a, B b, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::MultiplyDecimals<R>(a, b, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "*", a, b);
    return r;
  }
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>
  R Div(A a, B b, PlaceIndex place) noexcept {
    if (b.mantissa == 0) [[unlikely]] {
      recorder_.Note(true, ErrorKind::kDivisionByZero, place, "/", a, b);
      return {};
    }
    bool failed = false;
    const R r = detail::DivideDecimals<R>(a, b, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "/", a, b);
    return r;
  }
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>
  R Mod(A a, B b, PlaceIndex place) noexcept {
    if (b.mantissa == 0) [[unlikely]] {
      recorder_.Note(true, ErrorKind::kDivisionByZero, place, "%", a, b);
      return {};
    }
    bool failed = false;
    const R r = detail::RemainderDecimals<R>(a, b, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "%", a, b);
    return r;
  }
  /// round(x, n): half up.
  template <AnyDecimal R, AnyDecimal A>
  R RoundTo(A x, PlaceIndex place) noexcept {
    return RescaleTo<R, Rounding::kHalfUp>(x, place, "round");
  }
  template <AnyDecimal R, AnyDecimal A>
  R RoundToHalfEven(A x, PlaceIndex place) noexcept {
    return RescaleTo<R, Rounding::kHalfEven>(x, place, "round");
  }
  /// To a type of the same or a greater scale; integer digits that do not fit fail.
  template <AnyDecimal R, AnyDecimal A>
  R Narrow(A x, PlaceIndex place) noexcept {
    static_assert(R::kScale >= A::kScale, "scale is cut by RoundTo only");
    return RescaleTo<R, Rounding::kHalfUp>(x, place, "decimal");
  }
  template <AnyDecimal R, AnyDecimal A>
  R Floor(A x, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::Integral<R, Rounding::kFloor>(x, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "floor", x);
    return r;
  }
  template <AnyDecimal R, AnyDecimal A>
  R Ceil(A x, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::Integral<R, Rounding::kCeiling>(x, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "ceil", x);
    return r;
  }

  /// What a hit policy refuses; `one` and `other` are rules.
  void Hit(bool refused, ErrorKind kind, const char* policy, std::string_view one, std::string_view other,
           PlaceIndex place) noexcept {
    recorder_.Note(refused, kind, place, policy, one, other);
  }

  // ---- timestamp, duration, date ----
  Timestamp AddTs(Timestamp a, Duration b, PlaceIndex place) noexcept {
    Timestamp r;
    const bool failed = __builtin_add_overflow(a.us, b.us, &r.us) || !InRange(r);
    recorder_.Note(failed, ErrorKind::kTimestampRange, place, "+", a, b);
    return failed ? a : r;
  }
  Timestamp SubTs(Timestamp a, Duration b, PlaceIndex place) noexcept {
    Timestamp r;
    const bool failed = __builtin_sub_overflow(a.us, b.us, &r.us) || !InRange(r);
    recorder_.Note(failed, ErrorKind::kTimestampRange, place, "-", a, b);
    return failed ? a : r;
  }
  /// `a`, which must be later than `b`.
  Timestamp Later(Timestamp a, Timestamp b, PlaceIndex place) noexcept {
    recorder_.Note(a.us <= b.us, ErrorKind::kNotLater, place, ">", a, b);
    return a;
  }
  Date AddDate(Date a, Duration b, PlaceIndex place) noexcept { return MoveDate(a, b, 1, place, "+"); }
  Date SubDate(Date a, Duration b, PlaceIndex place) noexcept { return MoveDate(a, b, -1, place, "-"); }
  Duration AddDur(Duration a, Duration b, PlaceIndex place) noexcept {
    Duration r;
    recorder_.Note(__builtin_add_overflow(a.us, b.us, &r.us), ErrorKind::kDurationOverflow, place, "+", a, b);
    return r;
  }
  Duration SubDur(Duration a, Duration b, PlaceIndex place) noexcept {
    Duration r;
    recorder_.Note(__builtin_sub_overflow(a.us, b.us, &r.us), ErrorKind::kDurationOverflow, place, "-", a, b);
    return r;
  }
  Duration MulDur(Duration a, std::int64_t b, PlaceIndex place) noexcept {
    Duration r;
    recorder_.Note(__builtin_mul_overflow(a.us, b, &r.us), ErrorKind::kDurationOverflow, place, "*", a, b);
    return r;
  }
  /// Toward zero, to the microsecond.
  Duration DivDur(Duration a, std::int64_t b, PlaceIndex place) noexcept {
    const bool zero = b == 0;
    const bool overflow = a.us == INT64_MIN && b == -1;
    recorder_.Note(zero, ErrorKind::kDivisionByZero, place, "div", a, b);
    recorder_.Note(overflow, ErrorKind::kDurationOverflow, place, "div", a, b);
    return {zero || overflow ? 0 : a.us / b};
  }
  /// How often `b` fits into `a`, toward zero.
  std::int64_t DivDur(Duration a, Duration b, PlaceIndex place) noexcept {
    const bool zero = b.us == 0;
    const bool overflow = a.us == INT64_MIN && b.us == -1;
    recorder_.Note(zero, ErrorKind::kDivisionByZero, place, "div", a, b);
    recorder_.Note(overflow, ErrorKind::kIntegerOverflow, place, "div", a, b);
    return zero || overflow ? 0 : a.us / b.us;
  }
  Duration NegDur(Duration x, PlaceIndex place) noexcept {
    Duration r;
    recorder_.Note(__builtin_sub_overflow(std::int64_t{0}, x.us, &r.us), ErrorKind::kDurationOverflow, place, "-", x);
    return r;
  }
  Duration AbsDur(Duration x, PlaceIndex place) noexcept {
    recorder_.Note(x.us == INT64_MIN, ErrorKind::kDurationOverflow, place, "abs", x);
    return {x.us == INT64_MIN ? 0 : x.us < 0 ? -x.us : x.us};
  }

  // ---- conversions that can fail; the others are in convert.h ----
  /// Toward zero.
  template <AnyDecimal A>
  std::int64_t IntOf(A x, PlaceIndex place) noexcept {
    return Converted(detail::TruncateToInt(x), ErrorKind::kConversionRange, place, "int", x);
  }
  /// Toward zero.
  std::int64_t IntOf(double x, PlaceIndex place) noexcept {
    return Converted(detail::TruncateToInt(x), ErrorKind::kConversionRange, place, "int", x);
  }
  /// -?[0-9]+ and nothing else.
  std::int64_t IntOf(std::string_view x, PlaceIndex place) noexcept {
    return Parsed(detail::ParseInt(x), place, "int", x);
  }
  template <AnyDecimal R>
  R DecimalOf(std::int64_t x, PlaceIndex place) noexcept {
    bool failed = false;
    const R r = detail::Fit<R, 0, 19>(Int128{x}, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "decimal", x);
    return r;
  }
  /// The shortest digits that read back as x, rounded half up to R's scale: decimal(0.1) is 0.1.
  template <AnyDecimal R>
  R DecimalOf(double x, PlaceIndex place) noexcept {
    const auto mantissa = detail::MantissaOfDouble(x, R::kPrecision, R::kScale);
    return {static_cast<typename R::Mantissa>(Converted(mantissa, ErrorKind::kDecimalOverflow, place, "decimal", x))};
  }
  /// A JSON number; zeros past the scale are accepted, other excess digits are not.
  template <AnyDecimal R>
  R DecimalOf(std::string_view x, PlaceIndex place) noexcept {
    return {static_cast<typename R::Mantissa>(
        Parsed(detail::ParseDecimal(x, R::kPrecision, R::kScale), place, "decimal", x))};
  }
  /// A JSON number.
  double FloatOf(std::string_view x, PlaceIndex place) noexcept {
    return Parsed(detail::ParseFloat(x), place, "float", x);
  }

  /// The place of an element in a list of `size`; 0 after a failure.
  std::int64_t Index(std::int64_t index, std::int64_t size, PlaceIndex place) noexcept {
    const bool failed = index < 0 || index >= size;
    recorder_.Note(failed, ErrorKind::kIndexRange, place, "index", index, size);
    return failed ? 0 : index;
  }

  // ---- answers of windows ----
  std::int64_t SumToInt(Int128 sum, PlaceIndex place) noexcept {
    const bool failed = sum > INT64_MAX || sum < INT64_MIN;
    recorder_.Note(failed, ErrorKind::kIntegerOverflow, place, "sum", sum);
    return failed ? 0 : static_cast<std::int64_t>(sum);
  }
  Duration SumToDuration(Int128 sum, PlaceIndex place) noexcept {
    const bool failed = sum > INT64_MAX || sum < INT64_MIN;
    recorder_.Note(failed, ErrorKind::kDurationOverflow, place, "sum", sum);
    return {failed ? 0 : static_cast<std::int64_t>(sum)};
  }
  double SumToFloat(double sum, PlaceIndex place) noexcept {
    const bool failed = !__builtin_isfinite(sum);
    recorder_.Note(failed, ErrorKind::kFloatNotFinite, place, "sum", sum);
    return failed ? 0 : sum;
  }
  /// `sum`: mantissa at R's scale.
  template <AnyDecimal R>
  R SumToDecimal(Int128 sum, PlaceIndex place) noexcept {
    const bool failed = sum >= R::kLimit || sum <= -R::kLimit;
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "sum", Decimal<38, R::kScale>{sum});
    return {failed ? typename R::Mantissa{0} : static_cast<typename R::Mantissa>(sum)};
  }
  /// `sum`: mantissa at kSumScale, of `count` > 0 values; rounded half up.
  template <AnyDecimal R, int kSumScale>
  R AvgDecimal(Int128 sum, std::int64_t count, PlaceIndex place) noexcept {
    bool failed = Magnitude(sum) >= static_cast<UInt128>(PowerOfTen(38));
    R r{};
    if (!failed) r = detail::DivideDecimals<R>(Decimal<38, kSumScale>{sum}, Decimal<19, 0>{count}, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, "avg", Decimal<38, kSumScale>{sum}, count);
    return r;
  }

  // ---- functions of rulert/functions that can fail: they say why in what they take first ----
  /// `name`: in the rules. A scratch, zones and calendars come ahead of the arguments and are none of the operands.
  template <auto kFunction, class... Args>
  auto Call(PlaceIndex place, const char* name, Args&&... args) noexcept {
    return CallAs(kFunction, place, name, args...);
  }

  // ---- both operands can fail: left before right ----
#define RULERT_ORDERED(Result, name, A, B) \
  Result name(const Both<A, B>& operands, PlaceIndex place) noexcept { return name(operands.a, operands.b, place); }
#define RULERT_ORDERED_DECIMAL(name)                              \
  template <AnyDecimal R, AnyDecimal A, AnyDecimal B>             \
  R name(const Both<A, B>& operands, PlaceIndex place) noexcept { \
    return name<R>(operands.a, operands.b, place);                \
  }
  RULERT_ORDERED(std::int64_t, Add, std::int64_t, std::int64_t)
  RULERT_ORDERED(std::int64_t, Sub, std::int64_t, std::int64_t)
  RULERT_ORDERED(std::int64_t, Mul, std::int64_t, std::int64_t)
  RULERT_ORDERED(std::int64_t, Div, std::int64_t, std::int64_t)
  RULERT_ORDERED(std::int64_t, Mod, std::int64_t, std::int64_t)
  RULERT_ORDERED(std::int64_t, Pow, std::int64_t, std::int64_t)
  RULERT_ORDERED(double, AddF, double, double)
  RULERT_ORDERED(double, SubF, double, double)
  RULERT_ORDERED(double, MulF, double, double)
  RULERT_ORDERED(double, DivF, double, double)
  RULERT_ORDERED(double, ModF, double, double)
  RULERT_ORDERED(double, PowF, double, double)
  RULERT_ORDERED(Timestamp, AddTs, Timestamp, Duration)
  RULERT_ORDERED(Timestamp, SubTs, Timestamp, Duration)
  RULERT_ORDERED(Date, AddDate, Date, Duration)
  RULERT_ORDERED(Date, SubDate, Date, Duration)
  RULERT_ORDERED(Duration, AddDur, Duration, Duration)
  RULERT_ORDERED(Duration, SubDur, Duration, Duration)
  RULERT_ORDERED(Duration, MulDur, Duration, std::int64_t)
  RULERT_ORDERED(Duration, DivDur, Duration, std::int64_t)
  RULERT_ORDERED(std::int64_t, DivDur, Duration, Duration)
  RULERT_ORDERED_DECIMAL(Add)
  RULERT_ORDERED_DECIMAL(Sub)
  RULERT_ORDERED_DECIMAL(Mul)
  RULERT_ORDERED_DECIMAL(Div)
  RULERT_ORDERED_DECIMAL(Mod)
#undef RULERT_ORDERED
#undef RULERT_ORDERED_DECIMAL

 private:
  template <class R, class First, class... P>
  R CallAs(R (*function)(ErrorKind&, First, P...) noexcept, PlaceIndex place, const char* name,
           std::type_identity_t<First> first, std::type_identity_t<P>... args) noexcept {
    ErrorKind error = ErrorKind::kNone;
    const R r = function(error, first, args...);
    NoteCall<First, P...>(error, place, name, first, args...);
    return r;
  }
  template <class First, class... P>
  void NoteCall(ErrorKind error, PlaceIndex place, const char* name, First first, P... args) noexcept {
    if constexpr (std::is_same_v<First, Scratch&> || std::is_same_v<First, const Zone&> ||
                  std::is_same_v<First, const BusinessCalendar&>) {
      NoteCall<P...>(error, place, name, args...);
    } else {
      recorder_.Note(error != ErrorKind::kNone, error, place, name, first, args...);
    }
  }
  double Finite(double r, PlaceIndex place, const char* op, double a, double b) noexcept {
    recorder_.Note(!__builtin_isfinite(r), ErrorKind::kFloatNotFinite, place, op, a, b);
    return r;
  }
  template <AnyDecimal R, Rounding kRounding, AnyDecimal A>
  R RescaleTo(A x, PlaceIndex place, const char* op) noexcept {
    bool failed = false;
    const R r = detail::Rescale<R, kRounding>(x, failed);
    recorder_.Note(failed, ErrorKind::kDecimalOverflow, place, op, x);
    return r;
  }
  Date MoveDate(Date a, Duration b, int sign, PlaceIndex place, const char* op) noexcept {
    const bool whole = b.us % kMicrosPerDay == 0;
    const std::int64_t days = a.days + sign * (b.us / kMicrosPerDay);
    const bool outside = days < kMinDate.days || days > kMaxDate.days;
    recorder_.Note(!whole, ErrorKind::kNotWholeDays, place, op, a, b);
    recorder_.Note(whole && outside, ErrorKind::kDateRange, place, op, a, b);
    return whole && !outside ? Date{static_cast<std::int32_t>(days)} : a;
  }
  template <class T, class X>
  T Converted(const detail::Conversion<T>& r, ErrorKind kind, PlaceIndex place, const char* op, const X& x) noexcept {
    recorder_.Note(r.error != ErrorKind::kNone, kind, place, op, x);
    return r.value;
  }
  template <class T>
  T Parsed(const detail::Conversion<T>& r, PlaceIndex place, const char* op, std::string_view x) noexcept {
    recorder_.Note(r.error != ErrorKind::kNone, r.error, place, op, x);
    return r.value;
  }

  Recorder recorder_;
};

/// The hot mode.
class Fast final : public Arithmetic<FailureFlag> {};

/// The cold mode.
class Traced final : public Arithmetic<FirstFailure> {
 public:
  ErrorKind kind() const noexcept { return recorder().kind(); }
  PlaceIndex place() const noexcept { return recorder().place(); }
  /// "9223372036854775807 + 1", "int(\"twelve\")": the operation on the values that it had; UTF-8.
  std::string_view operands() const noexcept { return recorder().operands(); }
  /// As the module's contract hands it over.
  Failure failure() const noexcept { return recorder().failure(); }
};

}  // namespace rulert
