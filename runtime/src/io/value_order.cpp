#include "runtime/src/io/value_order.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string_view>
#include <vector>

#include "rulert/check.h"
#include "rulert/int128.h"

namespace rulert::io {
namespace {

template <class T>
int Order(const char* a, const char* b) noexcept {
  T left;
  T right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return left < right ? -1 : right < left ? 1 : 0;
}

}  // namespace

int CompareScalars(const FieldSpec& field, const char* a, const char* b) noexcept {
  switch (field.kind) {
    case FieldKind::kBool:
      return Order<bool>(a, b);
    case FieldKind::kInt:
    case FieldKind::kTimestamp:
    case FieldKind::kDuration:
      return Order<std::int64_t>(a, b);
    case FieldKind::kFloat:
      return Order<double>(a, b);
    case FieldKind::kDecimal:
      return field.precision <= 18 ? Order<std::int64_t>(a, b) : Order<Int128>(a, b);
    case FieldKind::kString:
    case FieldKind::kBytes:
      return Order<std::string_view>(a, b);
    case FieldKind::kDate:
      return Order<std::int32_t>(a, b);
    case FieldKind::kEnum:
      return Order<std::uint32_t>(a, b);
    case FieldKind::kRecord:
    case FieldKind::kVariant:
    case FieldKind::kList:
    case FieldKind::kSet:
    case FieldKind::kMap:
      break;
  }
  RULERT_CHECK(false, "only scalars are elements of sets and keys of maps");
  __builtin_unreachable();
}

Elements InOrder(const Elements& elements, const FieldSpec& key, std::uint32_t stride, std::uint32_t align,
                 Scratch& arena) {
  if (elements.size < 2) return elements;
  const auto at = [&](std::uint32_t index) { return elements.data + std::size_t{index} * stride; };
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    return CompareScalars(key, at(a) + key.offset, at(b) + key.offset);
  };
  std::vector<std::uint32_t> order(elements.size);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return compare(a, b) < 0; });
  order.erase(std::unique(order.begin(), order.end(), [&](auto a, auto b) { return compare(a, b) == 0; }), order.end());
  Elements sorted{static_cast<char*>(arena.Allocate(order.size() * stride, align)),
                  static_cast<std::uint32_t>(order.size())};
  for (std::size_t i = 0; i < order.size(); ++i) std::memcpy(sorted.data + i * stride, at(order[i]), stride);
  return sorted;
}

}  // namespace rulert::io
