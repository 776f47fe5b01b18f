#include "compiler/lower/table_data.h"

#include <algorithm>
#include <map>

#include "compiler/lower/expr_shape.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;
using ir::ExprKind;
using ir::UnaryOp;
using types::TypeKind;

/// Of one row of the file there are at most this many as data.
constexpr std::size_t kMostRanges = 64;

/// What a test takes of its input: values between the cuts 0 and 1, 2 and 3, .., in ascending order.
struct Taken {
  std::vector<std::optional<Cut>> cuts;  // only the first (before all) and the last (behind all) may be absent
  bool missing = false;
};

class TableReader {
 public:
  TableReader(const ir::Program& program, const ir::Decision& decision, const Failures& failures)
      : program_(program), decision_(decision), failures_(failures) {}

  std::optional<TableData> Run() {
    std::vector<std::map<std::size_t, Taken>> rows;
    for (const ir::DecisionRule& rule : decision_.rules) {
      if (!IsData(rule.then)) return std::nullopt;
      rows.emplace_back();
      if (!AddTests(rule.when, rows.back())) return std::nullopt;
    }
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      if (!AddRows(i, rows[i])) return std::nullopt;
    }
    if (data_.inputs.empty()) return std::nullopt;
    return std::move(data_);
  }

 private:
  const ir::Expr& ExprOf(ir::ExprId id) const { return program_.exprs[id]; }
  ir::ExprId ChildOf(const ir::Expr& expr, std::uint32_t at) const { return program_.children_of(expr)[at]; }

  bool IsData(ir::ExprId id) const {
    const ir::Expr& expr = ExprOf(id);
    if (expr.kind == ExprKind::kConstant) return true;
    if (expr.kind != ExprKind::kRecord && expr.kind != ExprKind::kArm && expr.kind != ExprKind::kSome) return false;
    const auto children = program_.children_of(expr);
    return std::all_of(children.begin(), children.end(), [&](ir::ExprId child) { return IsData(child); });
  }

  bool HoldsNarrowing(ir::ExprId id) const {
    const auto children = program_.children_of(ExprOf(id));
    return ExprOf(id).kind == ExprKind::kNarrow ||
           std::any_of(children.begin(), children.end(), [&](ir::ExprId child) { return HoldsNarrowing(child); });
  }

  /// The input that `id` reads, as it is before anything is known of it; nothing for what a loop cannot look at.
  std::optional<std::size_t> InputOf(ir::ExprId id) {
    if (ExprOf(id).kind == ExprKind::kNarrow) id = ChildOf(ExprOf(id), 0);
    const ir::TypeId present = program_.types.WithoutOptional(ExprOf(id).type);
    const types::Type& type = program_.types[present];
    if (!program_.types.IsScalar(present) || type.kind == TypeKind::kBytes ||
        (type.kind == TypeKind::kDecimal && type.precision > 18)) {
      return std::nullopt;
    }
    if (ExprOf(id).kind == ExprKind::kConstant || failures_.CanFail(id) || HoldsNarrowing(id)) return std::nullopt;
    const auto [at, is_new] = by_shape_.emplace(ExprShape(program_, id), data_.inputs.size());
    if (is_new) data_.inputs.push_back(id);
    return at->second;
  }
  types::Type TypeOfInput(std::size_t input) const {
    return program_.types[program_.types.WithoutOptional(ExprOf(data_.inputs[input]).type)];
  }

  int Compare(TypeKind kind, const std::optional<Cut>& a, const std::optional<Cut>& b, bool absent_is_last) const {
    if (!a || !b) return (a ? 0 : (absent_is_last ? 1 : -1)) - (b ? 0 : (absent_is_last ? 1 : -1));
    const auto order = CompareValues(kind, a->value, b->value);
    if (order != 0) return order < 0 ? -1 : 1;
    return static_cast<int>(a->after) - static_cast<int>(b->after);
  }

  static Taken Everything(bool missing) { return {{std::nullopt, std::nullopt}, missing}; }

  Taken Complement(Taken taken) const {
    taken.missing = !taken.missing;
    std::vector<std::optional<Cut>>& cuts = taken.cuts;
    const bool from_start = !cuts.empty() && !cuts.front();
    const bool to_end = !cuts.empty() && !cuts.back();
    if (from_start) cuts.erase(cuts.begin());
    if (to_end) cuts.pop_back();
    if (!from_start) cuts.insert(cuts.begin(), std::nullopt);
    if (!to_end) cuts.push_back(std::nullopt);
    return taken;
  }

  Taken Intersection(TypeKind kind, const Taken& a, const Taken& b) const {
    Taken both;
    both.missing = a.missing && b.missing;
    for (std::size_t i = 0, j = 0; i < a.cuts.size() && j < b.cuts.size();) {
      const auto& low = Compare(kind, a.cuts[i], b.cuts[j], false) >= 0 ? a.cuts[i] : b.cuts[j];
      const bool a_ends = Compare(kind, a.cuts[i + 1], b.cuts[j + 1], true) <= 0;
      const auto& high = a_ends ? a.cuts[i + 1] : b.cuts[j + 1];
      if (!low || !high || Compare(kind, low, high, true) < 0) {
        both.cuts.push_back(low);
        both.cuts.push_back(high);
      }
      (a_ends ? i : j) += 2;
    }
    return both;
  }

  Taken Union(TypeKind kind, const Taken& a, const Taken& b) const {
    return Complement(Intersection(kind, Complement(a), Complement(b)));
  }

  /// At a constant, in the scale of the input.
  Cut CutAt(std::size_t input, ir::ExprId constant, bool after) const {
    Cut cut{program_.constants[ir::ConstantId(ExprOf(constant).index)], after};
    const types::Type to = TypeOfInput(input);
    if (to.kind != TypeKind::kDecimal) return cut;
    int scale = program_.types[ExprOf(constant).type].scale;
    for (; scale < to.scale; ++scale) cut.value.number *= 10;
    for (; scale > to.scale; --scale) {
      const base::Int128 rest = cut.value.number % 10;
      cut.value.number = cut.value.number / 10 - (rest < 0 ? 1 : 0);
      // It lies between two values of the input.
      if (rest != 0) cut.after = true;
    }
    return cut;
  }

  std::optional<Taken> Comparison(const ir::Expr& expr, std::size_t& input) {
    BinaryOp op = expr.binary;
    ir::ExprId value = ChildOf(expr, 0);
    ir::ExprId bound = ChildOf(expr, 1);
    if (ExprOf(bound).kind != ExprKind::kConstant) {
      std::swap(value, bound);
      op = op == BinaryOp::kLess           ? BinaryOp::kGreater
           : op == BinaryOp::kGreater      ? BinaryOp::kLess
           : op == BinaryOp::kLessEqual    ? BinaryOp::kGreaterEqual
           : op == BinaryOp::kGreaterEqual ? BinaryOp::kLessEqual
                                           : op;
    }
    if (ExprOf(bound).kind != ExprKind::kConstant) return std::nullopt;
    const auto found = InputOf(value);
    if (!found) return std::nullopt;
    input = *found;
    const Cut before = CutAt(input, bound, false);
    const Cut after = CutAt(input, bound, true);
    switch (op) {
      case BinaryOp::kEqual:
        return before.after ? Taken{} : Taken{{before, after}, false};
      case BinaryOp::kNotEqual:
        return before.after ? Everything(false) : Taken{{std::nullopt, before, after, std::nullopt}, false};
      case BinaryOp::kLess:
        return Taken{{std::nullopt, before}, false};
      case BinaryOp::kLessEqual:
        return Taken{{std::nullopt, after}, false};
      case BinaryOp::kGreater:
        return Taken{{after, std::nullopt}, false};
      case BinaryOp::kGreaterEqual:
        return Taken{{before, std::nullopt}, false};
      default:
        return std::nullopt;
    }
  }

  /// What a test of one input takes.
  std::optional<Taken> Test(ir::ExprId id, std::size_t& input) {
    const ir::Expr& expr = ExprOf(id);
    switch (expr.kind) {
      case ExprKind::kBinary:
        return Comparison(expr, input);
      case ExprKind::kIsPresent:
      case ExprKind::kIsMissing: {
        const auto found = InputOf(ChildOf(expr, 0));
        if (!found) return std::nullopt;
        input = *found;
        return expr.kind == ExprKind::kIsMissing ? Taken{{}, true} : Everything(false);
      }
      case ExprKind::kUnary: {
        auto taken = Test(ChildOf(expr, 0), input);
        if (!taken) return std::nullopt;
        return Complement(std::move(*taken));
      }
      case ExprKind::kAnd:
      case ExprKind::kOr: {
        std::size_t other = 0;
        const auto left = Test(ChildOf(expr, 0), input);
        const auto right = Test(ChildOf(expr, 1), other);
        if (!left || !right || expr.count != 2 || input != other) return std::nullopt;
        const TypeKind kind = TypeOfInput(input).kind;
        return expr.kind == ExprKind::kAnd ? Intersection(kind, *left, *right) : Union(kind, *left, *right);
      }
      default: {
        // A boolean input, by itself.
        if (expr.type != program_.types.Simple(TypeKind::kBool)) return std::nullopt;
        const auto found = InputOf(id);
        if (!found) return std::nullopt;
        input = *found;
        Cut before;
        before.value.number = 1;
        return Taken{{before, std::nullopt}, false};
      }
    }
  }

  /// The tests that `when` joins, each of one input.
  bool AddTests(ir::ExprId id, std::map<std::size_t, Taken>& row) {
    const ir::Expr& expr = ExprOf(id);
    if (expr.kind == ExprKind::kConstant) {
      return program_.constants[ir::ConstantId(expr.index)].number != 0;
    }
    if (expr.kind == ExprKind::kAnd) {
      for (const ir::ExprId child : program_.children_of(expr)) {
        if (!AddTests(child, row)) return false;
      }
      return true;
    }
    std::size_t input = 0;
    auto taken = Test(id, input);
    if (!taken) return false;
    const auto [at, is_new] = row.emplace(input, *taken);
    if (!is_new) at->second = Intersection(TypeOfInput(input).kind, at->second, *taken);
    return true;
  }

  static std::vector<DataCell> CellsOf(const Taken& taken) {
    std::vector<DataCell> cells;
    for (std::size_t i = 0; i < taken.cuts.size(); i += 2) {
      cells.push_back({CellRange{taken.cuts[i], taken.cuts[i + 1]}, taken.missing && i == 0});
    }
    if (cells.empty() && taken.missing) cells.push_back({std::nullopt, true});
    return cells;
  }

  bool AddRows(std::uint32_t rule, const std::map<std::size_t, Taken>& tests) {
    const std::size_t first = data_.rows.size();
    data_.rows.push_back({rule, {}});
    for (std::size_t input = 0; input < data_.inputs.size(); ++input) {
      const auto found = tests.find(input);
      const std::vector<DataCell> cells = CellsOf(found == tests.end() ? Everything(true) : found->second);
      const std::vector<DataRow> before(data_.rows.begin() + static_cast<std::ptrdiff_t>(first), data_.rows.end());
      if (before.size() * cells.size() > kMostRanges) return false;
      data_.rows.resize(first);
      for (const DataRow& row : before) {
        for (const DataCell& cell : cells) {
          data_.rows.push_back(row);
          data_.rows.back().cells.push_back(cell);
        }
      }
    }
    return true;
  }

  const ir::Program& program_;
  const ir::Decision& decision_;
  const Failures& failures_;
  std::map<std::string, std::size_t> by_shape_;
  TableData data_;
};

