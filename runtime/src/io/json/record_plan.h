#pragma once
// A RecordSpec prepared for decoding: patterns and tables for its names, what has to be seen, the order in which keys
// came last time.
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "rulert/record_spec.h"
#include "runtime/src/io/json/name_table.h"

namespace rulert::io::json {

struct RecordPlan;

struct FieldPlan {
  KeyPattern key;
  const FieldSpec* spec = nullptr;
  FieldKind kind = FieldKind::kBool;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  bool optional = false;
  bool stored = false;
  std::uint32_t offset = 0;
  std::uint32_t present_offset = 0;
  RecordPlan* record = nullptr;        // kRecord; kVariant: its arms; kMap: of an entry
  std::unique_ptr<FieldPlan> element;  // kList, kSet
  std::uint32_t stride = 0;            // of a collection: from one element to the next
  std::uint32_t align = 1;             // of a collection: of an element
  std::unique_ptr<NameTable> names;    // kEnum
};

struct RecordPlan {
  const RecordSpec* spec = nullptr;
  std::vector<FieldPlan> fields;
  NameTable names;
  std::uint32_t stored_count = 0;
  /// By position of the member: index of the field that stood there last time, or kNoName.
  std::vector<std::uint32_t> order;
};

/// All plans that one record needs. Records may contain themselves through lists.
class PlanSet {
 public:
  RecordPlan& PlanOf(const RecordSpec& spec);

 private:
  FieldPlan PlanOf(const FieldSpec& spec);

  std::map<const RecordSpec*, std::unique_ptr<RecordPlan>> records_;
};

}  // namespace rulert::io::json
