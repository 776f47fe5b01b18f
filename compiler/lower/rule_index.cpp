#include "compiler/lower/rule_index.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "compiler/lower/expr_shape.h"

namespace rulec::lower {
namespace {

using ir::BinaryOp;

/// Fewer are tested faster one by one.
constexpr std::size_t kLeastRules = 32;
/// Looking for a key costs about as much as testing so many rows.
constexpr std::size_t kLeastRulesOfKey = 4;
/// Of all rules one in so many may be tested on an event that every key finds something for.
constexpr std::size_t kLeastSelectivity = 4;
/// Looking for a key costs about as much as a chain takes for so many rules.
constexpr std::size_t kRulesForKey = 9;
/// A rule that asks for one of more values is found by another of its tests.
constexpr std::size_t kMostRowsOfRule = 16;

struct FoundTest {
  ir::ExprId part;
  ConstantTest test;
  std::uint32_t value = 0;
};

class Indexer {
 public:
  Indexer(const ir::Program& program, const ir::Decision& decision, const Failures& failures)
      : program_(program), decision_(decision), failures_(failures) {}

  std::optional<RulesByIndex> Run() {
    for (const ir::DecisionRule& rule : decision_.rules) Collect(rule);
    OrderConstants();
    for (std::size_t rule = 0; rule < tests_.size(); ++rule) bounds_.push_back(BoundsOf(tests_[rule]));
    ChooseKeys();
    if (!IsSelective()) return std::nullopt;
    for (std::size_t rule = 0; rule < tests_.size(); ++rule) AddRule(static_cast<std::uint32_t>(rule));
    for (IndexedKey& key : index_.keys) {
      std::stable_sort(key.rows.begin(), key.rows.end(), [&](const IndexedRow& a, const IndexedRow& b) {
        return a.bounds[key.value].low < b.bounds[key.value].low;
      });
    }
    return std::move(index_);
  }

 private:
  /// What comes behind a part that can fail is asked for only if that part holds.
  void Collect(const ir::DecisionRule& rule) {
    std::vector<ir::ExprId> parts;
    AppendParts(program_, rule.when, parts);
    std::vector<FoundTest>& found = tests_.emplace_back();
    std::vector<ir::ExprId>& rest = index_.rules.emplace_back().rest;
    bool may_have_failed = false;
    for (const ir::ExprId part : parts) {
      may_have_failed = may_have_failed || failures_.CanFail(part);
      std::optional<ConstantTest> test;
      if (!may_have_failed) test = ConstantTestOf(program_, part);
      if (test && test->kind == TestKind::kAlways) continue;
      rest.push_back(part);
      if (!test) continue;
      const std::uint32_t value = ValueOf(*test);
      found.push_back({part, std::move(*test), value});
    }
  }

  std::uint32_t ValueOf(const ConstantTest& test) {
    const auto [at, is_new] =
        by_shape_.emplace(ExprShape(program_, test.value), static_cast<std::uint32_t>(index_.values.size()));
    if (is_new) index_.values.push_back({test.value, {}, false});
    IndexedValue& value = index_.values[at->second];
    value.constants.insert(value.constants.end(), test.constants.begin(), test.constants.end());
    if (test.op != BinaryOp::kEqual) value.has_order = true;
    return at->second;
  }

  void OrderConstants() {
    for (IndexedValue& value : index_.values) {
      std::stable_sort(value.constants.begin(), value.constants.end());
      value.constants.erase(std::unique(value.constants.begin(), value.constants.end()), value.constants.end());
    }
  }

