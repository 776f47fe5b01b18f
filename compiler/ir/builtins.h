#pragma once
// The table of built-in functions: what the checker, the evaluator, lowering and `rulec doc` know of each.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/types/types.h"

namespace rulec::ir {

enum class Builtin : std::uint16_t {
  kNone,
  kRound,  // (decimal): to the scale of `type`, half up; (float): to a whole number, half away from zero
  kRoundHalfEven,
  kAbs,
  kMin,  // of two values of `type`; more are nested
  kMax,
  kFloor,
  kCeil,
  kLength,  // of a string: code points; of a list, or a set or map cell: elements
  kContains,
  kStartsWith,
  kEndsWith,
  kLower,
  kUpper,
  kTrim,
  kMatches,  // of a string and a constant: a pattern of RE2
  kLater,    // of two timestamps: the first; fails unless it is later than the second
// Functions of the table.
#define RULEC_GROUP(...)
#define RULEC_SPECIAL(...)
#define RULEC_FUNCTION(cpp, ...) k##cpp,
#include "compiler/ir/builtins.def"
};

struct BuiltinParam {
  std::string_view name;
  types::TypeKind type = types::TypeKind::kError;
  bool is_zone = false;      // a constant string that names one of Program::zones
  bool takes_bytes = false;  // a string, or bytes in its place
  bool is_calendar = false;  // a constant int: index into Program::calendars

  /// Known when the rules are compiled, as a table.
  constexpr bool is_table() const { return is_zone || is_calendar; }
};

/// A function's name and types, read from its signature.
struct BuiltinSignature {
  static constexpr std::size_t kMostParams = 6;
  std::string_view name;
  std::array<BuiltinParam, kMostParams> params{};
  std::size_t param_count = 0;
  types::TypeKind result = types::TypeKind::kError;
};

struct BuiltinGroup {
  std::string_view header;  // its C++ functions: rulert/functions/<header>.h
  std::string_view title;
};

struct BuiltinInfo {
  Builtin builtin = Builtin::kNone;  // of a special one kNone
  std::uint32_t group = 0;           // into BuiltinGroups()
  std::string_view name;
  std::string_view text;       // the signature as written
  BuiltinSignature signature;  // of a special one the name alone
  std::string_view cpp;
  std::string_view errors;
  std::string_view meaning;
  std::string_view example;

  bool can_fail() const { return !errors.empty(); }
  /// Its C++ function takes the scratch.
  bool makes_text() const { return types::IsText(signature.result); }
  std::span<const BuiltinParam> params() const { return {signature.params.data(), signature.param_count}; }
  bool zone_param() const {
    return std::any_of(params().begin(), params().end(), [](const BuiltinParam& param) { return param.is_zone; });
  }
  /// Its last argument is a calendar.
  bool takes_calendar() const { return signature.param_count > 0 && params().back().is_calendar; }
};

/// In the order of the table.
std::span<const BuiltinInfo> AllBuiltins();
std::span<const BuiltinGroup> BuiltinGroups();
/// Of a function of the table; null of the others.
const BuiltinInfo* FunctionOf(Builtin builtin);

/// The page docs/builtins.md.
std::string GenerateBuiltinsPage();

namespace detail {

constexpr BuiltinParam TypeNamed(std::string_view name) {
  using types::TypeKind;
  if (name == "bool") return {{}, TypeKind::kBool};
  if (name == "int") return {{}, TypeKind::kInt};
  if (name == "float") return {{}, TypeKind::kFloat};
  if (name == "string") return {{}, TypeKind::kString};
  if (name == "timestamp") return {{}, TypeKind::kTimestamp};
  if (name == "duration") return {{}, TypeKind::kDuration};
  if (name == "date") return {{}, TypeKind::kDate};
  if (name == "bytes") return {{}, TypeKind::kBytes};
  if (name == "string or bytes") return {.name = {}, .type = TypeKind::kString, .takes_bytes = true};
  if (name == "zone") return {.name = {}, .type = TypeKind::kString, .is_zone = true};
  if (name == "calendar") return {.name = {}, .type = TypeKind::kInt, .is_calendar = true};
  throw "a type of the language is needed";
}

}  // namespace detail

/// `name(param: type, ...): type`; anything else does not compile.
consteval BuiltinSignature ReadSignature(std::string_view text) {
  BuiltinSignature signature;
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  signature.name = text.substr(0, open);
  if (text.substr(close, 3) != "): ") throw "a result is needed";
  signature.result = detail::TypeNamed(text.substr(close + 3)).type;
  std::string_view rest = text.substr(open + 1, close - open - 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find(", ") == rest.npos ? rest.size() : rest.find(", ");
    const std::string_view param = rest.substr(0, end);
    const std::size_t colon = param.find(": ");
    BuiltinParam& read = signature.params[signature.param_count++];
    read = detail::TypeNamed(param.substr(colon + 2));
    read.name = param.substr(0, colon);
    rest = end == rest.size() ? std::string_view() : rest.substr(end + 2);
  }
  return signature;
}

}  // namespace rulec::ir
