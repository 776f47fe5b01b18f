#pragma once
// The data set "transactions-1": card transactions, each field a pure function of (seed, event number).
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tools/gen/draw.h"

namespace rulec::gen {

struct TransactionsSpec {
  std::uint64_t seed = 1;
  std::int64_t events = 1'000'000;
  std::uint32_t keys = 10'000;  ///< number of customers, 1 to 99,999,999
  bool zipf = false;            ///< customers by log-uniform rank instead of uniformly
  std::int64_t milli_rate = 0;  ///< events in 1,000 s of event time; 0: 3.6 a key and hour
  std::uint32_t disorder_ms = 5'000;

  /// The rate at which each key has `per_hour` events in an hour of event time, on average.
  [[nodiscard]] static std::int64_t MilliRate(std::uint32_t keys, double per_hour);
};

/// One event with its fields as numbers; no text is made.
struct Transaction {
  std::uint64_t id = 0;
  std::uint32_t customer = 0;
  std::int64_t cents = 0;     ///< 1 to 1,000,000
  std::uint32_t country = 0;  ///< index into kCountries
  bool approved = false;
  std::int64_t at_ms = 0;      ///< event time, epoch milliseconds, out of order by less than disorder_ms
  std::uint32_t merchant = 0;  ///< below 100,000
};

/// Makes events by number. Immutable: threads may share one.
class Transactions {
 public:
  static constexpr std::int64_t kStartMs = 1'767'225'600'000;  // 2026-01-01T00:00:00Z
  static constexpr std::array<std::string_view, 20> kCountries = {"AT", "BE", "BR", "CA", "CH", "CN", "DE",
                                                                  "DK", "ES", "FR", "GB", "IN", "IT", "JP",
                                                                  "NG", "NL", "PL", "RU", "SE", "US"};
  /// An upper bound of what WriteJson writes.
  static constexpr std::size_t kMaxJson = 256;

  explicit Transactions(const TransactionsSpec& spec);

  [[nodiscard]] const TransactionsSpec& spec() const { return spec_; }

  [[nodiscard]] std::uint64_t id(std::int64_t i) const { return Draw(i, 6); }
  [[nodiscard]] std::uint32_t customer(std::int64_t i) const {
    return spec_.zipf ? ZipfRank(Draw(i, 0)) : Below(Draw(i, 0), spec_.keys);
  }
  [[nodiscard]] std::int64_t cents(std::int64_t i) const {
    const std::uint64_t a = Below(Draw(i, 1), 1U << 20);
    const std::uint64_t b = Below(Draw(i, 2), 1U << 20);
    return 1 + static_cast<std::int64_t>(((a * b * 1'000'000) >> 20) >> 20);
  }
  [[nodiscard]] std::uint32_t country(std::int64_t i) const {
    return Below(Draw(i, 3), static_cast<std::uint32_t>(kCountries.size()));
  }
  [[nodiscard]] bool approved(std::int64_t i) const { return Below(Draw(i, 4), 8) != 0; }
  [[nodiscard]] std::int64_t at_ms(std::int64_t i) const {
    const std::int64_t due = kStartMs + i * 1'000'000 / spec_.milli_rate;
    return spec_.disorder_ms == 0 ? due : due - Below(Draw(i, 5), spec_.disorder_ms);
  }
  [[nodiscard]] std::uint32_t merchant(std::int64_t i) const { return Below(Draw(i, 7), 100'000); }

  [[nodiscard]] Transaction Get(std::int64_t i) const {
    return {id(i), customer(i), cents(i), country(i), approved(i), at_ms(i), merchant(i)};
  }

  /// Writes event `i` as one JSON object without newline, 193 bytes as a rule and at most kMaxJson; returns the end.
  char* WriteJson(std::int64_t i, char* out) const;

  /// Writes a customer's name, `c` and eight digits; returns the end.
  static char* WriteCustomer(std::uint32_t customer, char* out);

 private:
  [[nodiscard]] std::uint64_t Draw(std::int64_t i, std::uint64_t slot) const {
    return Mix(mixed_seed_ + kGamma * (16 * static_cast<std::uint64_t>(i) + slot + 1));
  }
  [[nodiscard]] std::uint32_t ZipfRank(std::uint64_t draw) const;

  TransactionsSpec spec_;
  std::uint64_t mixed_seed_;
  double log_keys_;
};

}  // namespace rulec::gen
