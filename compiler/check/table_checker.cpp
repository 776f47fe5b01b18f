// Inline tables: a row is a rule whose condition joins the tests of its cells.
#include <fmt/format.h>

#include "compiler/check/decision_checker.h"
#include "compiler/check/row_sweeper.h"
#include "compiler/eval/evaluator.h"
#include "compiler/eval/operation.h"

namespace rulec::check {
namespace {

using ir::BinaryOp;
using ir::ExprKind;

class TableChecker {
 public:
  TableChecker(ExprChecker& exprs, const ast::Module& tree, const ast::Table& table, ir::DecisionId decision,
               HitPolicyChecker& policy)
      : exprs_(exprs),
        context_(exprs.context()),
        build_(context_.build),
        tree_(tree),
        table_(table),
        decision_(decision),
        policy_(policy),
        sweeper_(context_) {}

  void Run() {
    context_.program.decisions[decision_].is_table = true;
    for (std::size_t i = 0; i < table_.inputs.size(); ++i) inputs_.push_back(Input(i));
    CheckOutputs();
    CheckRows();
  }

 private:
  struct Column {
    ast::ExprId source;
    std::optional<ir::LocalId> let;  // holds what is more than a path
    bool failed = false;
    std::optional<ir::ExprId> read;  // for all cells: without narrowing it is the same everywhere
  };

  void CheckRows() {
    constexpr std::size_t kFirstRows = 64;
    const std::size_t count = table_.rows.size();
    context_.program.decisions[decision_].rules.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (i == kFirstRows) sweeper_.Reserve(kFirstRows, count - i);
      CheckRow(table_.rows[i], i);
    }
  }

  bool IsPath(ast::ExprId id) const {
    const ast::Expr& expr = tree_.exprs[id];
    if (expr.kind == ast::ExprKind::kName) return true;
    return expr.kind == ast::ExprKind::kField && IsPath(tree_.children[expr.first]);
  }

  Column Input(std::size_t at) {
    Column column{table_.inputs[at].expr, std::nullopt, false, std::nullopt};
    const ir::ExprId value = exprs_.Check(column.source);
    column.failed = build_.kind(value) == TypeKind::kError;
    if (column.failed) return column;
    if (IsPath(column.source)) {
      const ir::ExprId read = exprs_.WithoutNarrowing(value);
      if (IsSteady(read)) column.read = read;
      return column;
    }
    ir::Local local;
    local.name =
        table_.inputs[at].label ? context_.TextOf(table_.inputs[at].label->symbol) : fmt::format("input_{}", at + 1);
    local.type = build_.type(value);
    local.span = tree_.exprs[column.source].span;
    column.let = context_.program.locals.Add(std::move(local));
    context_.program.decisions[decision_].lets.push_back({*column.let, value});
    column.read = exprs_.WithoutNarrowing(exprs_.ReadLocal(*column.let, tree_.exprs[column.source].span));
    return column;
  }

  /// A local or a field of one, neither of which needs a record that may be missing.
  bool IsSteady(ir::ExprId read) const {
    const ExprKind kind = build_.expr(read).kind;
    return kind == ExprKind::kLocal || (kind == ExprKind::kField && IsSteady(build_.child(read, 0)));
  }

  /// What a test looks at, before anything is known of it.
  ir::ExprId Raw(const Column& column, Span span) {
    return column.read ? *column.read : exprs_.WithoutNarrowing(Read(column, span));
  }

  // Read afresh, so that narrowing and spans are those of the place.
  ir::ExprId Read(const Column& column, Span span) {
    if (column.let) return exprs_.ReadLocal(*column.let, span);
    const ir::ExprId value = exprs_.Check(column.source);
    build_.expr(value).span = span;
    return value;
  }

  void CheckOutputs() {
    if (policy_.collects_field() || !context_.program.decisions[decision_].given.valid()) return CheckCollected();
    const TypeId result = context_.program.decisions[decision_].given;
    const types::Type type = context_.types()[context_.types().WithoutOptional(result)];
    if (type.kind == TypeKind::kError) return;
    if (type.kind == TypeKind::kRecord) {
      record_ = type.record;
      // One column whose name is no field holds whole records.
      if (table_.outputs.size() == 1 && !context_.FindField(*record_, table_.outputs[0].symbol)) record_.reset();
    } else if (table_.outputs.size() != 1) {
      context_.Report(Code::kTableShape, table_.outputs[1].span,
                      fmt::format("`{}` has no columns", context_.TypeText(result)),
                      "one column after `||` gives the value; several give the fields of a record");
      failed_ = true;
    }
  }

  /// One column, of what is collected.
  void CheckCollected() {
    const ast::Name& column = table_.outputs.back();
    if (policy_.collects_field() && column.symbol != policy_.collects_field()->symbol) {
      const std::string_view wanted = context_.Text(policy_.collects_field()->symbol);
      context_.Report(Code::kTableShape, column.span,
                      fmt::format("`{}` is not what is collected", context_.Text(column.symbol)),
                      fmt::format("the column after `||` is `{}`", wanted));
      failed_ = true;
    } else if (table_.outputs.size() != 1) {
      context_.Report(Code::kTableShape, table_.outputs[0].span, "one column after `||` is collected",
                      "what nothing reads stands in a comment");
      failed_ = true;
    }
  }

