#pragma once
// The parts of a rule's condition that compare a value with constants, as an index of rules takes them.
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::lower {

/// The operands of the outermost `and`, in order.
void AppendParts(const ir::Program& program, ir::ExprId condition, std::vector<ir::ExprId>& parts);

/// A constant as it is compared: one member counts, by the type of the value.
struct OrderedConstant {
  std::int64_t number = 0;  // of a decimal at the scale of the value
  double real = 0;
  std::string text;
  ir::ExprId source;  // one that says it

  bool operator<(const OrderedConstant& other) const;
  bool operator==(const OrderedConstant& other) const { return !(*this < other) && !(other < *this); }
};

enum class TestKind : std::uint8_t {
  kAlways,   // holds for every event
  kCompare,  // with one constant, by `op`
  kAnyOf,    // equals one of the constants
  kNoneOf,   // is there and equals none of them
  kPresent,
  kMissing,
};

/// What it tests cannot fail, and may be read for every event. A comparison holds for no missing value.
struct ConstantTest {
  TestKind kind = TestKind::kAlways;
  ir::BinaryOp op = ir::BinaryOp::kEqual;
  ir::ExprId value;  // parameter, let or field; of an optional type where it may be missing
  std::vector<OrderedConstant> constants;
};

/// Absent if `part` is something else.
std::optional<ConstantTest> ConstantTestOf(const ir::Program& program, ir::ExprId part);

}  // namespace rulec::lower
