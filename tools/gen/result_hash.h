#pragma once
// The order-independent hash by which two engines' answers are compared: the sum, modulo 2^64, of one hash a row.
#include <cstdint>
#include <initializer_list>

#include "tools/gen/draw.h"

namespace rulec::gen {

/// One answer: the key's number, an instant in epoch milliseconds, and up to three figures (0 where there is none).
/// A look-back counter's answer is (customer, event time, count, 0, 0).
struct ResultRow {
  std::uint64_t customer = 0;
  std::int64_t time_ms = 0;
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t c = 0;
};

class ResultHash {
 public:
  constexpr void Add(const ResultRow& row) {
    std::uint64_t h = Mix(row.customer + kGamma);
    for (const std::int64_t part : {row.time_ms, row.a, row.b, row.c}) {
      h = Mix(h ^ static_cast<std::uint64_t>(part));
    }
    sum_ += h;
    ++rows_;
  }

  [[nodiscard]] constexpr std::uint64_t rows() const { return rows_; }
  [[nodiscard]] constexpr std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t rows_ = 0;
  std::uint64_t sum_ = 0;
};

}  // namespace rulec::gen
