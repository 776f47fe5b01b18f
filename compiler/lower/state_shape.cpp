#include "compiler/lower/state_shape.h"

namespace rulec::lower {

using types::TypeKind;

void MarkStored(Context& context, const plan::Type& type) {
  if (type.kind == TypeKind::kList) MarkStored(context, context.plan().elements[type.element]);
  if (type.kind == TypeKind::kMap) MarkStored(context, context.plan().entries[type.entry].value);
  if (type.kind != TypeKind::kRecord) return;
  plan::Struct& record = context.plan().records[type.record];
  record.stored = true;
  for (const plan::Field& field : record.fields) MarkStored(context, field.type);
}

std::string ShapeOf(const plan::Plan& plan, const plan::Type& type) {
  if (type.kind != TypeKind::kRecord && type.kind != TypeKind::kEnum && type.kind < TypeKind::kList) {
    return plan::TypeText(plan, type);
  }
  std::string text;
  if (type.kind == TypeKind::kRecord) {
    text = "{";
    for (const plan::Field& field : plan.records[type.record].fields) {
      text += " " + field.name + ": " + ShapeOf(plan, field.type);
    }
    text += " }";
  }
  if (type.kind == TypeKind::kEnum) {
    text = "enum";
    for (const plan::EnumValue& value : plan.enums[type.enumeration].values) text += " " + value.name;
  }
  if (type.kind == TypeKind::kList) text = "list " + ShapeOf(plan, plan.elements[type.element]);
  if (type.kind == TypeKind::kSet) text = "set " + ShapeOf(plan, plan.elements[type.element]);
  if (type.kind == TypeKind::kMap) {
    const plan::Entry& entry = plan.entries[type.entry];
    text = "map " + ShapeOf(plan, entry.key) + " to " + ShapeOf(plan, entry.value);
  }
  return type.optional ? text + "?" : text;
}

std::uint32_t SizeOf(const plan::Plan& plan, const plan::Type& type) {
  std::uint32_t size = 8;
  if (types::IsText(type.kind) || (type.kind == TypeKind::kDecimal && type.precision > 18)) size = 16;
  if (type.kind == TypeKind::kBool || type.kind == TypeKind::kDate || type.kind == TypeKind::kEnum) size = 4;
  if (type.kind == TypeKind::kRecord) {
    size = 0;
    for (const plan::Field& field : plan.records[type.record].fields) size += SizeOf(plan, field.type);
  }
  return type.optional ? size + 8 : size;
}

}  // namespace rulec::lower
