#pragma once
// The contract between a compiled module and its host: one exported C function returns a table of descriptions and of
// batch-wise functions. Fixed-width C structs only; nothing throws across it; a module has no undefined symbols but
// libc, libm and libstdc++. A host refuses another `abi` with a sentence.
//
// Threads: descriptions are immutable. A shard is used by one thread at a time; different shards at the same time.
#include <cstdint>

#include "rulert/record_spec.h"

namespace rulert {

inline constexpr std::uint32_t kModuleAbi = 5;
inline constexpr const char* kModuleEntry = "rulert_module";  // extern "C" const rulert::Module* rulert_module();
inline constexpr std::uint32_t kKeyGroups = 128;              // key group = hash % 128

/// First member of every row struct; filled by the host. The record struct of the stream follows it.
struct RowHeader {
  std::int64_t time;    // event time, us since 1970 UTC
  std::int64_t offset;  // in the partition: Kafka offset, or line number from 1
  std::uint32_t partition;
  std::uint32_t record;  // index of the raw record in its epoch
};

/// A row on its way into one process. Rows of an epoch are handed over in the epoch's row order.
struct RowRef {
  const RowHeader* row;
  std::uint64_t hash;      // XXH3-64 of the canonical key; 0 without key
  std::int64_t watermark;  // of the process, just before this row, us; kNoWatermark before any
  std::uint64_t order;     // position of the row in the epoch, for ordering outputs
  std::uint32_t stream;    // index into Module::streams
  std::uint32_t input;     // number of the topic or file it came from
};

/// Stands just before the RowHeader of a row of a derived stream: its place among those of equal instant, whenever they
/// come.
struct EmittedPlace {
  std::int64_t moment;
  std::uint64_t rank;
};

inline constexpr std::int64_t kNoWatermark = INT64_MIN;
inline constexpr std::int64_t kEndOfTime = INT64_MAX;  // watermark at the end of input
inline constexpr std::int64_t kNoClock = INT64_MIN;    // the host's clock before it is read

/// Which event: the same on every replay. One of a derived stream is what its emission's id is: low 64 bits in
/// `offset`, high ones in `partition` (upper half) and `rest`, so in the RowHeader of such rows.
struct EventRef {
  std::int64_t offset;
  std::uint32_t partition;
  std::uint32_t input;  // as in RowRef
  std::uint32_t rest;   // 0 unless the stream is derived
};

enum class TriggerKind : std::uint32_t { kRow, kEvent, kTimer, kWindow, kJoin };

/// What made a process run: a row, or work that had fallen due (docs/design/due_work.md). Which fields are set: always
/// the first block; of due work also the second; of the third what makes that kind of work unique, which goes into ids.
struct TriggerRef {
  TriggerKind kind;
  std::uint32_t construct;  // index into Module::constructs; kRow: none; kEvent: index into Module::streams
  const RowRef* row;        // kRow: the event. Else the row before which the work runs, of the same key; null: it runs
                            // at the end of the epoch, or is due by the clock
  const void* key;          // struct described by ProcessDesc::key; null without key
  std::int64_t time;        // of the handler, us

  std::int64_t instant;    // when it fell due: orders it among the work of all keys
  std::uint64_t sequence;  // ascends over the due work of a shard; of one key in its order

