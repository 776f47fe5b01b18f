#pragma once
// One function of generated code while it is built: expressions of the program become C++ in it, in the order that the
// language evaluates them.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/lower/context.h"
#include "compiler/lower/failures.h"
#include "compiler/lower/literal.h"

namespace rulec::lower {

/// What expressions mean only inside of a process.
class ProcessReads {
 public:
  virtual ~ProcessReads() = default;
  virtual plan::CodeId Cell(ir::CellId cell) = 0;
  /// What a list, set or map cell is asked and changed through.
  virtual plan::CodeId Collection(ir::CellId cell) = 0;
  virtual plan::CodeId Key(std::uint32_t field) = 0;
  /// Of the handler.
  virtual plan::CodeId Time() = 0;
  virtual plan::CodeId ClockTime() = 0;
  /// `question`: a kAggregate.
  virtual plan::CodeId Aggregate(const ir::Expr& question, std::uint32_t place) = 0;
  /// The answer is computed by the mode of arithmetic, and has a place.
  virtual bool TakesMode(ir::WindowId window, ir::AggregateId aggregate) = 0;
};

class BodyBuilder {
 public:
  /// `scope` has the names of the function's parameters; `reads` is null outside of processes.
  BodyBuilder(Context& context, const Failures& failures, Scope scope, ProcessReads* reads = nullptr);

  // ---- what names stand for ----
  void Bind(ir::LocalId local, plan::CodeId code) { locals_[local.value] = code; }
  plan::CodeId Local(ir::LocalId local) const;
  /// How parameters and scratch are reached here.
  void set_params(plan::CodeId code) { params_ = code; }
  void set_scratch(plan::CodeId code) { scratch_ = code; }
  const plan::Needs& needs() const { return needs_; }

  // ---- statements, at the end of the open block ----
  void OpenBlock() { open_.emplace_back(); }
  plan::BlockId CloseBlock() { return context_.pool().AddBlock(TakeBlock()); }
  void Add(plan::Action action) { open_.back().actions.push_back(std::move(action)); }
  /// Declares a value; returns its name.
  plan::CodeId Declare(std::string wanted, std::string type, plan::CodeId value, bool is_mutable, bool is_unused);
  /// The same for a name that was taken before.
  plan::CodeId DeclareTaken(std::string name, std::string type, plan::CodeId value, bool is_mutable, bool is_unused);
  std::string TakeName(std::string wanted) { return scope_.Take(std::move(wanted)); }
  /// Line that statements are marked with from here on.
  void set_line(plan::SourceLine line) { line_ = line; }
  plan::SourceLine line() const { return line_; }
  /// Stands before the next statement that Act() makes; TakeComment() takes it for another.
  void set_comment(std::string comment) { comment_ = std::move(comment); }
  std::string TakeComment() { return std::exchange(comment_, {}); }
  plan::Action Act(plan::ActionKind kind, plan::CodeId value = {});

  // ---- expressions ----
  plan::CodeId Value(ir::ExprId id, LiteralUse use = LiteralUse::kTyped);
  /// `code` stands for `expr` from here on.
  void Substitute(ir::ExprId expr, plan::CodeId code) { known_[expr.value] = code; }
  /// `code` stands for `expr`, and for what equals it, inside of `whole`.
  void SubstituteAll(ir::ExprId whole, ir::ExprId expr, plan::CodeId code);
  /// What stands for `expr` or a part of it is not in reach from here on.
  void Forget(ir::ExprId expr);
  /// In order; where two could fail and C++ would leave their order open, all but the last become constants first.
  std::vector<plan::CodeId> Ordered(std::span<const ir::ExprId> exprs, LiteralUse use, bool order_given);

  /// `build` in a block of its own that runs only if its value is asked for.
  plan::CodeId OnDemand(const std::function<plan::CodeId()>& build);

  plan::CodeId Params();
  plan::CodeId Scratch();
  plan::CodeId Mode();

 private:
  plan::Block TakeBlock();
  bool IsSimple(plan::CodeId code) const;
  plan::CodeId Simple(plan::CodeId code);
  plan::CodeId Field(const ir::Expr& expr);
  plan::CodeId OptionalField(const ir::Expr& expr);
  plan::CodeId Unary(ir::ExprId id);
  plan::CodeId Binary(ir::ExprId id);
  plan::CodeId Comparison(const ir::Expr& expr);
  plan::CodeId Arithmetic(ir::ExprId id);
  plan::CodeId Chain(const ir::Expr& expr, plan::CodeOp op);
  plan::CodeId If(const ir::Expr& expr);
  plan::CodeId Match(const ir::Expr& expr);
  plan::CodeId Coalesce(const ir::Expr& expr);
  plan::CodeId Convert(ir::ExprId id);
  plan::CodeId InList(const ir::Expr& expr);
  plan::CodeId In(const ir::Expr& expr);
  plan::CodeId Index(ir::ExprId id);
  /// The list, set or map cell that `expr` is.
  std::optional<ir::CellId> CollectionCell(ir::ExprId expr) const;
  plan::CodeId List(const ir::Expr& expr);
  plan::CodeId WholeCell(ir::CellId cell, types::TypeKind kind);
  plan::CodeId Map(const ir::Expr& expr);
  plan::CodeId Elements(ir::ExprId collection);
  plan::CodeId ElementClosure(const std::string& parameter, ir::ExprId asked);
  plan::CodeId Each(ir::ExprId id);
  plan::CodeId Builtin(ir::ExprId id);
  plan::CodeId TableFunction(ir::ExprId id, const ir::BuiltinInfo& function);
  plan::CodeId CallFunction(const ir::Expr& expr);
  plan::CodeId CallDecision(const ir::Expr& expr);
  plan::CodeId MinMax(const ir::Expr& expr);
  void Tail(const plan::Needs& callee, std::vector<plan::CodeId>& args);
  /// m.Op(args, place), with the result type as template argument where given.
  plan::CodeId ModeCall(std::string op, const std::string& result, std::vector<plan::CodeId> args, ir::ExprId id);

  Context& context_;
  const Failures& failures_;
  Scope scope_;
  ProcessReads* reads_;
  std::map<std::uint32_t, plan::CodeId> locals_;
  std::optional<plan::CodeId> params_;
  std::optional<plan::CodeId> scratch_;
  plan::Needs needs_;
  std::vector<plan::Block> open_;
  plan::SourceLine line_;
  std::string comment_;
  std::map<std::uint32_t, plan::CodeId> known_;
};

}  // namespace rulec::lower
