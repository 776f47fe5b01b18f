#pragma once
// The record of the data set "transactions-1", described as a module would.
#include <cstdint>
#include <string_view>
#include <vector>

#include "rulert/decimal.h"
#include "rulert/record_spec.h"
#include "rulert/time.h"

namespace rulert::io::bench {

struct Transaction {
  std::string_view id;
  std::string_view customer;
  Decimal<12, 2> amount;
  std::string_view country;
  bool approved = false;
  Timestamp at;
  std::string_view merchant;
  std::string_view note;
};

/// Stores the first fields of `order`, which are the ones that rules read.
class TransactionSpec {
 public:
  explicit TransactionSpec(const std::vector<std::string_view>& stored);
  const RecordSpec& spec() const { return spec_; }

 private:
  std::vector<FieldSpec> fields_;
  RecordSpec spec_;
};

/// Reads the fields of `stored` from each record by simdjson On-Demand as its users write it: in the order of the text,
/// strings as views, decimals and times from the raw token. Returns a sum that depends on everything read.
class OnDemand {
 public:
  OnDemand();
  ~OnDemand();
  /// Two fields: customer and at.
  std::uint64_t TwoFields(const char* json, std::size_t size);
  /// customer, amount, country, approved, at and merchant.
  std::uint64_t SixFields(const char* json, std::size_t size);
  /// Every value, scalars read by their type.
  std::uint64_t AllFields(const char* json, std::size_t size);

 private:
  struct Parser;
  Parser* parser_;
};

}  // namespace rulert::io::bench
