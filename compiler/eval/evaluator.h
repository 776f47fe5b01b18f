#pragma once
// Evaluates pure expressions, functions and decisions straight from the checked program: slow, simple, with arithmetic
// of its own. It folds constants, and it is the oracle for generated code.
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "compiler/eval/value.h"

namespace rulec::eval {

/// Why there is no value. `message` is worded as rulert words it: "integer overflow", "division by zero", ...
struct Failure {
  base::Span span;
  std::string message;
  std::string operands;  // "9223372036854775807 + 1"
  bool gave_up = false;  // no mistake of the rules: the evaluator was to take no more steps, or to go no deeper
};

/// Steps without end.
inline constexpr std::uint64_t kAllSteps = ~std::uint64_t{0};

using Result = tl::expected<Value, Failure>;

/// Why there is no element `index` in a list of `size`, if there is none.
std::optional<Failure> IndexFailure(base::Int128 index, std::size_t size, base::Span span);

/// One answer of a decision: by rule `rule` of Decision::rules, or by `otherwise`.
struct Answer {
  Value value;
  std::optional<std::uint32_t> rule;
};

class Evaluator;

/// What expressions of a process read beside their locals.
class Environment {
 public:
  virtual ~Environment() = default;
  virtual Value Cell(ir::CellId cell) = 0;
  // Of a set or map cell, which is never read as a whole: whether the key is there; what it stands for in a map, or
  // missing; how many there are.
  virtual bool Has(ir::CellId cell, const Value& key) = 0;
  virtual Value At(ir::CellId cell, const Value& key) = 0;
  virtual std::int64_t Length(ir::CellId cell) = 0;
  /// A set or map as a value; looking at all of it is no access.
  virtual Value Whole(ir::CellId cell) = 0;
  /// Of Process::key.
  virtual Value KeyField(std::uint32_t index) = 0;
  virtual Value HandlerTime() = 0;
  virtual Value ClockTime() = 0;
  /// `question`: a kAggregate; `operands`: values of its children; `evaluator`: the one that asks.
  virtual Result Aggregate(const ir::Expr& question, const std::vector<Value>& operands, Evaluator& evaluator) = 0;
};

/// Not thread-safe. The program outlives it and does not change.
class Evaluator {
 public:
  /// Without `environment` there are no cells, keys and windows.
  explicit Evaluator(const ir::Program& program, Environment* environment = nullptr)
      : program_(program), environment_(environment) {}

  /// Parameters have their defaults until they are set.
  void SetParam(ir::ParamId id, Value value);

  /// The event of a handler or window, a `let` or `var`.
  void SetLocal(ir::LocalId id, Value value) { locals_[id.value] = std::move(value); }
  const Value& local(ir::LocalId id) const { return locals_.at(id.value); }

  /// How many steps all evaluations from now on may take together; a failure with `gave_up` where they are over. A node
  /// is a step, and so are each part of a value that it gives and every few characters of text. They are counted, never
  /// timed, so evaluation ends at the same node everywhere.
  void SetSteps(std::uint64_t steps) { steps_left_ = steps; }
  std::uint64_t steps_left() const { return steps_left_; }

  /// Every local that the expression reads has been set.
  Result Evaluate(ir::ExprId expr);
  Result Call(ir::FunctionId id, std::vector<Value> arguments);
  /// One answer, or none where nothing matched and the result may be missing; of all matches any number, in their
  /// order.
  tl::expected<std::vector<Answer>, Failure> Decide(ir::DecisionId id, std::vector<Value> arguments);

 private:
  Result Node(const ir::Expr& expr);
  bool Spend(std::uint64_t steps);
  Environment& Surroundings() const;
  Result Constant(const ir::Expr& expr) const;
  Result Unary(const ir::Expr& expr);
  Result Binary(const ir::Expr& expr);
  Result Membership(const ir::Expr& expr);
  Result Index(const ir::Expr& expr);
  Result Each(const ir::Expr& expr);
  Result Match(const ir::Expr& expr);
  Result Builtin(const ir::Expr& expr);
  /// A set or map.
  bool IsKeyed(ir::TypeId type) const;
  /// The set or map cell that this child is.
  std::optional<ir::CellId> KeyedCell(const ir::Expr& expr, std::uint32_t at) const;
  Result Parts(const ir::Expr& expr);
  Result CallExpr(const ir::Expr& expr);
  ir::ExprId ChildOf(const ir::Expr& expr, std::uint32_t at) const { return program_.children[expr.first + at]; }
  Result Child(const ir::Expr& expr, std::uint32_t at) { return Evaluate(ChildOf(expr, at)); }
  ir::TypeId ChildType(const ir::Expr& expr, std::uint32_t at) const { return program_.exprs[ChildOf(expr, at)].type; }

  const ir::Program& program_;
  Environment* const environment_;
  std::uint64_t steps_left_ = kAllSteps;
  std::uint32_t depth_ = 0;  // nodes that are being evaluated
  // By id. No callable is recursive, so each local has one value at a time.
  std::unordered_map<std::uint32_t, Value> locals_;
  std::unordered_map<std::uint32_t, Value> params_;  // those that were set
};

}  // namespace rulec::eval
