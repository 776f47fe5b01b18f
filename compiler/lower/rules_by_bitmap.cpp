#include "compiler/lower/rules_by_bitmap.h"

#include <algorithm>

namespace rulec::lower {
namespace {

/// A value that fewer rules ask for is tested by them.
constexpr std::size_t kLeastRulesOfColumn = 4;
/// 256 KiB: more is read from memory more slowly than rows are.
constexpr std::size_t kMostWords = 32768;
/// Of all rules one in so many may be left of an event.
constexpr double kLeastSelectivity = 4;
/// What a chain takes for one rule, and a column by how its codes come about, in comparisons of numbers.
constexpr double kCostOfRule = 1;
constexpr double kCostOfCode = 2;
constexpr double kCostOfRank = 6;
constexpr double kCostOfText = 8;
constexpr double kCostOfRankedText = 24;

class BitmapIndexer {
 public:
  BitmapIndexer(const ir::Program& program, const RuleTests& tests) : program_(program), tests_(tests) {}

  std::optional<RulesByIndex> Run() {
    ChooseColumns();
    if (index_.columns.empty() || Words() > kMostWords || Cost() > kCostOfRule * RuleCount()) return std::nullopt;
    if (Found() * kLeastSelectivity > RuleCount()) return std::nullopt;
    for (std::uint32_t rule = 0; rule < tests_.rules.size(); ++rule) AddRule(rule);
    index_.form = std::move(bitmap_);
    return std::move(index_);
  }

 private:
  double RuleCount() const { return static_cast<double>(tests_.rules.size()); }

  void ChooseColumns() {
    std::vector<std::size_t> rules(tests_.values.size());
    for (const TestedRule& rule : tests_.rules) {
      for (const AskedOfValue& asked : rule.asked) ++rules[asked.value];
    }
    column_of_.resize(tests_.values.size());
    for (std::size_t value = 0; value < tests_.values.size(); ++value) {
      if (rules[value] < kLeastRulesOfColumn) continue;
      column_of_[value] = index_.columns.size();
      index_.columns.push_back({tests_.values[value], ColumnCodes(program_, tests_.values[value], true)});
    }
    bitmap_.asked.resize(index_.columns.size());
  }

  std::size_t Words() const {
    std::size_t codes = 0;
    for (const IndexedColumn& column : index_.columns) {
      codes += static_cast<std::size_t>(column.codes.greatest() - column.codes.least()) + 2;
    }
    return codes * (tests_.rules.size() / 64 + 1);
  }

  double Cost() const {
    double cost = 0;
    for (const IndexedColumn& column : index_.columns) {
      switch (column.codes.coding()) {
        case Coding::kPresence:
        case Coding::kClamped:
          cost += kCostOfCode;
          break;
        case Coding::kTexts:
          cost += kCostOfText;
          break;
        case Coding::kRank: {
          const ir::TypeId type = program_.types.WithoutOptional(program_.exprs[column.value.expr].type);
          cost += types::IsText(program_.types[type].kind) ? kCostOfRankedText : kCostOfRank;
          break;
        }
      }
    }
    return cost;
  }

  /// How many rules an event leaves if its values lie anywhere among the constants alike.
  double Found() const {
    double found = 0;
    for (const TestedRule& rule : tests_.rules) {
      double chance = 1;
      for (const AskedOfValue& asked : rule.asked) {
        const auto positions = static_cast<Position>(2 * tests_.values[asked.value].constants.size());
        if (!column_of_[asked.value] || positions == 0) continue;
        Position taken = 0;
        for (const Bounds& range : asked.ranges) {
          taken += std::min(range.high, positions) - std::max(range.low, Position{0}) + 1;
        }
        chance *= static_cast<double>(taken) / static_cast<double>(positions + 1);
      }
      found += chance;
    }
    return found;
  }

  void AddRule(std::uint32_t rule) {
    std::vector<ir::ExprId>& rest = index_.rest.emplace_back(tests_.rules[rule].parts);
    for (const AskedOfValue& asked : tests_.rules[rule].asked) {
      const std::optional<std::size_t> column = column_of_[asked.value];
      if (!column) continue;
      bitmap_.asked[*column].push_back({rule, asked.ranges});
      for (const ir::ExprId part : asked.parts) std::erase(rest, part);
    }
  }

  const ir::Program& program_;
  const RuleTests& tests_;
  std::vector<std::optional<std::size_t>> column_of_;  // of each value
  BitmapOfRules bitmap_;
  RulesByIndex index_;
};

}  // namespace

std::optional<RulesByIndex> IndexByBitmap(const ir::Program& program, const RuleTests& tests) {
  return BitmapIndexer(program, tests).Run();
}

}  // namespace rulec::lower
