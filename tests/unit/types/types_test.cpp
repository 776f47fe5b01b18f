#include "compiler/types/types.h"

#include "tests/support/catch.h"

namespace rulec::types {

static std::ostream& operator<<(std::ostream& out, const DecimalShape& shape) {
  return out << "decimal(" << shape.precision << "," << shape.scale << ")";
}

TEST_CASE("equal types have equal ids") {
  TypeTable types;
  CHECK(types.Decimal(12, 2) == types.Decimal(12, 2));
  CHECK(types.Decimal(12, 2) != types.Decimal(12, 3));
  CHECK(types.List(types.Optional(types.Decimal(5, 0))) == types.List(types.Optional(types.Decimal(5, 0))));
  CHECK(types.Record(RecordId(3)) != types.Enum(EnumId(3)));
  CHECK(types.Simple(TypeKind::kInt) == types.Simple(TypeKind::kInt));
  Type number;
  number.kind = TypeKind::kInt;
  CHECK(types.Intern(number) == types.Simple(TypeKind::kInt));
}

TEST_CASE("an optional of an optional is itself") {
  TypeTable types;
  const TypeId optional = types.Optional(types.Simple(TypeKind::kString));
  CHECK(types.Optional(optional) == optional);
  CHECK(types.WithoutOptional(optional) == types.Simple(TypeKind::kString));
  CHECK(types.WithoutOptional(types.Simple(TypeKind::kInt)) == types.Simple(TypeKind::kInt));
}

TEST_CASE("shapes of decimal results") {
  // By hand from the formulas of the language page.
  CHECK(AddShape({12, 2}, {12, 2}) == DecimalShape{13, 2});
  CHECK(AddShape({5, 0}, {9, 4}) == DecimalShape{10, 4});
  CHECK(MultiplyShape({12, 2}, {3, 2}) == DecimalShape{16, 4});
  CHECK(DivideShape({12, 2}, {12, 2}) == DecimalShape{27, 15});
  CHECK(DivideShape({5, 0}, {1, 0}) == DecimalShape{11, 6});
  CHECK(RemainderShape({12, 2}, {5, 3}) == DecimalShape{5, 3});
  CHECK(RoundShape({12, 4}, 2) == DecimalShape{11, 2});
  CHECK(RoundShape({12, 2}, 2) == DecimalShape{12, 2});
  CHECK(RoundShape({12, 2}, 4) == DecimalShape{12, 2});
  CHECK(RoundShape({38, 38}, 0) == DecimalShape{1, 0});
  CHECK(AverageShape({12, 2}) == DecimalShape{38, 6});
  CHECK(AverageShape({12, 8}) == DecimalShape{38, 8});
  CHECK(SumShape({12, 2}) == DecimalShape{38, 2});
}

TEST_CASE("results past 38 digits keep integer digits, and up to six decimals") {
  CHECK(AddShape({38, 10}, {38, 10}) == DecimalShape{38, 9});
  CHECK(AddShape({38, 2}, {38, 2}) == DecimalShape{38, 2});  // 39 digits: min(s, 6) is 2
  CHECK(MultiplyShape({38, 10}, {38, 10}) == DecimalShape{38, 6});
  CHECK(MultiplyShape({20, 18}, {20, 18}) == DecimalShape{38, 33});  // 41 digits, 5 of them whole
  CHECK(DivideShape({38, 0}, {38, 0}) == DecimalShape{38, 6});
  CHECK(DivideShape({19, 0}, {19, 0}) == DecimalShape{38, 19});
}

}  // namespace rulec::types
