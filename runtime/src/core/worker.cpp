#include "runtime/src/core/worker.h"

#include <cmath>

#include "rulert/check.h"
#include "runtime/src/core/key_bytes.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::core {

const HostApi& Worker::Api() {
  static const HostApi api{
      kModuleAbi,
      sizeof(HostApi),
      [](void* host, const Emission* emission) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Emit(shard.process, *emission);
      },
      [](void* host, const TriggerRef* trigger, std::uint32_t rule, const Failure* failure) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Reject(shard.process, *trigger, rule, *failure);
      },
      [](void* host, const TriggerRef* trigger, std::uint32_t construct) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Late(shard.process, *trigger, construct);
      },
      [](void* host, const TriggerRef* trigger, std::uint32_t construct, std::int64_t time, const void* value) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Overflow(shard.process, *trigger, construct, time, value);
      },
      [](double x) { return std::exp(x); },
      [](double x) { return std::log(x); },
      [](double x, double y) { return std::pow(x, y); },
  };
  return api;
}

Worker::Worker(const Module& module, const Stages& stages, const std::vector<InputDesc>& inputs,
               const std::vector<KeyShape>& outputs, const void* params, std::uint32_t index)
    : module_(module),
      stages_(stages),
      derived_(module.output_count, SpecialRecord::kNoStream),
      inputs_(inputs),
      outputs_(outputs),
      built_in_(module, inputs),
      index_(index) {
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    if (module.streams[s].output >= 0) derived_[static_cast<std::uint32_t>(module.streams[s].output)] = s;
  }
  for (std::uint32_t p = 0; p < module.process_count; ++p) {
    shards_.push_back(std::make_unique<Shard>(Shard{this, p, nullptr}));
    shards_.back()->handle = module.processes[p].open(&Api(), shards_.back().get(), params);
  }
}

Worker::~Worker() {
  for (const auto& shard : shards_) module_.processes[shard->process].close(shard->handle);
}

void Worker::ReadStats(std::uint32_t process, ShardStats& stats) const {
  stats = {};
  module_.processes[process].stats(shards_[process]->handle, &stats);
}

void Worker::Run(Epoch& epoch, std::uint32_t stage) {
  epoch_ = &epoch;
  chunk_ = epoch.chunks[index_ + 1].get();
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    if (stages_.of[p] != stage) continue;
    sequence_ = kNoTrigger;
    const ProcessDesc& process = module_.processes[p];
    // A process at its end hears no more readings.
    const Reading& reading = epoch.reading;
    if (process.read_clock != nullptr && reading.clock != kNoTime && reading.watermarks[p] != kEndOfTime)
      process.read_clock(shards_[p]->handle, reading.watermarks[p], reading.clock);
    // What others emitted only starts to wait; rows may let it run.
    for (const std::vector<RowRef>* rows : {&epoch.derived[p][index_], &epoch.rows[p][index_]}) {
      if (!rows->empty()) process.process(shards_[p]->handle, rows->data(), static_cast<std::uint32_t>(rows->size()));
    }
    // What was due before the end of input runs before the pass at the end, however epochs are cut.
    process.advance(shards_[p]->handle, epoch.last_watermarks[p]);
    if (epoch.watermarks[p] == kEndOfTime) process.advance(shards_[p]->handle, kEndOfTime);
  }
  if (stage + 1 == stages_.count) chunk_->SortDue();
}

void Worker::Begin(std::uint32_t p, const TriggerRef& trigger) {
  const std::uint64_t sequence = trigger.kind == TriggerKind::kRow ? kRowItself : trigger.sequence;
  if (trigger.row == row_ && sequence == sequence_) return;
  row_ = trigger.row;
  sequence_ = sequence;
  overflows_ = 0;
  if (row_ == nullptr) chunk_->BeginDue(OrderOf(trigger), trigger.instant, p + 1, KeyOf(p, trigger));
  mark_ = chunk_->mark();
  derived_mark_ = epoch_->emitted[index_]->mark();
}

