#pragma once
// Everything that generated code is, decided: files, names, structs, codecs, state, functions as C++ code. `lower`
// makes a Plan and `emit` prints it without asking what anything means. Members called `name` and `doc` are the
// author's own words; all others are C++ by lower's Namer.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/hit_policy.h"
#include "compiler/plan/cpp_code.h"
#include "compiler/plan/type.h"
#include "compiler/types/time_zone.h"
#include "compiler/types/types.h"

namespace rulec::plan {

/// More rules than this never stand in one function.
inline constexpr std::uint32_t kRulesPerFunction = 64;

/// A fallible expression. `file` is an index into Plan::files.
struct Place {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string expression;  // source text, at most 200 bytes of whole characters
};

struct Param {
  std::string type;  // as a parameter: `const Application&`, `std::int64_t`
  std::string member;
};

/// What code asks for beside its arguments; decides the tail of parameter and argument lists, in this order.
struct Needs {
  bool params = false;   // const Params& params
  bool scratch = false;  // ::rulert::Scratch& scratch
  bool mode = false;     // M& m: something in it can fail
};

struct Function {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  std::vector<Param> params;
  Needs needs;
  std::string result;
  BlockId body;
};

using base::HitPolicy;

/// How the matching rules of a decision are found.
enum class MatchStrategy : std::uint8_t {
  kChain,         // one function that tests one rule after the other
  kShardedChain,  // such functions of at most kRulesPerFunction rules, one after the other
  kRows,          // a loop over rows that are data
  kIndex,         // RuleIndex finds them; shards have what it leaves to do, unless it has the answers
};

/// A value of the event that rules compare with constants, as a code (rulert/rule_codes.h).
struct IndexColumn {
  std::string text;               // the author's words for it
  std::string table;              // where its constants stand; empty: nowhere, they are numbers
  std::string table_type;         // of one of them
  bool is_texts = false;          // looked up by equality only
  std::vector<CodeId> constants;  // of the table
  CodeId code;                    // of an event
};

/// A rule takes codes low..high.
struct CodeRange {
  std::uint32_t rule = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// The constants of rulert/bitmap_index.h, for each column.
struct BitmapIndex {
  struct Column {
    std::int64_t least = 0;  // codes
    std::int64_t greatest = 0;
    std::vector<CodeRange> asked;
  };
  std::vector<Column> columns;
};

/// The constants of rulert/row_index.h.
struct RowIndex {
  struct Key {
    std::uint32_t column = 0;
    std::int64_t least = 0;    // code
    std::uint32_t starts = 0;  // into RowIndex::starts
    bool may_miss = false;
    std::uint32_t rules = 0;
  };
  struct Row {
    std::uint32_t rule = 0;
    std::vector<std::int64_t> low;  // codes, of each column
    std::vector<std::int64_t> high;
  };
  std::vector<Key> keys;
  std::vector<std::uint32_t> starts;
  std::vector<Row> rows;
  std::uint32_t unkeyed = 0;
};

struct RuleIndex {
  int lane_bits = 8;
  std::vector<IndexColumn> columns;
  std::variant<BitmapIndex, RowIndex> form;
  std::vector<CodeId> answers;  // of each rule, where all are constants; else empty
};

struct DecisionRule {
  std::string name;
  std::string enumerator;
  SourceLine line;
};

/// A rule that never decides.
struct ShadowRule {
  std::string name;
  std::string enumerator;
  SourceLine line;
  std::uint32_t before = 0;  // it is not asked where a rule before this one has decided; 0: it always is
  std::string cpp;           // of the function that says what it gives
  std::string value;         // type of that
  Needs needs;
  BlockId body;
};

/// Rules [first, last] of a decision in a function of their own.
struct Shard {
  std::string cpp;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  BlockId body;
};

/// What a table is as data.
struct TableRows {
  std::vector<Param> members;  // of the struct Row
  std::vector<CodeId> rows;
  // By the value of one input, as rulert::RowsFor has it; without keys all rows are asked.
  std::string key_type;
  std::vector<CodeId> keys;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> order;
};

/// A list of what is read from rows of `bytes` each (rulert/packed_rows.h).
struct PackedList {
  std::uint32_t count = 0;
  std::uint32_t bytes = 0;
  std::string rows;
  CodeId read;  // of a row `in`
};

/// A table of many rows as data.
struct PackedTable {
  std::vector<Param> members;  // of the struct Row
  PackedList rows;
  std::string texts;  // of rows and keys, one behind the other
  // By the value of one input; without keys all rows are asked.
  std::string key_type;
  PackedList keys;
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> order;
};

struct Decision {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  HitPolicy policy = HitPolicy::kFirstMatch;
  std::string matches;  // type of what gathers the rules that match; empty: the first is the answer
  MatchStrategy strategy = MatchStrategy::kChain;
  std::vector<Field> inputs;  // `member` is the parameter
  std::vector<Param> params;  // of the same, as parameters
  Needs signature;            // what Decide takes: follows from declared types only
  Needs needs;                // what the body takes; a scratch that the signature lacks is local
  Type result;
  std::vector<DecisionRule> rules;  // `kOtherwise` last where the decision has one
  bool may_miss = false;            // no rule need match: the answer is missing, 0 or empty
  std::vector<Param> shared;        // values that all rules may read; handed to shards as one struct
  std::optional<RuleIndex> index;
  std::vector<Shard> shards;
  Needs shard_needs;                  // of each of them
  TableRows table;                    // kRows, of few rows
  std::optional<PackedTable> packed;  // kRows, of many
  std::vector<ShadowRule> shadows;
  BlockId body;
  std::string answer;  // qualified name of the Answer
};

struct Callable {
  bool is_decision = false;
  std::uint32_t index = 0;  // into Plan::functions or Plan::decisions
};

/// What a stream's rows hold in memory.
struct Stream {
  std::string name;
  std::string cpp;  // `Transactions`, in the names of methods
  std::string doc;
  std::uint32_t record = kNoIndex;    // into Plan::records
  std::vector<std::uint32_t> fields;  // that are kept, ascending
  bool whole = false;                 // a rule uses the event as a whole: `event` is the record itself
  std::string event;                  // struct of the kept fields
  std::optional<std::uint32_t> time_field;
  std::int64_t delay_us = 0;
  std::optional<std::int64_t> idle_us;
  bool idle_by_clock = false;
  std::optional<std::int64_t> ahead_us;
  std::optional<std::uint32_t> output;  // derived: into Plan::outputs
  bool stored = false;                  // its events wait in some state
};

struct Output {
  std::string name;
  std::string type;      // `AlertsOutput`: the struct that describes it
  std::string constant;  // `kAlerts`: the value of it
  std::string method;    // of a service's sink
  std::string doc;
  std::uint32_t record = kNoIndex;
  std::optional<std::uint32_t> key_field;
};

/// What emits: a rule, or a handler for what stands outside of its rules.
struct Rule {
  std::string process;
  std::string name;
  std::uint32_t place = kNoIndex;  // into Plan::places
};

/// What late, overflow and due work name: a window, a timer, a join, a stream whose late events nothing handles.
struct Construct {
  std::string process;
  std::string name;
  std::uint32_t process_index = 0;
  std::optional<std::uint32_t> window;  // into Process::windows; either of them: what rows or elements leave
  std::optional<std::uint32_t> cell;    // into Process::cells
};

/// One thing that rules ask of a window beside `count`.
struct Aggregate {
  std::string alias;  // `SumAmount`; empty for `count`
  std::string type;   // the rulert type that the alias names
};

struct Window {
  std::string name;
  std::string doc;
  std::uint32_t stream = 0;           // into Plan::streams
  std::string type;                   // `Hour`: the struct that describes it
  std::string member;                 // of State
  std::string form;                   // in the words of the language: `in last 1h`
  std::vector<Field> columns;         // of its row: what aggregates need
  bool stores_members = false;        // the row holds text, lists or records
  std::string time_member;            // of the row: its time, where times of rows are asked for and not kept otherwise
  std::vector<Aggregate> aggregates;  // with an alias, each once
  std::int64_t size_us = 0;
  std::int64_t rows = 0;        // the last so many; 0: a window of time
  std::int64_t up_to = 0;       // rows a key; 0: as many as any window holds
  std::uint32_t construct = 0;  // into Plan::constructs
  std::int64_t late_us = 0;
  // Of windows that close:
  std::string closes;  // rulert's template that keeps them: `TumblingWindow`; empty: it answers at once
  std::string grid;    // C++ type of what `size`, `every` and `offset` count in; empty: a session
  std::int64_t size = 0;
  std::int64_t every = 0;  // 0: they stand side by side
  std::int64_t offset = 0;
  std::int64_t early_us = 0;
  bool early_on_each = false;
  bool keeps_rows = false;    // an answer needs them
  bool handles_late = false;  // `on late` does what else goes to the output
};

/// One of the streams of a join.
struct JoinSide {
  std::uint32_t stream = 0;   // into Plan::streams
  std::string event;          // type of what is kept of an event: `Paid::Left::Event`, or the record
  bool whole = false;         // it is the record itself
  std::vector<Field> fields;  // of it
  bool is_outer = false;      // events without a partner are told
  bool handles_late = false;  // `on late` does what else goes to the output
  std::string matched;        // name of the event parameter where pairs are handled
  std::string unmatched;      // where one without a partner is
  BlockId unmatched_body;     // invalid unless `is_outer`
};

struct Join {
  std::string name;
  std::string doc;
  std::string type;             // `Paid`: the struct that describes it
  std::string work;             // `PaidPairs`: the struct of its due work
  std::string member;           // of State
  std::uint32_t construct = 0;  // into Plan::constructs
  std::int64_t lower_us = 0;
  std::int64_t upper_us = 0;
  JoinSide left;
  JoinSide right;
  BlockId match;                   // invalid: nothing happens to pairs
  std::vector<std::string> saved;  // members of State that are written before something that can fail
};

enum class SlotKind : std::uint8_t { kWaiting, kWindow, kCell, kOncePer, kTimer, kJoin };

/// A member of State.
struct Slot {
  SlotKind kind = SlotKind::kCell;
  std::string name;
  std::string member;
  std::string type;
  std::string doc;
  std::string shape;                      // of what is stored, in words that never change: for its hash
  std::optional<std::int64_t> memory_us;  // absent: for ever
  std::uint32_t size = 0;                 // bytes, about
};

struct KeyField {
  std::string name;
  std::string member;
  Type type;
};

enum class KeyKind : std::uint8_t { kNone, kUnit, kFields };

/// What a process does with the events of one stream.
struct Handler {
  std::uint32_t stream = 0;  // into Plan::streams
  std::string type;          // `Transactions`: the struct that describes it
  std::string doc;
  std::string event;  // name of the event parameter
  BlockId body;
  std::vector<std::string> saved;  // members of State that are written before something that can fail
  std::vector<std::uint32_t> key;  // field of the event for each key field
  // Of `order time`.
  std::uint32_t late = kNoIndex;  // into Plan::constructs: what `late` names; without where late events are handled
  std::string late_event;         // name of the event parameter
  BlockId late_body;
  std::vector<std::string> saved_of_late;  // as `saved`
};

/// What a process does when something of it falls due.
struct DueWork {
  std::string type;  // `VisitAnswer`: the struct that describes it
  std::string doc;
  std::string member;           // of State
  std::string rank;             // rulert's constant
  std::uint32_t construct = 0;  // into Plan::constructs
  std::string what;             // name of the parameter; empty: nothing of it is read
  bool at_once = false;         // an event can make it due at once
  bool by_clock = false;        // it falls due by the host's clock
  BlockId body;
  std::vector<std::string> saved;  // members of State that are written before something that can fail
};

enum class CellKind : std::uint8_t { kValue, kList, kSet, kMap };

/// A cell, as its struct says it.
struct Cell {
  CellKind kind = CellKind::kValue;
  std::string name;
  std::string doc;
  std::string type;                        // `Risk`: the struct that describes it
  Type value;                              // of a list or set its element, of a map what a key stands for
  Type key;                                // of a map
  std::optional<std::int64_t> expires_us;  // absent: unbounded
  bool after_access = false;
  std::uint32_t up_to = 0;             // elements; 0: any number
  std::uint32_t construct = kNoIndex;  // into Plan::constructs
  BlockId initial;                     // returns what it reads as before a write; none of sets and maps
};

struct Constant {
  std::string member;
  std::uint32_t value = 0;
};

struct Process {
  std::string name;
  std::string cpp;
  std::string doc;
  SourceLine line;
  KeyKind key_kind = KeyKind::kNone;
  std::vector<KeyField> key;
  std::vector<Window> windows;
  std::vector<Cell> cells;
  std::vector<Join> joins;
  std::vector<Slot> state;                        // largest first
  std::vector<Constant> rules;                    // their indexes into Plan::rules, by name
  std::vector<std::uint32_t> outputs;             // that it emits to, ascending
  std::string sink;                               // concept of a service's sink
  std::vector<Handler> handlers;                  // one for each stream that it reads, in order of streams
  std::string waiting;                            // member of State with the events that wait; empty: order arrival
  std::vector<DueWork> due;                       // by rank, then as in the file
  std::optional<std::int64_t> longest_memory_us;  // absent: for ever
};

/// A time zone that windows or functions count in.
struct Zone {
  std::string cpp;  // `kEuropeLondon`
  types::TimeZone table;
};

/// Business days that functions ask for.
struct BusinessCalendar {
  std::string cpp;   // `kUkCalendar`
  std::string name;  // the author's
  std::string doc;
  SourceLine line;
  std::uint8_t weekend = 0;  // as in rulert/business_calendar.h, all of these
  std::int32_t first = 0;
  std::int32_t last = 0;
  std::vector<std::int32_t> holidays;
};

/// What `matches` looks for.
struct Pattern {
  std::string cpp;   // `kPattern`
  std::string text;  // the author's
};

struct Plan {
  std::string module;  // dotted
  std::vector<std::string> namespaces;
  std::string qualified;           // `::bank::credit`
  std::vector<std::string> files;  // rule files, relative to the folder of the first
  std::vector<std::string> paths;  // the same as they were opened: for depfiles only

  std::vector<Enum> enums;
  std::vector<Struct> records;
  std::vector<Variant> variants;
  std::vector<Type> elements;  // of lists and sets
  std::vector<Entry> entries;  // of maps
  std::optional<Struct> params;
  std::vector<Zone> zones;
  std::vector<BusinessCalendar> calendars;  // as in the program
  std::vector<Pattern> patterns;
  std::set<std::string> headers;  // that what is called needs beside those of every module: `functions/geo.h`
  std::vector<Function> functions;
  std::vector<Decision> decisions;
  std::vector<Callable> callables;  // functions and decisions, callees before callers
  std::vector<Stream> streams;
  std::vector<Output> outputs;
  std::vector<Process> processes;
  std::vector<Place> places;
  std::vector<Rule> rules;
  std::vector<Construct> constructs;
  CodePool pool;
};

/// A type in the words of the language: `decimal(12,2)?`.
std::string TypeText(const Plan& plan, const Type& type);

/// Indented text for `--emit=plan`; stable between runs.
std::string Print(const Plan& plan);

}  // namespace rulec::plan
