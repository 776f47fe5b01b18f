#include "tests/support/naive_state.h"

#include <algorithm>

namespace rulec::testing {

using eval::Result;
using eval::Value;

Value NaiveMoment::Cell(ir::CellId id) {
  const ir::StateCell& declared = process_.cells[id];
  const auto written = key_.cells.find(id.value);
  const bool holds = written != key_.cells.end() &&
                     (!declared.expires_us || !IsPast(written->second.last_write + *declared.expires_us));
  return holds ? written->second.value : *eval::Evaluator(program_).Evaluate(declared.initial);
}

void NaiveMoment::Write(ir::CellId id, Value value) {
  NaiveCell& cell = key_.cells[id.value];
  cell.value = std::move(value);
  cell.last_write = std::max(cell.last_write, time_);
}

bool NaiveMoment::Ready(ir::StatementId rule, std::int64_t period) const {
  const auto last = key_.firings.find(rule.value);
  return last == key_.firings.end() || IsPast(last->second + period);
}

void NaiveMoment::Fire(ir::StatementId rule) {
  Instant& last = key_.firings.try_emplace(rule.value, kNever).first->second;
  last = std::max(last, time_);
}

void NaiveMoment::Start(ir::TimerId timer, Instant time, bool is_last) {
  key_.timers[timer.value] = {time, is_last ? -kNever : std::max(time, watermark_ + 1)};
}

void NaiveMoment::Enter(ir::WindowId window, NaiveRow row) {
  key_.rows[window.value].push_back(std::move(row));
  entered_.insert(window.value);
}

Result NaiveMoment::Aggregate(const ir::Expr& question, const std::vector<Value>& operands,
                              eval::Evaluator& evaluator) {
  const ir::Window& window = process_.windows[ir::WindowId(question.index)];
  const std::vector<NaiveRow>& rows = key_.rows[question.index];
  const NaiveRow* const current = entered_.contains(question.index) ? &rows.back() : nullptr;
  NaiveRange range;
  for (const NaiveRow& row : rows) {
    if (row.time >= time_ - window.size_us && row.time <= time_ && row.time + window.size_us > watermark_) {
      range.rows.push_back(&row);
    }
  }
  std::stable_sort(range.rows.begin(), range.rows.end(),
                   [](const NaiveRow* a, const NaiveRow* b) { return a->time < b->time; });
  for (const NaiveRow* row : range.rows) {
    if (row != current) range.previous = row;
  }
  range.start = time_ - window.size_us;
  range.end = time_;
  range.complete = time_ > watermark_;
  return AnswerOf(program_, window, question, range, operands, evaluator);
}

}  // namespace rulec::testing
