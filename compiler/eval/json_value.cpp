#include "compiler/eval/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "compiler/base/base64.h"
#include "compiler/eval/number_text.h"
#include "compiler/ir/print.h"
#include "compiler/types/time_text.h"

namespace rulec::eval {
namespace {

using types::TypeKind;
using ValueOrError = tl::expected<Value, JsonError>;
using Unexpected = tl::unexpected<JsonError>;

Unexpected Error(const Json& json, std::string message) { return Unexpected(JsonError{std::move(message), json.at}); }
Unexpected Within(const std::string& what, JsonError error) {
  return Unexpected(JsonError{what + ": " + error.message, error.at});
}

class Reader {
 public:
  explicit Reader(const ir::Program& program) : program_(program) {}

  ValueOrError Read(const Json& json, ir::TypeId id) const {
    const types::Type& type = program_.types[id];
    switch (type.kind) {
      case TypeKind::kOptional:
        if (json.kind == JsonKind::kNull) return Value::Missing();
        return Read(json, type.element);
      case TypeKind::kBool:
        if (json.kind != JsonKind::kBool) return Wrong(json, "a bool");
        return Value::Bool(json.truth);
      case TypeKind::kInt:
        return Number(json, {19, 0}, true);
      case TypeKind::kDecimal:
        return Number(json, {type.precision, type.scale}, false);
      case TypeKind::kFloat:
        return Float(json);
      case TypeKind::kString:
        if (json.kind != JsonKind::kString) return Wrong(json, "a string");
        return Value::Text(json.text);
      case TypeKind::kBytes:
        return Bytes(json);
      case TypeKind::kTimestamp:
        return Timestamp(json);
      case TypeKind::kDate:
        return Date(json);
      case TypeKind::kDuration:
        return Duration(json);
      case TypeKind::kEnum:
        return Enum(json, program_.enums[type.enumeration]);
      case TypeKind::kRecord:
        return Record(json, program_.records[type.record]);
      case TypeKind::kVariant:
        return Variant(json, program_.variants[type.variant]);
      case TypeKind::kList:
        return List(json, type.element);
      case TypeKind::kSet: {
        ValueOrError set = List(json, type.element);
        if (set) Arrange(program_, *set, id);
        return set;
      }
      case TypeKind::kMap:
        return Map(json, id);
      case TypeKind::kError:
      case TypeKind::kMissing:
        break;
    }
    return Error(json, "no value has this type");
  }

 private:
  static Unexpected Wrong(const Json& json, std::string_view wanted) {
    static constexpr const char* kFound[] = {"null", "a bool", "a number", "a string", "a list", "an object"};
    return Error(json, fmt::format("expected {}, got {}", wanted, kFound[static_cast<std::size_t>(json.kind)]));
  }

  ValueOrError Number(const Json& json, types::DecimalShape shape, bool whole) const {
    const bool digits = json.kind == JsonKind::kNumber || (!whole && json.kind == JsonKind::kString);
    if (!digits) return Wrong(json, "a number");
    const auto exact = ReadNumber(json.text);
    if (!exact) return Error(json, "not a number: " + json.text);
    const auto mantissa = ExactFit(*exact, shape);
    const bool fits = mantissa && (!whole || (*mantissa >= std::numeric_limits<std::int64_t>::min() &&
                                              *mantissa <= std::numeric_limits<std::int64_t>::max()));
    if (!fits) return Error(json, "number does not fit: " + json.text);
    return Value::Number(*mantissa);
  }

  ValueOrError Float(const Json& json) const {
    if (json.kind != JsonKind::kNumber) return Wrong(json, "a number");
    if (!ReadNumber(json.text)) return Error(json, "not a number: " + json.text);
    const double real = NearestFloat(json.text);
    if (!std::isfinite(real)) return Error(json, "number does not fit: " + json.text);
    return Value::Real(real);
  }

  ValueOrError Timestamp(const Json& json) const {
    if (json.kind == JsonKind::kNumber) {
      const auto exact = ReadNumber(json.text);
      const auto millis = exact ? ExactFit(*exact, {17, 0}) : std::nullopt;
      if (!millis) return Error(json, "not a time: " + json.text);
      const base::Int128 us = *millis * 1000;
      if (us < types::kFirstDay * types::kDayUs || us >= (types::kLastDay + 1) * types::kDayUs) {
        return Error(json, "time outside years 0001 to 9999: " + json.text);
      }
      return Value::Number(us);
    }
    if (json.kind != JsonKind::kString) return Wrong(json, "a time");
    const auto us = HasSeconds(json.text) ? types::ParseTimestamp(json.text) : std::nullopt;
    if (!us) return Error(json, "not a time: " + json.text);
    return Value::Number(*us);
  }

  ValueOrError Bytes(const Json& json) const {
    if (json.kind != JsonKind::kString) return Wrong(json, "a string in Base64");
    auto bytes = base::ReadBase64(json.text);
    if (!bytes) return Error(json, "not Base64: " + json.text);
    return Value::Text(std::move(*bytes));
  }

