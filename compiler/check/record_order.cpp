#include "compiler/check/record_order.h"

#include <fmt/format.h>

namespace rulec::check {
namespace {

// Depth first with its own stack: a chain of records may be long.
class RecordSorter {
 public:
  explicit RecordSorter(Context& context) : context_(context) {}

  std::vector<RecordPlace> Run() {
    for (std::uint32_t module = 0; module < context_.modules.size(); ++module) {
      const ModuleScope& scope = context_.modules[module];
      first_.push_back(static_cast<std::uint32_t>(states_.size()));
      states_.resize(states_.size() + scope.ast->records.size(), State::kNew);
    }
    for (std::uint32_t module = 0; module < context_.modules.size(); ++module) {
      const ModuleScope& scope = context_.modules[module];
      for (std::uint32_t i = 0; i < scope.ast->records.size(); ++i) {
        const auto decl = scope.names.find(scope.ast->records[i].name.symbol);
        if (decl == scope.names.end() || decl->second.kind != DeclKind::kRecord || decl->second.index != i) continue;
        Visit({module, i});
      }
    }
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };
  struct Held {
    RecordPlace record;
    Span span;
  };
  struct Frame {
    RecordPlace place;
    std::vector<Held> held;
    std::size_t next = 0;
  };

  State& StateOf(RecordPlace place) { return states_[first_[place.module] + place.index]; }

  void Visit(RecordPlace place) {
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
      if (StateOf(held.record) == State::kOpen) {
        const ast::Record& record = context_.modules[held.record.module].ast->records[held.record.index];
        context_.Report(Code::kRecursiveRecord, held.span,
                        fmt::format("record `{}` holds itself", context_.Text(record.name.symbol)),
                        "a record cannot be part of itself, not even through a list");
      } else if (StateOf(held.record) == State::kNew) {
        Open(stack, held.record);
      }
    }
  }

  void Open(std::vector<Frame>& stack, RecordPlace place) {
    StateOf(place) = State::kOpen;
    Frame frame{place, {}, 0};
    const ModuleScope& scope = context_.modules[place.module];
    for (const ast::Field& field : scope.ast->records[place.index].fields)
      Collect(place.module, field.type, frame.held);
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
    if (decl == context_.modules[of].names.end() || decl->second.kind != DeclKind::kRecord) return;
    held.push_back({{of, decl->second.index}, ref.span});
  }

  Context& context_;
  std::vector<std::uint32_t> first_;
  std::vector<State> states_;
  std::vector<RecordPlace> order_;
};

}  // namespace

std::vector<RecordPlace> OrderRecords(Context& context) { return RecordSorter(context).Run(); }

}  // namespace rulec::check
