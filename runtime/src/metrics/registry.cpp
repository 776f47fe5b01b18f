#include "runtime/src/metrics/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace rulert::metrics {
namespace {

bool Includes(const Labels& labels, const Labels& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); });
}

/// `\`, line break and, in label values, `"` are escaped.
std::string Escaped(std::string_view text, bool quotes) {
  std::string out;
  for (char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

std::string LabelText(const Labels& labels) {
  if (labels.empty()) return {};
  std::string out = "{";
  for (const auto& [name, value] : labels) {
    if (out.size() > 1) out += ',';
    out += fmt::format("{}=\"{}\"", name, Escaped(value, true));
  }
  return out + "}";
}

/// Whole numbers without exponent, so that counters read exactly.
std::string NumberText(double value) {
  if (value == static_cast<double>(static_cast<std::int64_t>(value)) && value > -1e15 && value < 1e15) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }
  return fmt::format("{}", value);
}

}  // namespace

Counter& Registry::AddCounter(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Family& family = families_[std::string(name)];
  if (family.help.empty()) family.help = help;
  Counter& cell = counters_.emplace_back();
  family.counters.push_back({std::move(labels), &cell});
  return cell;
}

Gauge& Registry::AddGauge(std::string_view name, std::string_view help, Labels labels) {
  const std::lock_guard lock(mutex_);
  Family& family = families_[std::string(name)];
  if (family.help.empty()) family.help = help;
  Gauge& cell = gauges_.emplace_back();
  family.gauges.push_back({std::move(labels), &cell});
  return cell;
}

double Registry::Sum(std::string_view name, const Labels& labels) const {
  const std::lock_guard lock(mutex_);
  const auto family = families_.find(name);
  if (family == families_.end()) return 0;
  double sum = 0;
  for (const auto& series : family->second.counters) {
    if (Includes(series.labels, labels)) sum += static_cast<double>(series.cell->value());
  }
  for (const auto& series : family->second.gauges) {
    if (Includes(series.labels, labels)) sum += series.cell->value();
  }
  return sum;
}

std::string Registry::Text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  const auto print = [&out](const std::string& name, std::string_view type, const Family& family, const auto& all) {
    if (all.empty()) return;
    std::map<std::string, double> sums;
    for (const auto& series : all) sums[LabelText(series.labels)] += static_cast<double>(series.cell->value());
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, Escaped(family.help, false), name,
                   type);
    for (const auto& [labels, value] : sums) {
      fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, labels, NumberText(value));
    }
  };
  for (const auto& [name, family] : families_) {
    print(name, "counter", family, family.counters);
    print(name, "gauge", family, family.gauges);
  }
  return out;
}

}  // namespace rulert::metrics
