#include "compiler/check/call_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rulec::check {
namespace {

class CallSorter {
 public:
  explicit CallSorter(Context& context)
      : context_(context),
        functions_(context.program.functions.size()),
        count_(functions_ + context.program.decisions.size()),
        calls_(count_),
        states_(count_, State::kNew),
        depths_(count_, 0) {
    for (const Call& call : context.calls) calls_[NodeOf(call.caller)].push_back({NodeOf(call.callee), call.span});
  }

  void Run() {
    for (std::size_t node = 0; node < count_; ++node) Visit(node);
    if (!recursive_) Renumber();
  }

 private:
  // C++ compilers bound how deep functions may call each other, and so do stacks.
  static constexpr std::uint32_t kMostDepth = 500;

  enum class State : std::uint8_t { kNew, kOpen, kDone };
  struct Edge {
    std::size_t callee;
    Span span;
  };
  struct Frame {
    std::size_t node;
    std::size_t next = 0;
  };

  std::size_t NodeOf(Callable callable) const { return callable.decision ? functions_ + callable.id : callable.id; }

  const std::string& NameOf(std::size_t node) const {
    if (node < functions_) return context_.program.functions[ir::FunctionId(static_cast<std::uint32_t>(node))].name;
    return context_.program.decisions[ir::DecisionId(static_cast<std::uint32_t>(node - functions_))].name;
  }

  // Depth first with its own stack: a chain of calls may be long.
  void Visit(std::size_t start) {
    if (states_[start] != State::kNew) return;
    std::vector<Frame> stack{{start}};
    states_[start] = State::kOpen;
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == calls_[frame.node].size()) {
        states_[frame.node] = State::kDone;
        MeasureDepth(frame.node);
        order_.push_back(frame.node);
        stack.pop_back();
        continue;
      }
      const Edge edge = calls_[frame.node][frame.next++];
      if (states_[edge.callee] == State::kOpen) {
        recursive_ = true;
        const std::string& name = NameOf(edge.callee);
        context_.Report(Code::kRecursion, edge.span,
                        frame.node == edge.callee
                            ? fmt::format("`{}` calls itself", name)
                            : fmt::format("`{}` calls `{}`, which calls it", NameOf(frame.node), name),
                        "functions and decisions cannot be recursive");
      } else if (states_[edge.callee] == State::kNew) {
        states_[edge.callee] = State::kOpen;
        stack.push_back({edge.callee});
      }
    }
  }

  // Of what it calls everything is known, but for a recursion, which is a mistake of its own.
  void MeasureDepth(std::size_t node) {
    for (const Edge& edge : calls_[node]) {
      depths_[node] = std::max(depths_[node], depths_[edge.callee] + 1);
      if (depths_[node] <= kMostDepth || too_deep_) continue;
      too_deep_ = true;
      context_
          .Report(Code::kCallsTooDeep, edge.span, fmt::format("calls are nested deeper than {}", kMostDepth),
                  fmt::format("`{}` calls `{}`, and so on", NameOf(node), NameOf(edge.callee)))
          .Hint("work more out in one function");
    }
  }

  void Renumber() {
    std::vector<std::uint32_t> places(count_);
    base::Vec<ir::FunctionId, ir::Function> functions;
    base::Vec<ir::DecisionId, ir::Decision> decisions;
    for (const std::size_t node : order_) {
      if (node < functions_) {
        auto& function = context_.program.functions[ir::FunctionId(static_cast<std::uint32_t>(node))];
        places[node] = functions.Add(std::move(function)).value;
      } else {
        auto& decision = context_.program.decisions[ir::DecisionId(static_cast<std::uint32_t>(node - functions_))];
        places[node] = decisions.Add(std::move(decision)).value;
      }
    }
    context_.program.functions = std::move(functions);
    context_.program.decisions = std::move(decisions);
    for (ir::Expr& expr : context_.program.exprs) {
      if (expr.kind == ir::ExprKind::kCallFunction) expr.index = places[expr.index];
      if (expr.kind == ir::ExprKind::kCallDecision) expr.index = places[functions_ + expr.index];
    }
  }

  Context& context_;
  const std::size_t functions_;
  const std::size_t count_;
  std::vector<std::vector<Edge>> calls_;
  std::vector<State> states_;
  std::vector<std::uint32_t> depths_;  // how many calls there are one in another
  std::vector<std::size_t> order_;
  bool recursive_ = false;
  bool too_deep_ = false;
};

}  // namespace

void OrderCallables(Context& context) { CallSorter(context).Run(); }

}  // namespace rulec::check
