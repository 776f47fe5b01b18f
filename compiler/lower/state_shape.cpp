#include "compiler/lower/state_shape.h"

#include <algorithm>

namespace rulec::lower {

using types::TypeKind;

namespace {

std::string FieldsShape(const plan::Plan& plan, const plan::Struct& record) {
  std::string text = "{";
  for (const plan::Field& field : record.fields) text += " " + field.name + ": " + ShapeOf(plan, field.type);
  return text + " }";
}

std::uint32_t FieldsSize(const plan::Plan& plan, const plan::Struct& record) {
  std::uint32_t size = 0;
  for (const plan::Field& field : record.fields) size += SizeOf(plan, field.type);
  return size;
}

}  // namespace

void MarkStored(Context& context, const plan::Type& type) {
  plan::Plan& plan = context.plan();
  const auto mark = [&](plan::Struct& record) {
    record.stored = true;
    for (const plan::Field& field : record.fields) MarkStored(context, field.type);
  };
  if (type.kind == TypeKind::kList) MarkStored(context, plan.elements[type.element]);
  if (type.kind == TypeKind::kMap) MarkStored(context, plan.entries[type.entry].value);
  if (type.kind == TypeKind::kRecord) mark(plan.records[type.record]);
  if (type.kind == TypeKind::kVariant) {
    plan.variants[type.variant].stored = true;
    for (const plan::Arm& arm : plan.variants[type.variant].arms) mark(plan.records[arm.record]);
  }
}

std::string ShapeOf(const plan::Plan& plan, const plan::Type& type) {
  std::string text;
  switch (type.kind) {
    case TypeKind::kRecord:
      text = FieldsShape(plan, plan.records[type.record]);
      break;
    case TypeKind::kVariant:
      text = "variant";
      for (const plan::Arm& arm : plan.variants[type.variant].arms) {
        text += " " + arm.name + " " + FieldsShape(plan, plan.records[arm.record]);
      }
      break;
    case TypeKind::kEnum:
      text = "enum";
      for (const plan::EnumValue& value : plan.enums[type.enumeration].values) text += " " + value.name;
      break;
    case TypeKind::kList:
      text = "list " + ShapeOf(plan, plan.elements[type.element]);
      break;
    case TypeKind::kSet:
      text = "set " + ShapeOf(plan, plan.elements[type.element]);
      break;
    case TypeKind::kMap:
      text =
          "map " + ShapeOf(plan, plan.entries[type.entry].key) + " to " + ShapeOf(plan, plan.entries[type.entry].value);
      break;
    default:
      return plan::TypeText(plan, type);
  }
  return type.optional ? text + "?" : text;
}

std::uint32_t SizeOf(const plan::Plan& plan, const plan::Type& type) {
  std::uint32_t size = 8;
  if (types::IsText(type.kind) || (type.kind == TypeKind::kDecimal && type.precision > 18)) size = 16;
  if (type.kind == TypeKind::kBool || type.kind == TypeKind::kDate || type.kind == TypeKind::kEnum) size = 4;
  if (type.kind == TypeKind::kRecord) size = FieldsSize(plan, plan.records[type.record]);
  if (type.kind == TypeKind::kVariant) {
    for (const plan::Arm& arm : plan.variants[type.variant].arms) {
      size = std::max(size, 8 + FieldsSize(plan, plan.records[arm.record]));
    }
  }
  return type.optional ? size + 8 : size;
}

}  // namespace rulec::lower
