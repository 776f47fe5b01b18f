#include "compiler/eval/value.h"

#include <charconv>

#include "compiler/eval/operation.h"
#include "compiler/ir/print.h"

namespace rulec::eval {

using types::TypeKind;

bool Equal(const ir::Program& program, const Value& a, ir::TypeId type_a, const Value& b, ir::TypeId type_b) {
  if (a.missing || b.missing) return a.missing && b.missing;
  const ir::TypeId present_a = program.types.WithoutOptional(type_a);
  const ir::TypeId present_b = program.types.WithoutOptional(type_b);
  const types::Type& type = program.types[present_a];
  if (type.kind != TypeKind::kRecord && type.kind != TypeKind::kList) {
    return Order(program, {a, present_a}, {b, present_b}) == 0;
  }
  if (a.parts.size() != b.parts.size()) return false;
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    const ir::TypeId part = type.kind == TypeKind::kList ? type.element : program.records[type.record].fields[i].type;
    if (!Equal(program, a.parts[i], part, b.parts[i], part)) return false;
  }
  return true;
}

int Compare(const ir::Program& program, const Value& a, const Value& b, ir::TypeId id) {
  if (a.missing || b.missing) return (a.missing ? 0 : 1) - (b.missing ? 0 : 1);
  const ir::TypeId present = program.types.WithoutOptional(id);
  const types::Type& type = program.types[present];
  if (type.kind != TypeKind::kRecord && type.kind != TypeKind::kList) {
    return Order(program, {a, present}, {b, present});
  }
  for (std::size_t i = 0; i < a.parts.size() && i < b.parts.size(); ++i) {
    const ir::TypeId part = type.kind == TypeKind::kList ? type.element : program.records[type.record].fields[i].type;
    const int order = Compare(program, a.parts[i], b.parts[i], part);
    if (order != 0) return order;
  }
  return a.parts.size() < b.parts.size() ? -1 : a.parts.size() > b.parts.size() ? 1 : 0;
}

std::string TextOf(const ir::Program& program, const Value& value, ir::TypeId id) {
  if (value.missing) return "missing";
  const ir::TypeId present = program.types.WithoutOptional(id);
  const types::Type& type = program.types[present];
  if (type.kind == TypeKind::kRecord) {
    const ir::Record& record = program.records[type.record];
    std::string text = "{";
    for (std::size_t i = 0; i < value.parts.size(); ++i) {
      text +=
          (i > 0 ? ", " : " ") + record.fields[i].name + ": " + TextOf(program, value.parts[i], record.fields[i].type);
    }
    return text + " }";
  }
  if (type.kind == TypeKind::kList) {
    std::string text = "[";
    for (std::size_t i = 0; i < value.parts.size(); ++i) {
      text += (i > 0 ? ", " : "") + TextOf(program, value.parts[i], type.element);
    }
    return text + "]";
  }
  if (type.kind == TypeKind::kFloat) {
    char buffer[32];
    return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value.real).ptr);
  }
  ir::Constant constant;
  constant.number = value.number;
  constant.text = value.text;
  return ir::ConstantText(program, constant, present);
}

}  // namespace rulec::eval
