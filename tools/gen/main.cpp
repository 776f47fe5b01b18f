// rulec-gen: makes the frozen data sets and hashes answers. Exit codes: 1 findings, 2 usage, 4 I/O.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "tools/gen/alert_rows.h"
#include "tools/gen/arguments.h"
#include "tools/gen/nexmark.h"
#include "tools/gen/output.h"
#include "tools/gen/result_hash.h"
#include "tools/gen/transactions.h"

namespace rulec::gen {
namespace {

constexpr int kFindings = 1;
constexpr int kUsage = 2;
constexpr int kInputOutput = 4;

constexpr std::string_view kHelp = R"(usage: rulec-gen COMMAND ...

  transactions [name=value ...]   writes the data set transactions-1 as JSON lines
      seed=1 events=1M keys=10K   K is a thousand, M a million
      dist=uniform                or zipf
      perhour=3.6                 events a key and hour of event time; or rate=, events a second over all keys
      disorder=5000               milliseconds by which times are out of order
      out=-                       standard output, a FILE, or kafka:HOST:PORT/TOPIC
  nexmark [name=value ...]        writes the data set nexmark-frozen-1 as JSON lines
      seed=1 events=100K          events of all three kinds, by number
      rate=1K                     events a second of event time
      only=                       bids: just the bids, each the bare object, as examples/nexmark reads them
      out=-                       as above
  hash-alerts [--values]          reads card_velocity's output lines from standard input (with --values their bare
                                  values, as Kafka carries them), prints how many and their order-independent hash

  rulec-gen transactions events=1M out=tx.jsonl
  rulec-gen transactions events=1M out=kafka:127.0.0.1:9092/card.transactions
  rulec run card_velocity.rules --input transactions=tx.jsonl | rulec-gen hash-alerts
)";

int Fail(int code, std::string_view message) {
  fmt::print(stderr, "rulec-gen: {}\n", message);
  return code;
}

tl::expected<std::unique_ptr<Output>, std::string> Open(const std::string& out) {
  constexpr std::string_view kKafka = "kafka:";
  return out.starts_with(kKafka) ? OpenKafka(out.substr(kKafka.size())) : OpenFile(out);
}

WriteStatus WriteAll(const Transactions& transactions, Output& output) {
  char json[Transactions::kMaxJson];
  char name[16];
  for (std::int64_t i = 0; i < transactions.spec().events; ++i) {
    const char* name_end = Transactions::WriteCustomer(transactions.customer(i), name);
    const char* json_end = transactions.WriteJson(i, json);
    WriteStatus written = output.Write({name, static_cast<std::size_t>(name_end - name)}, transactions.at_ms(i),
                                       {json, static_cast<std::size_t>(json_end - json)});
    if (!written) return written;
  }
  return output.Finish();
}

int WriteTransactions(const std::vector<std::string_view>& words) {
  std::vector<std::string_view> names = Arguments::spec_names();
  names.emplace_back("out");
  Arguments args(words, names);
  const Transactions transactions(args.Spec({}));
  const std::string out = args.Text("out", "-");
  if (!args.error().empty()) return Fail(kUsage, args.error());

  const auto output = Open(out);
  if (!output) return Fail(kInputOutput, output.error());
  const auto start = std::chrono::steady_clock::now();
  if (const WriteStatus written = WriteAll(transactions, **output); !written) {
    return Fail(kInputOutput, written.error());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double count = static_cast<double>(transactions.spec().events);
  fmt::print(stderr, "transactions events={} seconds={:.2f} rate={:.0f}/s\n", transactions.spec().events, seconds,
             count / seconds);
  return 0;
}

WriteStatus WriteAll(const Nexmark& nexmark, bool only_bids, Output& output) {
  std::string json;
  for (std::int64_t n = 0; n < nexmark.spec().events; ++n) {
    if (only_bids && !Nexmark::IsBid(n)) continue;
    json.clear();
    only_bids ? nexmark.AppendBid(n, json) : nexmark.AppendJson(n, json);
    WriteStatus written = output.Write({}, nexmark.at_ms(n), json);
    if (!written) return written;
  }
  return output.Finish();
}

int WriteNexmark(const std::vector<std::string_view>& words) {
  Arguments args(words, {"seed", "events", "rate", "only", "out"});
  NexmarkSpec spec;
  spec.seed = static_cast<std::uint64_t>(args.Number("seed", 1, 0, INT64_MAX));
  spec.events = args.Number("events", spec.events, 0, 1'000'000'000'000);
  spec.rate = args.Number("rate", spec.rate, 1, 1'000'000'000);
  const std::string only = args.Text("only", "");
  const std::string out = args.Text("out", "-");
  if (!args.error().empty()) return Fail(kUsage, args.error());
  if (!only.empty() && only != "bids") return Fail(kUsage, fmt::format("`only` is bids, got `{}`", only));
  const auto output = Open(out);
  if (!output) return Fail(kInputOutput, output.error());
  const WriteStatus written = WriteAll(Nexmark(spec), only == "bids", **output);
  return written ? 0 : Fail(kInputOutput, written.error());
}

int HashAlerts(const std::vector<std::string_view>& words) {
  AlertLine shape = AlertLine::kEnvelope;
  for (const std::string_view word : words) {
    if (word != "--values") return Fail(kUsage, fmt::format("unknown argument `{}`", word));
    shape = AlertLine::kValue;
  }
  std::ios::sync_with_stdio(false);
  ResultHash hash;
  std::string line;
  for (std::int64_t number = 1; std::getline(std::cin, line); ++number) {
    if (line.empty()) continue;
    const tl::expected<ResultRow, std::string> row = ReadAlert(line, shape);
    if (!row) return Fail(kFindings, fmt::format("line {}: {}", number, row.error()));
    hash.Add(*row);
  }
  fmt::print("rows={} hash={:016x}\n", hash.rows(), hash.value());
  return 0;
}

int Main(const std::vector<std::string_view>& words) {
  const std::string_view command = words.empty() ? "" : words[0];
  const std::vector<std::string_view> rest(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (command == "transactions") return WriteTransactions(rest);
  if (command == "nexmark") return WriteNexmark(rest);
  if (command == "hash-alerts") return HashAlerts(rest);
  if (command == "help" || command == "--help") {
    fmt::print("{}", kHelp);
    return 0;
  }
  fmt::print(stderr, "{}", kHelp);
  return kUsage;
}

}  // namespace
}  // namespace rulec::gen

int main(int argc, char** argv) { return rulec::gen::Main({argv + 1, argv + argc}); }
