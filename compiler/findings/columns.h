#pragma once
// Columns: what the conditions of a decision ask, one by one. A column is an input (a parameter or a field of one),
// whose values are known and free of each other, or something computed from inputs, of which only the type is known:
// that any combination of its values may occur is then more than what is true, so what is proved of all of them holds.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/eval/evaluator.h"
#include "compiler/findings/interval_set.h"

namespace rulec::findings {

/// A parameter and the fields from it on. Of a variant the next step is an arm, whose fields follow, or kWhichArm. What
/// conditions ask of an arm they ask where it is the one that is there, so the fields of the others may be anything.
struct InputPath {
  ir::LocalId root;
  std::vector<std::uint32_t> fields;
  friend auto operator<=>(const InputPath&, const InputPath&) = default;
};

inline constexpr std::uint32_t kWhichArm = 0xFFFFFFFFu;

/// Values are whole numbers: a decimal its mantissa, an enum value and an arm its place, a float its place among all
/// floats, a string its place among those that the decision names and the gaps between them.
struct Column {
  std::optional<InputPath> input;  // absent: computed
  ir::TypeId type;                 // without `?`; invalid: how two values compare, -1, 0 or 1
  IntervalSet present;
  IntervalSet domain;  // `present`, and what is missing where it may be
};

class Columns {
 public:
  Columns(const ir::Program& program, const ir::Decision& decision);

  std::size_t size() const { return columns_.size(); }
  const Column& operator[](std::uint32_t id) const { return columns_[id]; }
  /// What a column of that type would be.
  Column Describe(ir::TypeId type) const;
  /// The column of an input, if the decision asks it.
  std::optional<std::uint32_t> Find(const InputPath& path) const;

  /// What `expr` reads if it is an input, through lets and narrowing.
  std::optional<InputPath> PathOf(ir::ExprId expr) const;
  /// Whether `expr` reads a parameter or a field of one, and nothing else.
  bool IsInput(ir::ExprId expr) const;
  /// The value of `expr` if no input has a part in it.
  std::optional<eval::Value> ConstantOf(ir::ExprId expr);
  /// Whether some constant takes more steps than may be taken; it counts as computed.
  bool costly() const { return costly_; }
  /// The value of a let, if `expr` reads one.
  std::optional<ir::ExprId> LetOf(const ir::Expr& expr) const;

  /// Of a value, which may be missing.
  std::uint32_t OfValue(ir::ExprId expr);
  std::uint32_t OfInput(InputPath path);
  /// Of which arm an input of a variant is; absent where `expr` reads no input.
  std::optional<std::uint32_t> OfArm(ir::ExprId expr);
  /// Of how two values compare. `flipped`: the column has them the other way round.
  struct Order {
    std::optional<std::uint32_t> column;  // absent: they are one and the same
    bool flipped = false;
  };
  Order OfOrder(ir::ExprId left, ir::ExprId right);

  /// The values in `column` that compare so with `value`, of the column's kind of type.
  IntervalSet Compared(std::uint32_t column, ir::BinaryOp op, const eval::Value& value, ir::TypeId type) const;
  /// The value that stands at `at`.
  eval::Value ValueAt(const Column& column, Int128 at) const;
  /// The value that is nearest to `value`, a number, date or time, among those of `type`.
  Int128 PlaceNear(ir::TypeId type, const eval::Value& value, ir::TypeId value_type) const;

 private:
  bool IsConstant(ir::ExprId expr) const;
  void Collect(ir::ExprId expr);
  std::string KeyOf(ir::ExprId expr) const;
  void AppendBinders(ir::ExprId expr, std::string& key) const;
  ir::TypeId TypeAt(const InputPath& path) const;
  Int128 PlaceOf(ir::TypeId type, const eval::Value& value) const;
  std::uint32_t Add(std::string key, std::optional<InputPath> input, ir::TypeId type);
  IntervalSet PresentValues(ir::TypeId type) const;
  const std::vector<std::string>& TextsOf(types::TypeKind kind) const {
    return kind == types::TypeKind::kBytes ? bytes_ : strings_;
  }
  static std::string GapText(const std::vector<std::string>& texts, std::size_t gap);

  const ir::Program& program_;
  eval::Evaluator evaluator_;  // knows the lets that are constant
  bool costly_ = false;
  std::unordered_map<std::uint32_t, ir::ExprId> lets_;  // by local
  std::unordered_set<std::uint32_t> constant_lets_;     // of them
  struct Bound {
    ir::ExprId subject;
    std::uint32_t arm;
  };
  std::unordered_map<std::uint32_t, Bound> bound_;  // by local: names of arms
  std::vector<std::string> strings_;                // sorted; string i stands at 2 * i + 1
  std::vector<std::string> bytes_;                  // the same of bytes
  std::vector<Column> columns_;
  std::map<std::string, std::uint32_t> by_text_;  // computed ones
  std::map<InputPath, std::uint32_t> by_path_;
  /// Columns of expressions asked about before, by id: all rows of a table read one and the same.
  struct Known {
    ir::ExprId expr;
    std::uint32_t column = 0;
  };
  std::array<Known, 64> known_;
};

/// What is missing stands below everything else.
inline constexpr Int128 kMissing = -(((static_cast<Int128>(1) << 126) - 1) * 2);

}  // namespace rulec::findings