std::uint64_t Worker::OrderOf(const TriggerRef& trigger) {
  if (trigger.is_by_clock != 0) return kAtReading;
  return trigger.row == nullptr ? kEpochEnd : trigger.row->order;
}

std::string_view Worker::KeyOf(std::uint32_t p, const TriggerRef& trigger) {
  key_.Clear();
  const RecordSpec* const spec = module_.processes[p].key;
  if (spec != nullptr && trigger.key != nullptr) AddKeyBytes(*spec, trigger.key, key_);
  return key_.bytes();
}

OutputId Worker::Id(std::uint32_t p, std::string_view rule, std::string_view key, const TriggerRef& trigger,
                    std::uint32_t ordinal) {
  std::string_view construct;
  if (trigger.kind != TriggerKind::kRow && trigger.kind != TriggerKind::kEvent)
    construct = module_.constructs[trigger.construct].name;
  EventIdentity partner;
  if (trigger.kind == TriggerKind::kJoin && trigger.partner_stream != kNoPartner)
    partner = IdentityOf(trigger.partner_stream, trigger.partner);
  return IdOfOutput(id_, module_.name, module_.processes[p].name, rule, key, trigger, construct, IdentityOf(trigger),
                    partner, ordinal);
}

EventIdentity Worker::IdentityOf(const TriggerRef& trigger) const {
  if (trigger.kind == TriggerKind::kRow) {
    const RowRef& row = *trigger.row;
    return {inputs_[row.input].name, epoch_->Raw(row.row->record).partition, row.row->offset};
  }
  if (trigger.kind == TriggerKind::kEvent) return IdentityOf(trigger.construct, trigger.event);
  if (trigger.kind == TriggerKind::kJoin) return IdentityOf(trigger.stream, trigger.event);
  return {};
}

EventIdentity Worker::IdentityOf(std::uint32_t stream, const EventRef& event) const {
  if (module_.streams[stream].output >= 0) {
    const OutputId id = IdOf(event);
    return {module_.streams[stream].name, static_cast<std::int64_t>(id.high), static_cast<std::int64_t>(id.low)};
  }
  // A line of a file may name a partition, but the file has none.
  const InputDesc& input = inputs_[event.input];
  return {input.name, input.is_topic ? event.partition : 0, event.offset};
}

OutputId Worker::BuiltInId(std::uint32_t p, std::string_view rule, const TriggerRef& trigger, std::uint32_t ordinal) {
  const std::string_view key = trigger.kind == TriggerKind::kRow ? std::string_view() : KeyOf(p, trigger);
  return Id(p, rule, key, trigger, ordinal);
}

void Worker::Add(std::uint32_t p, const TriggerRef& trigger, std::uint32_t output, std::int64_t time, OutputId id,
                 std::size_t begin, std::size_t key_size) {
  chunk_->Add({OrderOf(trigger), p + 1, output, time, id, begin, static_cast<std::uint32_t>(key_size),
               static_cast<std::uint32_t>(chunk_->bytes().size() - begin - key_size)});
}

void Worker::AppendKey(const OutputDesc& output, KeyShape shape, const ProcessDesc& process, const Emission& emission,
                       std::string& out) const {
  if (output.key_field >= 0) {
    const FieldSpec& field = output.record->fields[output.key_field];
    if (shape == KeyShape::kPlain) {
      io::EncodeKeyField(field, emission.record, out);
      return;
    }
    out += '{';
    io::AppendJsonString(field.name, out);
    out += ':';
    io::EncodeJsonValue(field, emission.record, out);
    out += '}';
  } else if (process.key != nullptr) {
    shape == KeyShape::kPlain ? io::EncodeKey(*process.key, emission.trigger->key, out)
                              : io::EncodeJson(*process.key, emission.trigger->key, out);
  }
}

