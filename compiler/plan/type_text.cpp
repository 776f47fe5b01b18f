#include "compiler/plan/plan.h"

namespace rulec::plan {

std::string TypeText(const Plan& plan, const Type& type) {
  std::string text;
  switch (type.kind) {
    case types::TypeKind::kBool:
      text = "bool";
      break;
    case types::TypeKind::kInt:
      text = "int";
      break;
    case types::TypeKind::kFloat:
      text = "float";
      break;
    case types::TypeKind::kDecimal:
      text = types::DecimalText(type.currency, {type.precision, type.scale});
      break;
    case types::TypeKind::kString:
      text = "string";
      break;
    case types::TypeKind::kBytes:
      text = "bytes";
      break;
    case types::TypeKind::kTimestamp:
      text = "timestamp";
      break;
    case types::TypeKind::kDuration:
      text = "duration";
      break;
    case types::TypeKind::kDate:
      text = "date";
      break;
    case types::TypeKind::kEnum:
      text = plan.enums[type.enumeration].name;
      break;
    case types::TypeKind::kRecord:
      text = plan.records[type.record].name;
      break;
    case types::TypeKind::kVariant:
      text = plan.variants[type.variant].name;
      break;
    case types::TypeKind::kList:
      text = "list<" + TypeText(plan, plan.elements[type.element]) + ">";
      break;
    case types::TypeKind::kSet:
      text = "set<" + TypeText(plan, plan.elements[type.element]) + ">";
      break;
    case types::TypeKind::kMap: {
      const Entry& entry = plan.entries[type.entry];
      text = "map<" + TypeText(plan, entry.key) + ", " + TypeText(plan, entry.value) + ">";
      break;
    }
    default:
      break;  // optional is a mark of its own
  }
  return type.optional ? text + "?" : text;
}

}  // namespace rulec::plan
