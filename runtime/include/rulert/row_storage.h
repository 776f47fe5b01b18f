#pragma once
// Rows of windows as chunks keep them. A row of numbers and times is kept as it is; one with text, lists or records
// says so by `using Members = ::rulert::Members<&Row::country, &Row::amount>;` and is kept as state keeps values.
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/aggregates.h"
#include "rulert/stored.h"

namespace rulert::detail {

template <class Row>
struct RowStorage {
  using Type = Row;
  static constexpr bool kHasChunks = false;
  static Type Put(const Row& row, Trigger&) noexcept { return row; }
  static Row Take(const Type& stored, Trigger&) noexcept { return stored; }
  static Row Numbers(const char* bytes) noexcept {
    Row row{};
    if constexpr (!std::is_empty_v<Row>) std::memcpy(static_cast<void*>(&row), bytes, sizeof(Row));
    return row;
  }
  template <auto kColumn>
  static ColumnType<kColumn> Read(const char* bytes, Trigger&) noexcept {
    return Numbers(bytes).*kColumn;
  }
  template <class Memory>
  static void Release(const char*, Memory&) noexcept {}
};

template <class Row>
  requires requires { typename Row::Members; }
struct RowStorage<Row> {
  using Members = typename Row::Members;
  using Type = typename Members::Type;
  static constexpr bool kHasChunks = Members::kHasChunks;

  static Type Put(const Row& row, Trigger& trigger) noexcept {
    Type stored{};
    Members::Put(stored, row, trigger);
    return stored;
  }
  /// For one that leaves: its chunks wait for the commit, its values live until then.
  static Row Take(Type stored, Trigger& trigger) noexcept {
    Row row{};
    Members::Get(stored, row, trigger);
    Members::Put(stored, Row{}, trigger);
    return row;
  }
  /// Only what running aggregates read: columns that are numbers, times, bool and enums.
  static Row Numbers(const char* bytes) noexcept {
    Row row{};
    Members::Each([&]<auto kColumn>() {
      if constexpr (kIsPlainValue<ColumnType<kColumn>>) row.*kColumn = Part<kColumn>(bytes);
    });
    return row;
  }
  /// Text is not copied: it lives until the rows change.
  template <auto kColumn>
  static ColumnType<kColumn> Read(const char* bytes, Trigger& trigger) noexcept {
    using Value = ColumnType<kColumn>;
    if constexpr (std::is_same_v<Value, std::string_view>) {
      return StateText::ViewAt(bytes + Members::template OffsetOf<kColumn>(), trigger.arena());
    } else {
      return Stored<Value>::Get(Part<kColumn>(bytes), trigger);
    }
  }
  template <class Memory>
  static void Release(const char* bytes, Memory& memory) noexcept {
    Type stored;
    std::memcpy(static_cast<void*>(&stored), bytes, sizeof(stored));
    Members::Release(stored, memory);
  }

 private:
  template <auto kColumn>
  static typename Stored<ColumnType<kColumn>>::Type Part(const char* bytes) noexcept {
    typename Stored<ColumnType<kColumn>>::Type part{};
    std::memcpy(static_cast<void*>(&part), bytes + Members::template OffsetOf<kColumn>(), sizeof(part));
    return part;
  }
};

}  // namespace rulert::detail