  ValueOrError Date(const Json& json) const {
    if (json.kind != JsonKind::kString) return Wrong(json, "a date");
    const auto days = types::ParseDate(json.text);
    if (!days) return Error(json, "not a date: " + json.text);
    return Value::Number(*days);
  }

  /// Rules may leave out the seconds of an instant; JSON may not, nor the digits after their point.
  static bool HasSeconds(std::string_view text) {
    constexpr std::size_t kMinute = 16;  // characters up to its end
    constexpr std::size_t kSecond = 19;
    if (text.size() <= kSecond || text[kMinute] != ':') return false;
    return text[kSecond] != '.' || (text.size() > kSecond + 1 && text[kSecond + 1] >= '0' && text[kSecond + 1] <= '9');
  }

  ValueOrError Duration(const Json& json) const {
    if (json.kind != JsonKind::kNumber && json.kind != JsonKind::kString) return Wrong(json, "a duration");
    const auto us = json.kind == JsonKind::kNumber ? MillisText(json.text) : DurationOf(json.text);
    if (!us) return Error(json, "not a duration: " + json.text);
    if (*us < std::numeric_limits<std::int64_t>::min() || *us > std::numeric_limits<std::int64_t>::max()) {
      return Error(json, "duration does not fit: " + json.text);
    }
    return Value::Number(*us);
  }

  static std::optional<base::Int128> MillisText(std::string_view text) {
    const auto exact = ReadNumber(text);
    const auto millis = exact ? ExactFit(*exact, {19, 0}) : std::nullopt;
    return millis ? std::optional(*millis * 1000) : std::nullopt;
  }

