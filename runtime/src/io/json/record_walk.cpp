#include "runtime/src/io/json/record_walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/src/io/json/scalar.h"

namespace rulert::io::json {
namespace {

/// Room for the C++ type of any scalar that is validated only.
struct Unread {
  alignas(16) char bytes[16];
};

constexpr std::uint32_t kSeenInline = 64;

}  // namespace

std::string_view KeySets::Close(Mark mark) {
  const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(mark);
  std::string_view twice;
  if (keys_.end() - begin <= 8) {
    for (auto i = begin; i != keys_.end() && twice.data() == nullptr; ++i) {
      if (std::find(begin, i, *i) != i) twice = *i;
    }
  } else {
    std::sort(begin, keys_.end(), [](std::string_view a, std::string_view b) {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    const auto found = std::adjacent_find(begin, keys_.end());
    if (found != keys_.end()) twice = *found;
  }
  keys_.resize(mark);
  return twice;
}

RecordWalk::Cursor RecordWalk::Refuse(const char* position, std::string message) {
  error_.message = std::move(message);
  error_.path.clear();
  error_.offset = static_cast<std::uint64_t>(position - json_);
  return nullptr;
}

RecordWalk::Cursor RecordWalk::RefuseSyntax(Cursor cursor, const char* expected) {
  if (cursor == last_) return Refuse(text_end_, fmt::format("expected {}, got the end of the record", expected));
  const char c = at(cursor);
  const bool structural = c == ',' || c == ':' || c == '}' || c == ']';
  return Refuse(json_ + *cursor, structural
                                     ? fmt::format("expected {}, got `{}`", expected, c)
                                     : fmt::format("expected {}, got {}", expected, NameOfToken(TextFrom(cursor))));
}

RecordWalk::Cursor RecordWalk::InField(const FieldSpec& field) {
  std::string path(std::string_view(field.name));
  if (!error_.path.empty() && error_.path.front() != '[') path += '.';
  error_.path = path + error_.path;
  return nullptr;
}

/// The characters of the key at `cursor`; in the arena if it has escapes.
bool RecordWalk::KeyText(Cursor cursor, std::string_view& key) {
  std::size_t bad = 0;
  const Token token = TokenAt(cursor);
  if (ReadString(token, escapes_, arena_, key, bad) == Refusal::kNone) return true;
  Refuse(token.begin + 1 + bad, "wrong escape in a key");
  return false;
}

std::uint32_t RecordWalk::FindField(const RecordPlan& plan, Cursor key, Validation validation, bool& failed) {
  const Scratch::Position position = arena_.Mark();
  std::string_view text;
  if (!KeyText(key, text)) {
    failed = true;
    return kNoName;
  }
  const std::uint32_t index = plan.names.Find(text);
  if (index == kNoName && validation == Validation::kFull) {
    keys_.Add(text);
  } else {
    arena_.Release(position);
  }
  return index;
}

RecordWalk::Cursor RecordWalk::ReadObject(RecordPlan& plan, Cursor cursor, char* row, std::uint32_t depth,
                                          Validation validation) {
  const bool full = validation == Validation::kFull;
  const bool root = depth == 0;
  const std::uint32_t words = (static_cast<std::uint32_t>(plan.fields.size()) + 63) / 64;
  std::uint64_t seen_inline = 0;
  std::uint64_t* seen = &seen_inline;
  if (plan.fields.size() > kSeenInline) {
    seen = arena_.AllocateArray<std::uint64_t>(words);
    std::fill_n(seen, words, 0);
  }
  const KeySets::Mark keys = full ? keys_.Open() : 0;
  // Fields that are still to come: all in full validation, else those that are stored.
  std::size_t missing = full ? plan.fields.size() : plan.stored_count;
  std::size_t position = 0;

  ++cursor;
  if (at(cursor) == '}') {
    ++cursor;
  } else {
    for (;; ++cursor) {
      if (!full && missing == 0 && root) {
        cursor = SkipRoot(cursor);
        break;
      }
      if (at(cursor) != '"') [[unlikely]]
        return RefuseSyntax(cursor, "a key");
      std::uint32_t index = position < plan.order.size() ? plan.order[position] : kNoName;
      if (index == kNoName || !plan.fields[index].key.Matches(json_ + *cursor + 1, text_end_)) {
        bool failed = false;
        index = FindField(plan, cursor, validation, failed);
        if (failed) return nullptr;
        if (position < plan.order.size()) plan.order[position] = index;
      }
      ++position;
      const Cursor key = cursor++;
      if (at(cursor) != ':') [[unlikely]]
        return RefuseSyntax(cursor, "`:`");
      ++cursor;
      if (index == kNoName) {
        cursor = full ? ValidateValue(cursor, depth + 1) : SkipValue(cursor);
      } else {
        std::uint64_t& word = seen[index / 64];
        const std::uint64_t bit = std::uint64_t{1} << index % 64;
        FieldPlan& field = plan.fields[index];
        if ((word & bit) != 0) [[unlikely]] {
          if (full) {
            Refuse(json_ + *key, fmt::format("key `{}` twice in one object", std::string_view(field.spec->name)));
            return nullptr;
          }
          cursor = SkipValue(cursor);
        } else {
          word |= bit;
          const bool stored = field.stored && row != nullptr;
          missing -= stored || full;
          cursor =
              stored || full ? ReadMember(field, cursor, stored ? row : nullptr, depth, validation) : SkipValue(cursor);
        }
      }
      if (cursor == nullptr) [[unlikely]]
        return nullptr;
      const char c = at(cursor);
      if (c == ',') continue;
      if (c != '}') [[unlikely]]
        return RefuseSyntax(cursor, "`,` or `}`");
      ++cursor;
      break;
    }
  }
  if (cursor == nullptr || (full && !CloseKeys(keys, cursor))) return nullptr;
  if (missing != 0 && !FinishObject(plan, cursor, row, seen, validation)) return nullptr;
  return cursor;
}

bool RecordWalk::CloseKeys(KeySets::Mark mark, Cursor cursor) {
  const std::string_view twice = keys_.Close(mark);
  if (twice.data() == nullptr) return true;
  Refuse(json_ + cursor[-1], fmt::format("key `{}` twice in one object", twice));
  return false;
}

/// Fields that did not come: missing if they may be, else an error.
bool RecordWalk::FinishObject(const RecordPlan& plan, Cursor cursor, char* row, const std::uint64_t* seen,
                              Validation validation) {
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    if ((seen[i / 64] >> i % 64 & 1) != 0) continue;
    const FieldPlan& field = plan.fields[i];
    const bool stored = field.stored && row != nullptr;
    if (!stored && validation == Validation::kProjected) continue;
    if (!field.optional) {
      Refuse(json_ + cursor[-1], fmt::format("missing field `{}`", std::string_view(field.spec->name)));
      return false;
    }
    if (stored) row[field.present_offset] = 0;
  }
  return true;
}

RecordWalk::Cursor RecordWalk::ReadMember(FieldPlan& field, Cursor cursor, char* row, std::uint32_t depth,
                                          Validation validation) {
  if (at(cursor) == 'n' && IsNull(cursor)) {
    if (!field.optional) {
      return Refuse(json_ + *cursor,
                    fmt::format("missing field `{}` (it is null)", std::string_view(field.spec->name)));
    }
    if (row != nullptr) row[field.present_offset] = 0;
    return cursor + 1;
  }
  const Cursor next = ReadValue(field, cursor, row == nullptr ? nullptr : row + field.offset, depth + 1, validation);
  if (next == nullptr) [[unlikely]]
    return InField(*field.spec);
  if (row != nullptr && field.optional) row[field.present_offset] = 1;
  return next;
}

RecordWalk::Cursor RecordWalk::ReadValue(FieldPlan& field, Cursor cursor, char* out, std::uint32_t depth,
                                         Validation validation) {
  const char first = at(cursor);
  if (field.kind == FieldKind::kVariant) return ReadVariant(*field.record, cursor, out, depth, validation);
  if (field.kind == FieldKind::kRecord || IsCollection(field.kind)) {
    const bool list = field.kind == FieldKind::kList || field.kind == FieldKind::kSet;
    if (first != (list ? '[' : '{')) {
      return Refuse(json_ + *cursor,
                    fmt::format("expected {}, got {}", NameOfKind(field.kind), NameOfToken(TextFrom(cursor))));
    }
    if (depth > kMaxJsonDepth) return Refuse(json_ + *cursor, "nested too deeply");
    if (list) return ReadList(field, cursor, out, depth, validation);
    return field.kind == FieldKind::kMap ? ReadMap(field, cursor, out, depth, validation)
                                         : ReadObject(*field.record, cursor, out, depth, validation);
  }
  if (IsPunctuation(first)) [[unlikely]]
    return Refuse(json_ + *cursor,
                  fmt::format("expected {}, got {}", NameOfKind(field.kind), NameOfToken(TextFrom(cursor))));
  Unread unread;
  char* const target = out == nullptr ? unread.bytes : out;
  const Token token = TokenAt(cursor);
  Refusal refusal = Refusal::kNone;
  std::size_t bad = 0;
  // The kinds that most records are made of, without a call.
  if (field.kind == FieldKind::kString && !escapes_ && token.is_string()) {
    const std::string_view content = token.content();
    std::memcpy(target, &content, sizeof content);
  } else if (field.kind != FieldKind::kDecimal || field.precision > 18 ||
             !ReadPlainDecimal(token, field.precision, field.scale, target)) {
    refusal = ReadScalar(field, token, escapes_, arena_, target, bad);
  }
  if (refusal != Refusal::kNone) [[unlikely]]
    return Refuse(token.begin + (refusal == Refusal::kEscape ? 1 + bad : 0), ExplainRefusal(field, token, refusal));
  return cursor + 1;
}

}  // namespace rulert::io::json
