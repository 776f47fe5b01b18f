#include "compiler/findings/interval_set.h"

#include "tests/support/catch.h"
#include "tests/support/random.h"

namespace rulec::findings {
namespace {

IntervalSet FromBits(std::uint32_t bits) {
  IntervalSet set;
  for (int i = 0; i < 12; ++i) {
    if ((bits >> i & 1) != 0) set.Append({i, i});
  }
  return set;
}

std::uint32_t BitsOf(const IntervalSet& set) {
  std::uint32_t bits = 0;
  for (int i = 0; i < 12; ++i) bits |= static_cast<std::uint32_t>(set.Contains(i)) << i;
  return bits;
}

TEST_CASE("sets of intervals are sets of numbers") {
  testing::Random random(1);
  for (int i = 0; i < 5'000; ++i) {
    const std::uint32_t a = random.Below(1 << 12);
    const std::uint32_t b = random.OneIn(4) ? a & random.Below(1 << 12) : random.Below(1 << 12);
    const IntervalSet x = FromBits(a), y = FromBits(b);
    CAPTURE(a, b);
    CHECK(Unite(x, y) == FromBits(a | b));
    CHECK(Intersect(x, y) == FromBits(a & b));
    CHECK(Subtract(x, y) == FromBits(a & ~b));
    CHECK(Meet(x, y) == ((a & b) != 0));
    CHECK(IsSubset(y, x) == ((b & ~a) == 0));
    CHECK(BitsOf(x) == a);
  }
}

}  // namespace
}  // namespace rulec::findings
