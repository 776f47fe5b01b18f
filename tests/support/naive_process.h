#pragma once
// The model of one process and all its keys.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/naive_calendar.h"
#include "tests/support/naive_lines.h"

namespace rulec::testing {

/// What fell due for one key, and what it wrote.
struct NaiveDue {
  Instant instant;
  std::string key;  // canonical bytes
  std::vector<std::string> lines;
};

/// What was emitted to an output that processes read.
struct NaiveEmission {
  ir::OutputId output;
  NaiveRecord record;
  Instant before;  // its readers do not see it before this has passed
  // Its place among all that is emitted:
  Instant moment;
  std::uint64_t order;                     // of the row or the reading, 0: of due work
  Instant instant = 0;                     // of work by the clock
  std::string key;                         // canonical, of due work
  std::map<ir::StreamId, Instant> floors;  // of work by the clock: its readers have come so far
  bool by_clock = false;
};

class NaiveProcess {
 public:
  NaiveProcess(const ir::Program& program, const base::SourceSet& sources, const ir::Process& process)
      : program_(program), process_(process), lines_(program, sources, process) {}

  bool Reads(ir::StreamId stream) const;

  /// Appends what has fallen due for the record's key, then what the record gives, unless it waits. `watermark`: just
  /// before it; `order`: from 1.
  void Run(const NaiveRecord& record, std::uint64_t order, Instant watermark, std::vector<std::string>& out);
  /// One of another process starts to wait, until `watermark` has passed and its time has come.
  void Receive(NaiveRecord record, Instant watermark);
  /// Runs what is due for every key, of one key in its order. `is_last`: the pass at the end of input.
  void Advance(Instant watermark, bool is_last, std::vector<NaiveDue>& out);
  /// Runs what is due by the clock, at most what has been let run by the watermark.
  void ReadClock(const NaiveReading& reading, std::vector<NaiveDue>& out);
  /// So far, in order.
  const std::vector<NaiveEmission>& emissions() const { return emissions_; }

 private:
  NaiveKey& Find(NaiveKey& fresh);
  // naive_due.cpp
  static void Wait(NaiveKey& key, NaiveRecord record, Instant instant);
  std::vector<eval::Value> KeyOf(const NaiveRecord& record) const;
  /// The trigger of the first timer by instant, then as declared, taken out; nothing if none is due.
  std::optional<NaiveTrigger> TakeTimer(NaiveTimers& timers, Instant until) const;
  /// The earliest piece of work of this key, taken out; nothing if none is due.
  std::optional<NaiveTrigger> TakeDue(NaiveKey& key, Instant watermark) const;
  NaiveTrigger TriggerOf(ir::WindowId id, NaiveWindows::Answer answer) const;
  void RunDue(NaiveKey& key, Instant watermark, bool is_last, std::vector<NaiveDue>& out);

  // naive_joins.cpp
  /// The event at hand enters the joins of its stream.
  std::optional<NaiveRejection> EnterJoins();
  std::optional<NaiveRejection> HandleLateFor(ir::JoinId id);
  void Meet(ir::JoinId id, ir::JoinSide side);
  std::optional<NaiveRejection> HandleJoined();
  /// The event whose time without a partner ends first, if that is before `before` and not after `watermark`.
  std::optional<NaiveTrigger> TakeAlone(NaiveKey& key, Instant before, Instant watermark) const;

  /// All of it or nothing but an error, at the end of `out`.
  void RunTrigger(const NaiveTrigger& trigger, NaiveKey& kept, std::vector<std::string>& out);
  std::optional<NaiveRejection> Handle();
  std::optional<NaiveRejection> HandleLate();
  void KeepEmission(const ir::Statement& statement, const eval::Value& value, rulert::OutputId id);
  /// Windows of the stream that leave the event out of what its handlers see, or those that do not.
  std::optional<NaiveRejection> EnterAll(bool after_handlers, const std::string& handler_name);
  std::optional<eval::Failure> Enter(ir::WindowId id, const ir::Window& window, bool& is_late);
  const NaiveCalendar& CalendarOf(const ir::Calendar& calendar) const;
  /// One that closes. False: the event is late.
  bool EnterClosing(ir::WindowId id, const ir::Window& window, const NaiveRow& row);
  std::optional<NaiveRejection> HandleAnswer();
  /// The cells that the handler accesses by running.
  void Touch(const std::vector<ir::StatementId>& body);
  std::optional<NaiveRejection> RunAll(const std::vector<ir::StatementId>& body, const std::string& rule);
  std::optional<NaiveRejection> RunOne(ir::StatementId id, const std::string& rule);
  std::optional<NaiveRejection> RunRule(ir::StatementId id, const ir::Statement& rule);

  const ir::Program& program_;
  const ir::Process& process_;
  const NaiveLines lines_;
  std::map<std::string, NaiveKey> keys_;
  std::vector<NaiveEmission> emissions_;
  Instant clock_ = kNever;  // as it was read last

  // Of the trigger under way.
  NaiveTrigger trigger_;
  NaiveKey* key_ = nullptr;
  NaiveMoment* moment_ = nullptr;
  eval::Evaluator* evaluator_ = nullptr;
  std::vector<std::string> out_;
  std::vector<NaiveTrigger> at_once_;             // what it makes windows answer
  std::map<std::string, std::uint32_t> emitted_;  // by rule
};

}  // namespace rulec::testing
