#include "runtime/src/io/json/scalar.h"

#include <fmt/format.h>

#include "rulert/base64.h"
#include "rulert/time_text.h"

namespace rulert::io::json {
namespace {

template <class T>
void Store(const T& value, char* out) noexcept {
  std::memcpy(out, &value, sizeof value);
}

Refusal ReadBool(Token token, char* out) noexcept {
  const bool is_true = token.text() == "true";
  if (!is_true && token.text() != "false") return Refusal::kType;
  Store(is_true, out);
  return Refusal::kNone;
}

/// Whole milliseconds as a number, else the string's characters in `text`.
Refusal ReadMillisOrText(Token token, bool escapes, Scratch& arena, std::int64_t& millis, std::string_view& text,
                         std::size_t& bad) noexcept {
  text = {};
  if (*token.begin == '"') return ReadString(token, escapes, arena, text, bad);
  return ReadInt(token, millis);
}

Refusal ReadDecimal(const FieldPlan& field, Token token, bool escapes, Scratch& arena, char* out,
                    std::size_t& bad) noexcept {
  if (field.precision <= 18 && ReadPlainDecimal(token, field.precision, field.scale, out)) return Refusal::kNone;
  std::string_view text = token.text();
  if (*token.begin == '"') {
    const Refusal refusal = ReadString(token, escapes, arena, text, bad);
    if (refusal != Refusal::kNone) return refusal;
  } else if (!IsNumberStart(*token.begin)) {
    return Refusal::kType;
  }
  Int128 mantissa = 0;
  const NumberError error = DecimalFromText(text, field.precision, field.scale, mantissa);
  if (error == NumberError::kSyntax && *token.begin == '"') return Refusal::kText;
  if (error != NumberError::kNone) return RefusalOf(error);
  if (field.precision <= 18) {
    Store(static_cast<std::int64_t>(mantissa), out);
  } else {
    Store(mantissa, out);
  }
  return Refusal::kNone;
}

Refusal ReadTimestamp(Token token, bool escapes, Scratch& arena, char* out, std::size_t& bad) noexcept {
  std::int64_t millis = 0;
  std::string_view text;
  const Refusal refusal = ReadMillisOrText(token, escapes, arena, millis, text, bad);
  if (refusal != Refusal::kNone) return refusal;
  Timestamp time;
  if (text.data() != nullptr ? !ParseTimestamp(text, time) : !TimestampFromMillis(millis, time)) {
    return text.data() != nullptr ? Refusal::kText : Refusal::kRange;
  }
  Store(time, out);
  return Refusal::kNone;
}

Refusal ReadDuration(Token token, bool escapes, Scratch& arena, char* out, std::size_t& bad) noexcept {
  std::int64_t millis = 0;
  std::string_view text;
  const Refusal refusal = ReadMillisOrText(token, escapes, arena, millis, text, bad);
  if (refusal != Refusal::kNone) return refusal;
  Duration duration;
  if (text.data() != nullptr) {
    if (!ParseDuration(text, duration)) return Refusal::kText;
  } else if (__builtin_mul_overflow(millis, std::int64_t{1000}, &duration.us)) {
    return Refusal::kRange;
  }
  Store(duration, out);
  return Refusal::kNone;
}

Refusal ReadDate(Token token, bool escapes, Scratch& arena, char* out, std::size_t& bad) noexcept {
  std::string_view text;
  const Refusal refusal = ReadString(token, escapes, arena, text, bad);
  if (refusal != Refusal::kNone) return refusal;
  Date date;
  if (!ParseDate(text, date)) return Refusal::kText;
  Store(date, out);
  return Refusal::kNone;
}

Refusal ReadEnum(const FieldPlan& field, Token token, bool escapes, Scratch& arena, char* out,
                 std::size_t& bad) noexcept {
  std::string_view text;
  const Refusal refusal = ReadString(token, escapes, arena, text, bad);
  if (refusal != Refusal::kNone) return refusal;
  const std::uint32_t index = field.names->Find(text);
  if (index == kNoName) return Refusal::kText;
  Store(index, out);
  return Refusal::kNone;
}

Refusal ReadBytes(Token token, bool escapes, Scratch& arena, char* out, std::size_t& bad) noexcept {
  std::string_view text;
  const Refusal refusal = ReadString(token, escapes, arena, text, bad);
  if (refusal != Refusal::kNone) return refusal;
  char* const begin = arena.AllocateChars(text.size() / 4 * 3);
  char* const end = ReadBase64(text, begin);
  arena.Trim(end == nullptr ? begin : end);
  if (end == nullptr) return Refusal::kText;
  Store(std::string_view(begin, static_cast<std::size_t>(end - begin)), out);
  return Refusal::kNone;
}

/// At most this much of a value is repeated in a message.
constexpr std::size_t kQuoted = 60;

std::string Quoted(std::string_view text) {
  if (text.size() <= kQuoted) return fmt::format("`{}`", text);
  std::size_t size = kQuoted;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return fmt::format("`{}...`", text.substr(0, size));
}

std::string ListOf(const NameTable& names) {
  std::string list;
  for (const std::string_view name : names.names()) {
    if (list.size() > 200) {
      list += ", ...";
      break;
    }
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

std::string TypeOf(const FieldPlan& field) {
  if (field.kind == FieldKind::kDecimal) {
    return fmt::format("a decimal({},{})", field.precision, field.scale);
  }
  return NameOfKind(field.kind);
}

std::string ExplainText(const FieldPlan& field, Token token) {
  const std::string got = Quoted(token.content());
  switch (field.kind) {
    case FieldKind::kTimestamp:
      return fmt::format("expected a timestamp like 2026-01-31T10:00:00Z, got {}", got);
    case FieldKind::kDate:
      return fmt::format("expected a date like 2026-01-31, got {}", got);
    case FieldKind::kDuration:
      return fmt::format("expected a duration like 1h30m, got {}", got);
    case FieldKind::kBytes:
      return fmt::format("expected Base64 with padding, got {}", got);
    case FieldKind::kEnum:
      return ExplainName(*field.names, token.content());
    default:
      return fmt::format("expected {}, got the string {}", TypeOf(field), got);
  }
}

}  // namespace

std::string ExplainName(const NameTable& names, std::string_view got) {
  return fmt::format("expected one of {}, got {}", ListOf(names), Quoted(got));
}

const char* NameOfKind(FieldKind kind) noexcept {
  switch (kind) {
    case FieldKind::kBool:
      return "a bool";
    case FieldKind::kInt:
      return "an int";
    case FieldKind::kFloat:
      return "a float";
    case FieldKind::kDecimal:
      return "a decimal";
    case FieldKind::kString:
      return "a string";
    case FieldKind::kBytes:
      return "a string in Base64";
    case FieldKind::kTimestamp:
      return "a timestamp";
    case FieldKind::kDuration:
      return "a duration";
    case FieldKind::kDate:
      return "a date";
    case FieldKind::kEnum:
      return "the name of an enum value";
    case FieldKind::kRecord:
      return "an object";
    case FieldKind::kMap:
      return "an object";
    case FieldKind::kList:
    case FieldKind::kSet:
      return "a list";
    case FieldKind::kVariant:
      return "an object with the name of an arm";
  }
  return "a value";
}

Refusal ReadScalar(const FieldPlan& field, Token token, bool escapes, Scratch& arena, char* out,
                   std::size_t& bad) noexcept {
  switch (field.kind) {
    case FieldKind::kBool:
      return ReadBool(token, out);
    case FieldKind::kInt: {
      std::int64_t value = 0;
      const Refusal refusal = ReadInt(token, value);
      Store(value, out);
      return refusal;
    }
    case FieldKind::kFloat: {
      double value = 0;
      const Refusal refusal = ReadFloat(token, value);
      Store(value, out);
      return refusal;
    }
    case FieldKind::kDecimal:
      return ReadDecimal(field, token, escapes, arena, out, bad);
    case FieldKind::kString: {
      std::string_view value;
      const Refusal refusal = ReadString(token, escapes, arena, value, bad);
      Store(value, out);
      return refusal;
    }
    case FieldKind::kBytes:
      return ReadBytes(token, escapes, arena, out, bad);
    case FieldKind::kTimestamp:
      return ReadTimestamp(token, escapes, arena, out, bad);
    case FieldKind::kDuration:
      return ReadDuration(token, escapes, arena, out, bad);
    case FieldKind::kDate:
      return ReadDate(token, escapes, arena, out, bad);
    case FieldKind::kEnum:
      return ReadEnum(field, token, escapes, arena, out, bad);
    case FieldKind::kRecord:
    case FieldKind::kList:
    case FieldKind::kSet:
    case FieldKind::kMap:
    case FieldKind::kVariant:
      break;
  }
  return Refusal::kType;
}

std::string ExplainRefusal(const FieldPlan& field, Token token, Refusal refusal) {
  switch (refusal) {
    case Refusal::kType:
      if (IsNumberStart(*token.begin) || *token.begin == '"' || *token.begin == '{' || *token.begin == '[' ||
          token.text() == "true" || token.text() == "false" || token.text() == "null") {
        return fmt::format("expected {}, got {}", TypeOf(field), NameOfToken(token.text()));
      }
      return fmt::format("expected {}, got {}", TypeOf(field), Quoted(token.text()));
    case Refusal::kNumber:
      return fmt::format("{} is not a number", Quoted(token.text()));
    case Refusal::kRange:
      return fmt::format("{} does not fit {}", Quoted(token.text()), TypeOf(field));
    case Refusal::kScale:
      return fmt::format("{} has more digits after the point than {}", Quoted(token.text()), TypeOf(field));
    case Refusal::kEscape:
      return "wrong escape in a string";
    case Refusal::kText:
      return ExplainText(field, token);
    case Refusal::kNone:
      break;
  }
  return "wrong value";
}

}  // namespace rulert::io::json
