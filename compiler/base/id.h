#pragma once
// Typed 4-byte ids, and the vectors that they index.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "compiler/base/check.h"

namespace rulec::base {

/// Index of a node of the kind that `Tag` names; `kNone` means "no such node".
template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
  std::uint32_t value = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t v) : value(v) {}
  constexpr bool valid() const { return value != kNone; }
  friend constexpr bool operator==(Id, Id) = default;
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// A vector indexed by a typed id. Access out of range aborts.
template <class IdType, class T>
class Vec {
 public:
  using iterator = typename std::vector<T>::iterator;
  using const_iterator = typename std::vector<T>::const_iterator;

  IdType Add(T value) {
    RULEC_CHECK(items_.size() < IdType::kNone, "too many nodes");
    items_.push_back(std::move(value));
    return IdType(static_cast<std::uint32_t>(items_.size() - 1));
  }

  T& operator[](IdType id) {
    RULEC_CHECK(id.value < items_.size(), "id out of range");
    return items_[id.value];
  }
  const T& operator[](IdType id) const {
    RULEC_CHECK(id.value < items_.size(), "id out of range");
    return items_[id.value];
  }

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  iterator begin() { return items_.begin(); }
  iterator end() { return items_.end(); }
  const_iterator begin() const { return items_.begin(); }
  const_iterator end() const { return items_.end(); }
  T& back() { return items_.back(); }
  const T& back() const { return items_.back(); }
  void Reserve(std::size_t count) { items_.reserve(count); }
  /// Leaves the first `count`.
  void Truncate(std::size_t count) { items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(count), items_.end()); }

  /// Every id in order, for `for (auto id : vec.ids())`.
  struct Ids {
    std::uint32_t count;
    struct Iterator {
      std::uint32_t at;
      IdType operator*() const { return IdType(at); }
      Iterator& operator++() {
        ++at;
        return *this;
      }
      friend bool operator==(Iterator, Iterator) = default;
    };
    Iterator begin() const { return {0}; }
    Iterator end() const { return {count}; }
  };
  Ids ids() const { return {static_cast<std::uint32_t>(items_.size())}; }

 private:
  std::vector<T> items_;
};

}  // namespace rulec::base

template <class Tag>
struct std::hash<rulec::base::Id<Tag>> {
  std::size_t operator()(rulec::base::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
