#pragma once
// What the model of one process remembers of one key, and what its expressions read from that.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/naive_answers.h"
#include "tests/support/naive_window.h"

namespace rulec::testing {

struct NaiveCell {
  eval::Value value;
  Instant last_write = kNever;  // the greatest
};

/// Of a set, or of a map with a value.
struct NaiveElement {
  eval::Value key;
  eval::Value value;
  Instant last = kNever;   // write, or access
  std::uint64_t turn = 0;  // of the write among all of its collection
};
struct NaiveKeyed {
  std::vector<NaiveElement> elements;
  std::uint64_t turns = 0;
};

struct NaiveTimer {
  Instant time;     // as it was asked for
  Instant instant;  // when it falls due; kNever: so long after the first reading of the clock as `time` says
};
using NaiveTimers = std::map<std::uint32_t, NaiveTimer>;  // by TimerId, those that run

using NaiveWindows = naive::Windows<NaiveRow>;

struct NaiveRecord;

/// An event of `order time` that waits.
struct NaiveWaiting {
  Instant instant;  // when it runs
  std::shared_ptr<const NaiveRecord> record;
};

/// An event that has entered a join: none ever leaves.
struct NaiveJoined {
  std::shared_ptr<const NaiveRecord> record;
  ir::JoinSide side = ir::JoinSide::kLeft;
  bool has_partner = false;
  bool is_told = false;  // that it has none
};

struct NaiveKey {
  std::vector<eval::Value> fields;
  std::map<std::uint32_t, NaiveCell> cells;             // by CellId, once written; all but sets and maps
  std::map<std::uint32_t, NaiveKeyed> collections;      // by CellId, sets and maps
  std::map<std::uint32_t, Instant> firings;             // by StatementId of `once per` rules: the greatest
  std::map<std::uint32_t, std::vector<NaiveRow>> rows;  // by WindowId, in order of arrival
  std::map<std::uint32_t, Instant> lost;                // by WindowId: the greatest time of a row that had to leave
  std::map<std::uint32_t, NaiveWindows> closing;        // by WindowId, those that close
  NaiveTimers timers;
  NaiveTimers clock_timers;
  std::map<std::uint32_t, std::vector<NaiveJoined>> joined;  // by JoinId, in order of arrival
  std::vector<NaiveWaiting> waiting;                         // in the order in which they run
};

/// One handler of one key at one time.
class NaiveMoment final : public eval::Environment {
 public:
  /// `clock`: of the host, as it was read last; of work by the clock its instant.
  NaiveMoment(const ir::Program& program, const ir::Process& process, NaiveKey& key, Instant time, Instant watermark,
              Instant clock)
      : program_(program), process_(process), key_(key), time_(time), watermark_(watermark), clock_(clock) {}

  eval::Value Cell(ir::CellId cell) override;
  eval::Value KeyField(std::uint32_t index) override { return key_.fields[index]; }
  eval::Value HandlerTime() override { return eval::Value::Number(time_); }
  /// Before the first reading 1970, from where it is moved then.
  eval::Value ClockTime() override { return eval::Value::Number(clock_ == kNever ? 0 : clock_); }
  eval::Result Aggregate(const ir::Expr& question, const std::vector<eval::Value>& operands,
                         eval::Evaluator& evaluator) override;

  /// From here on the window answers as it has closed; outlives this.
  void Show(ir::WindowId window, const NaiveWindows::Answer& answer) { closed_ = {window.value, &answer}; }
  /// The event at hand is a row of that window. Answers the time of one that had to leave a full look-back.
  std::optional<Instant> Enter(ir::WindowId window, NaiveRow row);

  // naive_collections.cpp
  bool Has(ir::CellId cell, const eval::Value& key) override;
  eval::Value At(ir::CellId cell, const eval::Value& key) override;
  std::int64_t Length(ir::CellId cell) override;
  eval::Value Whole(ir::CellId cell) override;
  /// Answers what had to leave.
  std::optional<NaiveElement> Put(ir::CellId cell, const eval::Value& key, eval::Value value);
  void Remove(ir::CellId cell, const eval::Value& key);
  void Clear(ir::CellId cell) { key_.collections[cell.value].elements.clear(); }
  /// A handler that names the cell runs.
  void Touch(ir::CellId cell);

  void Write(ir::CellId cell, eval::Value value);
  /// Whether a rule with `once per` may fire.
  bool Ready(ir::StatementId rule, std::int64_t period) const;
  void Fire(ir::StatementId rule);
  /// What is past already waits until time next moves; what is started in the last pass never fires. `from_clock`:
  /// `time` counts from the clock.
  void Start(ir::TimerId timer, Instant time, bool from_clock, bool is_last);
  void Stop(ir::TimerId timer);

 private:
  ir::TypeId KeyType(ir::CellId cell) const;
  bool Lives(const NaiveElement& element, ir::CellId cell) const;
  NaiveElement* Find(ir::CellId cell, const eval::Value& key);
  bool IsPast(Instant instant) const { return time_ >= instant || watermark_ >= instant; }
  const ir::Program& program_;
  const ir::Process& process_;
  NaiveKey& key_;
  const Instant time_;
  const Instant watermark_;
  const Instant clock_;
  std::set<std::uint32_t> entered_;  // windows
  std::pair<std::uint32_t, const NaiveWindows::Answer*> closed_;
};

}  // namespace rulec::testing
