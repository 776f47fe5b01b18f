#pragma once
// What a record looks like in memory, as data. Generated code describes each struct once; the codecs of the host (JSON
// now, Avro and Protobuf later) read and write any record through its description, so a module holds no codec code.
// Part of the module ABI: fixed-width C structs, strings as pointer and size.
#include <cstdint>
#include <string_view>

namespace rulert {

/// Bytes that live as long as the module (names) or as the buffer they point into (record data).
struct Text {
  const char* data = nullptr;
  std::uint64_t size = 0;

  constexpr Text() = default;
  constexpr Text(const char* d, std::uint64_t n) : data(d), size(n) {}
  constexpr Text(std::string_view s) : data(s.data()), size(s.size()) {}  // NOLINT: implicit on purpose
  constexpr operator std::string_view() const { return {data, size}; }    // NOLINT
};

/// The C++ type behind a field, in brackets.
enum class FieldKind : std::uint8_t {
  kBool = 1,       // bool
  kInt = 2,        // std::int64_t
  kFloat = 3,      // double, finite
  kDecimal = 4,    // rulert::Decimal<precision, scale>: std::int64_t mantissa up to 18 digits, Int128 above
  kString = 5,     // std::string_view
  kTimestamp = 6,  // rulert::Timestamp (std::int64_t us)
  kDuration = 7,   // rulert::Duration (std::int64_t us)
  kDate = 8,       // rulert::Date (std::int32_t days)
  kEnum = 9,       // scoped enum with std::uint32_t underneath; `names` in declared order
  kRecord = 10,    // struct described by `record`
  kList = 11,      // rulert::List<T>; T described by `element`
  kBytes = 12,     // std::string_view
  kVariant = 13,   // struct whose first 4 bytes say which arm is there: a place among the fields of `record`, each of
                   // which is a kRecord that shares its room with the others
  kSet = 14,       // rulert::Set<T>; T, a scalar, described by `element`
  kMap = 15,       // rulert::Map<K, V>; the fields `key`, a scalar, and `value` of an entry described by `record`
};

constexpr bool IsCollection(FieldKind kind) {
  return kind == FieldKind::kList || kind == FieldKind::kSet || kind == FieldKind::kMap;
}

/// A field that is not read has no place in the struct: it is validated (in full validation) and dropped.
inline constexpr std::uint32_t kNotStored = 0xffffffff;
/// `present_offset` of a field that may not be missing.
inline constexpr std::uint32_t kRequired = 0xffffffff;

struct RecordSpec;

struct FieldSpec {
  Text name;
  FieldKind kind = FieldKind::kBool;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  std::uint8_t optional = 0;                 // 1: std::optional of the type; absent and null are missing
  std::uint32_t offset = kNotStored;         // of the value in the struct
  std::uint32_t present_offset = kRequired;  // of the engaged flag of std::optional
  std::uint32_t size = 0;                    // of the C++ type without optional
  const RecordSpec* record = nullptr;
  const FieldSpec* element = nullptr;  // kList, kSet: of one element, `offset` 0
  const Text* names = nullptr;         // kEnum
  std::uint32_t name_count = 0;
};

struct RecordSpec {
  Text name;
  const FieldSpec* fields = nullptr;  // every declared field, in declared order
  std::uint32_t field_count = 0;
  std::uint32_t size = 0;
  std::uint32_t align = 0;
};

}  // namespace rulert
