#pragma once
// Rules of one equality and three ranges of width 72 on twelve fields of 0..99, and facts for them: those of the Drools
// peer, draws of seeds 7 and 8 of transactions-1.
#include <cstdint>
#include <string>
#include <vector>

namespace rulec::bench {

inline constexpr int kFields = 12;

struct DecisionRule {
  std::uint32_t field;
  std::uint32_t equals;
  std::uint32_t range_field[3];
  std::uint32_t low[3];
};

/// Rule number `r`, from 0.
DecisionRule MakeRule(int r);

/// `x.f3 == 17 and x.f1 >= 5 and ...`: as rules or, with ` && `, as C++ write it.
std::string ConditionText(const DecisionRule& rule, const std::string& object, const std::string& both);

/// A module `bench` whose decision Match gives the numbers, from 1, of all rules that match. `edited` makes another
/// text of it by changing one constant of the last rule.
std::string DecisionText(int rules, int edited = 0);

/// `count` facts, kFields integers each.
std::vector<std::int64_t> MakeFacts(std::int64_t count);

}  // namespace rulec::bench
