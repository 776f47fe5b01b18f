#pragma once
// What the model of one process remembers of one key, and what its expressions read from that.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/naive_answers.h"

namespace rulec::testing {

struct NaiveCell {
  eval::Value value;
  Instant last_write = kNever;  // the greatest
};

struct NaiveTimer {
  Instant time;     // as it was asked for
  Instant instant;  // when it falls due
};

struct NaiveRecord;

/// An event of `order time` that waits.
struct NaiveWaiting {
  Instant instant;  // when it runs
  std::shared_ptr<const NaiveRecord> record;
};

struct NaiveKey {
  std::vector<eval::Value> fields;
  std::map<std::uint32_t, NaiveCell> cells;             // by CellId, once written
  std::map<std::uint32_t, Instant> firings;             // by StatementId of `once per` rules: the greatest
  std::map<std::uint32_t, std::vector<NaiveRow>> rows;  // by WindowId, in order of arrival
  std::map<std::uint32_t, Instant> lost;                // by WindowId: the greatest time of a row that had to leave
  std::map<std::uint32_t, NaiveTimer> timers;           // by TimerId, those that run
  std::vector<NaiveWaiting> waiting;                    // in the order in which they run
};

/// One handler of one key at one time.
class NaiveMoment final : public eval::Environment {
 public:
  NaiveMoment(const ir::Program& program, const ir::Process& process, NaiveKey& key, Instant time, Instant watermark)
      : program_(program), process_(process), key_(key), time_(time), watermark_(watermark) {}

  eval::Value Cell(ir::CellId cell) override;
  eval::Value KeyField(std::uint32_t index) override { return key_.fields[index]; }
  eval::Value HandlerTime() override { return eval::Value::Number(time_); }
  eval::Result Aggregate(const ir::Expr& question, const std::vector<eval::Value>& operands,
                         eval::Evaluator& evaluator) override;

  /// The event at hand is a row of that window. Answers the time of one that had to leave a full look-back.
  std::optional<Instant> Enter(ir::WindowId window, NaiveRow row);

  void Write(ir::CellId cell, eval::Value value);
  /// Whether a rule with `once per` may fire.
  bool Ready(ir::StatementId rule, std::int64_t period) const;
  void Fire(ir::StatementId rule);
  /// What is past already waits until time next moves; what is started in the last pass never fires.
  void Start(ir::TimerId timer, Instant time, bool is_last);

 private:
  bool IsPast(Instant instant) const { return time_ >= instant || watermark_ >= instant; }
  const ir::Program& program_;
  const ir::Process& process_;
  NaiveKey& key_;
  const Instant time_;
  const Instant watermark_;
  std::set<std::uint32_t> entered_;  // windows
};

}  // namespace rulec::testing
