#include "runtime/src/core/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "rulert/value_text.h"

namespace rulert::core {

Exchange::Exchange(const Module& module, const std::vector<InputDesc>& inputs, std::uint32_t workers,
                   bool final_watermark)
    : module_(module),
      inputs_(inputs),
      workers_(workers),
      final_watermark_(final_watermark),
      clock_(module),
      last_watermarks_(module.process_count, kNoWatermark),
      rows_(module.stream_count),
      set_aside_(module.stream_count),
      before_end_(module.process_count) {
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    const bool fed = std::any_of(inputs.begin(), inputs.end(), [s](const InputDesc& input) {
      return input.stream == s || input.stream == InputDesc::kEnvelope;
    });
    if (!fed && module.streams[s].output < 0) clock_.End({&s, 1});
  }
}

void Exchange::Run(Epoch& epoch, Rejected rejected, void* context) {
  rejected_ = rejected;
  context_ = context;
  epoch.first_order = first_order_;
  order_ = 0;
  start_watermarks_.clear();
  for (std::uint32_t p = 0; p < module_.process_count; ++p) start_watermarks_.push_back(clock_.process_watermark(p));
  if (epoch.clock != kNoTime) ReadClock(epoch, epoch.clock);
  std::erase_if(floors_, [this](const DerivedFloor& f) { return clock_.process_watermark(f.process) >= f.floor; });
  for (DerivedFloor& floor : floors_) {
    floor.first_row = 0;
    floor.watermark = kNoWatermark;
  }
  epoch.floors = floors_;
  for (const IdleChange& change : epoch.idle_changes) {
    const std::uint32_t id = clock_.Partition(change.stream, change.partition);
    if (!change.added || change.idle) clock_.SetIdle(id, change.idle);
  }
  NoteWakings(epoch, 0);
  for (const Slice& slice : epoch.slices) {
    const bool whole_file = inputs_[slice.input].stream == InputDesc::kEnvelope;
    std::uint32_t partition = UINT32_MAX;
    Unit* unit = nullptr;
    for (std::size_t i = 0; i < slice.records.size(); ++i) {
      const std::uint32_t its = whole_file ? 0 : slice.records[i].partition;
      if (unit == nullptr || its != partition) {
        partition = its;
        unit = &units_[UnitOf(slice.input, partition)];
      }
      unit->records.push_back(slice.first_record + static_cast<std::uint32_t>(i));
    }
  }
  Merge(epoch);
  std::fill(epoch.taken.begin(), epoch.taken.end(), 0);
  for (Unit& unit : units_) {
    epoch.taken[unit.input] += static_cast<std::uint32_t>(unit.next);
    unit.records.clear();
    unit.next = 0;
  }
  NoteWatermarks();
  End(epoch.ended_streams);
  NoteWakings(epoch, order_);
  NoteWatermarks();
  first_order_ += order_;
  for (std::uint32_t p = 0; p < module_.process_count; ++p) epoch.watermarks[p] = clock_.process_watermark(p);
  epoch.last_watermarks = last_watermarks_;
}

void Exchange::ReadClock(Epoch& epoch, std::int64_t now) {
  read_ = true;
  if (now > reading_) {
    reading_ = now;
    Reading& reading = epoch.reading;
    reading.clock = now;
    reading.watermarks = start_watermarks_;
    reading.floors.assign(module_.stream_count, kNoWatermark);
    for (std::uint32_t s = 0; s < module_.stream_count; ++s) {
      for (const std::uint32_t p : clock_.readers(s))
        reading.floors[s] = std::max(reading.floors[s], start_watermarks_[p]);
    }
  }
  clock_.SetClock(now);
}

void Exchange::NoteWatermarks() {
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    const std::int64_t watermark = clock_.process_watermark(p);
    if (watermark != kEndOfTime) last_watermarks_[p] = watermark;
  }
}

