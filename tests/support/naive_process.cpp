#include "tests/support/naive_process.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/support/naive_collections.h"

namespace rulec::testing {

using eval::Value;
using ir::StatementKind;

bool NaiveProcess::Reads(ir::StreamId stream) const {
  for (const ir::StreamId read : StreamsOf(process_)) {
    if (read == stream) return true;
  }
  return false;
}

std::vector<Value> NaiveProcess::KeyOf(const NaiveRecord& record) const {
  std::vector<Value> fields;
  for (const ir::KeyField& field : process_.key) {
    for (const auto& source : field.sources) {
      if (source.stream == *record.stream) fields.push_back(record.event.parts[source.field]);
    }
  }
  return fields;
}

NaiveKey& NaiveProcess::Find(NaiveKey& fresh) {
  // One order for all events is one key.
  if (process_.key_kind == ir::ProcessKey::kNone && !process_.order_time) return fresh;
  return keys_.try_emplace(lines_.KeyText(fresh), fresh).first->second;
}

void NaiveProcess::Wait(NaiveKey& key, NaiveRecord record, Instant instant) {
  const auto place = [](const NaiveWaiting& waiting) {
    const NaiveRecord& its = *waiting.record;
    const bool is_emission = its.is_emission;
    return std::tuple(waiting.instant, is_emission, is_emission ? 0 : its.partition, is_emission ? 0 : its.offset,
                      its.stream->value * (is_emission ? 0 : 1));
  };
  key.waiting.push_back({instant, std::make_shared<const NaiveRecord>(std::move(record))});
  std::stable_sort(key.waiting.begin(), key.waiting.end(),
                   [&](const NaiveWaiting& a, const NaiveWaiting& b) { return place(a) < place(b); });
}

void NaiveProcess::Receive(NaiveRecord record, Instant watermark) {
  NaiveKey fresh;
  fresh.fields = KeyOf(record);
  const Instant instant = std::max(record.time, watermark + 1);
  Wait(Find(fresh), std::move(record), instant);
}

void NaiveProcess::Run(const NaiveRecord& record, std::uint64_t order, Instant watermark,
                       std::vector<std::string>& out) {
  NaiveKey fresh;
  fresh.fields = KeyOf(record);
  NaiveKey& key = Find(fresh);
  std::vector<NaiveDue> due;
  RunDue(key, watermark, false, due);
  for (const NaiveDue& work : due) out.insert(out.end(), work.lines.begin(), work.lines.end());
  if (process_.order_time && record.time > watermark) {
    Wait(key, record, record.time);
    return;
  }
  NaiveTrigger trigger;
  trigger.record = &record;
  trigger.order = order;
  trigger.time = record.time;
  trigger.watermark = watermark;
  trigger.is_late = process_.order_time;
  RunTrigger(trigger, key, out);
}

NaiveTrigger NaiveProcess::TriggerOf(ir::WindowId id, NaiveWindows::Answer answer) const {
  NaiveTrigger trigger;
  trigger.time = answer.end - 1;
  trigger.construct = process_.windows[id].name;
  trigger.identity.kind = rulert::TriggerKind::kWindow;
  trigger.identity.construct = id.value;
  trigger.identity.time = answer.end - 1;
  trigger.identity.start = answer.start;
  trigger.identity.end = answer.end;
  trigger.identity.firing = answer.is_update ? 2 * answer.entered + (answer.is_early ? 0 : 1) : 0;
  trigger.answer = std::make_shared<const NaiveWindows::Answer>(std::move(answer));
  return trigger;
}

void NaiveProcess::RunTrigger(const NaiveTrigger& trigger, NaiveKey& kept, std::vector<std::string>& out) {
  trigger_ = trigger;
  out_.clear();
  emitted_.clear();
  const std::size_t emissions = emissions_.size();
  NaiveKey trial = kept;
  const Instant clock = trigger.reading != nullptr ? trigger.instant : clock_;
  NaiveMoment moment(program_, process_, trial, trigger.time, trigger.watermark, clock);
  eval::Evaluator evaluator(program_, &moment);
  key_ = &trial;
  moment_ = &moment;
  evaluator_ = &evaluator;
  at_once_.clear();
  if (const auto rejection = Handle()) {
    out_ = {lines_.Error(trigger, kept, *rejection)};
    emissions_.resize(emissions);
    at_once_.clear();
  } else {
    kept = std::move(trial);
  }
  out.insert(out.end(), out_.begin(), out_.end());
  for (const NaiveTrigger& answer : std::vector<NaiveTrigger>(std::move(at_once_))) RunTrigger(answer, kept, out);
}

std::optional<NaiveRejection> NaiveProcess::HandleAnswer() {
  const ir::WindowId window(trigger_.identity.construct);
  moment_->Show(window, *trigger_.answer);
  const bool is_update = trigger_.answer->is_update;
  for (const ir::DueHandler& handler : process_.due_handlers) {
    if (handler.window != window || (handler.kind == ir::DueKind::kUpdate) != is_update) continue;
    Touch(handler.body);
    const std::string rule = (is_update ? "on update " : "on close ") + process_.windows[window].name;
    if (auto rejection = RunAll(handler.body, rule)) return rejection;
  }
  return std::nullopt;
}

std::optional<NaiveRejection> NaiveProcess::Handle() {
  if (trigger_.answer != nullptr) return HandleAnswer();
  if (trigger_.joined.left != nullptr || trigger_.joined.right != nullptr) return HandleJoined();
  if (trigger_.record == nullptr) {
    for (const ir::Handler& handler : process_.handlers) {
      if (handler.kind != ir::HandlerKind::kTimer || handler.timer.value != trigger_.identity.construct) continue;
      Touch(handler.body);
      if (auto rejection = RunAll(handler.body, "on timer " + trigger_.construct)) return rejection;
    }
    return std::nullopt;
  }
  if (trigger_.is_late) return HandleLate();
  const NaiveRecord& record = *trigger_.record;
  const std::string handler_name = "on " + program_.streams[*record.stream].name;
  if (auto rejection = EnterAll(false, handler_name)) return rejection;
  if (auto rejection = EnterJoins()) return rejection;
  for (const ir::Handler& handler : process_.handlers) {
    if (handler.kind != ir::HandlerKind::kStream || handler.stream != *record.stream) continue;
    evaluator_->SetLocal(handler.event, record.event);
    Touch(handler.body);
    if (auto rejection = RunAll(handler.body, handler_name)) return rejection;
  }
  return EnterAll(true, handler_name);
}

std::optional<NaiveRejection> NaiveProcess::EnterAll(bool after_handlers, const std::string& handler_name) {
  for (const ir::WindowId id : process_.windows.ids()) {
    const ir::Window& window = process_.windows[id];
    if (window.stream != *trigger_.record->stream || window.excludes_current != after_handlers) continue;
    bool is_late = false;
    if (auto failure = Enter(id, window, is_late)) return NaiveRejection{handler_name, std::move(*failure)};
    if (!is_late) continue;
    bool is_handled = false;
    for (const ir::LateHandler& handler : process_.late_handlers) {
      if (handler.window != id) continue;
      is_handled = true;
      evaluator_->SetLocal(handler.event, trigger_.record->event);
      Touch(handler.body);
      if (auto rejection = RunAll(handler.body, "on late " + window.name)) return rejection;
    }
    if (!is_handled) out_.push_back(lines_.Late(trigger_, window.name));
  }
  return std::nullopt;
}

void NaiveProcess::Touch(const std::vector<ir::StatementId>& body) {
  for (const ir::CellId cell : CellsAccessed(program_, process_, body)) moment_->Touch(cell);
}

std::optional<NaiveRejection> NaiveProcess::HandleLate() {
  const NaiveRecord& record = *trigger_.record;
  const std::string& stream = program_.streams[*record.stream].name;
  bool is_handled = false;
  for (const ir::Handler& handler : process_.late_events) {
    if (handler.stream != *record.stream) continue;
    is_handled = true;
    evaluator_->SetLocal(handler.event, record.event);
    Touch(handler.body);
    if (auto rejection = RunAll(handler.body, "on late " + stream)) return rejection;
  }
  if (!is_handled) out_.push_back(lines_.Late(trigger_, stream));
  return std::nullopt;
}

std::optional<eval::Failure> NaiveProcess::Enter(ir::WindowId id, const ir::Window& window, bool& is_late) {
  evaluator_->SetLocal(window.event, trigger_.record->event);
  if (window.where) {
    const eval::Result enters = evaluator_->Evaluate(*window.where);
    if (!enters) return enters.error();
    if (!enters->truth()) return std::nullopt;
  }
  NaiveRow row{trigger_.time, trigger_.record->event, {}};
  for (const ir::Aggregate& aggregate : window.aggregates) {
    // What compares rows with the event at hand is evaluated when it is asked.
    if (!aggregate.argument.valid() || aggregate.kind == ir::AggregateKind::kCountWhere) {
      row.arguments.emplace_back();
      continue;
    }
    const eval::Result argument = evaluator_->Evaluate(aggregate.argument);
    if (!argument) return argument.error();
    row.arguments.push_back(*argument);
  }
  if (!ir::AnswersAtOnce(window)) {
    is_late = !EnterClosing(id, window, row);
    return std::nullopt;
  }
  is_late =
      window.form == ir::WindowForm::kLookBack && row.time + window.size_us + window.late_us <= trigger_.watermark;
  if (is_late) return std::nullopt;
  if (const auto lost = moment_->Enter(id, std::move(row))) out_.push_back(lines_.Overflow(*key_, window.name, *lost));
  return std::nullopt;
}

const NaiveCalendar& NaiveProcess::CalendarOf(const ir::Calendar& calendar) const {
  static std::map<std::pair<std::string, ir::Calendar::Unit>, NaiveCalendar> calendars;
  const std::string& zone = program_.zones[calendar.zone].name;
  return calendars.try_emplace(std::pair(zone, calendar.unit), zone, calendar.unit).first->second;
}

bool NaiveProcess::EnterClosing(ir::WindowId id, const ir::Window& window, const NaiveRow& row) {
  naive::WindowRules rules;
  rules.size = window.form == ir::WindowForm::kSession ? 0 : window.size_us;
  rules.every = window.form == ir::WindowForm::kSliding ? window.every_us : window.size_us;
  rules.offset = window.offset_us;
  if (window.calendar) {
    rules.calendar = &CalendarOf(*window.calendar);
    rules.size = window.calendar->size;
    rules.every = window.form == ir::WindowForm::kSliding ? window.calendar->every : window.calendar->size;
    rules.offset = window.calendar->offset;
  }
  rules.gap = window.form == ir::WindowForm::kSession ? window.size_us : 0;
  rules.late = window.late_us;
  rules.early_every = window.early_us;
  rules.early_on_each = window.early_on_each;
  if (window.up_to != 0) rules.max_rows = static_cast<std::size_t>(window.up_to);
  NaiveWindows& windows = key_->closing.try_emplace(id.value, rules).first->second;
  const Instant watermark = std::max<Instant>(trigger_.watermark, INT64_MIN);
  auto entered = windows.Enter(row, static_cast<std::int64_t>(row.time), static_cast<std::int64_t>(watermark));
  if (entered.is_late) return false;
  if (entered.overflow) out_.push_back(lines_.Overflow(*key_, window.name, *entered.overflow));
  for (NaiveWindows::Answer& answer : entered.at_once) {
    NaiveTrigger trigger = TriggerOf(id, std::move(answer));
    trigger.watermark = trigger_.watermark;
    trigger.instant = trigger_.instant;
    trigger.order = trigger_.order;
    at_once_.push_back(std::move(trigger));
  }
  return true;
}

namespace {

Value* PartOf(Value& whole, const std::vector<std::uint32_t>& path) {
  Value* part = &whole;
  for (const std::uint32_t field : path) part = &part->parts[field];
  return part;
}

}  // namespace

std::optional<NaiveRejection> NaiveProcess::RunAll(const std::vector<ir::StatementId>& body, const std::string& rule) {
  for (const ir::StatementId id : body) {
    if (auto rejection = RunOne(id, rule)) return rejection;
  }
  return std::nullopt;
}

std::optional<NaiveRejection> NaiveProcess::RunOne(ir::StatementId id, const std::string& rule) {
  const ir::Statement& statement = program_.statements[id];
  if (statement.kind == StatementKind::kRule) return RunRule(id, statement);
  if (statement.kind == StatementKind::kStop) {
    moment_->Stop(statement.timer);
    return std::nullopt;
  }
  if (statement.cell.valid() && statement.path.empty() &&
      program_.types.IsCollection(process_.cells[statement.cell].type)) {
    const auto overflow = [&](const std::string& value) {
      out_.push_back(lines_.Overflow(*key_, process_.cells[statement.cell].name, trigger_.time, value));
    };
    CollectionChange change(program_, process_, *moment_, *evaluator_, overflow);
    if (auto failure = change.Run(statement)) return NaiveRejection{rule, std::move(*failure)};
    return std::nullopt;
  }
  const eval::Result value = evaluator_->Evaluate(statement.value);
  if (!value) return NaiveRejection{rule, value.error()};
  switch (statement.kind) {
    case StatementKind::kVar:
    case StatementKind::kLet:
      evaluator_->SetLocal(statement.local, *value);
      break;
    case StatementKind::kAssignVar: {
      Value whole = statement.path.empty() ? Value() : evaluator_->local(statement.local);
      *PartOf(whole, statement.path) = *value;
      evaluator_->SetLocal(statement.local, std::move(whole));
      break;
    }
    case StatementKind::kAssignCell: {
      Value whole = statement.path.empty() ? Value() : moment_->Cell(statement.cell);
      *PartOf(whole, statement.path) = *value;
      moment_->Write(statement.cell, std::move(whole));
      break;
    }
    case StatementKind::kEmit: {
      NaiveOutput output = lines_.Output(trigger_, *key_, statement, rule, *value, emitted_[rule]++);
      out_.push_back(std::move(output.line));
      KeepEmission(statement, *value, output.id);
      break;
    }
    case StatementKind::kStart:
      moment_->Start(statement.timer, value->number, statement.from_clock, trigger_.is_last);
      break;
    default:
      break;
  }
  return std::nullopt;
}

void NaiveProcess::KeepEmission(const ir::Statement& statement, const Value& value, rulert::OutputId id) {
  NaiveEmission emission;
  emission.output = statement.output;
  emission.record.is_emission = true;
  emission.record.source = program_.outputs[statement.output].name;
  emission.record.source_partition = static_cast<std::int64_t>(id.high);
  emission.record.offset = static_cast<std::int64_t>(id.low);
  emission.record.time = trigger_.time;
  emission.record.event = value;
  emission.order = trigger_.order;
  const bool is_row = trigger_.order > 0;
  emission.before = is_row ? trigger_.watermark : trigger_.instant - 1;
  emission.moment = is_row ? trigger_.watermark : trigger_.instant;
  if (const NaiveReading* const reading = trigger_.reading) {
    emission.by_clock = true;
    emission.order = reading->order;
    emission.before = emission.moment = reading->watermark;
    emission.instant = trigger_.instant;
    emission.floors = reading->floors;
  }
  if (!is_row) {
    rulert::KeyBuffer bytes;
    lines_.AddKeyBytes(*key_, bytes);
    emission.key = bytes.bytes();
  }
  emissions_.push_back(std::move(emission));
}

std::optional<NaiveRejection> NaiveProcess::RunRule(ir::StatementId id, const ir::Statement& rule) {
  if (rule.once_per_us && !moment_->Ready(id, *rule.once_per_us)) return std::nullopt;
  const eval::Result when = evaluator_->Evaluate(rule.when);
  if (!when) return NaiveRejection{rule.name, when.error()};
  if (!when->truth()) return std::nullopt;
  if (rule.once_per_us) moment_->Fire(id);
  return RunAll(rule.body, rule.name);
}

}  // namespace rulec::testing
