#include "compiler/lower/rules_by_rows.h"

#include <algorithm>
#include <map>
#include <set>

namespace rulec::lower {
namespace {

/// Looking for a key costs about as much as testing so many rows.
constexpr std::size_t kLeastRulesOfKey = 4;
/// Of all rules one in so many may be tested on an event that every key finds something for.
constexpr std::size_t kLeastSelectivity = 4;
/// Looking for a key costs about as much as a chain takes for so many rules.
constexpr std::size_t kRulesForKey = 9;
/// A rule that asks for one of more values is found by another of its tests.
constexpr std::size_t kMostRowsOfRule = 16;

class RowIndexer {
 public:
  RowIndexer(const ir::Program& program, const RuleTests& tests) : program_(program), tests_(tests) {}

  std::optional<RulesByIndex> Run() {
    ChooseKeys();
    if (!IsSelective()) return std::nullopt;
    for (std::uint32_t value = 0; value < tests_.values.size(); ++value) {
      index_.columns.push_back({tests_.values[value], ColumnCodes(program_, tests_.values[value], IsKey(value))});
    }
    for (std::uint32_t rule = 0; rule < tests_.rules.size(); ++rule) AddRule(rule);
    for (KeyOfRules& key : rows_.keys) {
      std::stable_sort(key.rows.begin(), key.rows.end(), [&](const RowOfRule& a, const RowOfRule& b) {
        return a.bounds[key.column].low < b.bounds[key.column].low;
      });
    }
    index_.form = std::move(rows_);
    return std::move(index_);
  }

 private:
  bool IsKey(std::uint32_t value) const {
    return std::any_of(rows_.keys.begin(), rows_.keys.end(),
                       [&](const KeyOfRules& key) { return key.column == value; });
  }

  const AskedOfValue* Asked(std::size_t rule, std::uint32_t value) const {
    for (const AskedOfValue& asked : tests_.rules[rule].asked) {
      if (asked.value == value) return &asked;
    }
    return nullptr;
  }

  /// It asks for one of a few constants.
  bool CanBeKey(std::size_t rule, std::uint32_t value) const {
    const AskedOfValue* const asked = Asked(rule, value);
    return asked != nullptr && asked->ranges.size() <= kMostRowsOfRule &&
           std::all_of(asked->ranges.begin(), asked->ranges.end(), IsOneConstant);
  }

  /// Values with the most different constants first: each takes the rules that have no key yet.
  void ChooseKeys() {
    std::vector<std::pair<std::size_t, std::uint32_t>> order;
    for (std::uint32_t value = 0; value < tests_.values.size(); ++value) {
      std::set<Position> asked;
      for (std::size_t rule = 0; rule < tests_.rules.size(); ++rule) {
        if (!CanBeKey(rule, value)) continue;
        for (const Bounds& range : Asked(rule, value)->ranges) asked.insert(range.low);
      }
      if (asked.size() > 1) order.emplace_back(asked.size(), value);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    key_of_.resize(tests_.rules.size());
    for (const auto& [distinct, value] : order) {
      std::vector<std::size_t> rules;
      for (std::size_t rule = 0; rule < tests_.rules.size(); ++rule) {
        if (!key_of_[rule] && CanBeKey(rule, value)) rules.push_back(rule);
      }
      if (rules.size() < kLeastRulesOfKey) continue;
      for (const std::size_t rule : rules) key_of_[rule] = static_cast<std::uint32_t>(rows_.keys.size());
      rows_.keys.push_back({value, static_cast<std::uint32_t>(rules.size()), {}});
    }
  }

  bool IsSelective() const {
    if (rows_.keys.size() * kRulesForKey > tests_.rules.size()) return false;
    std::size_t tested = 0;
    for (std::size_t key = 0; key < rows_.keys.size(); ++key) {
      std::map<Position, std::size_t> rows;
      std::size_t all = 0;
      for (std::size_t rule = 0; rule < tests_.rules.size(); ++rule) {
        if (key_of_[rule] != key) continue;
        for (const Bounds& range : Asked(rule, rows_.keys[key].column)->ranges) {
          ++rows[range.low];
          ++all;
        }
      }
      if (all > 0) tested += (all + rows.size() - 1) / rows.size();
    }
    tested += static_cast<std::size_t>(std::count(key_of_.begin(), key_of_.end(), std::nullopt));
    return tested * kLeastSelectivity <= tests_.rules.size();
  }

  /// A row has one range of each column: of several it has their hull, and they stay a part that is tested.
  void AddRule(std::uint32_t rule) {
    std::vector<ir::ExprId>& rest = index_.rest.emplace_back(tests_.rules[rule].parts);
    KeyOfRules* const key = key_of_[rule] ? &rows_.keys[*key_of_[rule]] : nullptr;
    RowOfRule row{rule, std::vector<Bounds>(tests_.values.size())};
    for (const AskedOfValue& asked : tests_.rules[rule].asked) {
      const bool is_key = key != nullptr && asked.value == key->column;
      if (asked.ranges.empty()) return rest.clear();
      row.bounds[asked.value] = {asked.ranges.front().low, asked.ranges.back().high};
      if (!is_key && asked.ranges.size() > 1) continue;
      for (const ir::ExprId part : asked.parts) std::erase(rest, part);
    }
    if (key == nullptr) {
      rows_.unkeyed.push_back(std::move(row));
      return;
    }
    for (const Bounds& range : Asked(rule, key->column)->ranges) {
      row.bounds[key->column] = range;
      key->rows.push_back(row);
    }
  }

  const ir::Program& program_;
  const RuleTests& tests_;
  std::vector<std::optional<std::uint32_t>> key_of_;  // of each rule
  RowsOfRules rows_;
  RulesByIndex index_;
};

}  // namespace

std::optional<RulesByIndex> IndexByRows(const ir::Program& program, const RuleTests& tests) {
  return RowIndexer(program, tests).Run();
}

}  // namespace rulec::lower
