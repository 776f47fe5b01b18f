#pragma once
// What a window answers from its rows, counted again each time, from the definitions of docs/language.md.
#include <optional>
#include <vector>

#include "compiler/eval/evaluator.h"

namespace rulec::testing {

/// Microseconds; wide enough for sums of any two instants.
using Instant = base::Int128;
inline constexpr Instant kNever = -(Instant{1} << 100);  // before every instant

/// One event in one window. `arguments` by AggregateId, as of entry; some have none.
struct NaiveRow {
  Instant time;
  eval::Value event;
  std::vector<eval::Value> arguments;
};

/// The rows that one handler sees, in time order, ties by arrival.
struct NaiveRange {
  std::vector<const NaiveRow*> rows;
  const NaiveRow* previous = nullptr;  // the event before; null without
  std::optional<Instant> start;
  std::optional<Instant> end;
  bool complete = true;
};

/// `question`: the kAggregate; `operands`: its children's values; `evaluator`: knows the locals of the handler.
eval::Result AnswerOf(const ir::Program& program, const ir::Window& window, const ir::Expr& question,
                      const NaiveRange& range, const std::vector<eval::Value>& operands, eval::Evaluator& evaluator);

}  // namespace rulec::testing
