// Lists, sets and maps.
#include <fmt/format.h>

#include <cstring>
#include <string>

#include "runtime/src/io/json/record_walk.h"
#include "runtime/src/io/json/scalar.h"
#include "runtime/src/io/value_order.h"

namespace rulert::io::json {
namespace {

/// Elements as they come, in the arena.
class Growing {
 public:
  Growing(const FieldPlan& collection, Scratch& arena)
      : arena_(arena), stride_(collection.stride), align_(collection.align) {}

  /// Room for one more, at the end.
  char* Next() {
    if (read_.size == capacity_) {
      capacity_ = capacity_ == 0 ? 8 : capacity_ * 2;
      auto* const grown = static_cast<char*>(arena_.Allocate(capacity_ * stride_, align_));
      if (read_.size > 0) std::memcpy(grown, read_.data, read_.size * stride_);
      read_.data = grown;
    }
    return read_.data + read_.size++ * stride_;
  }
  const Elements& read() const { return read_; }

 private:
  Scratch& arena_;
  const std::size_t stride_;
  const std::uint32_t align_;
  Elements read_;
  std::uint32_t capacity_ = 0;
};

/// The members of List, Set and Map.
void Store(const Elements& elements, char* out) {
  const char* const data = elements.data;
  std::memcpy(out, &data, sizeof data);
  std::memcpy(out + sizeof data, &elements.size, sizeof elements.size);
}

}  // namespace

RecordWalk::Cursor RecordWalk::InElement(std::string_view index) {
  std::string path = fmt::format("[{}]", index);
  if (!error_.path.empty() && error_.path.front() != '[') path += '.';
  error_.path = path + error_.path;
  return nullptr;
}

RecordWalk::Cursor RecordWalk::ReadList(FieldPlan& field, Cursor cursor, char* out, std::uint32_t depth,
                                        Validation validation) {
  FieldPlan& element = *field.element;
  Growing elements(field, arena_);
  std::uint64_t index = 0;
  ++cursor;
  if (at(cursor) == ']') {
    ++cursor;
  } else {
    for (;; ++cursor, ++index) {
      char* const slot = out == nullptr ? nullptr : elements.Next();
      if (at(cursor) == 'n' && IsNull(cursor)) {
        if (!element.optional) {
          Refuse(json_ + *cursor, fmt::format("null in a {}", field.kind == FieldKind::kSet ? "set" : "list"));
          return InElement(std::to_string(index));
        }
        if (slot != nullptr) slot[element.present_offset] = 0;
        ++cursor;
      } else {
        cursor = ReadValue(element, cursor, slot, depth + 1, validation);
        if (cursor == nullptr) return InElement(std::to_string(index));
        if (slot != nullptr && element.optional) slot[element.present_offset] = 1;
      }
      const char c = at(cursor);
      if (c == ',') continue;
      if (c != ']') return RefuseSyntax(cursor, "`,` or `]`");
      ++cursor;
      break;
    }
  }
  if (out == nullptr) return cursor;
  const bool set = field.kind == FieldKind::kSet;
  Store(set ? InOrder(elements.read(), *element.spec, field.stride, field.align, arena_) : elements.read(), out);
  return cursor;
}

// What stands in the quotes is a string of JSON for kinds that are written as strings, else the text of a number or
// bool.
bool RecordWalk::ReadKey(const FieldPlan& key, Cursor cursor, char* out) {
  Token token = TokenAt(cursor);
  const char* const begin = token.begin;
  const bool quoted = key.kind != FieldKind::kInt && key.kind != FieldKind::kFloat && key.kind != FieldKind::kBool;
  std::size_t bad = 0;
  if (!quoted && token.is_string() && !token.content().empty()) {
    std::string_view text;
    if (!KeyText(cursor, text)) return false;
    token = {text.data(), text.data() + text.size()};
  }
  const Refusal refusal = ReadScalar(key, token, escapes_, arena_, out, bad);
  if (refusal == Refusal::kNone) return true;
  Refuse(begin + (refusal == Refusal::kEscape ? 1 + bad : 0),
         fmt::format("key: {}", ExplainRefusal(key, token, refusal)));
  return false;
}

// An entry is kept also where nobody reads the map: keys that are equal are found by their values.
RecordWalk::Cursor RecordWalk::ReadMap(FieldPlan& field, Cursor cursor, char* out, std::uint32_t depth,
                                       Validation validation) {
  FieldPlan& key = field.record->fields[0];
  FieldPlan& value = field.record->fields[1];
  Growing entries(field, arena_);
  const Cursor first = cursor;
  ++cursor;
  if (at(cursor) == '}') {
    ++cursor;
  } else {
    for (;; ++cursor) {
      if (at(cursor) != '"') return RefuseSyntax(cursor, "a key");
      char* const entry = entries.Next();
      if (!ReadKey(key, cursor, entry + key.offset)) return nullptr;
      const Cursor name = cursor++;
      if (at(cursor) != ':') return RefuseSyntax(cursor, "`:`");
      ++cursor;
      if (at(cursor) == 'n' && IsNull(cursor)) {
        Refuse(json_ + *cursor, "null in a map");
        return InElement(TokenAt(name).content());
      }
      cursor = ReadValue(value, cursor, entry + value.offset, depth + 1, validation);
      if (cursor == nullptr) return InElement(TokenAt(name).content());
      const char c = at(cursor);
      if (c == ',') continue;
      if (c != '}') return RefuseSyntax(cursor, "`,` or `}`");
      ++cursor;
      break;
    }
  }
  const Elements sorted = InOrder(entries.read(), *key.spec, field.stride, field.align, arena_);
  if (sorted.size != entries.read().size) return Refuse(json_ + *first, "a key twice in one map");
  if (out != nullptr) Store(sorted, out);
  return cursor;
}

}  // namespace rulert::io::json
