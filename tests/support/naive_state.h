#pragma once
// What the model of one process remembers of one key, and what its expressions read from that.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/eval/evaluator.h"

namespace rulec::testing {

/// Microseconds; wide enough for sums of any two instants.
using Instant = base::Int128;
inline constexpr Instant kNever = -(Instant{1} << 100);  // before every instant

/// One event in one window. `arguments` by AggregateId, as of entry; `count` has none.
struct NaiveRow {
  Instant time;
  std::vector<eval::Value> arguments;
};

struct NaiveCell {
  eval::Value value;
  Instant last_write = kNever;  // the greatest
};

struct NaiveKey {
  std::vector<eval::Value> fields;
  std::map<std::uint32_t, NaiveCell> cells;             // by CellId, once written
  std::map<std::uint32_t, Instant> firings;             // by StatementId of `once per` rules: the greatest
  std::map<std::uint32_t, std::vector<NaiveRow>> rows;  // by WindowId, in order of arrival
};

/// One handler of one key at one time.
class NaiveMoment final : public eval::Environment {
 public:
  NaiveMoment(const ir::Program& program, const ir::Process& process, NaiveKey& key, Instant time, Instant watermark)
      : program_(program), process_(process), key_(key), time_(time), watermark_(watermark) {}

  eval::Value Cell(ir::CellId cell) override;
  eval::Value KeyField(std::uint32_t index) override { return key_.fields[index]; }
  eval::Result Aggregate(ir::WindowId window, ir::AggregateId aggregate, base::Span span) override;

  void Write(ir::CellId cell, eval::Value value);
  /// Whether a rule with `once per` may fire.
  bool Ready(ir::StatementId rule, std::int64_t period) const;
  void Fire(ir::StatementId rule);

 private:
  bool IsPast(Instant instant) const { return time_ >= instant || watermark_ >= instant; }
  eval::Result Sum(const std::vector<eval::Value>& values, ir::TypeId type, ir::TypeId result, base::Span span) const;
  eval::Result Average(const std::vector<eval::Value>& values, ir::TypeId type, ir::TypeId result,
                       base::Span span) const;
  eval::Value Extreme(const std::vector<eval::Value>& values, ir::TypeId type, int wanted) const;

  const ir::Program& program_;
  const ir::Process& process_;
  NaiveKey& key_;
  const Instant time_;
  const Instant watermark_;
};

}  // namespace rulec::testing
