// Values that no field stores: validated whole, or skipped.
#include <fmt/format.h>

#include "rulert/number_text.h"
#include "runtime/src/io/json/record_walk.h"
#include "runtime/src/io/json/scalar.h"

namespace rulert::io::json {
namespace {

bool IsOpening(char c) { return c == '{' || c == '['; }
bool IsClosing(char c) { return c == '}' || c == ']'; }

/// Braces and brackets are counted apart: the sum is 0 when as many of each were opened as closed.
std::int64_t DepthStep(char c) {
  constexpr std::int64_t bracket = std::int64_t{1} << 32;
  return c == '{' ? 1 : c == '}' ? -1 : c == '[' ? bracket : c == ']' ? -bracket : 0;
}

}  // namespace

RecordWalk::Cursor RecordWalk::SkipValue(Cursor cursor) {
  const char first = at(cursor);
  if (!IsOpening(first)) [[likely]] {
    return IsClosing(first) || first == ',' || first == ':' ? RefuseSyntax(cursor, "a value") : cursor + 1;
  }
  std::int64_t depth = 0;
  do {
    if (cursor == last_) return RefuseSyntax(cursor, "a closing bracket");
    depth += DepthStep(at(cursor++));
  } while (depth != 0);
  return cursor;
}

RecordWalk::Cursor RecordWalk::SkipRoot(Cursor cursor) {
  std::int64_t depth = 1;
  for (; cursor != last_; ++cursor) {
    depth += DepthStep(at(cursor));
    if (depth == 0) return cursor + 1;
  }
  return RefuseSyntax(cursor, "`}`");
}

RecordWalk::Cursor RecordWalk::ValidateScalar(Cursor cursor) {
  if (IsPunctuation(at(cursor))) return RefuseSyntax(cursor, "a value");
  const Token token = TokenAt(cursor);
  const std::string_view text = token.text();
  switch (*token.begin) {
    case '"': {
      std::size_t bad = 0;
      if (!escapes_ || ValidEscapes(token.content(), bad)) return cursor + 1;
      return Refuse(token.begin + 1 + bad, "wrong escape in a string");
    }
    case 't':
      if (text == "true") return cursor + 1;
      break;
    case 'f':
      if (text == "false") return cursor + 1;
      break;
    case 'n':
      if (text == "null") return cursor + 1;
      break;
    default: {
      NumberToken number;
      if (ParseNumberToken(text, number)) return cursor + 1;
    }
  }
  return Refuse(token.begin, fmt::format("`{}` is no JSON value", text.substr(0, ValidUtf8Prefix(text.substr(0, 60)))));
}

RecordWalk::Cursor RecordWalk::ValidateValue(Cursor cursor, std::uint32_t depth) {
  const char first = at(cursor);
  if (!IsOpening(first)) return ValidateScalar(cursor);
  if (depth > kMaxJsonDepth) return Refuse(json_ + *cursor, "nested too deeply");
  return first == '{' ? ValidateObject(cursor, depth) : ValidateList(cursor, depth);
}

RecordWalk::Cursor RecordWalk::ValidateObject(Cursor cursor, std::uint32_t depth) {
  const KeySets::Mark keys = keys_.Open();
  ++cursor;
  if (at(cursor) == '}') return cursor + 1;
  for (;; ++cursor) {
    if (at(cursor) != '"') return RefuseSyntax(cursor, "a key");
    std::string_view key;
    if (!KeyText(cursor, key)) return nullptr;
    keys_.Add(key);
    if (at(++cursor) != ':') return RefuseSyntax(cursor, "`:`");
    cursor = ValidateValue(cursor + 1, depth + 1);
    if (cursor == nullptr) return nullptr;
    if (at(cursor) == ',') continue;
    if (at(cursor) != '}') return RefuseSyntax(cursor, "`,` or `}`");
    ++cursor;
    return CloseKeys(keys, cursor) ? cursor : nullptr;
  }
}

RecordWalk::Cursor RecordWalk::ValidateList(Cursor cursor, std::uint32_t depth) {
  ++cursor;
  if (at(cursor) == ']') return cursor + 1;
  for (;; ++cursor) {
    cursor = ValidateValue(cursor, depth + 1);
    if (cursor == nullptr) return nullptr;
    if (at(cursor) == ',') continue;
    if (at(cursor) != ']') return RefuseSyntax(cursor, "`,` or `]`");
    return cursor + 1;
  }
}

}  // namespace rulert::io::json
