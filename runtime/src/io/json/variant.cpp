// Variants: `{"approve":{"limit":10.00}}`; an arm without fields also as `"decline"`.
#include <fmt/format.h>

#include "runtime/src/io/json/record_walk.h"
#include "runtime/src/io/json/scalar.h"

namespace rulert::io::json {

RecordWalk::Cursor RecordWalk::ReadVariant(RecordPlan& arms, Cursor cursor, char* out, std::uint32_t depth,
                                           Validation validation) {
  if (at(cursor) == '"') return ReadArmName(arms, cursor, out);
  if (at(cursor) != '{') {
    return Refuse(json_ + *cursor,
                  fmt::format("expected {}, got {}", NameOfKind(FieldKind::kVariant), NameOfToken(TextFrom(cursor))));
  }
  if (depth > kMaxJsonDepth) return Refuse(json_ + *cursor, "nested too deeply");
  ++cursor;
  if (at(cursor) == '}') return Refuse(json_ + *cursor, "there is no arm");
  if (at(cursor) != '"') return RefuseSyntax(cursor, "a key");
  // The arm that came last time is tried first.
  std::uint32_t index = arms.order[0];
  if (index == kNoName || !arms.fields[index].key.Matches(json_ + *cursor + 1, text_end_)) {
    std::string_view name;
    if (!KeyText(cursor, name)) return nullptr;
    index = arms.names.Find(name);
    if (index == kNoName) return Refuse(json_ + *cursor, ExplainName(arms.names, name));
    arms.order[0] = index;
  }
  if (at(++cursor) != ':') return RefuseSyntax(cursor, "`:`");
  FieldPlan& arm = arms.fields[index];
  cursor = ReadValue(arm, cursor + 1, out == nullptr ? nullptr : out + arm.offset, depth + 1, validation);
  if (cursor == nullptr) return InField(*arm.spec);
  if (out != nullptr) std::memcpy(out, &index, sizeof index);
  if (at(cursor) == ',') return Refuse(json_ + *cursor, "there is more than one arm");
  return at(cursor) == '}' ? cursor + 1 : RefuseSyntax(cursor, "`}`");
}

RecordWalk::Cursor RecordWalk::ReadArmName(const RecordPlan& arms, Cursor cursor, char* out) {
  const Scratch::Position position = arena_.Mark();
  const Token token = TokenAt(cursor);
  std::string_view name;
  std::size_t bad = 0;
  if (ReadString(token, escapes_, arena_, name, bad) != Refusal::kNone) {
    return Refuse(token.begin + 1 + bad, "wrong escape in a string");
  }
  const std::uint32_t index = arms.names.Find(name);
  if (index == kNoName) return Refuse(token.begin, ExplainName(arms.names, name));
  if (!arms.fields[index].record->fields.empty()) {
    return Refuse(token.begin, fmt::format("arm `{}` has fields", name));
  }
  arena_.Release(position);
  if (out != nullptr) std::memcpy(out, &index, sizeof index);
  return cursor + 1;
}

}  // namespace rulert::io::json
