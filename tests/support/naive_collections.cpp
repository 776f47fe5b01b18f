// Lists, sets and maps of the model: searched from end to end.
#include "tests/support/naive_collections.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/eval/json_value.h"

namespace rulec::testing {

using eval::Failure;
using eval::Value;
using ir::StatementKind;
using types::TypeKind;

namespace {

std::vector<NaiveElement>::const_iterator Locate(const ir::Program& program, const NaiveKeyed& keyed, const Value& key,
                                                 ir::TypeId type) {
  return std::find_if(keyed.elements.begin(), keyed.elements.end(),
                      [&](const NaiveElement& element) { return eval::Compare(program, element.key, key, type) == 0; });
}

}  // namespace

ir::TypeId NaiveMoment::KeyType(ir::CellId id) const { return program_.types.ElementOf(process_.cells[id].type); }

bool NaiveMoment::Lives(const NaiveElement& element, ir::CellId id) const {
  const ir::StateCell& declared = process_.cells[id];
  return !declared.expires_us || !IsPast(element.last + *declared.expires_us);
}

NaiveElement* NaiveMoment::Find(ir::CellId id, const Value& key) {
  NaiveKeyed& keyed = key_.collections[id.value];
  const auto found = Locate(program_, keyed, key, KeyType(id));
  if (found == keyed.elements.end() || !Lives(*found, id)) return nullptr;
  NaiveElement& element = keyed.elements[static_cast<std::size_t>(found - keyed.elements.begin())];
  if (process_.cells[id].after_access) element.last = std::max(element.last, time_);
  return &element;
}

bool NaiveMoment::Has(ir::CellId id, const Value& key) { return Find(id, key) != nullptr; }

Value NaiveMoment::At(ir::CellId id, const Value& key) {
  const NaiveElement* const element = Find(id, key);
  return element == nullptr ? Value::Missing() : element->value;
}

std::int64_t NaiveMoment::Length(ir::CellId id) {
  const auto& elements = key_.collections[id.value].elements;
  return std::count_if(elements.begin(), elements.end(),
                       [&](const NaiveElement& element) { return Lives(element, id); });
}

Value NaiveMoment::Whole(ir::CellId id) {
  const ir::TypeId type = process_.cells[id].type;
  Value whole;
  for (const NaiveElement& element : key_.collections[id.value].elements) {
    if (!Lives(element, id)) continue;
    whole.parts.push_back(element.key);
    if (program_.types.Kind(type) == TypeKind::kMap) whole.parts.push_back(element.value);
  }
  eval::Arrange(program_, whole, type);
  return whole;
}

std::optional<NaiveElement> NaiveMoment::Put(ir::CellId id, const Value& key, Value value) {
  const ir::StateCell& declared = process_.cells[id];
  NaiveKeyed& keyed = key_.collections[id.value];
  // What has ended by the watermark is as if it had never been.
  if (declared.expires_us) {
    std::erase_if(keyed.elements,
                  [&](const NaiveElement& element) { return element.last + *declared.expires_us <= watermark_; });
  }
  std::optional<NaiveElement> left;
  auto found = Locate(program_, keyed, key, KeyType(id));
  if (found == keyed.elements.end()) {
    if (declared.expires_us && time_ + *declared.expires_us <= watermark_) return left;
    if (declared.up_to && keyed.elements.size() >= *declared.up_to) {
      const auto by_key = [&](const NaiveElement& a, const NaiveElement& b) {
        return eval::Compare(program_, a.key, b.key, KeyType(id)) < 0;
      };
      std::sort(keyed.elements.begin(), keyed.elements.end(), by_key);
      auto leaves = std::min_element(keyed.elements.begin(), keyed.elements.end(),
                                     [](const NaiveElement& a, const NaiveElement& b) { return a.last < b.last; });
      if (Lives(*leaves, id)) {
        leaves = std::min_element(keyed.elements.begin(), keyed.elements.end(),
                                  [](const NaiveElement& a, const NaiveElement& b) { return a.turn < b.turn; });
        left = *leaves;
      }
      keyed.elements.erase(leaves);
    }
    keyed.elements.push_back({key, {}, kNever, 0});
    found = keyed.elements.end() - 1;
  }
  NaiveElement& element = keyed.elements[static_cast<std::size_t>(found - keyed.elements.begin())];
  element.value = std::move(value);
  element.last = std::max(element.last, time_);
  element.turn = keyed.turns++;
  return left;
}

void NaiveMoment::Remove(ir::CellId id, const Value& key) {
  NaiveKeyed& keyed = key_.collections[id.value];
  std::erase_if(keyed.elements, [&](const NaiveElement& element) {
    return eval::Compare(program_, element.key, key, KeyType(id)) == 0;
  });
}

void NaiveMoment::Touch(ir::CellId id) {
  const auto written = key_.cells.find(id.value);
  if (written == key_.cells.end() || IsPast(written->second.last_write + *process_.cells[id].expires_us)) return;
  written->second.last_write = std::max(written->second.last_write, time_);
}

std::optional<Failure> CollectionChange::Run(const ir::Statement& statement) {
  const types::Type& type = program_.types[process_.cells[statement.cell].type];
  std::optional<Value> index;
  if (statement.place.valid()) {
    const eval::Result at = evaluator_.Evaluate(program_.children_of(program_.exprs[statement.place])[1]);
    if (!at) return at.error();
    index = *at;
  }
  Value value;
  if (statement.value.valid()) {
    const eval::Result evaluated = evaluator_.Evaluate(statement.value);
    if (!evaluated) return evaluated.error();
    value = *evaluated;
  }
  if (type.kind == TypeKind::kList) return ChangeList(statement, index, value, type.element);
  switch (statement.kind) {
    case StatementKind::kAdd:
      PutElement(statement.cell, value, {});
      break;
    case StatementKind::kPut:
      PutElement(statement.cell, *index, value);
      break;
    case StatementKind::kRemove:
      moment_.Remove(statement.cell, value);
      break;
    default: {
      moment_.Clear(statement.cell);
      const bool map = type.kind == TypeKind::kMap;
      for (std::size_t i = 0; i < value.parts.size(); i += map ? 2 : 1) {
        PutElement(statement.cell, value.parts[i], map ? value.parts[i + 1] : Value());
      }
    }
  }
  return std::nullopt;
}

std::optional<Failure> CollectionChange::ChangeList(const ir::Statement& statement, const std::optional<Value>& index,
                                                    const Value& value, ir::TypeId element) {
  Value whole = moment_.Cell(statement.cell);
  switch (statement.kind) {
    case StatementKind::kAdd:
      whole.parts.push_back(value);
      break;
    case StatementKind::kRemove:
      std::erase_if(whole.parts,
                    [&](const Value& part) { return eval::Equal(program_, part, element, value, element); });
      break;
    case StatementKind::kClear:
      whole.parts.clear();
      break;
    case StatementKind::kPut: {
      const base::Span span = program_.exprs[statement.place].span;
      if (auto failure = eval::IndexFailure(index->number, whole.parts.size(), span)) return failure;
      whole.parts[static_cast<std::size_t>(index->number)] = value;
      break;
    }
    default:
      whole = value;
  }
  const std::optional<std::uint32_t> most = process_.cells[statement.cell].up_to;
  while (most && whole.parts.size() > *most) {
    overflow_(eval::WriteValue(program_, whole.parts.front(), element));
    whole.parts.erase(whole.parts.begin());
  }
  moment_.Write(statement.cell, std::move(whole));
  return std::nullopt;
}

void CollectionChange::PutElement(ir::CellId cell, const Value& key, Value value) {
  const auto left = moment_.Put(cell, key, std::move(value));
  if (!left) return;
  const types::Type& type = program_.types[process_.cells[cell].type];
  if (type.kind == TypeKind::kSet) {
    overflow_(eval::WriteValue(program_, left->key, type.element));
  } else {
    overflow_(fmt::format("{{\"key\":{},\"value\":{}}}", eval::WriteValue(program_, left->key, type.key),
                          eval::WriteValue(program_, left->value, type.element)));
  }
}

std::set<ir::CellId> CellsAccessed(const ir::Program& program, const ir::Process& process,
                                   const std::vector<ir::StatementId>& body) {
  std::set<ir::CellId> cells;
  const std::function<void(ir::ExprId)> in_expr = [&](ir::ExprId id) {
    const ir::Expr& expr = program.exprs[id];
    if (expr.kind == ir::ExprKind::kCell) cells.insert(ir::CellId(expr.index));
    for (const ir::ExprId child : program.children_of(expr)) in_expr(child);
  };
  const std::function<void(ir::StatementId)> in_statement = [&](ir::StatementId id) {
    const ir::Statement& statement = program.statements[id];
    if (statement.cell.valid()) cells.insert(statement.cell);
    for (const ir::ExprId expr : statement.exprs()) {
      if (expr.valid()) in_expr(expr);
    }
    for (const ir::StatementId inner : statement.body) in_statement(inner);
  };
  for (const ir::StatementId id : body) in_statement(id);
  std::erase_if(cells, [&](ir::CellId id) {
    const TypeKind kind = program.types.Kind(process.cells[id].type);
    return !process.cells[id].after_access || kind == TypeKind::kSet || kind == TypeKind::kMap;
  });
  return cells;
}

}  // namespace rulec::testing
