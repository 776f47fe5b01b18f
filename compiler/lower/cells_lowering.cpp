// State cells: values, lists, sets and maps.
#include "compiler/lower/process_parts.h"
#include "compiler/lower/state_shape.h"

namespace rulec::lower {
namespace {

using types::TypeKind;

class CellLowering {
 public:
  CellLowering(Context& context, const Failures& failures, ProcessParts& parts, ir::CellId id)
      : context_(context),
        program_(context.program()),
        failures_(failures),
        parts_(parts),
        id_(id),
        declared_(parts.declared.cells[id]) {}

  void Run() {
    cell_.name = declared_.name;
    cell_.doc = context_.HeadText(declared_.span) + " (" + context_.Where(declared_.span) + ").";
    cell_.type = parts_.NestedType(declared_.name, "Cell");
    cell_.expires_us = declared_.expires_us;
    cell_.after_access = declared_.after_access;
    slot_.kind = plan::SlotKind::kCell;
    slot_.name = declared_.name;
    slot_.member = context_.MemberName(declared_.name, parts_.members);
    slot_.memory_us = declared_.expires_us;
    const types::Type& type = context_.TypeOf(declared_.type);
    switch (type.kind) {
      case TypeKind::kList:
        List(type);
        break;
      case TypeKind::kSet:
        cell_.kind = plan::CellKind::kSet;
        Keyed("set " + Stored(type.element));
        break;
      case TypeKind::kMap:
        cell_.kind = plan::CellKind::kMap;
        cell_.key = context_.Plan(type.key);
        Keyed("map " + Stored(type.key) + " to " + Stored(type.element));
        break;
      default:
        Value();
    }
    if (types::IsCollection(type.kind)) {
      cell_.value = context_.Plan(type.element);
      Bound();
    }
    parts_.cell_members.push_back(slot_.member);
    parts_.out.cells.push_back(std::move(cell_));
    parts_.out.state.push_back(std::move(slot_));
  }

 private:
  std::string Stored(ir::TypeId id) {
    const plan::Type type = context_.Plan(id);
    MarkStored(context_, type);
    return ShapeOf(context_.plan(), type);
  }

  void Value() {
    cell_.kind = plan::CellKind::kValue;
    cell_.value = context_.Plan(declared_.type);
    Initial();
    slot_.type = "::rulert::Cell<" + cell_.type + ">";
    slot_.shape = "cell " + Stored(declared_.type);
    slot_.size = SizeOf(context_.plan(), cell_.value) + 8;
  }
  void List(const types::Type& type) {
    cell_.kind = plan::CellKind::kList;
    Initial();
    slot_.type = "::rulert::ListCell<" + cell_.type + ">";
    slot_.shape = "list of " + Stored(type.element);
    slot_.size = 16;
  }
  void Keyed(std::string shape) {
    slot_.type = "::rulert::KeyedCell<" + cell_.type + ">";
    slot_.shape = std::move(shape);
    slot_.size = 8;
    if (declared_.expires_us) {
      slot_.shape += ", of time";
      slot_.size += 8;
    }
    if (declared_.up_to) {
      slot_.shape += ", counted";
      slot_.size += 16;
    }
  }
  void Bound() {
    if (!declared_.up_to) return;
    cell_.up_to = *declared_.up_to;
    cell_.construct = AddConstruct(context_, parts_, declared_.name, {}, id_.value);
  }

  void Initial() {
    BodyBuilder initial(context_, failures_, Scope());
    initial.OpenBlock();
    initial.Add(initial.Act(plan::ActionKind::kReturn, InitialValue(initial, declared_.initial)));
    cell_.initial = initial.CloseBlock();
  }

  /// Constants, also inside of records, arms and collections, whose elements stand in a table of their own.
  plan::CodeId InitialValue(BodyBuilder& body, ir::ExprId id) {
    const ir::Expr& expr = program_.exprs[id];
    plan::CodePool& pool = context_.pool();
    if (expr.kind == ir::ExprKind::kConstant) return body.Value(id, LiteralUse::kPlain);
    std::vector<plan::CodeId> parts;
    for (const ir::ExprId child : program_.children_of(expr)) parts.push_back(InitialValue(body, child));
    const types::Type& type = context_.TypeOf(expr.type);
    if (!types::IsCollection(type.kind) || parts.empty()) return plan::Braces(pool, context_.Spell(expr.type), parts);
    std::string element = context_.Spell(type.element);
    if (type.kind == TypeKind::kMap) {
      element = "::rulert::MapEntry<" + context_.Spell(type.key) + ", " + element + ">";
      std::vector<plan::CodeId> entries;
      for (std::size_t i = 0; i < parts.size(); i += 2) {
        entries.push_back(plan::Braces(pool, "", {parts[i], parts[i + 1]}));
      }
      parts = std::move(entries);
    }
    plan::Action table = body.Act(plan::ActionKind::kDeclare, plan::Braces(pool, "", parts));
    const std::string name = body.TakeName("items");
    table.is_mutable = true;  // `static constexpr` says it
    table.type = "static constexpr " + element;
    table.name = name + "[]";
    body.Add(std::move(table));
    const auto count = static_cast<std::int64_t>(parts.size());
    const std::vector<plan::CodeId> members = {plan::Name(pool, name), plan::Integer(pool, count)};
    if (type.kind == TypeKind::kList) return plan::Braces(pool, context_.Spell(expr.type), members);
    return plan::Braces(pool, context_.Spell(expr.type), {plan::Braces(pool, "", members)});
  }

  Context& context_;
  const ir::Program& program_;
  const Failures& failures_;
  ProcessParts& parts_;
  const ir::CellId id_;
  const ir::StateCell& declared_;
  plan::Cell cell_;
  plan::Slot slot_;
};

}  // namespace

void LowerCell(Context& context, const Failures& failures, ProcessParts& parts, ir::CellId id) {
  CellLowering(context, failures, parts, id).Run();
}

}  // namespace rulec::lower
