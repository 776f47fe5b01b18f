#pragma once
// How benches measure and report: two sides of one run in turns, medians, intervals; a RESULT line for each figure.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::bench {

/// Seconds. CPU time counts neighbours on the same cores less than the wall clock does.
double WallSeconds();
double ThreadCpuSeconds();
double ProcessCpuSeconds();  // of all threads

/// `values` must not be empty.
double Median(std::vector<double> values);

struct Interval {
  double low = 0;
  double high = 0;
};
/// 95 % interval of the median by bootstrap; the same for the same values.
Interval IntervalOfMedian(const std::vector<double>& values);

/// Prints a figure as tools/bench/report.py reads it. Names hold no spaces.
void Report(std::string_view bench, std::string_view case_name, std::string_view side, std::string_view unit,
            double value);
/// The same with the interval of the median beside it.
void ReportRatio(std::string_view bench, std::string_view case_name, std::string_view side,
                 const std::vector<double>& ratios);

struct Pairs {
  std::vector<double> first;  // of each round, the mean of its two runs
  std::vector<double> second;
  std::vector<double> ratios;  // first / second
};
/// Runs both sides as A B B A, `rounds` times after one round that warms up; a side returns what one run of it took.
Pairs MeasurePairs(int rounds, const std::function<double()>& a, const std::function<double()>& b);
/// Of a second figure that the sides kept in the same runs, warm-up included.
Pairs PairsOf(const std::vector<double>& a_runs, const std::vector<double>& b_runs);

}  // namespace rulec::bench
