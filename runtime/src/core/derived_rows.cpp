#include "runtime/src/core/derived_rows.h"

#include <algorithm>
#include <cstring>

#include "runtime/src/core/epoch.h"
#include "runtime/src/core/exchange.h"
#include "runtime/src/io/copy_record.h"

namespace rulert::core {
namespace {

// What a row made due at once belongs to it, as if its own handlers had emitted it.
bool IsOfRow(const TriggerRef& trigger) { return trigger.kind == TriggerKind::kRow || trigger.is_of_row != 0; }

/// Readers do not see it before this has passed.
std::int64_t FloorOf(const Epoch& epoch, std::uint32_t process, std::uint32_t stream, const TriggerRef& trigger) {
  if (trigger.is_by_clock != 0) return epoch.reading.floors[stream];
  std::int64_t floor = kNoWatermark;
  for (const DerivedFloor& entry : epoch.floors) {
    if (entry.process != process || entry.stream != stream) continue;
    const bool holds = IsOfRow(trigger) ? trigger.row->order >= entry.first_row : trigger.instant > entry.watermark;
    if (holds) floor = std::max(floor, entry.floor);
  }
  return floor;
}

/// The process's time when it is emitted: of a row and of a reading just before it.
std::int64_t MomentOf(const Epoch& epoch, std::uint32_t process, const TriggerRef& trigger) {
  if (trigger.is_by_clock != 0) return epoch.reading.watermarks[process];
  return IsOfRow(trigger) ? trigger.row->watermark : trigger.instant;
}

/// Among what is emitted at one moment, processes apart.
std::uint64_t RankOf(const Epoch& epoch, const TriggerRef& trigger) {
  if (trigger.is_by_clock != 0) return 2 * epoch.first_order + 1;
  return IsOfRow(trigger) ? 2 * (epoch.first_order + trigger.row->order) + 2 : 0;
}

}  // namespace

void DerivedRows::Add(const Module& module, const Epoch& epoch, std::uint32_t process, std::uint32_t stream,
                      const Emission& emission, OutputId id, std::string_view key) {
  const TriggerRef& trigger = *emission.trigger;
  const bool is_row = IsOfRow(trigger);
  const StreamDesc& desc = module.streams[stream];
  const EmittedPlace place{MomentOf(epoch, process, trigger), RankOf(epoch, trigger) << 16 | process};
  const std::size_t align = std::max<std::size_t>(desc.row_align, alignof(EmittedPlace));
  const std::size_t before_row = (sizeof(place) + align - 1) / align * align;
  char* const memory = static_cast<char*>(memory_.Allocate(before_row + desc.row_size, align));
  std::memcpy(memory + before_row - sizeof(place), &place, sizeof(place));
  auto* const row = reinterpret_cast<RowHeader*>(memory + before_row);
  io::CopyRecord(*module.outputs[emission.output].record, emission.record, *desc.record, row, memory_);
  row->time = trigger.time;
  row->offset = static_cast<std::int64_t>(id.low);
  row->partition = static_cast<std::uint32_t>(id.high >> 32);
  row->record = static_cast<std::uint32_t>(id.high);
  const bool is_of_time = !is_row && trigger.is_by_clock == 0;
  const std::int64_t before = is_of_time ? place.moment - 1 : place.moment;
  rows_.push_back({row, stream, std::max(before, FloorOf(epoch, process, stream, trigger)), place,
                   is_row ? 0 : trigger.instant, is_row ? std::string_view() : memory_.Copy(key)});
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
  const EmittedPlace& x = a.row->place;
  const EmittedPlace& y = b.row->place;
  if (x.moment != y.moment) return x.moment < y.moment;
  if (x.rank != y.rank) return x.rank < y.rank;
  if (a.row->instant != b.row->instant) return a.row->instant < b.row->instant;
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
