// Functions of the table. They are the same C++ functions that generated code calls: what they give is tested against
// other implementations (tests/conformance/*_oracle.py), not against a second one of our own.
#include <list>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiler/base/check.h"
#include "compiler/eval/operation.h"
#include "compiler/ir/builtins.h"
#include "rulert/business_calendar.h"
#include "rulert/failure.h"
#include "rulert/functions/all.h"
#include "rulert/scratch.h"
#include "rulert/zone.h"

namespace rulec::eval {
namespace {

using rulert::ErrorKind;
using types::TypeKind;

/// A zone of the program as generated code has it.
struct ZoneTable {
  std::vector<rulert::ZoneChange> changes;
  rulert::Zone zone{};

  explicit ZoneTable(const types::TimeZone& table) {
    for (const types::TimeZone::Change& change : table.changes) changes.push_back({change.at, change.offset});
    const auto day = [](const types::TimeZone::Day& on) {
      return rulert::ZoneDay{on.month, on.week, on.weekday, on.second};
    };
    zone = {table.first_offset,
            static_cast<std::uint32_t>(changes.size()),
            changes.data(),
            {table.standard, table.summer, day(table.begins), day(table.ends)}};
  }
  ZoneTable(const ZoneTable&) = delete;
  ZoneTable& operator=(const ZoneTable&) = delete;
};

/// A calendar of the program as generated code has it.
rulert::BusinessCalendar TableOf(const ir::BusinessCalendar& calendar) {
  return {calendar.weekend, calendar.first, calendar.last, static_cast<std::uint32_t>(calendar.holidays.size()),
          calendar.holidays.data()};
}

template <class T>
constexpr TypeKind kKindOf = TypeKind::kError;
template <>
constexpr TypeKind kKindOf<bool> = TypeKind::kBool;
template <>
constexpr TypeKind kKindOf<std::int64_t> = TypeKind::kInt;
template <>
constexpr TypeKind kKindOf<double> = TypeKind::kFloat;
template <>
constexpr TypeKind kKindOf<std::string_view> = TypeKind::kString;
template <>
constexpr TypeKind kKindOf<rulert::Bytes> = TypeKind::kBytes;
template <>
constexpr TypeKind kKindOf<rulert::Timestamp> = TypeKind::kTimestamp;
template <>
constexpr TypeKind kKindOf<rulert::Duration> = TypeKind::kDuration;
template <>
constexpr TypeKind kKindOf<rulert::Date> = TypeKind::kDate;

/// What a C++ function takes, as the table must say it: first the error of what can fail, then the scratch of what
/// makes text, then zones, then calendars, then the other arguments in order.
template <class R, class... P>
consteval bool Agrees(const ir::BuiltinSignature& signature, bool can_fail, R (*)(P...) noexcept) {
  // Bytes are made as text is.
  bool agrees =
      kKindOf<R> == signature.result || (kKindOf<R> == TypeKind::kString && signature.result == TypeKind::kBytes);
  std::size_t at = 0;
  const auto next = [&] {
    while (at < signature.param_count && signature.params[at].is_table()) ++at;
    return at < signature.param_count ? signature.params[at++].type : TypeKind::kError;
  };
  bool takes_error = false;
  bool takes_scratch = false;
  std::size_t zones = 0;
  std::size_t calendars = 0;
  std::size_t values = 0;
  const auto check = [&]<class T>(std::type_identity<T>) {
    if constexpr (std::is_same_v<T, ErrorKind&>) {
      takes_error = true;
    } else if constexpr (std::is_same_v<T, rulert::Scratch&>) {
      takes_scratch = true;
    } else if constexpr (std::is_same_v<T, const rulert::Zone&>) {
      agrees = agrees && calendars == 0 && values == 0;
      ++zones;
    } else if constexpr (std::is_same_v<T, const rulert::BusinessCalendar&>) {
      agrees = agrees && values == 0;
      ++calendars;
    } else {
      ++values;
      agrees = agrees && kKindOf<T> != TypeKind::kError && next() == kKindOf<T>;
    }
  };
  (check(std::type_identity<P>()), ...);
  std::size_t wanted_zones = 0;
  std::size_t wanted_calendars = 0;
  for (std::size_t i = 0; i < signature.param_count; ++i) {
    wanted_zones += signature.params[i].is_zone ? 1 : 0;
    wanted_calendars += signature.params[i].is_calendar ? 1 : 0;
    agrees =
        agrees && !(can_fail && signature.params[i].takes_bytes);  // an operand is shown by what the function takes
  }
  return agrees && takes_error == can_fail && takes_scratch == types::IsText(signature.result) &&
         zones == wanted_zones && calendars == wanted_calendars && values + zones + calendars == signature.param_count;
}

/// Operands on their way into a C++ function.
class Arguments {
 public:
  Arguments(const ir::Program& program, const ir::BuiltinInfo& info, std::span<const Operand> operands)
      : program_(program) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const ir::BuiltinParam& param = info.params()[i];
      (param.is_zone ? zone_names_ : param.is_calendar ? calendar_numbers_ : values_).push_back(operands[i]);
    }
  }