  void CheckRow(const ast::TableRow& row, std::size_t at) {
    if (row.cell_count != table_.inputs.size() || row.result_count != table_.outputs.size()) {
      context_.Report(Code::kTableShape, row.span,
                      fmt::format("the row has {} + {} cells, the table {} + {} columns", row.cell_count,
                                  row.result_count, table_.inputs.size(), table_.outputs.size()),
                      "write `-` for a cell that takes anything");
      return;
    }
    Narrowing& narrowing = exprs_.narrowing();
    const std::size_t mark = narrowing.Mark();
    sweeper_.BeginRow();
    bool known = true;
    ir::ExprId when;
    const auto cells = table_.cells_of(row);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (inputs_[i].failed) {
        known = false;
        continue;
      }
      const ir::ExprId test = Cell(cells[i], inputs_[i]);
      if (!test.valid()) continue;
      if (build_.kind(test) == TypeKind::kError) {
        known = false;
        continue;
      }
      narrowing.Assume(narrowing.WhenTrue(test));
      when = when.valid() ? build_.And(when, test) : test;
    }
    if (!when.valid()) when = build_.Bool(true, row.span);
    ir::ExprId then = Result(row);
    narrowing.Leave(mark);
    sweeper_.EndRow(when, then);
    if (!known) return;
    ir::Decision& decision = context_.program.decisions[decision_];
    if (decision.policy == ir::HitPolicy::kFirstMatch) narrowing.Assume(narrowing.WhenFalse(when));
    ir::DecisionRule rule;
    rule.name = fmt::format("row {}", at + 1);
    rule.span = row.span;
    rule.when = when;
    rule.then = then;
    rule.when_span = build_.expr(when).span;
    rule.then_span = build_.expr(then).span;
    decision.rules.push_back(std::move(rule));
  }

  ir::ExprId Result(const ast::TableRow& row) {
    if (failed_) return build_.Error(row.span);
    exprs_.SetCells(table_.results_of(row));
    const ir::ExprId value = record_ ? RecordOf(row) : policy_.Value(table_.results_of(row)[0]);
    exprs_.SetCells({});
    return value;
  }

  ir::ExprId RecordOf(const ast::TableRow& row) {
    const TypeId result = context_.program.decisions[decision_].given;
    std::vector<ast::Entry> entries;
    const auto results = table_.results_of(row);
    for (std::size_t i = 0; i < results.size(); ++i) entries.push_back({table_.outputs[i], results[i]});
    const Span span = base::Join(tree_.exprs[results.front()].span, tree_.exprs[results.back()].span);
    ir::ExprId record = exprs_.RecordOf(*record_, entries, span);
    if (build_.kind(record) == TypeKind::kError) {
      failed_ = failed_ || build_.expr(record).span == span;
      return record;
    }
    if (!context_.types().IsOptional(result)) return record;
    return build_.Node(ExprKind::kSome, result, span, {record});
  }

  // The condition of a cell; invalid for `-`.
  ir::ExprId Cell(const ast::Cell& cell, const Column& column) {
    switch (cell.kind) {
      case ast::CellKind::kAny:
        return {};
      case ast::CellKind::kCondition:
        return Condition(cell, column);
      case ast::CellKind::kTests:
      case ast::CellKind::kNotTests:
        break;
    }
    const bool negated = cell.kind == ast::CellKind::kNotTests;
    // Tests of values only match what is present; `missing` and `present` speak for themselves.
    const ir::ExprId raw = Raw(column, cell.span);
    const bool optional = context_.types().IsOptional(build_.type(raw));
    ir::ExprId values, presence;
    bool failed = false;
    const bool held =
        optional && exprs_.narrowing().PathOf(raw) && exprs_.narrowing().Holds(*exprs_.narrowing().PathOf(raw));
    for (const ast::CellTest& test : table_.tests_of(cell)) {
      if (test.kind == ast::TestKind::kMissing || test.kind == ast::TestKind::kPresent) {
        Or(presence, Presence(test, column, optional), failed);
        continue;
      }
      Or(values, ValueTest(test, column, optional), failed);
    }
    if (failed) return build_.Error(cell.span);
    if (values.valid() && negated) values = build_.Unary(ir::UnaryOp::kNot, values, Bool(), cell.span);
    if (values.valid() && optional && !held) {
      const ir::ExprId present = build_.Node(ExprKind::kIsPresent, Bool(), cell.span, {raw});
      values = build_.Node(ExprKind::kAnd, Bool(), cell.span, {present, values});
    }
    if (presence.valid() && negated) presence = build_.Unary(ir::UnaryOp::kNot, presence, Bool(), cell.span);
    if (!values.valid()) return presence;
    if (!presence.valid()) return values;
    return build_.Node(negated ? ExprKind::kAnd : ExprKind::kOr, Bool(), cell.span, {presence, values});
  }