void Worker::Emit(std::uint32_t p, const Emission& emission) {
  const TriggerRef& trigger = *emission.trigger;
  Begin(p, trigger);
  std::string& bytes = chunk_->bytes();
  const std::size_t begin = bytes.size();
  const KeyShape shape = outputs_[emission.output];
  const std::uint32_t stream = derived_[emission.output];
  if (shape == KeyShape::kDiscard && stream == SpecialRecord::kNoStream)
    return Add(p, trigger, emission.output, trigger.time, {}, begin, 0);
  const OutputDesc& output = module_.outputs[emission.output];
  std::size_t key_size = 0;
  if (shape != KeyShape::kDiscard) {
    AppendKey(output, shape, module_.processes[p], emission, bytes);
    key_size = bytes.size() - begin;
    io::EncodeJson(*output.record, emission.record, bytes);
  }
  const std::string_view key = KeyOf(p, trigger);
  const OutputId id = Id(p, module_.rules[emission.rule].name, key, trigger, emission.ordinal);
  if (stream != SpecialRecord::kNoStream) epoch_->emitted[index_]->Add(module_, *epoch_, p, stream, emission, id, key);
  Add(p, trigger, emission.output, trigger.time, id, begin, key_size);
}

void Worker::Reject(std::uint32_t p, const TriggerRef& trigger, std::uint32_t rule, const Failure& failure) {
  Begin(p, trigger);
  chunk_->Truncate(mark_);
  epoch_->emitted[index_]->Truncate(derived_mark_);
  const std::size_t begin = chunk_->bytes().size();
  const std::uint32_t errors = Number(BuiltIn::kErrors);
  if (Discards(BuiltIn::kErrors)) return Add(p, trigger, errors, trigger.time, {}, begin, 0);
  ErrorReport report;
  report.process = module_.processes[p].name;
  if (rule < module_.rule_count) report.rule = module_.rules[rule].name;
  if (failure.place < module_.place_count) report.place = &module_.places[failure.place];
  report.message = failure.message;
  report.operands = {failure.operands, std::min<std::size_t>(failure.operand_size, sizeof(failure.operands))};
  if (trigger.kind == TriggerKind::kRow) {
    built_in_.AppendError(report, *epoch_, trigger.row->row->record, trigger.row->stream, chunk_->bytes());
  } else {
    built_in_.AppendError(report, trigger, module_.processes[p].key, chunk_->bytes());
  }
  Add(p, trigger, errors, trigger.time, BuiltInId(p, "<errors>", trigger, 0), begin, 0);
}

void Worker::Late(std::uint32_t p, const TriggerRef& trigger, std::uint32_t construct) {
  Begin(p, trigger);
  const std::size_t begin = chunk_->bytes().size();
  const std::uint32_t late = Number(BuiltIn::kLate);
  if (Discards(BuiltIn::kLate)) return Add(p, trigger, late, trigger.time, {}, begin, 0);
  RULERT_CHECK(trigger.kind == TriggerKind::kRow || trigger.kind == TriggerKind::kEvent, "only an event can be late");
  if (trigger.kind == TriggerKind::kRow) {
    built_in_.AppendLate(construct, *epoch_, *trigger.row, chunk_->bytes());
  } else {
    built_in_.AppendLate(construct, trigger, chunk_->bytes());
  }
  Add(p, trigger, late, trigger.time, BuiltInId(p, "<late>", trigger, construct), begin, 0);
}

void Worker::Overflow(std::uint32_t p, const TriggerRef& trigger, std::uint32_t construct, std::int64_t time,
                      const void* value) {
  Begin(p, trigger);
  const std::size_t begin = chunk_->bytes().size();
  const std::uint32_t overflow = Number(BuiltIn::kOverflow);
  if (Discards(BuiltIn::kOverflow)) return Add(p, trigger, overflow, time, {}, begin, 0);
  built_in_.AppendOverflow(construct, module_.processes[p].key, trigger.key, time, value, chunk_->bytes());
  Add(p, trigger, overflow, time, BuiltInId(p, "<overflow>", trigger, overflows_++), begin, 0);
}

}  // namespace rulert::core
