#pragma once
// Counters and gauges of a job, and their Prometheus text. Adding and reading take a lock; bumping a cell is one
// relaxed store by the one thread that owns it.
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rulert::metrics {

/// Name and value, in the order in which they are printed.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Grows only. One writing thread, any number of readers.
class alignas(64) Counter {
 public:
  void Add(std::uint64_t n) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Any thread may set it; the last one wins.
class alignas(64) Gauge {
 public:
  void Set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
  double value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// Owns all cells; references stay valid as long as the registry. Cells of one name and equal labels (one per worker)
/// are added up when they are read.
class Registry {
 public:
  Counter& AddCounter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& AddGauge(std::string_view name, std::string_view help, Labels labels = {});

  /// Sum over all cells of that name whose labels include `labels`; 0 for an unknown name.
  double Sum(std::string_view name, const Labels& labels = {}) const;
  /// Text exposition format 0.0.4: families by name, cells by labels.
  std::string Text() const;

 private:
  template <class Cell>
  struct Series {
    Labels labels;
    Cell* cell;
  };
  struct Family {
    std::string help;
    std::vector<Series<Counter>> counters;
    std::vector<Series<Gauge>> gauges;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
  std::deque<Counter> counters_;
  std::deque<Gauge> gauges_;
};

}  // namespace rulert::metrics
