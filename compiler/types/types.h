#pragma once
// Types of the rule language, interned: equal types have equal ids.
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/base/interner.h"
#include "compiler/types/currency.h"

namespace rulec::types {

struct TypeTag;
using TypeId = base::Id<TypeTag>;
struct RecordTag;
using RecordId = base::Id<RecordTag>;  // into ir::Program::records
struct EnumTag;
using EnumId = base::Id<EnumTag>;  // into ir::Program::enums
struct VariantTag;
using VariantId = base::Id<VariantTag>;  // into ir::Program::variants

enum class TypeKind : std::uint8_t {
  kError,    // an error was reported; accepted everywhere
  kMissing,  // the literal `missing` before it meets an expected type
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kDate,
  kEnum,
  kRecord,
  kVariant,
  kOptional,
  kList,
  kSet,
  kMap,
};

/// Held as a sequence of bytes, compared bytewise.
constexpr bool IsText(TypeKind kind) { return kind == TypeKind::kString || kind == TypeKind::kBytes; }

constexpr bool IsCollection(TypeKind kind) { return kind >= TypeKind::kList; }

struct Type {
  TypeKind kind = TypeKind::kError;
  std::uint8_t precision = 0;           // kDecimal: 1..38
  std::uint8_t scale = 0;               // kDecimal: 0..precision
  Currency currency = Currency::kNone;  // kDecimal: of an amount of money
  TypeId element;                       // kOptional, kList, kSet; kMap: of its values
  TypeId key;                           // kMap
  RecordId record;                      // kRecord
  EnumId enumeration;                   // kEnum
  VariantId variant;                    // kVariant
  friend bool operator==(const Type&, const Type&) = default;
};

struct DecimalShape {
  int precision;
  int scale;
  friend bool operator==(const DecimalShape&, const DecimalShape&) = default;
};

/// Of `money` of that currency.
DecimalShape MoneyShape(Currency currency);
/// `decimal(12,2)`, `money(GBP)`; of an amount that is not rounded yet `money(GBP) as decimal(22,4)`.
std::string DecimalText(Currency currency, DecimalShape shape);

/// Owns every type of a program. Not thread-safe.
class TypeTable {
 public:
  TypeTable();
  TypeId Intern(const Type& type);
  TypeId Simple(TypeKind kind) const;  // kinds without parameters
  TypeId Decimal(int precision, int scale);
  /// An amount of money, or a plain decimal where there is no currency.
  TypeId Amount(Currency currency, DecimalShape shape);
  /// `money(GBP)`: 18 digits, as many of them after the point as the currency has.
  TypeId Money(Currency currency) { return Amount(currency, MoneyShape(currency)); }
  TypeId Optional(TypeId element);  // of an optional: itself
  TypeId List(TypeId element);
  TypeId Set(TypeId element);
  TypeId Map(TypeId key, TypeId value);
  TypeId Record(RecordId id);
  TypeId Enum(EnumId id);
  TypeId Variant(VariantId id);
  const Type& operator[](TypeId id) const;
  TypeKind Kind(TypeId id) const { return (*this)[id].kind; }
  DecimalShape ShapeOf(TypeId id) const;  // kDecimal
  Currency CurrencyOf(TypeId id) const { return (*this)[id].currency; }
  bool IsMoney(TypeId id) const { return CurrencyOf(id) != Currency::kNone; }
  std::size_t size() const { return types_.size(); }

  bool IsOptional(TypeId id) const { return (*this)[id].kind == TypeKind::kOptional; }
  TypeId WithoutOptional(TypeId id) const;
  bool IsCollection(TypeId id) const { return types::IsCollection(Kind(id)); }
  /// What `in` looks at: the elements of a list or set, the keys of a map.
  TypeId ElementOf(TypeId id) const { return Kind(id) == TypeKind::kMap ? (*this)[id].key : (*this)[id].element; }
  /// One value without parts: numbers, text, times, bool, enums.
  bool IsScalar(TypeId id) const { return Kind(id) >= TypeKind::kBool && Kind(id) <= TypeKind::kEnum; }

 private:
  base::Vec<TypeId, Type> types_;
  std::unordered_map<std::uint64_t, TypeId> index_;  // of all but maps
  std::unordered_map<std::uint64_t, TypeId> maps_;   // by key and value
};

// Result types of decimal arithmetic (SQL:2016 as Flink has it; docs/language.md "Arithmetic").
DecimalShape AddShape(DecimalShape a, DecimalShape b);  // also subtraction
DecimalShape MultiplyShape(DecimalShape a, DecimalShape b);
DecimalShape DivideShape(DecimalShape a, DecimalShape b);
DecimalShape RemainderShape(DecimalShape a, DecimalShape b);
DecimalShape RoundShape(DecimalShape a, int digits);

inline constexpr int kMaxDigits = 38;
/// An `int` beside a decimal.
inline constexpr DecimalShape kIntShape{19, 0};
/// The smallest shape that holds every value of both; more than 38 digits are cut like a result type.
DecimalShape CommonShape(DecimalShape a, DecimalShape b);
/// `sum` and `avg` of a column of this shape.
DecimalShape SumShape(DecimalShape a);
DecimalShape AverageShape(DecimalShape a);

}  // namespace rulec::types