  Position PositionOf(std::uint32_t value, const OrderedConstant& constant) const {
    const auto& constants = index_.values[value].constants;
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

  static void Narrow(Bounds& bounds, Bounds by) {
    bounds.low = std::max(bounds.low, by.low);
    bounds.high = std::min(bounds.high, by.high);
  }

  std::vector<Bounds> BoundsOf(const std::vector<FoundTest>& tests) const {
    std::vector<Bounds> bounds(index_.values.size());
    for (const FoundTest& found : tests) {
      Bounds& of_value = bounds[found.value];
      switch (found.test.kind) {
        case TestKind::kCompare:
          Narrow(of_value, BoundsOf(found.test.op, PositionOf(found.value, found.test.constants[0])));
          break;
        case TestKind::kPresent:
          Narrow(of_value, {0, kGreatestPosition});
          break;
        case TestKind::kMissing:
          Narrow(of_value, {kMissingPosition, kMissingPosition});
          break;
        case TestKind::kAnyOf:
        case TestKind::kAlways:
          break;
      }
    }
    return bounds;
  }

  std::set<Position> Asked(const FoundTest& found) const {
    std::set<Position> asked;
    for (const OrderedConstant& constant : found.test.constants) asked.insert(PositionOf(found.value, constant));
    return asked;
  }

  /// The positions of `value` that a rule asks for; empty unless they are few.
  std::set<Position> Asked(std::size_t rule, std::uint32_t value) const {
    const Bounds bounds = bounds_[rule][value];
    if (bounds.low == bounds.high && bounds.low > 0 && bounds.low % 2 == 1) return {bounds.low};
    for (const FoundTest& found : tests_[rule]) {
      if (found.value != value || found.test.kind != TestKind::kAnyOf) continue;
      std::set<Position> asked = Asked(found);
      if (asked.size() <= kMostRowsOfRule) return asked;
    }
    return {};
  }

  /// Values with the most different constants first: each takes the rules that have no key yet.
  void ChooseKeys() {
    std::vector<std::pair<std::size_t, std::uint32_t>> order;
    for (std::uint32_t value = 0; value < index_.values.size(); ++value) {
      std::set<Position> asked;
      for (std::size_t rule = 0; rule < tests_.size(); ++rule) asked.merge(Asked(rule, value));
      if (asked.size() > 1) order.emplace_back(asked.size(), value);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    key_of_.resize(tests_.size());
    for (const auto& [distinct, value] : order) {
      std::vector<std::size_t> rules;
      for (std::size_t rule = 0; rule < tests_.size(); ++rule) {
        if (!key_of_[rule] && !Asked(rule, value).empty()) rules.push_back(rule);
      }
      if (rules.size() < kLeastRulesOfKey) continue;
      for (const std::size_t rule : rules) key_of_[rule] = static_cast<std::uint32_t>(index_.keys.size());
      index_.keys.push_back({value, static_cast<std::uint32_t>(rules.size()), {}});
    }
  }

  bool IsSelective() const {
    if (index_.keys.size() * kRulesForKey > tests_.size()) return false;
    std::size_t tested = 0;
    for (std::size_t key = 0; key < index_.keys.size(); ++key) {
      std::map<Position, std::size_t> rows;
      for (std::size_t rule = 0; rule < tests_.size(); ++rule) {
        if (key_of_[rule] != key) continue;
        for (const Position position : Asked(rule, index_.keys[key].value)) ++rows[position];
      }
      std::size_t all = 0;
      for (const auto& [position, count] : rows) all += count;
      tested += (all + rows.size() - 1) / rows.size();
    }
    tested += static_cast<std::size_t>(std::count(key_of_.begin(), key_of_.end(), std::nullopt));
    return tested * kLeastSelectivity <= tests_.size();
  }

  void AddRule(std::uint32_t rule) {
    const std::optional<std::uint32_t> key_index = key_of_[rule];
    IndexedKey* const key = key_index ? &index_.keys[*key_index] : nullptr;
    const std::set<Position> asked = key != nullptr ? Asked(rule, key->value) : std::set<Position>();
    for (const FoundTest& found : tests_[rule]) {
      const bool in_bounds = found.test.kind != TestKind::kAnyOf;
      if (in_bounds || (key != nullptr && found.value == key->value && Asked(found) == asked)) {
        std::erase(index_.rules[rule].rest, found.part);
      }
    }
    if (key == nullptr) {
      index_.unkeyed.push_back({rule, bounds_[rule]});
      return;
    }
    for (const Position position : asked) {
      IndexedRow row{rule, bounds_[rule]};
      Narrow(row.bounds[key->value], {position, position});
      if (row.bounds[key->value].low <= row.bounds[key->value].high) key->rows.push_back(std::move(row));
    }
  }

  const ir::Program& program_;
  const ir::Decision& decision_;
  const Failures& failures_;
  RulesByIndex index_;
  std::map<std::string, std::uint32_t> by_shape_;
  std::vector<std::vector<FoundTest>> tests_;  // of each rule
  std::vector<std::vector<Bounds>> bounds_;    // of each rule, without its lists
  std::vector<std::optional<std::uint32_t>> key_of_;
};

}  // namespace

std::optional<RulesByIndex> IndexRules(const ir::Program& program, const ir::Decision& decision,
                                       const Failures& failures) {
  if (decision.rules.size() < kLeastRules) return std::nullopt;
  return Indexer(program, decision, failures).Run();
}

}  // namespace rulec::lower
