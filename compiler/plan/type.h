#pragma once
// Types of a plan, and the structs, unions and enums that generated code declares for those of the rules.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/plan/cpp_code.h"
#include "compiler/types/types.h"

namespace rulec::plan {

inline constexpr std::uint32_t kNoIndex = 0xFFFFFFFFu;

/// A type as C++ and as the codecs of the host see it.
struct Type {
  types::TypeKind kind = types::TypeKind::kBool;  // of the value without optional
  bool optional = false;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  types::Currency currency = types::Currency::kNone;  // kDecimal: of an amount of money
  std::string cpp;                                    // without optional
  std::uint32_t record = kNoIndex;                    // kRecord: into Plan::records
  std::uint32_t enumeration = kNoIndex;               // kEnum: into Plan::enums
  std::uint32_t variant = kNoIndex;                   // kVariant: into Plan::variants
  std::uint32_t element = kNoIndex;                   // kList, kSet: into Plan::elements
  std::uint32_t entry = kNoIndex;                     // kMap: into Plan::entries

  /// With std::optional around it where it may be missing.
  std::string spelled() const { return optional ? "std::optional<" + cpp + ">" : cpp; }
};

/// Of a map.
struct Entry {
  Type key;
  Type value;
};

struct Field {
  std::string name;
  std::string member;
  std::string doc;
  Type type;
  CodeId initial;  // invalid: the value that the type starts with
};

struct Struct {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  std::vector<Field> fields;
  bool stored = false;               // some state cell holds one
  std::uint32_t variant = kNoIndex;  // of an arm: into Plan::variants; `cpp` is `Outcome::Approve`
};

/// One arm of a variant.
struct Arm {
  std::string name;
  std::string enumerator;
  std::string member;        // of the union
  std::uint32_t record = 0;  // into Plan::records: its fields
};

struct Variant {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  std::vector<Arm> arms;
  bool stored = false;  // some state cell holds one
};

struct EnumValue {
  std::string name;
  std::string enumerator;
};

struct Enum {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  std::vector<EnumValue> values;
  std::string names;  // table of the names of its values
};

}  // namespace rulec::plan
