#pragma once
// Codes for the values of an index: small signed numbers that compare with the codes of constants as the values do with
// the constants (rulert/rule_codes.h).
#include <cstdint>
#include <vector>

#include "compiler/ir/ir.h"
#include "compiler/lower/rule_tests.h"

namespace rulec::lower {

enum class Coding : std::uint8_t {
  kPresence,  // it is there, or not
  kClamped,   // the number that it is, near the constants
  kRank,      // its position among the constants
  kTexts,     // the same for texts of which only equality is asked
};

inline constexpr int kLaneBits[] = {8, 16, 32};

constexpr std::int64_t GreatestCode(int lane_bits) { return (std::int64_t{1} << (lane_bits - 1)) - 1; }

class ColumnCodes {
 public:
  /// `few`: there is a table of all codes, so they are not many more than the constants.
  ColumnCodes(const ir::Program& program, const TestedValue& value, bool few);

  Coding coding() const { return coding_; }
  /// The value may be missing, which lies below all codes.
  bool may_miss() const { return may_miss_; }
  /// kClamped: the least and the greatest number that has a code of its own, and what is taken from it.
  std::int64_t low() const { return numbers_.front() - 1; }
  std::int64_t high() const { return numbers_.back() + 1; }
  std::int64_t shift() const { return shift_; }

  std::int64_t least() const { return coding_ == Coding::kClamped ? low() - shift_ : 0; }
  std::int64_t greatest() const {
    return coding_ == Coding::kClamped ? high() - shift_ : 2 * static_cast<std::int64_t>(constants_);
  }

  bool Fits(int lane_bits) const;
  /// Numbers that do not fit as they are begin at 0.
  void FitTo(int lane_bits);

  /// Codes of what lies within `bounds`; what is missing is `missing`. Nothing does where low > high.
  struct Range {
    std::int64_t low;
    std::int64_t high;
  };
  Range CodesOf(const Bounds& bounds, std::int64_t missing) const;

 private:
  bool FitsAsItIs(int lane_bits) const;
  std::int64_t LowAt(Position position) const;
  std::int64_t HighAt(Position position) const;

  Coding coding_ = Coding::kPresence;
  bool may_miss_ = false;
  std::vector<std::int64_t> numbers_;  // kClamped: the constants
  std::size_t constants_ = 0;
  std::int64_t shift_ = 0;
};

/// The narrowest that holds every code.
int LaneBitsFor(const std::vector<ColumnCodes>& columns);

}  // namespace rulec::lower