std::uint32_t Exchange::UnitOf(std::uint32_t input, std::uint32_t partition) {
  for (std::uint32_t i = 0; i < units_.size(); ++i) {
    if (units_[i].input == input && units_[i].partition == partition) return i;
  }
  Unit unit;
  unit.input = input;
  unit.partition = partition;
  unit.stream = inputs_[input].stream;
  units_.push_back(std::move(unit));
  return static_cast<std::uint32_t>(units_.size() - 1);
}

bool Exchange::Before(const Unit& a, const Unit& b) const {
  if (a.order_time != b.order_time) return a.order_time < b.order_time;
  if (a.stream != b.stream) return a.stream < b.stream;
  if (a.partition != b.partition) return a.partition < b.partition;
  return a.input < b.input;
}

/// False at the end of the unit's records. A record without row stands where its predecessor stood.
bool Exchange::Peek(const Epoch& epoch, Unit& unit) {
  if (unit.next == unit.records.size()) return false;
  const RowHeader* row = epoch.decoded[unit.records[unit.next]].row;
  unit.order_time = row == nullptr ? unit.greatest : std::max(unit.greatest, row->time);
  return true;
}

void Exchange::EndInput(std::uint32_t input) {
  NoteWatermarks();
  std::vector<std::uint32_t> streams;
  for (std::uint32_t s = 0; s < module_.stream_count && final_watermark_; ++s) {
    const bool feeds = inputs_[input].stream == s || inputs_[input].stream == InputDesc::kEnvelope;
    if (feeds && module_.streams[s].output < 0) streams.push_back(s);
  }
  End(streams);
}

void Exchange::End(std::span<const std::uint32_t> streams) {
  if (streams.empty()) return;
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    const TimeHolder holder = clock_.holder(p);
    if (holder.stream != TimeHolder::kNone) before_end_[p] = holder;
  }
  clock_.End(streams);
}

TimeHolder Exchange::holder(std::uint32_t process) const {
  const TimeHolder now = clock_.holder(process);
  return now.watermark == kEndOfTime ? before_end_[process] : now;
}

/// Ends files that have nothing more to give; false if some file still owes its next record, so that nothing can be
/// taken.
bool Exchange::EndWhatIsOver(const Epoch& epoch) {
  for (std::uint32_t i = 0; i < epoch.more.size(); ++i) {
    const bool any = std::any_of(units_.begin(), units_.end(),
                                 [i](const Unit& unit) { return unit.input == i && !unit.records.empty(); });
    if (any) continue;
    if (epoch.more[i]) return false;
    EndInput(i);
  }
  return true;
}

void Exchange::Merge(Epoch& epoch) {
  const bool files = !epoch.more.empty();
  if (files && !EndWhatIsOver(epoch)) return;
  heap_.clear();
  for (std::uint32_t i = 0; i < units_.size(); ++i) {
    if (Peek(epoch, units_[i])) heap_.push_back(i);
  }
  const auto later = [this](std::uint32_t a, std::uint32_t b) { return Before(units_[b], units_[a]); };
  std::make_heap(heap_.begin(), heap_.end(), later);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Unit& unit = units_[heap_.back()];
    bool left = true;
    // As long as the unit stays in front; where it is the only one, to its end.
    do {
      const std::uint32_t next = unit.records[unit.next];
      if (files && epoch.decoded[next].row == nullptr && WaitsForNext(epoch, next)) return;
      if (Take(epoch, next, unit.input)) unit.greatest = unit.order_time;
      ++unit.next;
      left = Peek(epoch, unit);
    } while (left && (heap_.size() == 1 || Before(unit, units_[heap_.front()])));
    if (left) {
      std::push_heap(heap_.begin(), heap_.end(), later);
      continue;
    }
    heap_.pop_back();
    if (files && epoch.more[unit.input]) return;
    if (files) EndInput(unit.input);
  }
}

