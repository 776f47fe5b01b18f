#pragma once
// The types of random programs: a fixed set of records, so that programs differ in what they do and not in what they
// read.
#include <optional>
#include <string>
#include <vector>

#include "compiler/types/types.h"

namespace rulec::testing {

enum class Kind {
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kString,
  kTimestamp,
  kDuration,
  kDate,
  kMoney,  // of GBP
  kBytes,
  kColour,  // the enum
  kInts,    // lists
  kTexts,
  kPrices,
  kColours,
  kChoices,
  kTags,    // set<string>
  kCounts,  // map<string, int>
  kChoice,  // the variant
  kIn,      // records
  kHome,
  kPlace,
  kOut,
  kPriced,  // fields of arms
  kTold,
  kHoused,
};

/// Kinds of a single value, and all that a decision may read or give.
const std::vector<Kind>& ScalarKinds();
const std::vector<Kind>& ValueKinds();

struct ValueType {
  Kind kind = Kind::kInt;
  bool optional = false;
  types::DecimalShape shape{1, 0};  // kDecimal, and elements of kPrices
};

inline constexpr types::DecimalShape kAmount{12, 2};
inline constexpr types::DecimalShape kRate{9, 3};
inline constexpr types::DecimalShape kHuge{38, 10};
inline constexpr types::DecimalShape kMoneyShape{18, 2};

inline ValueType Of(Kind kind) { return {kind, false, kAmount}; }
inline ValueType Maybe(Kind kind) { return {kind, true, kAmount}; }
inline ValueType DecimalOf(types::DecimalShape shape) { return {Kind::kDecimal, false, shape}; }

/// As rules write it: `decimal(12,2)?`.
std::string TypeText(const ValueType& type);

/// A field or a parameter.
struct NamedType {
  std::string name;
  ValueType type;
};

bool IsRecord(Kind kind);
/// Of a record.
const std::vector<NamedType>& FieldsOf(Kind record);
/// Of a list or set; of a map its keys.
ValueType ElementOf(Kind collection);
bool IsList(Kind kind);
/// A list, set or map.
bool IsCollection(Kind kind);

/// An arm of the variant; without fields one that stands alone.
struct ArmType {
  std::string name;
  std::optional<Kind> fields;
};
const std::vector<ArmType>& Arms();

/// `enum`, `variant` and `record` declarations of them all.
std::string TypeDeclarations();

}  // namespace rulec::testing
