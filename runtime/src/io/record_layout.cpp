#include "runtime/src/io/record_layout.h"

#include "rulert/int128.h"

namespace rulert::io {

std::uint32_t AlignOf(const FieldSpec& field) {
  switch (field.kind) {
    case FieldKind::kBool:
      return 1;
    case FieldKind::kDate:
    case FieldKind::kEnum:
      return 4;
    case FieldKind::kDecimal:
      return field.precision <= 18 ? 8 : alignof(Int128);
    case FieldKind::kRecord:
    case FieldKind::kVariant:
      return field.record->align;
    default:
      return 8;
  }
}

std::uint32_t ElementStrideOf(const FieldSpec& collection) {
  if (collection.kind == FieldKind::kMap) return collection.record->size;
  const FieldSpec& element = *collection.element;
  if (element.optional == 0) return element.size;
  const std::uint32_t align = AlignOf(element);
  return (element.present_offset + 1 + align - 1) / align * align;
}

}  // namespace rulert::io