bool Exchange::WaitsForNext(const Epoch& epoch, std::uint32_t record) const {
  const DecodedRecord& decoded = epoch.decoded[record];
  if (epoch.lanes[decoded.lane]->specials[decoded.special].kind != SpecialRecord::Kind::kClock) return false;
  if (order_ > 0) return true;
  // What has ended at the start of this epoch lets work run at its end.
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    if (clock_.process_watermark(p) != start_watermarks_[p]) return true;
  }
  return false;
}

bool Exchange::Take(Epoch& epoch, std::uint32_t record, std::uint32_t input) {
  const std::uint64_t order = order_++;
  const DecodedRecord& decoded = epoch.decoded[record];
  const RowHeader* const row = decoded.row;
  if (row == nullptr) [[unlikely]] {
    TakeSpecial(epoch, record, order, epoch.lanes[decoded.lane]->specials[decoded.special]);
    NoteWakings(epoch, order);
    return false;
  }
  if (decoded.stream != last_stream_ || row->partition != last_partition_) {
    last_stream_ = decoded.stream;
    last_partition_ = row->partition;
    last_id_ = clock_.Partition(last_stream_, last_partition_);
    NoteWakings(epoch, order);
  }
  if (clock_.bounds_ahead(decoded.stream)) {
    if (const std::optional<std::int64_t> by = clock_.RunsAhead(decoded.stream, row->time)) [[unlikely]] {
      SetAside(epoch, record, order, *by);
      return false;
    }
  }
  for (const std::uint32_t p : clock_.readers(decoded.stream)) {
    const bool keyed = module_.processes[p].hash != nullptr;
    const std::uint64_t hash = keyed ? epoch.hashes[p][record] : 0;
    // Without key: runs of 64 rows, so that neighbours stay together.
    const std::uint32_t worker =
        keyed ? WorkerOf(hash, workers_) : static_cast<std::uint32_t>(dealt_++ / 64 % workers_);
    epoch.rows[p][worker].push_back({row, hash, clock_.process_watermark(p), order, decoded.stream, input});
  }
  clock_.Observe(last_id_, row->time, row->offset);
  NoteWakings(epoch, order);
  ++rows_[decoded.stream];
  return true;
}

void Exchange::NoteWakings(Epoch& epoch, std::uint64_t order) {
  if (clock_.wakings().empty()) [[likely]]
    return;
  for (const EventClock::Waking& waking : clock_.wakings()) {
    epoch.floors.push_back({waking.process, waking.stream, order, waking.watermark, waking.floor});
    floors_.push_back(epoch.floors.back());
  }
  clock_.wakings().clear();
}

void Exchange::TakeSpecial(Epoch& epoch, std::uint32_t record, std::uint64_t order, const SpecialRecord& special) {
  switch (special.kind) {
    case SpecialRecord::Kind::kRejected:
    case SpecialRecord::Kind::kSetAside:
      return rejected_(context_, epoch, record, order, special);
    case SpecialRecord::Kind::kWatermark:
      return clock_.SetByHand(special.stream, special.time);
    case SpecialRecord::Kind::kIdle:
      return clock_.SetIdle(clock_.Partition(special.stream, special.partition), special.idle);
    case SpecialRecord::Kind::kClock:
      return ReadClock(epoch, special.time);
  }
}

void Exchange::SetAside(Epoch& epoch, std::uint32_t record, std::uint64_t order, std::int64_t by) {
  const std::uint32_t stream = epoch.decoded[record].stream;
  ++set_aside_[stream];
  char ahead[kDurationChars];
  char allowed[kDurationChars];
  const auto text = [](char* out, std::int64_t us) {
    return std::string_view(out, static_cast<std::size_t>(WriteDuration(out, Duration{us}) - out));
  };
  SpecialRecord special;
  special.kind = SpecialRecord::Kind::kSetAside;
  special.stream = stream;
  special.message =
      fmt::format("the event runs {} ahead of the others of its stream, more than the {} that `ahead` allows",
                  text(ahead, by), text(allowed, module_.streams[stream].ahead_us));
  rejected_(context_, epoch, record, order, special);
}

}  // namespace rulert::core
