#include "tests/support/naive_state.h"

#include <algorithm>
#include <utility>

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

void NaiveMoment::Start(ir::TimerId timer, Instant time, bool from_clock, bool is_last) {
  if (process_.timers[timer].by_clock) {
    const bool waits_for_clock = from_clock && clock_ == kNever;
    key_.clock_timers[timer.value] = {time, waits_for_clock ? kNever : std::max(time, clock_ + 1)};
  } else {
    key_.timers[timer.value] = {time, is_last ? -kNever : std::max(time, watermark_ + 1)};
  }
}

void NaiveMoment::Stop(ir::TimerId timer) {
  key_.timers.erase(timer.value);
  key_.clock_timers.erase(timer.value);
}

std::optional<Instant> NaiveMoment::Enter(ir::WindowId id, NaiveRow row) {
  const ir::Window& window = process_.windows[id];
  std::vector<NaiveRow>& rows = key_.rows[id.value];
  rows.push_back(std::move(row));
  entered_.insert(id.value);
  if (window.form == ir::WindowForm::kRows) return std::nullopt;
  constexpr std::int64_t kMostRows = 100'000;
  const auto is_seen = [&](const NaiveRow& each) { return each.time + window.size_us + window.late_us > watermark_; };
  const auto seen = std::count_if(rows.begin(), rows.end(), is_seen);
  if (seen <= (window.up_to != 0 ? window.up_to : kMostRows)) return std::nullopt;
  const auto oldest = std::min_element(rows.begin(), rows.end(), [&](const NaiveRow& a, const NaiveRow& b) {
    return std::pair(!is_seen(a), a.time) < std::pair(!is_seen(b), b.time);
  });
  const Instant time = oldest->time;
  if (oldest == rows.end() - 1) entered_.erase(id.value);
  rows.erase(oldest);
  Instant& lost = key_.lost.try_emplace(id.value, kNever).first->second;
  lost = std::max(lost, time);
  return time;
}

Result NaiveMoment::Aggregate(const ir::Expr& question, const std::vector<Value>& operands,
                              eval::Evaluator& evaluator) {
  const ir::Window& window = process_.windows[ir::WindowId(question.index)];
  if (!ir::AnswersAtOnce(window)) {
    NaiveRange closed;
    for (const NaiveRow& row : closed_.second->rows) closed.rows.push_back(&row);
    closed.start = closed_.second->start;
    closed.end = closed_.second->end;
    return AnswerOf(program_, window, question, closed, operands, evaluator);
  }
  const std::vector<NaiveRow>& rows = key_.rows[question.index];
  const NaiveRow* const current = entered_.contains(question.index) ? &rows.back() : nullptr;
  const bool by_time = window.form == ir::WindowForm::kLookBack;
  const Instant start = time_ - window.size_us;
  const Instant memory = Instant{window.size_us} + window.late_us;
  NaiveRange range;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const NaiveRow& row = rows[i];
    const bool is_recent = static_cast<std::int64_t>(rows.size() - i) <= window.rows;
    const bool is_in_time = row.time >= start && row.time <= time_ && row.time + memory > watermark_;
    if (by_time ? is_in_time : is_recent) range.rows.push_back(&row);
  }
  if (by_time) {
    std::stable_sort(range.rows.begin(), range.rows.end(),
                     [](const NaiveRow* a, const NaiveRow* b) { return a->time < b->time; });
    const auto lost = key_.lost.find(question.index);
    range.start = start;
    range.end = time_;
    range.complete = time_ + window.late_us > watermark_ && (lost == key_.lost.end() || lost->second < start);
  }
  for (const NaiveRow* row : range.rows) {
    if (row != current) range.previous = row;
  }
  return AnswerOf(program_, window, question, range, operands, evaluator);
}

}  // namespace rulec::testing