  template <class T>
  T Take() {
    if constexpr (std::is_same_v<T, ErrorKind&>) {
      return error_;
    } else if constexpr (std::is_same_v<T, rulert::Scratch&>) {
      return scratch_;
    } else if constexpr (std::is_same_v<T, const rulert::Zone&>) {
      return zones_.emplace_back(Named(zone_names_[zones_.size()].value.text)).zone;
    } else if constexpr (std::is_same_v<T, const rulert::BusinessCalendar&>) {
      const auto number = static_cast<std::size_t>(calendar_numbers_[calendars_.size()].value.number);
      return calendars_.emplace_back(TableOf(program_.calendars[number]));
    } else {
      const Value& value = values_[next_++].value;
      if constexpr (std::is_same_v<T, bool>) return value.truth();
      if constexpr (std::is_same_v<T, std::int64_t>) return static_cast<std::int64_t>(value.number);
      if constexpr (std::is_same_v<T, double>) return value.real;
      if constexpr (std::is_same_v<T, std::string_view>) return value.text;
      if constexpr (std::is_same_v<T, rulert::Bytes>) return std::string_view(value.text);
      if constexpr (std::is_same_v<T, rulert::Timestamp> || std::is_same_v<T, rulert::Duration>) {
        return {static_cast<std::int64_t>(value.number)};
      }
      if constexpr (std::is_same_v<T, rulert::Date>) return {static_cast<std::int32_t>(value.number)};
    }
  }

  ErrorKind error() const { return error_; }
  /// As failures show them.
  std::string Text() const {
    std::string text;
    for (const Operand& operand : values_) text += (text.empty() ? "" : ", ") + OperandText(program_, operand);
    return text;
  }

 private:
  const types::TimeZone& Named(const std::string& name) const {
    for (const types::TimeZone& zone : program_.zones) {
      if (zone.name == name) return zone;
    }
    RULEC_CHECK(false, "a zone that is named is one of the program");
    return program_.zones[0];
  }

  const ir::Program& program_;
  std::vector<Operand> values_;
  std::vector<Operand> zone_names_;
  std::vector<Operand> calendar_numbers_;
  std::size_t next_ = 0;
  std::list<ZoneTable> zones_;
  std::list<rulert::BusinessCalendar> calendars_;
  ErrorKind error_ = ErrorKind::kNone;
  rulert::Scratch scratch_;
};

template <class T>
Value ValueOf(const T& result) {
  if constexpr (std::is_same_v<T, double>) return Value::Real(result);
  if constexpr (std::is_same_v<T, std::string_view>) return Value::Text(std::string(result));
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t>) return Value::Number(result);
  if constexpr (std::is_same_v<T, rulert::Timestamp> || std::is_same_v<T, rulert::Duration>) {
    return Value::Number(result.us);
  }
  if constexpr (std::is_same_v<T, rulert::Date>) return Value::Number(result.days);
}

template <class R, class... P>
OperationResult Run(const ir::Program& program, const ir::BuiltinInfo& info, std::span<const Operand> operands,
                    R (*function)(P...) noexcept) {
  Arguments arguments(program, info, operands);
  // Braces evaluate in order.
  std::tuple<P...> taken{arguments.Take<P>()...};
  const R result = std::apply(function, taken);
  if (arguments.error() == ErrorKind::kNone) return ValueOf(result);
  return tl::unexpected(
      OperationFailure{rulert::Message(arguments.error()), std::string(info.name) + "(" + arguments.Text() + ")"});
}

}  // namespace

OperationResult ApplyFunction(const ir::Program& program, ir::Builtin function, std::span<const Operand> operands) {
  const ir::BuiltinInfo* const info = ir::FunctionOf(function);
  RULEC_CHECK(info != nullptr, "a function of the table");
  switch (function) {
#define RULEC_GROUP(...)
#define RULEC_SPECIAL(...)
#define RULEC_FUNCTION(cpp, signature, errors, ...)                                                              \
  case ir::Builtin::k##cpp:                                                                                      \
    static_assert(Agrees(ir::ReadSignature(signature), sizeof(errors) > 1, &rulert::functions::cpp), signature); \
    return Run(program, *info, operands, &rulert::functions::cpp);
#include "compiler/ir/builtins.def"
    default:
      break;
  }
  RULEC_CHECK(false, "a function of the table");
  return Value();
}

}  // namespace rulec::eval
