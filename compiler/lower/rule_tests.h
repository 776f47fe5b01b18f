#pragma once
// What the rules of a decision ask of values by comparing them with constants: the tests that an index can make.
#include <cstdint>
#include <limits>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/condition_parts.h"
#include "compiler/lower/failures.h"

namespace rulec::lower {

/// Where a value lies among ordered constants: 2i + 1 is the i-th of them, even numbers lie between.
using Position = std::int64_t;
inline constexpr Position kMissingPosition = -1;
inline constexpr Position kGreatestPosition = std::numeric_limits<Position>::max();

/// Both ends included.
struct Bounds {
  Position low = kMissingPosition;
  Position high = kGreatestPosition;
};

/// A value that rules compare with constants.
struct TestedValue {
  ir::ExprId expr;                         // of an optional type where it may be missing
  std::vector<OrderedConstant> constants;  // ascending
  bool has_order = false;                  // some test asks for more than equality
};

/// What a rule asks of a value.
struct AskedOfValue {
  std::uint32_t value = 0;        // into RuleTests::values
  std::vector<Bounds> ranges;     // ascending, they do not touch; empty: nothing is both
  std::vector<ir::ExprId> parts;  // of the condition that ask it
};

struct TestedRule {
  std::vector<AskedOfValue> asked;  // by value
  std::vector<ir::ExprId> parts;    // of the condition, in order, without those that hold for every event
};

struct RuleTests {
  std::vector<TestedValue> values;
  std::vector<TestedRule> rules;
};

/// A part that can fail ends what can be tested of its rule: what stands behind it is asked only if it holds.
RuleTests FindRuleTests(const ir::Program& program, const ir::Decision& decision, const Failures& failures);

/// A range of one constant.
bool IsOneConstant(const Bounds& bounds);

}  // namespace rulec::lower
