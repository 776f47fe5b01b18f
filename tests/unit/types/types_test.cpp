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

TEST_CASE("money is a decimal of a currency") {
  TypeTable types;
  const Currency pound = *FindCurrency("GBP");
  CHECK(types.Money(pound) == types.Amount(pound, {18, 2}));
  CHECK(types.Money(pound) != types.Decimal(18, 2));
  CHECK(types.Money(pound) != types.Money(*FindCurrency("EUR")));
  CHECK(types.Amount(Currency::kNone, {18, 2}) == types.Decimal(18, 2));
  CHECK(types.IsMoney(types.Money(pound)));
  CHECK_FALSE(types.IsMoney(types.Decimal(18, 2)));
  CHECK(types.CurrencyOf(types.Optional(types.Money(pound))) == Currency::kNone);
}

TEST_CASE("currencies have the digits of ISO 4217") {
  const auto digits = [](std::string_view code) { return CurrencyDigits(*FindCurrency(code)); };
  for (const char* code : {"GBP", "EUR", "USD", "CHE", "CHW", "COU", "MXV", "BOV", "USN"}) CHECK(digits(code) == 2);
  for (const char* code : {"JPY", "KRW", "UYI", "XOF", "ISK", "VND"}) CHECK(digits(code) == 0);
  for (const char* code : {"KWD", "BHD", "JOD", "OMR", "TND", "IQD", "LYD"}) CHECK(digits(code) == 3);
  for (const char* code : {"CLF", "UYW"}) CHECK(digits(code) == 4);
  for (const char* code : {"XAU", "XDR", "XXX", "gbp", "GB", "", "GBP2", "P2 "}) CHECK_FALSE(FindCurrency(code));
  CHECK(IsCodeWithoutDigits("XAU"));
  CHECK_FALSE(IsCodeWithoutDigits("GBP"));
  CHECK_FALSE(IsCodeWithoutDigits("AG "));
  for (const std::string_view code : CurrencyCodes()) CHECK(CurrencyCode(*FindCurrency(code)) == code);
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
