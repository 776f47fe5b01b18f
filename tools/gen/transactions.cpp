#include "tools/gen/transactions.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rulec::gen {
namespace {

char* WriteText(std::string_view text, char* out) { return std::copy(text.begin(), text.end(), out); }

char* WriteHex(std::uint64_t value, char* out) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    *out++ = "0123456789abcdef"[(value >> shift) & 15];
  }
  return out;
}

char* WritePadded(std::uint64_t value, int width, char* out) {
  for (int k = width - 1; k >= 0; --k, value /= 10) {
    out[k] = static_cast<char>('0' + value % 10);
  }
  return out + width;
}

char* WriteNumber(std::int64_t value, char* out) { return std::to_chars(out, out + 20, value).ptr; }

}  // namespace

std::int64_t TransactionsSpec::MilliRate(std::uint32_t keys, double per_hour) {
  return std::llround(keys * per_hour / 3.6);
}

Transactions::Transactions(const TransactionsSpec& spec)
    : spec_(spec), mixed_seed_(Mix(spec.seed)), log_keys_(std::log(spec.keys + 1.0)) {
  if (spec_.milli_rate == 0) {
    spec_.milli_rate = TransactionsSpec::MilliRate(spec_.keys, 3.6);
  }
}

std::uint32_t Transactions::ZipfRank(std::uint64_t draw) const {
  const double rank = std::exp(Unit(draw) * log_keys_) - 1.0;
  return std::min(static_cast<std::uint32_t>(rank), spec_.keys - 1);
}

char* Transactions::WriteCustomer(std::uint32_t customer, char* out) {
  *out++ = 'c';
  return WritePadded(customer, 8, out);
}

char* Transactions::WriteJson(std::int64_t i, char* out) const {
  out = WriteText("{\"id\":\"", out);
  out = WriteHex(id(i), out);
  out = WriteText("\",\"customer\":\"", out);
  out = WriteCustomer(customer(i), out);
  out = WriteText("\",\"amount\":", out);
  const std::int64_t amount = cents(i);
  out = WriteNumber(amount / 100, out);
  *out++ = '.';
  out = WritePadded(static_cast<std::uint64_t>(amount % 100), 2, out);
  out = WriteText(",\"country\":\"", out);
  out = WriteText(kCountries[country(i)], out);
  out = WriteText(approved(i) ? "\",\"approved\":true,\"at\":" : "\",\"approved\":false,\"at\":", out);
  out = WriteNumber(at_ms(i), out);
  out = WriteText(",\"merchant\":\"m", out);
  out = WritePadded(merchant(i), 5, out);
  out = WriteText("\",\"note\":\"", out);
  for (const std::uint64_t slot : {8, 9, 10}) {
    out = WriteHex(Draw(i, slot), out);
  }
  return WriteText("\"}", out);
}

}  // namespace rulec::gen
