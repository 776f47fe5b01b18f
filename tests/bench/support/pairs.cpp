#include "tests/bench/support/pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace rulec::bench {
namespace {

double Read(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

double WallSeconds() { return Read(CLOCK_MONOTONIC); }
double ThreadCpuSeconds() { return Read(CLOCK_THREAD_CPUTIME_ID); }
double ProcessCpuSeconds() { return Read(CLOCK_PROCESS_CPUTIME_ID); }

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Interval IntervalOfMedian(const std::vector<double>& values) {
  constexpr int kSamples = 2000;
  std::mt19937_64 random(1);
  std::vector<double> medians;
  std::vector<double> sample(values.size());
  for (int i = 0; i < kSamples; ++i) {
    for (double& value : sample) value = values[random() % values.size()];
    medians.push_back(Median(sample));
  }
  std::sort(medians.begin(), medians.end());
  return {medians[kSamples / 40], medians[kSamples - 1 - kSamples / 40]};
}

void Report(std::string_view bench, std::string_view case_name, std::string_view side, std::string_view unit,
            double value) {
  fmt::print("RESULT bench={} case={} side={} unit={} value={:.4g}\n", bench, case_name, side, unit, value);
  std::fflush(stdout);
}

void ReportRatio(std::string_view bench, std::string_view case_name, std::string_view side,
                 const std::vector<double>& ratios) {
  const Interval interval = IntervalOfMedian(ratios);
  fmt::print("RESULT bench={} case={} side={} unit=ratio value={:.3g} low={:.3g} high={:.3g}\n", bench, case_name, side,
             Median(ratios), interval.low, interval.high);
  std::fflush(stdout);
}

Pairs MeasurePairs(int rounds, const std::function<double()>& a, const std::function<double()>& b) {
  std::vector<double> a_runs;
  std::vector<double> b_runs;
  for (int round = -1; round < rounds; ++round) {
    a_runs.push_back(a());
    b_runs.push_back(b());
    b_runs.push_back(b());
    a_runs.push_back(a());
  }
  return PairsOf(a_runs, b_runs);
}

Pairs PairsOf(const std::vector<double>& a_runs, const std::vector<double>& b_runs) {
  Pairs pairs;
  for (std::size_t i = 2; i + 1 < a_runs.size(); i += 2) {
    pairs.first.push_back((a_runs[i] + a_runs[i + 1]) / 2);
    pairs.second.push_back((b_runs[i] + b_runs[i + 1]) / 2);
    pairs.ratios.push_back(pairs.first.back() / pairs.second.back());
  }
  return pairs;
}

}  // namespace rulec::bench
