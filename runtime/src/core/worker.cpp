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
      [](void* host, const RowRef* row, std::uint32_t rule, const Failure* failure) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Reject(shard.process, *row, rule, *failure);
      },
      [](void* host, const RowRef* row, std::uint32_t construct) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Late(shard.process, *row, construct);
      },
      [](void* host, const RowRef* row, std::uint32_t construct, const void* key, std::int64_t time,
         const void* value) {
        const auto& shard = *static_cast<Shard*>(host);
        shard.worker->Overflow(shard.process, *row, construct, key, time, value);
      },
      [](double x) { return std::exp(x); },
      [](double x) { return std::log(x); },
      [](double x, double y) { return std::pow(x, y); },
  };
  return api;
}

Worker::Worker(const Module& module, const std::vector<InputDesc>& inputs, const std::vector<KeyShape>& outputs,
               const void* params, std::uint32_t index)
    : module_(module), inputs_(inputs), outputs_(outputs), built_in_(module, inputs), index_(index) {
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

void Worker::Run(Epoch& epoch) {
  epoch_ = &epoch;
  chunk_ = epoch.chunks[index_ + 1].get();
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    trigger_ = UINT64_MAX;
    const std::vector<RowRef>& rows = epoch.rows[p][index_];
    if (!rows.empty())
      module_.processes[p].process(shards_[p]->handle, rows.data(), static_cast<std::uint32_t>(rows.size()));
    module_.processes[p].advance(shards_[p]->handle, epoch.watermarks[p]);
  }
}

void Worker::Begin(const RowRef& row) {
  if (row.order == trigger_) return;
  trigger_ = row.order;
  overflows_ = 0;
  mark_ = chunk_->mark();
}

OutputId Worker::Id(std::uint32_t process, std::string_view rule, std::string_view key, const RowRef& row,
                    std::uint32_t ordinal) {
  const Slice& slice = epoch_->SliceOf(row.row->record);
  const InputDesc& input = inputs_[slice.input];
  const std::uint32_t partition = slice.records[row.row->record - slice.first_record].partition;
  return IdOfOutput(id_, module_.name, module_.processes[process].name, rule, key,
                    {input.name, partition, row.row->offset}, ordinal);
}

void Worker::Add(std::uint32_t process, const RowRef& row, std::uint32_t output, std::int64_t time, OutputId id,
                 std::size_t begin, std::size_t key_size) {
  chunk_->Add({row.order, process + 1, output, time, id, begin, static_cast<std::uint32_t>(key_size),
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
    shape == KeyShape::kPlain ? io::EncodeKey(*process.key, emission.key, out)
                              : io::EncodeJson(*process.key, emission.key, out);
  }
}

void Worker::Emit(std::uint32_t p, const Emission& emission) {
  const RowRef& row = *emission.trigger;
  Begin(row);
  std::string& bytes = chunk_->bytes();
  const std::size_t begin = bytes.size();
  const KeyShape shape = outputs_[emission.output];
  if (shape == KeyShape::kDiscard) return Add(p, row, emission.output, emission.time, {}, begin, 0);
  const OutputDesc& output = module_.outputs[emission.output];
  const ProcessDesc& process = module_.processes[p];
  AppendKey(output, shape, process, emission, bytes);
  const std::size_t key_size = bytes.size() - begin;
  io::EncodeJson(*output.record, emission.record, bytes);
  key_.Clear();
  if (process.key != nullptr) AddKeyBytes(*process.key, emission.key, key_);
  Add(p, row, emission.output, emission.time,
      Id(p, module_.rules[emission.rule].name, key_.bytes(), row, emission.ordinal), begin, key_size);
}

void Worker::Reject(std::uint32_t p, const RowRef& row, std::uint32_t rule, const Failure& failure) {
  Begin(row);
  chunk_->Truncate(mark_);
  const std::size_t begin = chunk_->bytes().size();
  if (Discards(BuiltIn::kErrors)) return Add(p, row, Number(BuiltIn::kErrors), row.row->time, {}, begin, 0);
  ErrorReport report;
  report.process = module_.processes[p].name;
  if (rule < module_.rule_count) report.rule = module_.rules[rule].name;
  if (failure.place < module_.place_count) report.place = &module_.places[failure.place];
  report.message = failure.message;
  report.operands = {failure.operands, std::min<std::size_t>(failure.operand_size, sizeof(failure.operands))};
  built_in_.AppendError(report, *epoch_, row.row->record, row.stream, chunk_->bytes());
  Add(p, row, Number(BuiltIn::kErrors), row.row->time, Id(p, "<errors>", {}, row, 0), begin, 0);
}

void Worker::Late(std::uint32_t p, const RowRef& row, std::uint32_t construct) {
  Begin(row);
  const std::size_t begin = chunk_->bytes().size();
  if (Discards(BuiltIn::kLate)) return Add(p, row, Number(BuiltIn::kLate), row.row->time, {}, begin, 0);
  built_in_.AppendLate(construct, *epoch_, row, chunk_->bytes());
  Add(p, row, Number(BuiltIn::kLate), row.row->time, Id(p, "<late>", {}, row, construct), begin, 0);
}

void Worker::Overflow(std::uint32_t p, const RowRef& row, std::uint32_t construct, const void* key, std::int64_t time,
                      const void* value) {
  Begin(row);
  const std::size_t begin = chunk_->bytes().size();
  if (Discards(BuiltIn::kOverflow)) return Add(p, row, Number(BuiltIn::kOverflow), time, {}, begin, 0);
  built_in_.AppendOverflow(construct, module_.processes[p].key, key, time, value, chunk_->bytes());
  Add(p, row, Number(BuiltIn::kOverflow), time, Id(p, "<overflow>", {}, row, overflows_++), begin, 0);
}

}  // namespace rulert::core