  /// `-1d12h`: each unit once at most, from large to small.
  static std::optional<base::Int128> DurationOf(std::string_view text) {
    static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {{"w", 7 * types::kDayUs},
                                                                           {"d", types::kDayUs},
                                                                           {"h", 3'600'000'000},
                                                                           {"m", 60'000'000},
                                                                           {"s", 1'000'000},
                                                                           {"ms", 1'000},
                                                                           {"us", 1}};
    constexpr base::Int128 kFarOut = static_cast<base::Int128>(1) << 64;
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    base::Int128 total = 0;
    const auto* unit = std::begin(kUnits);
    while (!text.empty()) {
      const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      base::Int128 amount = 0;
      for (const char digit : text.substr(0, digits)) amount = std::min(amount * 10 + (digit - '0'), kFarOut);
      text.remove_prefix(digits);
      const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
      unit = std::find_if(unit, std::end(kUnits), [&](const auto& is) { return is.first == name; });
      if (digits == 0 || unit == std::end(kUnits)) return std::nullopt;
      total = std::min(total + amount * unit->second, kFarOut);
      text.remove_prefix(name.size());
      ++unit;
    }
    return negative ? -total : total;
  }

  ValueOrError Enum(const Json& json, const ir::Enum& of) const {
    if (json.kind != JsonKind::kString) return Wrong(json, "a name");
    const auto place = std::find(of.values.begin(), of.values.end(), json.text);
    if (place == of.values.end()) return Error(json, fmt::format("`{}` has no value `{}`", of.name, json.text));
    return Value::Number(place - of.values.begin());
  }

  ValueOrError Record(const Json& json, const ir::Record& record) const {
    if (json.kind != JsonKind::kObject) return Wrong(json, "an object");
    Value whole;
    for (const ir::Field& field : record.fields) {
      const Json* member = json.Find(field.name);
      ValueOrError part = member != nullptr                       ? Read(*member, field.type)
                          : program_.types.IsOptional(field.type) ? ValueOrError(Value::Missing())
                                                                  : Error(json, "it is not there");
      if (!part) return Within(fmt::format("field `{}`", field.name), std::move(part.error()));
      whole.parts.push_back(std::move(*part));
    }
    return whole;
  }

  // `{"approve":{"limit":1}}`; an arm without fields also `"decline"`.
  ValueOrError Variant(const Json& json, const ir::Variant& of) const {
    const bool name_alone = json.kind == JsonKind::kString;
    if (!name_alone && json.kind != JsonKind::kObject) return Wrong(json, "an object with the name of an arm");
    if (!name_alone && json.members.size() != 1) {
      return Error(json, json.members.empty() ? "there is no arm" : "there is more than one arm");
    }
    const std::string& name = name_alone ? json.text : json.members[0].name;
    const auto arm = std::find_if(of.arms.begin(), of.arms.end(), [&](const ir::Arm& is) { return is.name == name; });
    if (arm == of.arms.end()) return Error(json, fmt::format("`{}` has no arm `{}`", of.name, name));
    const ir::Record& fields = program_.records[arm->fields];
    if (name_alone && !fields.fields.empty()) return Error(json, fmt::format("arm `{}` has fields", name));
    ValueOrError value = name_alone ? ValueOrError(Value()) : Record(json.members[0].value, fields);
    if (!value) return Within(fmt::format("arm `{}`", name), std::move(value.error()));
    value->number = arm - of.arms.begin();
    return value;
  }

  ValueOrError List(const Json& json, ir::TypeId element) const {
    if (json.kind != JsonKind::kList) return Wrong(json, "a list");
    Value whole;
    for (const Json& item : json.items) {
      ValueOrError part = Read(item, element);
      if (!part) return part;
      whole.parts.push_back(std::move(*part));
    }
    return whole;
  }

  ValueOrError Map(const Json& json, ir::TypeId id) const {
    if (json.kind != JsonKind::kObject) return Wrong(json, "an object");
    const types::Type& type = program_.types[id];
    Value whole;
    for (const JsonMember& member : json.members) {
      ValueOrError key = Read(KeyJson(member, program_.types.Kind(type.key)), type.key);
      if (!key) return Within("key", std::move(key.error()));
      ValueOrError held = Read(member.value, type.element);
      if (!held) return held;
      whole.parts.push_back(std::move(*key));
      whole.parts.push_back(std::move(*held));
    }
    const std::size_t read = whole.parts.size();
    Arrange(program_, whole, id);
    if (whole.parts.size() != read) return Error(json, "a key twice in one map");
    return whole;
  }
  /// The text of a number or bool stands in quotes; what is a string of JSON anyway stands as it is.
  static Json KeyJson(const JsonMember& member, TypeKind kind) {
    const std::string& text = member.name;
    Json key;
    key.at = member.value.name_at;
    key.kind = kind == TypeKind::kInt || kind == TypeKind::kFloat ? JsonKind::kNumber : JsonKind::kString;
    key.text = text;
    if (kind == TypeKind::kBool && (text == "true" || text == "false")) {
      key.kind = JsonKind::kBool;
      key.truth = text == "true";
    }
    return key;
  }

  const ir::Program& program_;
};

std::string WriteFields(const ir::Program& program, const Value& value, const ir::Record& record) {
  std::string text = "{";
  for (std::size_t i = 0; i < value.parts.size(); ++i) {
    text += (i > 0 ? "," : "") + JsonString(record.fields[i].name) + ":" +
            WriteValue(program, value.parts[i], record.fields[i].type);
  }
  return text + "}";
}

}  // namespace

tl::expected<Value, JsonError> ReadValue(const ir::Program& program, const Json& json, ir::TypeId type) {
  return Reader(program).Read(json, type);
}

std::string WriteValue(const ir::Program& program, const Value& value, ir::TypeId id) {
  if (value.missing) return "null";
  const ir::TypeId present = program.types.WithoutOptional(id);
  const types::Type& type = program.types[present];
  switch (type.kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kDecimal:
    case TypeKind::kFloat:
      return TextOf(program, value, present);
    case TypeKind::kString:
      return JsonString(value.text);
    case TypeKind::kBytes:
      return JsonString(base::Base64Text(value.text));
    case TypeKind::kEnum:
      return JsonString(program.enums[type.enumeration].values[static_cast<std::size_t>(value.number)]);
    case TypeKind::kRecord:
      return WriteFields(program, value, program.records[type.record]);
    case TypeKind::kVariant: {
      const ir::Arm& arm = program.variants[type.variant].arms[static_cast<std::size_t>(value.number)];
      return "{" + JsonString(arm.name) + ":" + WriteFields(program, value, program.records[arm.fields]) + "}";
    }
    case TypeKind::kMap: {
      std::string text = "{";
      for (std::size_t i = 0; i < value.parts.size(); i += 2) {
        const std::string key = WriteValue(program, value.parts[i], type.key);
        text += (i > 0 ? "," : "") + (key.starts_with('"') ? key : '"' + key + '"') + ":" +
                WriteValue(program, value.parts[i + 1], type.element);
      }
      return text + "}";
    }
    case TypeKind::kList:
    case TypeKind::kSet: {
      std::string text = "[";
      for (std::size_t i = 0; i < value.parts.size(); ++i) {
        text += (i > 0 ? "," : "") + WriteValue(program, value.parts[i], type.element);
      }
      return text + "]";
    }
    default:
      return JsonString(TextOf(program, value, present));
  }
}

tl::expected<std::vector<Value>, JsonError> ReadArguments(const ir::Program& program, ir::DecisionId id,
                                                          const Json& json) {
  const ir::Decision& decision = program.decisions[id];
  std::vector<Value> arguments;
  if (decision.params.size() == 1) {
    const ir::TypeId type = program.locals[decision.params[0]].type;
    if (program.types.Kind(type) == TypeKind::kRecord) {
      auto value = ReadValue(program, json, type);
      if (!value) return tl::unexpected(std::move(value.error()));
      arguments.push_back(std::move(*value));
      return arguments;
    }
  }
  for (const ir::LocalId param : decision.params) {
    const ir::Local& local = program.locals[param];
    const Json* member = json.Find(local.name);
    if (member == nullptr && !program.types.IsOptional(local.type)) {
      return Error(json, fmt::format("parameter `{}` is not there", local.name));
    }
    auto value = ReadValue(program, member != nullptr ? *member : Json(), local.type);
    if (!value) return Within(fmt::format("parameter `{}`", local.name), std::move(value.error()));
    arguments.push_back(std::move(*value));
  }
  return arguments;
}

}  // namespace rulec::eval
