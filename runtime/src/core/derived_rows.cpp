#include "runtime/src/core/derived_rows.h"

#include <algorithm>

#include "runtime/src/core/epoch.h"
#include "runtime/src/core/exchange.h"
#include "runtime/src/io/copy_record.h"

namespace rulert::core {
namespace {

std::int64_t FloorOf(const std::vector<DerivedFloor>& floors, std::uint32_t process, std::uint32_t stream,
                     const TriggerRef& trigger) {
  std::int64_t floor = kNoWatermark;
  for (const DerivedFloor& entry : floors) {
    if (entry.process != process || entry.stream != stream) continue;
    const bool holds =
        trigger.kind == TriggerKind::kRow ? trigger.row->order >= entry.first_row : trigger.instant > entry.watermark;
    if (holds) floor = std::max(floor, entry.floor);
  }
  return floor;
}

}  // namespace

void DerivedRows::Add(const Module& module, const std::vector<DerivedFloor>& floors, std::uint32_t process,
                      std::uint32_t stream, const Emission& emission, OutputId id, std::string_view key) {
  const TriggerRef& trigger = *emission.trigger;
  const bool is_row = trigger.kind == TriggerKind::kRow;
  const StreamDesc& desc = module.streams[stream];
  auto* const row = static_cast<RowHeader*>(memory_.Allocate(desc.row_size, desc.row_align));
  io::CopyRecord(*module.outputs[emission.output].record, emission.record, *desc.record, row, memory_);
  row->time = trigger.time;
  row->offset = static_cast<std::int64_t>(id.low);
  row->partition = static_cast<std::uint32_t>(id.high >> 32);
  row->record = static_cast<std::uint32_t>(id.high);
  const std::int64_t before = is_row ? trigger.row->watermark : trigger.instant - 1;
  const std::int64_t moment = is_row ? trigger.row->watermark : trigger.instant;
  // Readers that are past the end of input already run it in the next pass.
  const std::int64_t after = std::min(std::max(before, FloorOf(floors, process, stream, trigger)), kEndOfTime - 2);
  rows_.push_back({row, stream, process, after, moment, is_row ? trigger.row->order + 1 : 0,
                   is_row ? std::string_view() : memory_.Copy(key)});
}

DerivedExchange::DerivedExchange(const Module& module, const Stages& stages, std::uint32_t workers)
    : module_(module), stages_(stages), workers_(workers), readers_(module.stream_count) {
  for (std::uint32_t p = 0; p < module.process_count; ++p) {
    const ProcessDesc& process = module.processes[p];
    for (std::uint32_t i = 0; i < process.stream_count; ++i) {
      std::vector<std::uint32_t>& readers = readers_[process.streams[i]];
      if (readers.empty() || readers.back() != p) readers.push_back(p);
    }
  }
}

bool DerivedExchange::Before(const Placed& a, const Placed& b) {
  if (a.row->moment != b.row->moment) return a.row->moment < b.row->moment;
  if (a.row->order != b.row->order) return a.row->order < b.row->order;
  if (a.row->process != b.row->process) return a.row->process < b.row->process;
  if (a.row->key != b.row->key) return a.row->key < b.row->key;
  return a.number < b.number;
}

void DerivedExchange::Run(Epoch& epoch, std::uint32_t stage) {
  placed_.clear();
  for (const auto& emitted : epoch.emitted) {
    for (const DerivedRow& row : emitted->rows()) {
      const auto& readers = readers_[row.stream];
      const bool is_read = std::any_of(readers.begin(), readers.end(),
                                       [&](std::uint32_t reader) { return stages_.of[reader] == stage; });
      if (is_read) placed_.push_back({&row, placed_.size()});
    }
  }
  std::sort(placed_.begin(), placed_.end(), Before);
  for (const Placed& placed : placed_) {
    const DerivedRow& row = *placed.row;
    for (const std::uint32_t p : readers_[row.stream]) {
      if (stages_.of[p] != stage) continue;
      std::uint64_t hash = 0;
      const RowHeader* const rows[] = {row.row};
      if (module_.processes[p].hash != nullptr) module_.processes[p].hash(row.stream, rows, 1, &hash);
      epoch.derived[p][WorkerOf(hash, workers_)].push_back({row.row, hash, row.watermark, 0, row.stream, 0});
    }
  }
}

}  // namespace rulert::core
