#include "runtime/src/io/copy_record.h"

#include <cstring>
#include <string_view>

#include "rulert/check.h"
#include "rulert/list.h"
#include "runtime/src/io/record_layout.h"

namespace rulert::io {
namespace {

void OwnRecord(const RecordSpec& spec, char* record, Scratch& memory);

/// The value at `at` is a copy of one whose strings and lists belong to somebody else.
void Own(const FieldSpec& field, char* at, Scratch& memory) {
  if (field.kind == FieldKind::kRecord) return OwnRecord(*field.record, at, memory);
  if (field.kind == FieldKind::kVariant) {
    std::uint32_t arm = 0;
    std::memcpy(&arm, at, sizeof(arm));
    const FieldSpec& fields = field.record->fields[arm];
    return OwnRecord(*fields.record, at + fields.offset, memory);
  }
  if (field.kind == FieldKind::kString || field.kind == FieldKind::kBytes) {
    std::string_view text;
    std::memcpy(&text, at, sizeof(text));
    text = memory.Copy(text);
    std::memcpy(at, &text, sizeof(text));
  } else if (IsCollection(field.kind)) {
    List<char> list;
    std::memcpy(&list, at, sizeof(list));
    if (list.size == 0) return;
    const std::size_t stride = ElementStrideOf(field);
    // Aligned for every element.
    char* const elements = static_cast<char*>(memory.Allocate(list.size * stride, 16));
    std::memcpy(elements, list.data, list.size * stride);
    for (std::size_t i = 0; i < list.size; ++i) {
      char* const element = elements + i * stride;
      if (field.kind == FieldKind::kMap) {
        OwnRecord(*field.record, element, memory);
      } else if (field.element->optional == 0 || element[field.element->present_offset] != 0)
        Own(*field.element, element, memory);
    }
    list.data = elements;
    std::memcpy(at, &list, sizeof(list));
  }
}

void OwnField(const FieldSpec& field, char* record, Scratch& memory) {
  if (field.optional == 0 || record[field.present_offset] != 0) Own(field, record + field.offset, memory);
}

void OwnRecord(const RecordSpec& spec, char* record, Scratch& memory) {
  for (std::uint32_t i = 0; i < spec.field_count; ++i) OwnField(spec.fields[i], record, memory);
}

}  // namespace

void CopyRecord(const RecordSpec& from, const void* record, const RecordSpec& to, void* row, Scratch& memory) {
  RULERT_CHECK(from.field_count == to.field_count, "both records are of one declaration");
  const auto* const source = static_cast<const char*>(record);
  auto* const target = static_cast<char*>(row);
  for (std::uint32_t i = 0; i < from.field_count; ++i) {
    const FieldSpec& read = from.fields[i];
    FieldSpec written = read;  // what a nested record holds is described by the whole one
    written.offset = to.fields[i].offset;
    written.present_offset = to.fields[i].present_offset;
    if (written.offset == kNotStored) continue;
    std::memcpy(target + written.offset, source + read.offset, read.size);
    if (read.optional != 0) target[written.present_offset] = source[read.present_offset];
    OwnField(written, target, memory);
  }
}

}  // namespace rulert::io
