#pragma once
// The lines that the model writes for one process.
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "compiler/base/source.h"
#include "compiler/eval/evaluator.h"
#include "rulert/key_buffer.h"
#include "rulert/module_abi.h"
#include "rulert/output_id.h"
#include "tests/support/naive_input.h"
#include "tests/support/naive_state.h"

namespace rulec::testing {

/// Why a trigger is rejected.
struct NaiveRejection {
  std::string rule;
  eval::Failure failure;
};

/// The host's clock has moved on.
struct NaiveReading {
  Instant clock;
  std::uint64_t order;                     // among rows
  Instant watermark;                       // of the process, just before
  std::map<ir::StreamId, Instant> floors;  // by stream that processes emit to: the greatest of its readers' watermarks
};

/// What makes handlers of one key run.
struct NaiveTrigger {
  const NaiveRecord* record = nullptr;  // null: work that fell due and is no event
  Instant time = 0;                     // of the handler
  Instant watermark = kNever;           // as it is seen
  std::uint64_t order = 0;              // of a row; 0: due work
  bool is_late = false;                 // an event of `order time` that came too late
  // Of due work:
  Instant instant = kNever;
  bool is_last = false;                   // of the pass at the end of input
  const NaiveReading* reading = nullptr;  // that lets work by the clock run
  std::shared_ptr<const NaiveRecord> waited;
  std::shared_ptr<const NaiveWindows::Answer> answer;
  ir::BothSides<std::shared_ptr<const NaiveRecord>> joined;  // a pair, or one without a partner
  rulert::TriggerRef identity{};
  std::string construct;
};

struct NaiveOutput {
  std::string line;
  rulert::OutputId id;
};

class NaiveLines {
 public:
  NaiveLines(const ir::Program& program, const base::SourceSet& sources, const ir::Process& process)
      : program_(program), sources_(sources), process_(process) {}

  /// JSON of the key.
  std::string KeyText(const NaiveKey& key) const;
  /// The canonical bytes of rulert/key_buffer.h.
  void AddKeyBytes(const NaiveKey& key, rulert::KeyBuffer& buffer) const;

  /// `ordinal`: among the records of this rule in this trigger.
  NaiveOutput Output(const NaiveTrigger& trigger, const NaiveKey& key, const ir::Statement& statement,
                     const std::string& rule, const eval::Value& value, std::uint32_t ordinal) const;
  std::string Late(const NaiveTrigger& trigger, std::string_view construct) const;
  /// `value`: what had to leave the cell, as JSON; empty for a window, whose columns are the compiler's.
  std::string Overflow(const NaiveKey& key, std::string_view construct, Instant time,
                       const std::string& value = {}) const;
  std::string Error(const NaiveTrigger& trigger, const NaiveKey& key, const NaiveRejection& rejection) const;

 private:
  const ir::Program& program_;
  const base::SourceSet& sources_;
  const ir::Process& process_;
};

/// Of a record that no process gets to see.
std::string MistakeLine(const ir::Program& program, const NaiveRecord& record, const std::string& message);

/// Members in their order, without what is null.
void AppendComparable(const eval::Json& json, std::string& out);

}  // namespace rulec::testing
