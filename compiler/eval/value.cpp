#include "compiler/eval/value.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "compiler/eval/operation.h"
#include "compiler/ir/print.h"

namespace rulec::eval {

using types::TypeKind;

namespace {

bool HasParts(TypeKind kind) {
  return kind == TypeKind::kRecord || kind == TypeKind::kVariant || types::IsCollection(kind);
}

const ir::Record& ArmFields(const ir::Program& program, const Value& value, ir::VariantId variant) {
  return program.records[program.variants[variant].arms[static_cast<std::size_t>(value.number)].fields];
}

std::string FieldsText(const ir::Program& program, const Value& value, const ir::Record& record) {
  std::string text = "{";
  for (std::size_t i = 0; i < value.parts.size(); ++i) {
    text +=
        (i > 0 ? ", " : " ") + record.fields[i].name + ": " + TextOf(program, value.parts[i], record.fields[i].type);
  }
  return text + " }";
}

}  // namespace

ir::TypeId PartType(const ir::Program& program, const Value& value, ir::TypeId id, std::size_t at) {
  const types::Type& type = program.types[id];
  if (type.kind == TypeKind::kMap && at % 2 == 0) return type.key;
  if (types::IsCollection(type.kind)) return type.element;
  const ir::Record& record =
      type.kind == TypeKind::kVariant ? ArmFields(program, value, type.variant) : program.records[type.record];
  return record.fields[at].type;
}

bool Equal(const ir::Program& program, const Value& a, ir::TypeId type_a, const Value& b, ir::TypeId type_b) {
  if (a.missing || b.missing) return a.missing && b.missing;
  const ir::TypeId present = program.types.WithoutOptional(type_a);
  if (!HasParts(program.types.Kind(present))) {
    return Order(program, {a, present}, {b, program.types.WithoutOptional(type_b)}) == 0;
  }
  if (a.number != b.number || a.parts.size() != b.parts.size()) return false;
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    const ir::TypeId part = PartType(program, a, present, i);
    if (!Equal(program, a.parts[i], part, b.parts[i], part)) return false;
  }
  return true;
}

int Compare(const ir::Program& program, const Value& a, const Value& b, ir::TypeId id) {
  if (a.missing || b.missing) return (a.missing ? 0 : 1) - (b.missing ? 0 : 1);
  const ir::TypeId present = program.types.WithoutOptional(id);
  if (!HasParts(program.types.Kind(present))) return Order(program, {a, present}, {b, present});
  if (a.number != b.number) return a.number < b.number ? -1 : 1;
  for (std::size_t i = 0; i < a.parts.size() && i < b.parts.size(); ++i) {
    const int order = Compare(program, a.parts[i], b.parts[i], PartType(program, a, present, i));
    if (order != 0) return order;
  }
  return a.parts.size() < b.parts.size() ? -1 : a.parts.size() > b.parts.size() ? 1 : 0;
}

void Arrange(const ir::Program& program, Value& value, ir::TypeId id) {
  const types::Type& type = program.types[id];
  const std::size_t width = type.kind == TypeKind::kMap ? 2 : 1;
  const ir::TypeId key = program.types.ElementOf(id);
  std::vector<std::size_t> order;  // where elements or keys stand; of equal ones the first stays
  for (std::size_t i = 0; i < value.parts.size(); i += width) order.push_back(i);
  if (type.kind == TypeKind::kMap) std::reverse(order.begin(), order.end());
  const auto compare = [&](std::size_t a, std::size_t b) {
    return Compare(program, value.parts[a], value.parts[b], key);
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return compare(a, b) < 0; });
  order.erase(std::unique(order.begin(), order.end(), [&](auto a, auto b) { return compare(a, b) == 0; }), order.end());
  std::vector<Value> parts;
  for (const std::size_t at : order) {
    for (std::size_t i = 0; i < width; ++i) parts.push_back(std::move(value.parts[at + i]));
  }
  value.parts = std::move(parts);
}

std::string TextOf(const ir::Program& program, const Value& value, ir::TypeId id) {
  if (value.missing) return "missing";
  const ir::TypeId present = program.types.WithoutOptional(id);
  const types::Type& type = program.types[present];
  if (type.kind == TypeKind::kRecord) return FieldsText(program, value, program.records[type.record]);
  if (type.kind == TypeKind::kVariant) {
    const std::string& arm = program.variants[type.variant].arms[static_cast<std::size_t>(value.number)].name;
    return value.parts.empty() ? arm : arm + " " + FieldsText(program, value, ArmFields(program, value, type.variant));
  }
  if (HasParts(type.kind)) {
    std::string text = "[";
    for (std::size_t i = 0; i < value.parts.size(); ++i) {
      const bool held = type.kind == TypeKind::kMap && i % 2 == 1;
      text += (held ? ": " : i > 0 ? ", " : "") + TextOf(program, value.parts[i], PartType(program, value, present, i));
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
