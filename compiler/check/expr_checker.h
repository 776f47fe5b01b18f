#pragma once
// Types one expression and makes it explicit: every conversion, `T` to `T?` and narrowing becomes a node.
// The members are defined in a file per subject: names.cpp, literals.cpp, operators.cpp, arithmetic.cpp,
// conversions.cpp, calls.cpp, builtins.cpp, composites.cpp, variants.cpp, collections.cpp, aggregates.cpp,
// aggregate_types.cpp, correlated.cpp, assignments.cpp, source_text.cpp.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/check/context.h"
#include "compiler/check/narrowing.h"

namespace rulec::check {

/// What the expressions of one process can read besides the names of the module.
struct ProcessScope {
  explicit ProcessScope(ir::Process& of) : process(&of) {}

  ir::Process* const process;
  std::unordered_map<Symbol, ir::CellId> cells;
  std::unordered_map<Symbol, ir::WindowId> windows;
  std::unordered_map<Symbol, ir::TimerId> timers;
  std::unordered_map<Symbol, ir::JoinId> joins;
  std::unordered_map<Symbol, Span> opaques;   // patterns, ...: not built yet
  std::unordered_map<Symbol, Span> declared;  // all of the above
  /// Questions asked of the windows so far, by window and meaning.
  std::unordered_map<std::string, ir::AggregateId> aggregates;
};

/// The operator of the program for one of the tree that takes two values of one kind; kNone for the others.
ir::BinaryOp BinaryOpOf(ast::Op op);

/// An operator as it is written.
std::string_view OpText(ast::Op op);

class ExprChecker {
 public:
  ExprChecker(Context& context, std::uint32_t module, ProcessScope* process = nullptr)
      : context_(context),
        build_(context.build),
        module_(context.modules[module]),
        process_(process),
        narrowing_(context.program, process == nullptr ? nullptr : process->process) {}

  /// The expression with the type it has by itself; `hint` says what is expected, for bare enum values, records without
  /// a name, `missing` and `[]`.
  ir::ExprId Check(ast::ExprId expr, TypeId hint = {});
  /// The expression as a `type`.
  ir::ExprId CheckAs(ast::ExprId expr, TypeId type);
  /// What a set cell is assigned: a set of its type, or a list of its elements.
  ir::ExprId CheckElements(ast::ExprId expr, TypeId set);
  ir::ExprId CheckCondition(ast::ExprId expr);
  /// As CheckAs, folded to a constant: kConstant, or kRecord, kList and kSome of them. `what` begins a message.
  ir::ExprId CheckConstant(ast::ExprId expr, TypeId type, std::string_view what = "a default");

  Narrowing& narrowing() { return narrowing_; }
  Context& context() { return context_; }

  // Names that live in a block.
  std::size_t MarkLocals() const { return locals_.size(); }
  void LeaveLocals(std::size_t mark);
  /// False, after a report, if the name is taken by another local or by something of the process.
  bool DeclareLocal(ast::Name name, ir::LocalId id);
  /// The name is known and stands for anything, since its declaration was wrong.
  void DeclareBroken(ast::Name name);
  ir::LocalId AddLocal(ir::LocalKind kind, ast::Name name, TypeId type);
  std::optional<ir::LocalId> FindLocal(Symbol name) const;
  bool IsBroken(Symbol name) const;
  std::vector<std::string_view> LocalNames() const;

  ir::ExprId ReadLocal(ir::LocalId id, Span span);
  ir::ExprId ReadCell(ir::CellId id, Span span);
  ir::ExprId ReadField(ir::ExprId from, std::uint32_t field, Span span);
  ir::ExprId HandlerTime(Span span);
  ir::ExprId ClockTime(Span span);

  /// The `f` of `on timer t as f`: not a value, but `f.time` is. A local like any other, in its block.
  void DeclareFiring(ast::Name name);

  /// `where` and aggregate arguments of the window: its event's fields are names, state is out of sight.
  /// How many rows a window may hold of one key.
  static constexpr std::int64_t kMostRows = 100'000;
  /// From 1 to kMostRows; reports another.
  std::optional<std::int64_t> RowCount(ast::ExprId expr);

  void EnterWindow(ir::WindowId window);
  void LeaveWindow();
  /// In `on close window as name`: it answers by that name until LeaveClosing.
  void EnterClosing(Symbol name, ir::WindowId window) { closing_ = Closing{name, window}; }
  void LeaveClosing() { closing_.reset(); }

