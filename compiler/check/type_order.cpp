#include "compiler/check/type_order.h"

#include <fmt/format.h>

namespace rulec::check {
namespace {

// Depth first with its own stack: a chain of records may be long.
class TypeSorter {
 public:
  explicit TypeSorter(Context& context) : context_(context) {}

  std::vector<TypePlace> Run() {
    for (const ModuleScope& scope : context_.modules) {
      first_.push_back(static_cast<std::uint32_t>(states_.size()));
      states_.resize(states_.size() + scope.ast->records.size() + scope.ast->variants.size(), State::kNew);
    }
    for (std::uint32_t module = 0; module < context_.modules.size(); ++module) {
      const ast::Module& tree = *context_.modules[module].ast;
      for (std::uint32_t i = 0; i < tree.records.size(); ++i) VisitDeclared({module, i, false});
      for (std::uint32_t i = 0; i < tree.variants.size(); ++i) VisitDeclared({module, i, true});
    }
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };
  struct Held {
    TypePlace type;
    Span span;
  };
  struct Frame {
    TypePlace place;
    std::vector<Held> held;
    std::size_t next = 0;
  };

  State& StateOf(TypePlace place) {
    const std::size_t records = context_.modules[place.module].ast->records.size();
    return states_[first_[place.module] + (place.is_variant ? records : 0) + place.index];
  }

  const ast::Name& NameOf(TypePlace place) const {
    const ast::Module& tree = *context_.modules[place.module].ast;
    return place.is_variant ? tree.variants[place.index].name : tree.records[place.index].name;
  }

  /// Whether it has won its name.
  static std::optional<TypePlace> PlaceOf(std::uint32_t module, const Decl& decl) {
    if (decl.kind != DeclKind::kRecord && decl.kind != DeclKind::kVariant) return std::nullopt;
    return TypePlace{module, decl.index, decl.kind == DeclKind::kVariant};
  }

  void VisitDeclared(TypePlace place) {
    const DeclMap& names = context_.modules[place.module].names;
    const auto decl = names.find(NameOf(place).symbol);
    const auto known = decl == names.end() ? std::nullopt : PlaceOf(place.module, decl->second);
    if (known && known->index == place.index && known->is_variant == place.is_variant) Visit(place);
  }

  void Visit(TypePlace place) {
    if (StateOf(place) != State::kNew) return;
    std::vector<Frame> stack;
    Open(stack, place);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == frame.held.size()) {
        StateOf(frame.place) = State::kDone;
        order_.push_back(frame.place);
        stack.pop_back();
        continue;
      }
      const Held held = frame.held[frame.next++];
      if (StateOf(held.type) == State::kOpen) {
        const std::string_view what = held.type.is_variant ? "variant" : "record";
        context_.Report(Code::kRecursiveRecord, held.span,
                        fmt::format("{} `{}` holds itself", what, context_.Text(NameOf(held.type).symbol)),
                        fmt::format("a {} cannot be part of itself, not even through a list", what));
      } else if (StateOf(held.type) == State::kNew) {
        Open(stack, held.type);
      }
    }
  }

  void Open(std::vector<Frame>& stack, TypePlace place) {
    StateOf(place) = State::kOpen;
    Frame frame{place, {}, 0};
    const ast::Module& tree = *context_.modules[place.module].ast;
    const auto collect = [&](const std::vector<ast::Field>& fields) {
      for (const ast::Field& field : fields) Collect(place.module, field.type, frame.held);
    };
    if (place.is_variant) {
      for (const ast::Arm& arm : tree.variants[place.index].arms) collect(arm.fields);
    } else {
      collect(tree.records[place.index].fields);
    }
    stack.push_back(std::move(frame));
  }

  void Collect(std::uint32_t module, ast::TypeRefId id, std::vector<Held>& held) {
    const ModuleScope& scope = context_.modules[module];
    const ast::TypeRef& ref = scope.ast->type_refs[id];
    for (const ast::TypeRefId element : ref.elements) Collect(module, element, held);
    std::uint32_t of = module;
    if (ref.path.size() == 2) {
      const auto alias = scope.names.find(ref.path[0].symbol);
      if (alias == scope.names.end() || alias->second.kind != DeclKind::kImport) return;
      of = alias->second.id;
    }
    const auto decl = context_.modules[of].names.find(ref.path.back().symbol);
    if (decl == context_.modules[of].names.end()) return;
    if (const auto place = PlaceOf(of, decl->second)) held.push_back({*place, ref.span});
  }

  Context& context_;
  std::vector<std::uint32_t> first_;
  std::vector<State> states_;
  std::vector<TypePlace> order_;
};

}  // namespace

std::vector<TypePlace> OrderTypes(Context& context) { return TypeSorter(context).Run(); }

}  // namespace rulec::check
