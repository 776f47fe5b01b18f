#include "tools/gen/transactions.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tools/gen/result_hash.h"

namespace {

using rulec::gen::ResultHash;
using rulec::gen::Transactions;
using rulec::gen::TransactionsSpec;

std::string Lines(const TransactionsSpec& spec) {
  const Transactions transactions(spec);
  std::string text;
  char json[Transactions::kMaxJson];
  for (std::int64_t i = 0; i < spec.events; ++i) {
    text.append(json, transactions.WriteJson(i, json));
    text.push_back('\n');
  }
  return text;
}

std::string CustomerName(std::uint32_t customer) {
  char name[16];
  return {name, Transactions::WriteCustomer(customer, name)};
}

TEST_CASE("the first transactions are the frozen ones", "[gen]") {
  CHECK(Lines({.events = 2}) ==
        R"({"id":"74ad4c24d41a25f8","customer":"c00007497","amount":1632.14,"country":"US","approved":true,)"
        R"("at":1767225597022,"merchant":"m18594","note":"509a840d44beedbde1d9d25350c18b4483db02da19918686"})"
        "\n"
        R"({"id":"dd168d67c718ecd7","customer":"c00000826","amount":2518.72,"country":"FR","approved":true,)"
        R"("at":1767225598347,"merchant":"m66074","note":"0ed4127b4d1b8ca4eb7238222fd66ff6cb1d1650c5ea8455"})"
        "\n");
}

// Both figures are of the peers' Java generator's files, whose SHA-256 are frozen.
TEST_CASE("a thousand lines are the peers' bytes", "[gen]") {
  const std::string uniform = Lines({.events = 1000});
  CHECK(XXH3_64bits(uniform.data(), uniform.size()) == 0xb8c9c481032acc0cULL);
  const std::string zipf = Lines({.seed = 7, .events = 1000, .keys = 1'000'000, .zipf = true});
  CHECK(XXH3_64bits(zipf.data(), zipf.size()) == 0x240197b5ef35bba5ULL);
}

TEST_CASE("the fields of an event are those of its line", "[gen]") {
  const Transactions transactions({});
  const rulec::gen::Transaction first = transactions.Get(0);
  CHECK(first.id == 0x74ad4c24d41a25f8ULL);
  CHECK(first.customer == 7497);
  CHECK(CustomerName(first.customer) == "c00007497");
  CHECK(first.cents == 163214);
  CHECK(Transactions::kCountries[first.country] == "US");
  CHECK(first.approved);
  CHECK(first.at_ms == 1767225597022);
  CHECK(first.merchant == 18594);
}

TEST_CASE("no disorder means times that never go back", "[gen]") {
  const Transactions transactions({.disorder_ms = 0});
  std::int64_t before = 0;
  std::int64_t went_back = 0;
  for (std::int64_t i = 0; i < 5000; ++i) {
    if (transactions.at_ms(i) < before) ++went_back;
    before = transactions.at_ms(i);
  }
  CHECK(went_back == 0);
  CHECK(transactions.at_ms(0) == Transactions::kStartMs);
}

TEST_CASE("a row's hash is the peers' chain of mixes, and order does not matter", "[gen]") {
  const rulec::gen::ResultRow one{7497, 1767225597022, 6, 0, 0};
  const rulec::gen::ResultRow two{826, 1767225598347, 7, 1, -2};
  ResultHash forward;
  forward.Add(one);
  forward.Add(two);
  ResultHash backward;
  backward.Add(two);
  backward.Add(one);
  CHECK(forward.value() == backward.value());
  CHECK(forward.rows() == 2);
  ResultHash other;
  other.Add(one);
  other.Add({826, 1767225598347, 7, -2, 1});
  CHECK(other.value() != forward.value());
}

// Ties the generator and the hash to Flink's answer of the demo's rule: more than 5 in [t - 1 h, t], arrival order.
TEST_CASE("a naive look-back over a million events gives Flink's hash", "[gen]") {
  constexpr std::int64_t kHourMs = 3'600'000;
  const Transactions transactions({.events = 1'000'000});
  std::vector<std::vector<std::int64_t>> times(transactions.spec().keys);
  ResultHash hash;
  for (std::int64_t i = 0; i < transactions.spec().events; ++i) {
    const std::uint32_t customer = transactions.customer(i);
    const std::int64_t at = transactions.at_ms(i);
    std::vector<std::int64_t>& seen = times[customer];
    seen.push_back(at);
    const auto inside =
        std::count_if(seen.begin(), seen.end(), [at](std::int64_t t) { return t >= at - kHourMs && t <= at; });
    if (inside > 5) hash.Add({customer, at, inside, 0, 0});
  }
  CHECK(hash.rows() == 285443);
  CHECK(hash.value() == 0x8e1c5b63be15a61dULL);
}

}  // namespace