  // Assignments.
  std::string PlaceText(const std::vector<ast::Name>& place) const;
  /// As RequirePresent, for what `+=` adds to.
  bool RequirePlace(ir::ExprId read, const std::string& text, Span span);
  /// `read op value` as a `type`.
  ir::ExprId Accumulate(ast::Op op, ir::ExprId read, ast::ExprId value, TypeId type, Span span,
                        const std::string& text);

  /// Index of a field, or a report.
  std::optional<std::uint32_t> FieldIndex(types::RecordId id, Symbol name, Span span);

  /// Reads what `_` stands for while a table condition is checked.
  void SetUnderscore(std::function<ir::ExprId(Span)> read) { underscore_ = std::move(read); }
  /// What an input of type `beside` is compared with.
  ir::ExprId CheckBound(ast::ExprId expr, TypeId beside);
  /// Cells in which a number alone is an amount of their column's currency.
  void SetCells(std::span<const ast::ExprId> cells) { cells_ = cells; }
  /// A remedy that only the caller knows for `path` that may be missing, or nothing.
  void SetMissingAdvice(std::function<std::string(const std::string& path)> advice) {
    missing_advice_ = std::move(advice);
  }
  void SetCaller(Callable caller) { caller_ = caller; }

  /// `expr` (already checked, from `source`) as a `type`; reports and gives an error expression if it cannot be.
  ir::ExprId Coerce(ir::ExprId expr, TypeId type, ast::ExprId source);
  /// Two sides of a comparison, brought to one kind; false after a report.
  bool UnifyOperands(ir::ExprId& left, ir::ExprId& right, Span op_span, std::string_view op);
  ir::ExprId Compare(ir::BinaryOp op, ir::ExprId left, ir::ExprId right, Span span, Span op_span);
  /// False, after a report, for a `T?`.
  bool RequirePresent(ir::ExprId expr, ast::ExprId source, const std::string& use = {});
  /// Narrowed away again: what a test for presence is about.
  ir::ExprId WithoutNarrowing(ir::ExprId expr) const;
  /// `from[at]`; `head` is how `from` was written.
  ir::ExprId IndexOf(ir::ExprId from, ast::ExprId at, Span span, const std::string& head);
  /// True, after a report, for a whole set or map, which is no value.
  bool RefuseWhole(ir::ExprId value, Span span);
  /// Source text of a simple expression; `...` for parts that are not.
  std::string SourceText(ast::ExprId expr) const;
  /// Of the module, if it says one.
  const std::optional<ast::Zone>& zone() const { return module_.zone; }

 private:
  const ast::Module& tree() const { return *module_.ast; }
  const ast::Expr& node(ast::ExprId id) const { return tree().exprs[id]; }
  ast::ExprId ChildOf(ast::ExprId id, std::uint32_t at) const { return tree().children[node(id).first + at]; }
  types::TypeTable& types() { return context_.program.types; }
  TypeKind KindOf(ir::ExprId id) const { return build_.kind(id); }
  TypeId Simple(TypeKind kind) const { return context_.program.types.Simple(kind); }
  ir::ExprId Error(ast::ExprId at) { return build_.Error(node(at).span); }
  bool IsError(ir::ExprId id) const { return KindOf(id) == TypeKind::kError; }

  // As Check, but the result may be a literal that no 64-bit int holds: for those who give it a type.
  ir::ExprId CheckOperand(ast::ExprId expr, TypeId hint = {});
  ir::ExprId Settle(ir::ExprId expr);

  // literals.cpp
  ir::ExprId Literal(ast::ExprId expr);
  ir::ExprId IntLiteral(ast::ExprId expr, bool negative);
  ir::ExprId DecimalLiteral(ast::ExprId expr, bool negative);
  ir::ExprId FloatLiteral(ast::ExprId expr);
  bool IsLiteral(ir::ExprId id) const { return context_.IsLiteral(id); }
  types::DecimalShape LiteralShape(ir::ExprId id) const;
  std::string LiteralText(ir::ExprId id) const;
  /// The literal as a `type` that holds it exactly; nothing if there is no such value.
  std::optional<ir::ExprId> Adopt(ir::ExprId literal, TypeId type);