  EventRef event;                // kEvent; kJoin: the left one of a pair, or one without a partner
  std::int64_t start;            // kWindow
  std::int64_t end;              // kWindow
  std::uint32_t firing;          // kWindow: 0, 1, ... of this window
  std::uint32_t stream;          // kJoin: of `event`, index into Module::streams
  EventRef partner;              // kJoin: the right one of a pair
  std::uint32_t partner_stream;  // kJoin: of `partner`; kNoPartner
  std::uint32_t is_of_row;       // 1: `row` itself made it due, at once
  std::uint32_t is_by_clock;     // 1: `instant` is of the host's clock
  std::uint32_t reserved;
};
inline constexpr std::uint32_t kNoPartner = 0xFFFFFFFFu;

/// Where a fallible expression stands.
struct Place {
  Text file;  // as given to the compiler, without directories of the build
  std::uint32_t line;
  std::uint32_t column;
  Text expression;  // source text, at most 200 bytes
};

/// What failed: filled by rulert::Traced.
struct Failure {
  std::uint32_t place;  // index into Module::places
  std::uint32_t operand_size;
  const char* message;  // "integer overflow", "division by zero", ...
  char operands[200];   // "a = 9223372036854775807, b = 1"
};

/// One emitted record; everything it points to is read before `emit` returns.
struct Emission {
  std::uint32_t output;   // index into Module::outputs
  std::uint32_t rule;     // index into Module::rules: which rule or handler emitted; part of the id
  std::uint32_t ordinal;  // 0, 1, ... among the records of this rule in this trigger
  std::uint32_t reserved;
  const void* record;  // struct described by the output's spec
  const TriggerRef* trigger;
};

/// Functions of the host; all are called on the thread that called into the shard. `host` is the pointer given to
/// `open`.
struct HostApi {
  std::uint32_t abi;
  std::uint32_t size;
  void (*emit)(void* host, const Emission* emission);
  /// The trigger is rejected: the host drops what it emitted.
  void (*reject)(void* host, const TriggerRef* trigger, std::uint32_t rule, const Failure* failure);
  /// The construct (index into Module::constructs) could not use the late event.
  void (*late)(void* host, const TriggerRef* trigger, std::uint32_t construct);
  /// A row left a full window or collection; `value` is described by ConstructDesc::overflow.
  void (*overflow)(void* host, const TriggerRef* trigger, std::uint32_t construct, std::int64_t time,
                   const void* value);
  double (*exp)(double);
  double (*log)(double);
  double (*pow)(double, double);
};

/// Counters of a shard, for metrics and memory budgets.
struct ShardStats {
  std::uint64_t keys;
  std::uint64_t state_bytes;  // reserved for table and arenas
  std::uint64_t live_bytes;   // in use
  std::uint64_t window_rows;
  std::uint64_t clock_timers;  // timers by clock that run
};

struct ProcessDesc {
  Text name;
  const RecordSpec* key;         // null: no key
  const std::uint32_t* streams;  // indexes of the streams it reads
  const std::uint32_t* outputs;  // indexes of the outputs it emits to
  std::uint32_t stream_count;
  std::uint32_t output_count;
  /// Key hash of each row of `stream`; `by ()` hashes to 0. Null without key: any worker may have any row.
  void (*hash)(std::uint32_t stream, const RowHeader* const* rows, std::uint32_t count, std::uint64_t* hashes);
  /// A shard holds the state of the key groups that its worker owns. `params` is described by Module::params, or null.
  void* (*open)(const HostApi* api, void* host, const void* params);
  void (*process)(void* shard, const RowRef* rows, std::uint32_t count);
  /// The process's watermark at the end of the epoch: runs what is due by then, of all keys, and releases what is past
  /// its time.
  void (*advance)(void* shard, std::int64_t watermark);
  /// The host's clock has moved on to `clock`, at the start of an epoch: runs what is due by it, of all keys. It is
  /// recorded by the host. `watermark`: of the process, as of the last `advance`. Null: nothing of the process goes by
  /// the clock.
  void (*read_clock)(void* shard, std::int64_t watermark, std::int64_t clock);
  void (*stats)(const void* shard, ShardStats* stats);
  void (*close)(void* shard);
  // Checkpoints take their functions here (begin_snapshot, next_chunk, restore) with the next abi.
};

struct StreamDesc {
  Text name;
  const RecordSpec* record;  // offsets are from the start of the row struct (header included)
  std::uint32_t row_size;    // struct { RowHeader header; fields that are read }
  std::uint32_t row_align;
  std::int64_t delay_us;
  std::int64_t idle_us;         // -1: never idle
  std::int64_t ahead_us;        // how far an event may run ahead of the others; -1: any
  std::uint32_t time_offset;    // of the time field in the row; kNotStored: the record's own timestamp
  std::uint32_t idle_by_clock;  // 1: while every partition is idle time goes on by the host's clock
  std::int32_t output;  // derived: index into Module::outputs, what processes emit to it are the events; else -1
  std::uint32_t reserved;
};

struct OutputDesc {
  Text name;
  const RecordSpec* record;
  std::int32_t key_field;  // index into record->fields, or -1: the process key
  std::uint32_t reserved;
};

struct RuleDesc {  // a rule of a handler, or a handler itself ("on transactions")
  Text process;
  Text name;
  Place place;
};

struct ConstructDesc {  // what late, overflow and due work name: a window, a timer, a bounded collection
  Text process;
  Text name;
  const FieldSpec* overflow;
};

/// Answer of one decision, owned by the caller; `text` holds what strings point to until the next call.
struct DecisionCall {
  const void* input;  // described by DecisionDesc::input
  const void* params;
  void* scratch;         // rulert::Scratch*, reset by the caller
  const void* answers;   // out: array of the struct described by DecisionDesc::answer; null element count 0
  std::uint32_t count;   // out: first match: 0 (missing) or 1; all matches: any number
  std::uint32_t stride;  // out: bytes from one answer to the next
  Failure failure;       // out, when `decide` returns false
};

/// What a rule in shadow would have said so far, by all threads.
struct ShadowCounts {
  std::uint64_t asked;   // of them:
  std::uint64_t fired;   // it would have matched
  std::uint64_t same;    // and given what the decision gave
  std::uint64_t failed;  // it had no answer: one of its expressions failed
};

struct ShadowDesc {
  Text name;
  std::uint32_t compares;  // 0: the decision answers by more than one rule, so `same` is not counted
  std::uint32_t reserved;
  void (*count)(ShadowCounts* counts);
};

struct DecisionDesc {
  Text name;
  const RecordSpec* input;    // the record where there is one record parameter, else the parameters by name
  const FieldSpec* answer;    // of one answer
  std::uint32_t all_matches;  // 1: the answer is a list
  std::uint32_t shadow_count;
  bool (*decide)(DecisionCall* call);
  const ShadowDesc* shadows;
};

struct Module {
  std::uint32_t abi;
  std::uint32_t size;  // sizeof(Module)
  Text name;
  Text manifest;  // JSON
  const StreamDesc* streams;
  const OutputDesc* outputs;
  const ProcessDesc* processes;
  const DecisionDesc* decisions;
  const RuleDesc* rules;
  const ConstructDesc* constructs;
  const Place* places;
  const RecordSpec* params;  // null: no parameters
  const void* default_params;
  std::uint32_t stream_count;
  std::uint32_t output_count;
  std::uint32_t process_count;
  std::uint32_t decision_count;
  std::uint32_t rule_count;
  std::uint32_t construct_count;
  std::uint32_t place_count;
  std::uint32_t reserved;
};

}  // namespace rulert
