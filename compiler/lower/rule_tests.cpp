#include "compiler/lower/rule_tests.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "compiler/lower/expr_shape.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;
using Ranges = std::vector<Bounds>;

class Finder {
 public:
  Finder(const ir::Program& program, const Failures& failures) : program_(program), failures_(failures) {}

  RuleTests Run(const ir::Decision& decision) {
    for (const ir::DecisionRule& rule : decision.rules) Collect(rule);
    OrderConstants();
    for (std::size_t rule = 0; rule < tests_.size(); ++rule) Ask(rule);
    return std::move(out_);
  }

 private:
  struct FoundTest {
    ir::ExprId part;
    ConstantTest test;
    std::uint32_t value = 0;
  };

  void Collect(const ir::DecisionRule& rule) {
    std::vector<ir::ExprId> parts;
    AppendParts(program_, rule.when, parts);
    std::vector<FoundTest>& found = tests_.emplace_back();
    std::vector<ir::ExprId>& kept = out_.rules.emplace_back().parts;
    bool may_have_failed = false;
    for (const ir::ExprId part : parts) {
      may_have_failed = may_have_failed || failures_.CanFail(part);
      std::optional<ConstantTest> test;
      if (!may_have_failed) test = ConstantTestOf(program_, part);
      if (test && test->kind == TestKind::kAlways) continue;
      kept.push_back(part);
      if (!test) continue;
      const std::uint32_t value = ValueOf(*test);
      found.push_back({part, std::move(*test), value});
    }
  }

  std::uint32_t ValueOf(const ConstantTest& test) {
    const auto [at, is_new] =
        by_shape_.emplace(ExprShape(program_, test.value), static_cast<std::uint32_t>(out_.values.size()));
    if (is_new) out_.values.push_back({test.value, {}, false});
    TestedValue& value = out_.values[at->second];
    value.constants.insert(value.constants.end(), test.constants.begin(), test.constants.end());
    if (test.op != BinaryOp::kEqual) value.has_order = true;
    return at->second;
  }

  void OrderConstants() {
    for (TestedValue& value : out_.values) {
      std::stable_sort(value.constants.begin(), value.constants.end());
      value.constants.erase(std::unique(value.constants.begin(), value.constants.end()), value.constants.end());
    }
  }

  Position PositionOf(std::uint32_t value, const OrderedConstant& constant) const {
    const auto& constants = out_.values[value].constants;
    return 2 * (std::lower_bound(constants.begin(), constants.end(), constant) - constants.begin()) + 1;
  }

  static Bounds BoundsOf(BinaryOp op, Position constant) {
    switch (op) {
      case BinaryOp::kLess:
        return {0, constant - 1};
      case BinaryOp::kLessEqual:
        return {0, constant};
      case BinaryOp::kGreater:
        return {constant + 1, kGreatestPosition};
      case BinaryOp::kGreaterEqual:
        return {constant, kGreatestPosition};
      default:
        return {constant, constant};
    }
  }

  Ranges RangesOf(const FoundTest& found) const {
    std::vector<Position> constants;
    for (const OrderedConstant& constant : found.test.constants) {
      constants.push_back(PositionOf(found.value, constant));
    }
    std::sort(constants.begin(), constants.end());
    constants.erase(std::unique(constants.begin(), constants.end()), constants.end());
    Ranges ranges;
    switch (found.test.kind) {
      case TestKind::kCompare:
        return {BoundsOf(found.test.op, constants[0])};
      case TestKind::kAnyOf:
        for (const Position constant : constants) ranges.push_back({constant, constant});
        return ranges;
      case TestKind::kNoneOf:
        ranges.push_back({0, kGreatestPosition});
        for (const Position constant : constants) {
          ranges.back().high = constant - 1;
          ranges.push_back({constant + 1, kGreatestPosition});
        }
        return ranges;
      case TestKind::kPresent:
        return {{0, kGreatestPosition}};
      case TestKind::kMissing:
        return {{kMissingPosition, kMissingPosition}};
      case TestKind::kAlways:
        break;
    }
    return {Bounds{}};
  }

  static Ranges Intersection(const Ranges& a, const Ranges& b) {
    Ranges both;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      const Bounds common{std::max(a[i].low, b[j].low), std::min(a[i].high, b[j].high)};
      if (common.low <= common.high) both.push_back(common);
      ++(a[i].high < b[j].high ? i : j);
    }
    return both;
  }

  void Ask(std::size_t rule) {
    std::map<std::uint32_t, AskedOfValue> by_value;
    for (const FoundTest& found : tests_[rule]) {
      const auto [at, is_new] = by_value.emplace(found.value, AskedOfValue{found.value, {Bounds{}}, {}});
      AskedOfValue& asked = at->second;
      asked.ranges = Intersection(asked.ranges, RangesOf(found));
      asked.parts.push_back(found.part);
    }
    for (auto& [value, asked] : by_value) out_.rules[rule].asked.push_back(std::move(asked));
  }

  const ir::Program& program_;
  const Failures& failures_;
  RuleTests out_;
  std::map<std::string, std::uint32_t> by_shape_;
  std::vector<std::vector<FoundTest>> tests_;  // of each rule
};

}  // namespace

RuleTests FindRuleTests(const ir::Program& program, const ir::Decision& decision, const Failures& failures) {
  return Finder(program, failures).Run(decision);
}

bool IsOneConstant(const Bounds& bounds) { return bounds.low == bounds.high && bounds.low > 0 && bounds.low % 2 == 1; }

}  // namespace rulec::lower