  TypeId Bool() { return context_.types().Simple(TypeKind::kBool); }

  void Or(ir::ExprId& tests, ir::ExprId test, bool& failed) {
    if (build_.kind(test) == TypeKind::kError) {
      failed = true;
    } else if (!tests.valid()) {
      tests = test;
    } else {
      const Span span = base::Join(build_.expr(tests).span, build_.expr(test).span);
      tests = build_.Node(ExprKind::kOr, Bool(), span, {tests, test});
    }
  }

  ir::ExprId Presence(const ast::CellTest& test, const Column& column, bool optional) {
    const ir::ExprId raw = Raw(column, test.span);
    if (!optional) {
      context_.Report(Code::kNeverMissing, test.span,
                      fmt::format("`{}` is never missing", exprs_.SourceText(column.source)),
                      fmt::format("it is of type `{}`", context_.TypeText(build_.type(raw))));
      return build_.Error(test.span);
    }
    const bool missing = test.kind == ast::TestKind::kMissing;
    return build_.Node(missing ? ExprKind::kIsMissing : ExprKind::kIsPresent, Bool(), test.span, {raw});
  }

  // The input, present.
  ir::ExprId Value(const Column& column, Span span, bool optional) {
    const ir::ExprId raw = Raw(column, span);
    if (!optional) return raw;
    return build_.Node(ExprKind::kNarrow, context_.types().WithoutOptional(build_.type(raw)), span, {raw});
  }

  ir::ExprId ValueTest(const ast::CellTest& test, const Column& column, bool optional) {
    const auto compare = [&](BinaryOp op, ast::ExprId bound) {
      const ir::ExprId value = Value(column, test.span, optional);
      const ir::ExprId other = exprs_.CheckBound(bound, build_.type(value));
      if (build_.kind(other) == TypeKind::kError) return other;
      return exprs_.Compare(op, value, other, test.span, tree_.exprs[bound].span);
    };
    switch (test.kind) {
      case ast::TestKind::kValue:
        return compare(BinaryOp::kEqual, test.low);
      case ast::TestKind::kLess:
        return compare(BinaryOp::kLess, test.low);
      case ast::TestKind::kLessEqual:
        return compare(BinaryOp::kLessEqual, test.low);
      case ast::TestKind::kGreater:
        return compare(BinaryOp::kGreater, test.low);
      case ast::TestKind::kGreaterEqual:
        return compare(BinaryOp::kGreaterEqual, test.low);
      case ast::TestKind::kRange: {
        const ir::ExprId low = compare(test.low_open ? BinaryOp::kGreater : BinaryOp::kGreaterEqual, test.low);
        const ir::ExprId high = compare(test.high_open ? BinaryOp::kLess : BinaryOp::kLessEqual, test.high);
        if (build_.kind(low) == TypeKind::kError || build_.kind(high) == TypeKind::kError)
          return build_.Error(test.span);
        if (IsEmpty(test, build_.child(low, 1), build_.child(high, 1))) return build_.Error(test.span);
        return build_.Node(ExprKind::kAnd, Bool(), test.span, {low, high});
      }
      case ast::TestKind::kMissing:
      case ast::TestKind::kPresent:
        break;
    }
    return build_.Error(test.span);
  }

  bool IsEmpty(const ast::CellTest& test, ir::ExprId low, ir::ExprId high) {
    if (build_.expr(low).kind != ExprKind::kConstant || build_.expr(high).kind != ExprKind::kConstant) return false;
    if (build_.kind(low) != build_.kind(high)) return false;  // 0.5..2 beside a header that is a number itself
    const eval::Value from = *eval::Evaluator(context_.program).Evaluate(low);
    const eval::Value to = *eval::Evaluator(context_.program).Evaluate(high);
    const int order = eval::Order(context_.program, {from, build_.type(low)}, {to, build_.type(high)});
    if (order < 0 || (order == 0 && !test.low_open && !test.high_open)) return false;
    context_.Report(Code::kEmptyRange, test.span, "the range holds nothing",
                    order > 0 ? "the lower bound comes first" : "a bound that is open is not part of it");
    return true;
  }

  ir::ExprId Condition(const ast::Cell& cell, const Column& column) {
    exprs_.SetUnderscore([this, &column](Span span) { return Read(column, span); });
    const ir::ExprId condition = exprs_.CheckCondition(cell.condition);
    exprs_.SetUnderscore({});
    return condition;
  }

  ExprChecker& exprs_;
  Context& context_;
  Builder& build_;
  const ast::Module& tree_;
  const ast::Table& table_;
  const ir::DecisionId decision_;
  HitPolicyChecker& policy_;
  RowSweeper sweeper_;
  std::vector<Column> inputs_;
  std::optional<types::RecordId> record_;
  bool failed_ = false;
};

}  // namespace

void CheckTable(ExprChecker& exprs, const ast::Module& tree, const ast::Table& table, ir::DecisionId decision,
                HitPolicyChecker& policy) {
  TableChecker(exprs, tree, table, decision, policy).Run();
}

}  // namespace rulec::check