  // money.cpp
  bool IsMoney(ir::ExprId id) const { return context_.program.types.IsMoney(build_.type(id)); }
  ir::ExprId MoneyLiteral(ast::ExprId expr, bool negative);
  /// The literal as `money`; nothing after a report.
  std::optional<ir::ExprId> AmountOf(ir::ExprId literal, TypeId money);
  void ReportDigits(types::Currency currency, Span span);
  void ReportCurrencies(ir::ExprId left, ir::ExprId right, Span span, const std::string& what);
  ir::ExprId ReportNoAmount(ir::ExprId expr, TypeId type, ast::ExprId source);
  std::string Spelled(ir::ExprId literal, std::string_view code);
  /// False, after a report, unless both are of one currency.
  bool UnifyAmounts(ir::ExprId left, ir::ExprId right, Span op_span, std::string_view op);
  ir::ExprId CombineAmounts(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span);
  ir::ExprId CombineTwoAmounts(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span);
  /// As Coerce, where either side is money.
  ir::ExprId CoerceAmount(ir::ExprId expr, TypeId type, ast::ExprId source);
  ir::ExprId WithoutCurrency(ir::ExprId amount);
  ir::ExprId MoneyCall(ast::ExprId expr);
  ir::ExprId RoundAmount(ir::Builtin builtin, ir::ExprId amount, int digits, Span span);

  // names.cpp
  ir::ExprId NameExpr(ast::ExprId expr, TypeId hint);
  ir::ExprId FieldExpr(ast::ExprId expr);
  bool IsFiring(ast::ExprId expr) const;
  ir::ExprId FiringField(ast::ExprId expr);
  ir::ExprId OptionalFieldExpr(ast::ExprId expr);
  std::optional<ir::ExprId> FindValue(Symbol name, Span span);
  bool IsNamedInWindow(Symbol name) const;
  bool IsValue(Symbol name) const;
  std::optional<std::uint32_t> EventField(Symbol name) const;
  std::optional<ir::ExprId> QualifiedName(ast::ExprId expr);
  bool IsOpenName(ast::ExprId expr) const;
  ir::ExprId UnknownName(ast::ExprId expr, TypeId hint);
  std::string FieldOfLocal(Symbol name) const;
  ir::ExprId KeyField(ast::ExprId expr);
  ir::ExprId Narrowed(ir::ExprId read);
  const Decl* FindDecl(Symbol name) const;
  const ModuleScope* ImportedModule(ast::ExprId expr) const;

  // operators.cpp
  ir::ExprId UnaryExpr(ast::ExprId expr, TypeId hint);
  ir::ExprId BinaryExpr(ast::ExprId expr, TypeId hint);
  ir::ExprId Chain(ast::ExprId expr);
  ir::ExprId Comparison(ast::ExprId expr);
  bool CompareByValue(ir::ExprId value, TypeId type);
  ir::ExprId InExpr(ast::ExprId expr);
  ir::ExprId IsExpr(ast::ExprId expr);
  ir::ExprId Coalesce(ast::ExprId expr, TypeId hint);
  ir::ExprId Arithmetic(ast::ExprId expr);
  void CheckSides(ast::ExprId expr, ir::ExprId& left, ir::ExprId& right);

 public:
  /// `left op right` for `op` of an assignment such as `+=`.
  ir::ExprId Combine(ast::Op op, ir::ExprId left, ir::ExprId right, ast::ExprId right_source, Span span, Span op_span);

 private:
  ir::ExprId CombineNumbers(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span);
  std::optional<ir::ExprId> CombineTimes(ast::Op op, ir::ExprId left, ir::ExprId right, Span span);
  ir::ExprId OperatorMismatch(ast::Op op, ir::ExprId left, ir::ExprId right, Span span, Span op_span);

  // conversions.cpp
  bool UnifyNumbers(ir::ExprId& left, ir::ExprId& right, Span op_span);
  std::string ConversionAdvice(TypeKind from, TypeId type, const std::string& text);
  ir::ExprId Mismatch(ir::ExprId expr, TypeId type, ast::ExprId source);
  ir::ExprId ToDecimal(ir::ExprId expr, TypeId type, ast::ExprId source);
  std::optional<TypeId> CommonType(TypeId a, TypeId b);
  /// One type for all; literals adapt. Reports at the first that does not fit.
  TypeId CommonTypeOf(std::vector<ir::ExprId>& values, const std::vector<ast::ExprId>& sources);
  ir::ExprId AsDecimal(ir::ExprId number);

