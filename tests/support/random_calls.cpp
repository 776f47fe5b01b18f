// Random calls of the functions of the table, with arguments of the types that they take.
#include <algorithm>

#include "compiler/ir/builtins.h"
#include "tests/support/random_expr.h"
#include "tests/support/random_program.h"

namespace rulec::testing {
namespace {

using types::TypeKind;

Kind KindOf(TypeKind type) {
  switch (type) {
    case TypeKind::kBool:
      return Kind::kBool;
    case TypeKind::kInt:
      return Kind::kInt;
    case TypeKind::kFloat:
      return Kind::kFloat;
    case TypeKind::kTimestamp:
      return Kind::kTimestamp;
    case TypeKind::kDuration:
      return Kind::kDuration;
    case TypeKind::kDate:
      return Kind::kDate;
    case TypeKind::kBytes:
      return Kind::kBytes;
    default:
      return Kind::kString;
  }
}

/// A parameter hides a function of its name.
bool IsHidden(std::string_view name) {
  const auto& params = ModuleParams();
  return std::any_of(params.begin(), params.end(), [&](const NamedType& param) { return param.name == name; });
}

std::vector<const ir::BuiltinInfo*> FunctionsOf(Kind kind) {
  std::vector<const ir::BuiltinInfo*> found;
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    if (info.builtin == ir::Builtin::kNone || IsHidden(info.name)) continue;
    const auto params = info.params();
    const bool needs_file = std::any_of(params.begin(), params.end(), [](const auto& p) { return p.is_calendar; });
    if (!needs_file && KindOf(info.signature.result) == kind) found.push_back(&info);
  }
  return found;
}

}  // namespace

// Half of the texts and numbers are such as functions ask for; the rest is whatever there is.
std::string ExprWriter::ArgumentOf(const ir::BuiltinParam& param, int depth) {
  static const std::vector<std::string> zones = {"UTC", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia",
                                                 "America/New_York"};
  static const std::vector<std::string> texts = {"",
                                                 "a",
                                                 "Ann Lee",
                                                 "naïve 日本語",
                                                 "banana",
                                                 "an",
                                                 "MARTHA",
                                                 "GB",
                                                 "EUR",
                                                 ";",
                                                 "GB82 WEST 1234 5698 7654 32",
                                                 "DEUTDEFF500",
                                                 "4539148803436467",
                                                 "192.0.2.1",
                                                 "10.0.0.0/8",
                                                 "2001:db8::/32",
                                                 "a.b+c@Gmail.com",
                                                 "+44 20 7946 0958",
                                                 "https://u@Host.example:80/p",
                                                 "2026-02-28",
                                                 "YYYY-MM-DD"};
  static const std::vector<std::string> ints = {"0", "1", "2", "3", "7", "12", "28", "2026", "(-1)"};
  static const std::vector<std::string> floats = {"0e0", "5e-1", "5.15e1", "(-9e1)", "1e-9"};
  if (param.is_zone) return '"' + random_.Pick(zones) + '"';
  const Kind kind = KindOf(param.type);
  if (random_.OneIn(2)) {
    if (kind == Kind::kString) return '"' + random_.Pick(texts) + '"';
    if (kind == Kind::kInt) return random_.Pick(ints);
    if (kind == Kind::kFloat) return random_.Pick(floats);
  }
  return Value(kind, depth - 1).text;
}

std::optional<Written> ExprWriter::FunctionCall(Kind kind, int depth) {
  const std::vector<const ir::BuiltinInfo*> functions = FunctionsOf(kind);
  if (functions.empty() || kind == Kind::kDecimal) return std::nullopt;
  const ir::BuiltinInfo& info = *random_.Pick(functions);
  std::string text = std::string(info.name) + "(";
  for (const ir::BuiltinParam& param : info.params()) {
    text += (text.back() == '(' ? "" : ", ") + ArgumentOf(param, depth);
  }
  return Written{text + ")"};
}

}  // namespace rulec::testing
