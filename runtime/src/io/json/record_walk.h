#pragma once
// Walks over the tokens of one record: into a row by a plan, or past what nobody reads.
#include <cstdint>
#include <string_view>
#include <vector>

#include "rulert/scratch.h"
#include "runtime/src/io/json/record_plan.h"
#include "runtime/src/io/json/structural_index.h"
#include "runtime/src/io/json/text.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::io::json {

/// The keys seen so far in the objects that are open: finds equal ones. Keeps its memory.
class KeySets {
 public:
  using Mark = std::size_t;

  void Clear() { keys_.clear(); }
  Mark Open() const { return keys_.size(); }
  void Add(std::string_view key) { keys_.push_back(key); }
  /// Of the object opened at `mark`: a key that is there twice, else null data. Forgets the object.
  std::string_view Close(Mark mark);

 private:
  std::vector<std::string_view> keys_;
};

/// A cursor points into the structural index. Every function takes the cursor of a value and returns the one behind it,
/// or null after filling the error; errors get their path on the way out.
class RecordWalk {
 public:
  using Cursor = const std::uint32_t*;

  RecordWalk(std::string_view json, const StructuralIndex& index, Scratch& arena, KeySets& keys, DecodeError& error)
      : json_(json.data()),
        text_end_(json.data() + json.size()),
        last_(index.end()),
        escapes_(index.escapes()),
        arena_(arena),
        keys_(keys),
        error_(error) {}

  /// `row` may be null: then everything is validated and nothing is stored.
  Cursor ReadObject(RecordPlan& plan, Cursor at, char* row, std::uint32_t depth, Validation validation);
  /// Past a value of any kind that is validated whole.
  Cursor ValidateValue(Cursor at, std::uint32_t depth);
  /// Past a value of any kind, whose brackets balance.
  Cursor SkipValue(Cursor at);
  /// Past the rest of the root object, whose first brace is behind: to the end of the index.
  Cursor SkipRoot(Cursor at);

  char at(Cursor cursor) const { return json_[*cursor]; }
  /// Of a scalar.
  Token TokenAt(Cursor cursor) const { return TokenBetween(json_ + cursor[0], json_ + cursor[1]); }
  /// The characters of the key or string at the cursor; in the arena if it has escapes.
  bool KeyText(Cursor at, std::string_view& key);

  Cursor Refuse(const char* position, std::string message);
  Cursor RefuseSyntax(Cursor at, const char* expected);

 private:
  Cursor ReadMember(FieldPlan& field, Cursor at, char* row, std::uint32_t depth, Validation validation);
  Cursor ReadValue(FieldPlan& field, Cursor at, char* out, std::uint32_t depth, Validation validation);
  Cursor ReadVariant(RecordPlan& arms, Cursor at, char* out, std::uint32_t depth, Validation validation);
  Cursor ReadArmName(const RecordPlan& arms, Cursor at, char* out);
  // collection_walk.cpp
  Cursor ReadList(FieldPlan& field, Cursor at, char* out, std::uint32_t depth, Validation validation);
  Cursor ReadMap(FieldPlan& field, Cursor at, char* out, std::uint32_t depth, Validation validation);
  bool ReadKey(const FieldPlan& key, Cursor at, char* out);
  Cursor InElement(std::string_view index);

  bool FinishObject(const RecordPlan& plan, Cursor at, char* row, const std::uint64_t* seen, Validation validation);
  std::uint32_t FindField(const RecordPlan& plan, Cursor key, Validation validation, bool& failed);
  Cursor ValidateScalar(Cursor at);
  Cursor ValidateObject(Cursor at, std::uint32_t depth);
  Cursor ValidateList(Cursor at, std::uint32_t depth);
  bool CloseKeys(KeySets::Mark mark, Cursor at);

  /// What is left of the record from the cursor on.
  std::string_view TextFrom(Cursor cursor) const {
    return {json_ + *cursor, static_cast<std::size_t>(text_end_ - (json_ + *cursor))};
  }
  bool IsNull(Cursor cursor) const { return at(cursor) == 'n' && TokenAt(cursor).text() == "null"; }

  Cursor InField(const FieldSpec& field);

  const char* const json_;
  const char* const text_end_;
  const Cursor last_;
  const bool escapes_;
  Scratch& arena_;
  KeySets& keys_;
  DecodeError& error_;
};

}  // namespace rulert::io::json
