// JSON codec beside a bare simdjson On-Demand loop on the same records: CPU ns a record, median of rounds in turns.
#include <fmt/format.h>

#include <functional>
#include <string>

#include "runtime/src/io/record_codec.h"
#include "tests/bench/codec/transactions_spec.h"
#include "tests/bench/support/pairs.h"
#include "tools/gen/transactions.h"

namespace rulert::io::bench {

namespace {

constexpr int kRounds = 9;

struct Records {
  std::string bytes;
  std::vector<std::string_view> values;
};

Records MakeRecords(std::int64_t count) {
  rulec::gen::TransactionsSpec spec;
  spec.events = count;
  spec.milli_rate = rulec::gen::TransactionsSpec::MilliRate(spec.keys, 3.6);
  const rulec::gen::Transactions transactions(spec);
  Records records;
  records.bytes.reserve(static_cast<std::size_t>(count) * rulec::gen::Transactions::kMaxJson + 64);
  std::vector<std::size_t> ends;
  char json[rulec::gen::Transactions::kMaxJson];
  for (std::int64_t i = 0; i < count; ++i) {
    records.bytes.append(json, static_cast<std::size_t>(transactions.WriteJson(i, json) - json));
    ends.push_back(records.bytes.size());
  }
  records.bytes.append(64, ' ');
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    records.values.emplace_back(records.bytes.data() + begin, end - begin);
    begin = end;
  }
  return records;
}

struct Case {
  std::string name;
  std::string side;
  std::function<std::uint64_t()> run;
  std::vector<double> nanoseconds;
};

std::uint64_t DecodeAll(JsonDecoder& decoder, const Records& records) {
  Scratch arena;
  DecodeError error;
  Transaction row;
  std::uint64_t failed = 0;
  for (const std::string_view value : records.values) {
    failed += !decoder.Decode(value, &row, arena, error);
  }
  return failed;
}

int Main() {
  const Records records = MakeRecords(50'000);
  const std::vector<std::string_view> two = {"customer", "at"};
  const std::vector<std::string_view> six = {"customer", "amount", "country", "approved", "at", "merchant"};
  const std::vector<std::string_view> all = {"id",       "customer", "amount",   "country",
                                             "approved", "at",       "merchant", "note"};
  const TransactionSpec two_spec(two);
  const TransactionSpec six_spec(six);
  const TransactionSpec all_spec(all);
  JsonDecoder two_projected(two_spec.spec(), Validation::kProjected);
  JsonDecoder six_projected(six_spec.spec(), Validation::kProjected);
  JsonDecoder two_full(two_spec.spec(), Validation::kFull);
  JsonDecoder all_full(all_spec.spec(), Validation::kFull);
  OnDemand bare;
  Transaction row;
  Scratch arena;
  DecodeError error;
  JsonDecoder(all_spec.spec(), Validation::kFull).Decode(records.values[0], &row, arena, error);
  std::string text;

  const auto each = [&records](auto&& body) {
    std::uint64_t sum = 0;
    for (const std::string_view value : records.values) sum += body(value);
    return sum;
  };
  std::vector<Case> cases;
  cases.push_back({"two_fields", "rulec", [&] { return DecodeAll(two_projected, records); }, {}});
  cases.push_back({"two_fields",
                   "on_demand",
                   [&] { return each([&](std::string_view v) { return bare.TwoFields(v.data(), v.size()); }); },
                   {}});
  cases.push_back({"six_fields", "rulec", [&] { return DecodeAll(six_projected, records); }, {}});
  cases.push_back({"six_fields",
                   "on_demand",
                   [&] { return each([&](std::string_view v) { return bare.SixFields(v.data(), v.size()); }); },
                   {}});
  cases.push_back({"full_two_stored", "rulec", [&] { return DecodeAll(two_full, records); }, {}});
  cases.push_back({"full_all_stored", "rulec", [&] { return DecodeAll(all_full, records); }, {}});
  cases.push_back({"full_all_stored",
                   "on_demand",
                   [&] { return each([&](std::string_view v) { return bare.AllFields(v.data(), v.size()); }); },
                   {}});
  cases.push_back({"encode",
                   "rulec",
                   [&] {
                     return each([&](std::string_view) {
                       text.clear();
                       EncodeJson(all_spec.spec(), &row, text);
                       return text.size();
                     });
                   },
                   {}});
  std::uint64_t sink = 0;
  for (int round = -1; round < kRounds; ++round) {
    for (Case& one : cases) {
      const double begin = rulec::bench::ThreadCpuSeconds();
      sink += one.run();
      const double taken = rulec::bench::ThreadCpuSeconds() - begin;
      if (round >= 0) one.nanoseconds.push_back(taken * 1e9 / static_cast<double>(records.values.size()));
    }
  }
  for (const Case& one : cases)
    rulec::bench::Report("codec", one.name, one.side, "ns", rulec::bench::Median(one.nanoseconds));
  fmt::print("# records {} of {} bytes on average, check {}\n", records.values.size(),
             (records.bytes.size() - 64) / records.values.size(), sink % 1000);
  return 0;
}

}  // namespace
}  // namespace rulert::io::bench

int main() { return rulert::io::bench::Main(); }
