#include "compiler/types/types.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/check.h"

namespace rulec::types {
namespace {

// Every parameter of a type but a map fits here: 4 bits of kind, 6 of each of precision and scale, 32 of the id it
// refers to.
std::uint64_t Fingerprint(const Type& type) {
  std::uint64_t reference = 0;
  if (type.kind == TypeKind::kOptional || type.kind == TypeKind::kList || type.kind == TypeKind::kSet) {
    reference = type.element.value;
  }
  if (type.kind == TypeKind::kDecimal) reference = static_cast<std::uint32_t>(type.currency);
  if (type.kind == TypeKind::kRecord) reference = type.record.value;
  if (type.kind == TypeKind::kEnum) reference = type.enumeration.value;
  if (type.kind == TypeKind::kVariant) reference = type.variant.value;
  return static_cast<std::uint64_t>(type.kind) | std::uint64_t{type.precision} << 8 | std::uint64_t{type.scale} << 16 |
         reference << 32;
}

// SQL:2016 leaves the cut to the system; this is Flink's: integer digits first, but up to six decimals stay.
DecimalShape Cut(int precision, int scale) {
  if (precision <= kMaxDigits) return {precision, scale};
  return {kMaxDigits, std::max(kMaxDigits - (precision - scale), std::min(scale, 6))};
}

}  // namespace

TypeTable::TypeTable() {
  for (int kind = 0; kind <= static_cast<int>(TypeKind::kDate); ++kind) {
    Type type;
    type.kind = static_cast<TypeKind>(kind);
    types_.Add(type);
  }
}

TypeId TypeTable::Intern(const Type& type) {
  if (type.kind <= TypeKind::kDate && type.kind != TypeKind::kDecimal) return Simple(type.kind);
  const auto [place, added] = type.kind == TypeKind::kMap
                                  ? maps_.try_emplace(std::uint64_t{type.key.value} << 32 | type.element.value)
                                  : index_.try_emplace(Fingerprint(type));
  if (added) place->second = types_.Add(type);
  return place->second;
}

TypeId TypeTable::Simple(TypeKind kind) const {
  RULEC_CHECK(kind <= TypeKind::kDate && kind != TypeKind::kDecimal, "a kind without parameters");
  return TypeId(static_cast<std::uint32_t>(kind));
}

TypeId TypeTable::Decimal(int precision, int scale) { return Amount(Currency::kNone, {precision, scale}); }

TypeId TypeTable::Amount(Currency currency, DecimalShape shape) {
  const auto [precision, scale] = shape;
  RULEC_CHECK(precision >= 1 && precision <= kMaxDigits && scale >= 0 && scale <= precision, "a decimal's shape");
  Type type;
  type.kind = TypeKind::kDecimal;
  type.precision = static_cast<std::uint8_t>(precision);
  type.scale = static_cast<std::uint8_t>(scale);
  type.currency = currency;
  return Intern(type);
}

TypeId TypeTable::Optional(TypeId element) {
  const TypeKind kind = Kind(element);
  if (kind == TypeKind::kOptional || kind == TypeKind::kError) return element;
  Type type;
  type.kind = TypeKind::kOptional;
  type.element = element;
  return Intern(type);
}

TypeId TypeTable::List(TypeId element) {
  Type type;
  type.kind = TypeKind::kList;
  type.element = element;
  return Intern(type);
}

TypeId TypeTable::Set(TypeId element) {
  Type type;
  type.kind = TypeKind::kSet;
  type.element = element;
  return Intern(type);
}

TypeId TypeTable::Map(TypeId key, TypeId value) {
  Type type;
  type.kind = TypeKind::kMap;
  type.key = key;
  type.element = value;
  return Intern(type);
}

TypeId TypeTable::Record(RecordId id) {
  Type type;
  type.kind = TypeKind::kRecord;
  type.record = id;
  return Intern(type);
}

TypeId TypeTable::Enum(EnumId id) {
  Type type;
  type.kind = TypeKind::kEnum;
  type.enumeration = id;
  return Intern(type);
}

TypeId TypeTable::Variant(VariantId id) {
  Type type;
  type.kind = TypeKind::kVariant;
  type.variant = id;
  return Intern(type);
}

const Type& TypeTable::operator[](TypeId id) const { return types_[id]; }

DecimalShape TypeTable::ShapeOf(TypeId id) const {
  const Type& type = types_[id];
  RULEC_CHECK(type.kind == TypeKind::kDecimal, "the shape of a decimal");
  return {type.precision, type.scale};
}

TypeId TypeTable::WithoutOptional(TypeId id) const {
  const Type& type = types_[id];
  return type.kind == TypeKind::kOptional ? type.element : id;
}

DecimalShape MoneyShape(Currency currency) { return {18, CurrencyDigits(currency)}; }

std::string DecimalText(Currency currency, DecimalShape shape) {
  const std::string decimal = fmt::format("decimal({},{})", shape.precision, shape.scale);
  if (currency == Currency::kNone) return decimal;
  const std::string money = fmt::format("money({})", CurrencyCode(currency));
  return shape == MoneyShape(currency) ? money : money + " as " + decimal;
}

DecimalShape AddShape(DecimalShape a, DecimalShape b) {
  const int scale = std::max(a.scale, b.scale);
  return Cut(std::max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

DecimalShape MultiplyShape(DecimalShape a, DecimalShape b) {
  return Cut(a.precision + b.precision + 1, a.scale + b.scale);
}

DecimalShape DivideShape(DecimalShape a, DecimalShape b) {
  const int scale = std::max(6, a.scale + b.precision + 1);
  return Cut(a.precision - a.scale + b.scale + scale, scale);
}

DecimalShape RemainderShape(DecimalShape a, DecimalShape b) {
  const int scale = std::max(a.scale, b.scale);
  return Cut(std::max(1, std::min(a.precision - a.scale, b.precision - b.scale) + scale), scale);
}

DecimalShape RoundShape(DecimalShape a, int digits) {
  if (digits >= a.scale) return a;
  return Cut(std::max(1, a.precision - a.scale + digits + 1), std::max(0, digits));
}

DecimalShape CommonShape(DecimalShape a, DecimalShape b) {
  const int scale = std::max(a.scale, b.scale);
  return Cut(std::max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

DecimalShape SumShape(DecimalShape a) { return {kMaxDigits, a.scale}; }

DecimalShape AverageShape(DecimalShape a) { return {kMaxDigits, std::max(6, a.scale)}; }

}  // namespace rulec::types
