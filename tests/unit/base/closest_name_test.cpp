#include "compiler/base/closest_name.h"

#include "tests/support/catch.h"

using namespace rulec::base;

TEST_CASE("edit distance counts swapped neighbours once and stops at its limit") {
  CHECK(EditDistance("amount", "amount", 3) == 0);
  CHECK(EditDistance("amuont", "amount", 3) == 1);
  CHECK(EditDistance("amont", "amount", 3) == 1);
  CHECK(EditDistance("amounts", "amount", 3) == 1);
  CHECK(EditDistance("emount", "amount", 3) == 1);
  CHECK(EditDistance("", "abc", 3) == 3);
  CHECK(EditDistance("country", "amount", 2) == 3);
}

TEST_CASE("the closest name is near enough to be meant") {
  const std::string_view names[] = {"customer", "amount", "country", "id"};
  CHECK(ClosestName("amuont", names) == "amount");
  CHECK(ClosestName("costumer", names) == "customer");
  CHECK(ClosestName("custo_mer", names) == "customer");
  CHECK(ClosestName("Amount", names) == "amount");
  CHECK_FALSE(ClosestName("severity", names).has_value());
  CHECK_FALSE(ClosestName("it", names).has_value());
  CHECK_FALSE(ClosestName("amount", {}).has_value());
}
