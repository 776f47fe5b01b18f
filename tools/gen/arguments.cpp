#include "tools/gen/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace rulec::gen {
namespace {

template <class T>
std::optional<T> Parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> ParseCount(std::string_view text) {
  if (text.empty() || (text.back() != 'K' && text.back() != 'M')) return Parse<std::int64_t>(text);
  const double unit = text.back() == 'K' ? 1e3 : 1e6;
  const std::optional<double> value = Parse<double>(text.substr(0, text.size() - 1));
  if (!value || !(std::abs(*value) <= 1e12)) return std::nullopt;
  return std::llround(*value * unit);
}

}  // namespace

Arguments::Arguments(const std::vector<std::string_view>& words, const std::vector<std::string_view>& known) {
  for (const std::string_view word : words) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    if (equals == std::string_view::npos) {
      Fail(fmt::format("expected name=value, got `{}`", word));
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      Fail(fmt::format("unknown argument `{}`; known: {}", name, fmt::join(known, " ")));
    } else if (!values_.emplace(name, word.substr(equals + 1)).second) {
      Fail(fmt::format("`{}` is given twice", name));
    }
  }
}

const std::string* Arguments::Find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

void Arguments::Fail(std::string message) {
  if (error_.empty()) error_ = std::move(message);
}

std::string Arguments::Text(std::string_view name, std::string_view otherwise) const {
  const std::string* text = Find(name);
  return text != nullptr ? *text : std::string(otherwise);
}

std::int64_t Arguments::Number(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const std::string* text = Find(name);
  if (text == nullptr) return otherwise;
  const std::optional<std::int64_t> value = ParseCount(*text);
  if (value && *value >= least && *value <= most) return *value;
  Fail(fmt::format("`{}` is a number from {} to {}, got `{}`", name, least, most, *text));
  return otherwise;
}

double Arguments::Real(std::string_view name, double otherwise) {
  const std::string* text = Find(name);
  if (text == nullptr) return otherwise;
  const std::optional<double> value = Parse<double>(*text);
  if (value && *value > 0 && *value <= 1e9) return *value;
  Fail(fmt::format("`{}` is a number above 0 and up to 1e9, got `{}`", name, *text));
  return otherwise;
}

const std::vector<std::string_view>& Arguments::spec_names() {
  static const std::vector<std::string_view> names = {"seed", "events", "keys", "dist", "perhour", "rate", "disorder"};
  return names;
}

TransactionsSpec Arguments::Spec(const TransactionsSpec& defaults) {
  TransactionsSpec spec = defaults;
  spec.seed = static_cast<std::uint64_t>(
      Number("seed", static_cast<std::int64_t>(defaults.seed), 0, std::numeric_limits<std::int64_t>::max()));
  // Up to this bound an event's number times 1,000,000 stays inside 64 bits.
  spec.events = Number("events", defaults.events, 0, 9'000'000'000'000);
  spec.keys = static_cast<std::uint32_t>(Number("keys", defaults.keys, 1, 99'999'999));
  const std::string dist = Text("dist", defaults.zipf ? "zipf" : "uniform");
  spec.zipf = dist == "zipf";
  if (dist != "uniform" && dist != "zipf") Fail(fmt::format("`dist` is uniform or zipf, got `{}`", dist));
  spec.disorder_ms = static_cast<std::uint32_t>(Number("disorder", defaults.disorder_ms, 0, 1'000'000'000));
  if (Find("rate") != nullptr) {
    if (Find("perhour") != nullptr) Fail("`rate` and `perhour` both set the rate: give one");
    spec.milli_rate = Number("rate", 1, 1, 1'000'000'000'000) * 1000;
  } else if (Find("perhour") != nullptr) {
    spec.milli_rate = TransactionsSpec::MilliRate(spec.keys, Real("perhour", 3.6));
    if (spec.milli_rate < 1) Fail("`perhour` is too small: less than one event in 1,000 s");
  }
  return spec;
}

}  // namespace rulec::gen
