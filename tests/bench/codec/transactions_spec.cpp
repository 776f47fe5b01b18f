#include "tests/bench/codec/transactions_spec.h"

#include <algorithm>
#include <cstddef>

namespace rulert::io::bench {

TransactionSpec::TransactionSpec(const std::vector<std::string_view>& stored) {
  const auto add = [&](std::string_view name, FieldKind kind, std::size_t offset, std::uint32_t size) {
    FieldSpec field;
    field.name = name;
    field.kind = kind;
    field.size = size;
    const bool kept = std::find(stored.begin(), stored.end(), name) != stored.end();
    field.offset = kept ? static_cast<std::uint32_t>(offset) : kNotStored;
    if (kind == FieldKind::kDecimal) {
      field.precision = 12;
      field.scale = 2;
    }
    fields_.push_back(field);
  };
  constexpr std::uint32_t text = sizeof(std::string_view);
  add("id", FieldKind::kString, offsetof(Transaction, id), text);
  add("customer", FieldKind::kString, offsetof(Transaction, customer), text);
  add("amount", FieldKind::kDecimal, offsetof(Transaction, amount), 8);
  add("country", FieldKind::kString, offsetof(Transaction, country), text);
  add("approved", FieldKind::kBool, offsetof(Transaction, approved), 1);
  add("at", FieldKind::kTimestamp, offsetof(Transaction, at), 8);
  add("merchant", FieldKind::kString, offsetof(Transaction, merchant), text);
  add("note", FieldKind::kString, offsetof(Transaction, note), text);
  spec_ = {std::string_view("Transaction"), fields_.data(), static_cast<std::uint32_t>(fields_.size()),
           sizeof(Transaction), alignof(Transaction)};
}

}  // namespace rulert::io::bench