  // composites.cpp
  ir::ExprId IfExpr(ast::ExprId expr, TypeId hint, bool required);
  ir::ExprId ListExpr(ast::ExprId expr, TypeId hint);
  ir::ExprId RecordExpr(ast::ExprId expr, TypeId hint);

 public:
  /// A record from `name: value` entries, as in `emit`.
  ir::ExprId RecordOf(types::RecordId record, std::span<const ast::Entry> entries, Span span);

 private:
  // variants.cpp
  ir::ExprId EnumValue(ir::EnumId id, Symbol value, Span span, Span name_span);
  std::optional<ir::ExprId> BareEnumValue(ast::ExprId expr, TypeId hint);
  ir::ExprId NoFields(ast::ExprId expr, ir::ExprId from);
  std::optional<ir::VariantId> VariantOf(TypeId hint) const;
  std::optional<std::uint32_t> FindArm(ir::VariantId id, Symbol name) const;
  ir::ExprId UnknownArm(ir::VariantId id, Symbol name, Span span);
  ir::ExprId ArmAlone(ir::VariantId id, std::uint32_t index, Span span);
  ir::ExprId ArmOf(ir::VariantId id, std::uint32_t index, std::span<const ast::Entry> entries, Span span);
  /// A remedy for a name that is no value, if some variant has such an arm.
  std::string AdviceForArm(Symbol name) const;
  ir::ExprId QualifiedExpr(ast::ExprId expr);
  ir::ExprId MatchExpr(ast::ExprId expr, TypeId hint, bool required);
  std::optional<ir::ExprId> MatchSubject(ast::ExprId expr);
  std::optional<std::uint32_t> MatchedCase(const types::Type& subject, const ast::MatchArm& arm);
  bool MatchedOnce(const ast::MatchArm& arm, Span place);
  bool BindArm(const types::Type& subject, std::uint32_t index, ast::Name binder, ir::LocalId& local);
  bool IsExhaustive(ast::ExprId expr, const types::Type& subject, const std::vector<ast::ExprId>& matched);

  // collections.cpp
  ir::ExprId IndexExpr(ast::ExprId expr);
  ir::ExprId MapExpr(ast::ExprId expr, TypeId hint);
  /// The common type of the elements of a collection written out; kError after a report.
  TypeId ElementTypeOf(std::vector<ir::ExprId>& items, const std::vector<ast::ExprId>& sources, ast::ExprId whole);
  ir::ExprId InCollection(ast::ExprId expr);
  ir::ExprId LengthCall(ast::ExprId expr);

  // each.cpp
  /// The last argument, where it is `x in xs`, without or with `where` after it.
  std::optional<ast::ExprId> BindingOf(ast::ExprId call) const;
  /// There is one, and `x` is no value: `min(e, x in xs)` looks at elements, `min(a, b in c)` compares two bools.
  bool NamesElement(ast::ExprId call) const;
  /// A call with `where` in its brackets.
  ir::ExprId WhereExpr(ast::ExprId call);
  ir::ExprId EachExpr(ast::ExprId call, ir::Each each);
  /// The type of the whole, by that of what each element gives; kError after a report.
  TypeId EachType(ir::Each each, ir::ExprId value, ast::ExprId source);

  // patterns.cpp
  ir::ExprId MatchesExpr(ast::ExprId expr);

  // function_calls.cpp
  ir::ExprId FunctionCall(ast::ExprId expr, std::string_view name);
  ir::ExprId FunctionArgument(ast::ExprId source, const ir::BuiltinParam& param);
  ir::ExprId ZoneArgument(ast::ExprId source);
  // calendars.cpp
  const Decl* FindCalendar(ast::ExprId source) const;
  bool QuotesCalendar(ast::ExprId source) const;
  ir::ExprId CalendarArgument(ast::ExprId source);