/// The one value that a cell takes.
std::optional<ir::Constant> OnlyValue(TypeKind kind, const DataCell& cell) {
  if (cell.takes_missing || !cell.present || !cell.present->low || !cell.present->high) return std::nullopt;
  const Cut& low = *cell.present->low;
  const Cut& high = *cell.present->high;
  if (low.after || !high.after || CompareValues(kind, low.value, high.value) != 0) return std::nullopt;
  return low.value;
}

}  // namespace

std::strong_ordering CompareValues(TypeKind kind, const ir::Constant& a, const ir::Constant& b) {
  if (kind == TypeKind::kString) return a.text <=> b.text;
  if (kind == TypeKind::kFloat) {
    return a.real < b.real   ? std::strong_ordering::less
           : a.real > b.real ? std::strong_ordering::greater
                             : std::strong_ordering::equal;
  }
  return a.number <=> b.number;
}

std::optional<RowIndex> FindRowIndex(const ir::Program& program, const TableData& data) {
  std::optional<RowIndex> best;
  std::size_t least = data.rows.size() / 4;
  for (std::size_t input = 0; input < data.inputs.size(); ++input) {
    const TypeKind kind = program.types.Kind(program.types.WithoutOptional(program.exprs[data.inputs[input]].type));
    // Floats that are equal may look different.
    if (kind == TypeKind::kFloat) continue;
    const auto less = [kind](const ir::Constant& a, const ir::Constant& b) { return CompareValues(kind, a, b) < 0; };
    std::map<ir::Constant, std::vector<std::uint32_t>, decltype(less)> groups(less);
    std::vector<std::uint32_t> rest;
    std::size_t longest = 0;
    for (std::uint32_t i = 0; i < data.rows.size(); ++i) {
      const auto value = OnlyValue(kind, data.rows[i].cells[input]);
      std::vector<std::uint32_t>& list = value ? groups[*value] : rest;
      list.push_back(i);
      if (value) longest = std::max(longest, list.size());
    }
    if (longest == 0 || rest.size() + longest > least) continue;
    least = rest.size() + longest;
    best.emplace();
    best->input = input;
    for (const auto& [key, list] : groups) {
      best->keys.push_back(key);
      best->starts.push_back(static_cast<std::uint32_t>(best->order.size()));
      best->order.insert(best->order.end(), list.begin(), list.end());
    }
    best->starts.push_back(static_cast<std::uint32_t>(best->order.size()));
    best->order.insert(best->order.end(), rest.begin(), rest.end());
  }
  return best;
}

std::optional<TableData> FindTableData(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures) {
  return TableReader(program, decision, failures).Run();
}

}  // namespace rulec::lower