  // calls.cpp, builtins.cpp
  ir::ExprId CallExpr(ast::ExprId expr, TypeId hint);
  ir::ExprId CallDeclared(ast::ExprId expr, const Decl& decl, std::string_view name);
  ir::ExprId BuiltinCall(ast::ExprId expr, std::string_view name, TypeId hint);
  ir::ExprId AsOf(ast::ExprId call, std::string_view name);
  bool CheckCount(ast::ExprId expr, std::string_view name, std::size_t least, std::size_t most);
  ir::ExprId Argument(ast::ExprId expr, std::uint32_t at);
  ir::ExprId BuiltinMismatch(ast::ExprId source, std::string_view name, std::string_view wanted, ir::ExprId got);
  ir::ExprId RoundCall(ast::ExprId expr);
  ir::ExprId FloorCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin);
  ir::ExprId AbsCall(ast::ExprId expr);
  std::vector<ir::ExprId> OrderedArguments(ast::ExprId expr, std::string_view name);
  ir::ExprId ClampCall(ast::ExprId expr);
  bool RequirePresentInText(ir::ExprId value, ast::ExprId source);
  ir::ExprId ExtremeCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin);
  ir::ExprId TextCall(ast::ExprId expr, std::string_view name, ir::Builtin builtin, std::uint32_t count,
                      TypeKind result);
  ir::ExprId IntCall(ast::ExprId expr);
  ir::ExprId FloatCall(ast::ExprId expr);
  ir::ExprId StringCall(ast::ExprId expr);
  ir::ExprId AsText(ir::ExprId value, ast::ExprId source, Span span, std::string_view what);
  ir::ExprId Interpolation(ast::ExprId expr);
  ir::ExprId DecimalCall(ast::ExprId expr, TypeId hint);
  std::optional<int> SmallLiteral(ast::ExprId expr, int least, int most, std::string_view what);

  // aggregates.cpp
  struct Range {
    std::int64_t least;
    std::int64_t most;
  };
  std::optional<ir::WindowId> WindowNamed(ast::ExprId expr) const;
  bool CanAnswer(ir::WindowId window, ast::ExprId field);
  ir::ExprId AggregateExpr(ast::ExprId expr, ast::ExprId field, bool called);
  ir::ExprId ValueQuestion(ast::ExprId expr, ir::WindowId window, ir::AggregateKind kind, ast::ExprId source,
                           std::int64_t number);
  std::optional<std::int64_t> NumberOf(ast::ExprId expr, TypeId type, Range range, std::string_view what);
  std::optional<ir::ExprId> FieldOfWindowEvent(ast::ExprId expr);
  std::optional<ir::ExprId> PresenceOfWindowEvent(ast::ExprId expr, bool present, Span span);
  /// The answer; `T` for a `T?` where the window is proved not empty.
  ir::ExprId Ask(ir::WindowId window, ir::Aggregate aggregate, Span span, std::optional<ir::ExprId> sought = {});
  ir::ExprId Count(ir::WindowId window, Span span);
  bool IsAnswered(ir::WindowId window, ir::AggregateKind kind, Span span);

  // aggregate_types.cpp
  TypeId EventType(ir::WindowId window) const;
  TypeId BareType(ir::WindowId window, ir::AggregateKind kind);
  TypeId AggregateType(ir::AggregateKind kind, TypeId argument, ast::ExprId source);

  // correlated.cpp
  struct Sides {
    bool entering = false;
    bool current = false;
  };
  /// `named`: elements and arms that the expression around it names.
  Sides SidesOf(ir::ExprId id, ir::LocalId event, std::vector<ir::LocalId> named = {}) const;
  void CollectColumns(ir::ExprId id, ir::LocalId event, std::vector<ir::ExprId>& columns) const;
  ir::ExprId CountAll(ir::WindowId window, ir::ExprId condition, Span span);
  ir::ExprId CountWhich(ir::WindowId window, ast::ExprId source, Span span);

  struct LocalName {
    Symbol name;
    ir::LocalId id;                             // invalid: broken, or a firing
    std::uint32_t hidden;                       // index + 1 of the entry of that name outside, 0 without
    std::optional<Span> firing = std::nullopt;  // where a firing is declared
  };

  Context& context_;
  Builder& build_;
  const ModuleScope& module_;
  ProcessScope* process_;
  Narrowing narrowing_;
  std::vector<LocalName> locals_;
  std::unordered_map<Symbol, std::uint32_t> local_index_;  // index + 1 into locals_
  std::optional<ir::WindowId> window_;                     // inside `where` or an aggregate argument
  std::size_t window_mark_ = 0;
  std::size_t window_locals_ = 0;  // how many locals there were when it was entered
  bool reads_current_ = false;     // since the window was entered: a local of the handler
  struct Closing {
    Symbol name;
    ir::WindowId window;
  };
  std::optional<Closing> closing_;
  std::function<ir::ExprId(Span)> underscore_;
  std::span<const ast::ExprId> cells_;
  std::optional<Callable> caller_;
  std::function<std::string(const std::string&)> missing_advice_;
};

}  // namespace rulec::check
