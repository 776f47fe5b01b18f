#include "runtime/src/core/record_decoder.h"

#include <fmt/format.h>

#include <cstring>
#include <optional>
#include <utility>

#include "rulert/time.h"

namespace rulert::core {

RecordDecoder::RecordDecoder(const Module& module, const std::vector<InputDesc>& inputs, io::Validation validation,
                             std::uint64_t max_record)
    : module_(module), inputs_(inputs), max_record_(max_record), groups_(module.stream_count) {
  for (std::uint32_t s = 0; s < module.stream_count; ++s) decoders_.emplace_back(*module.streams[s].record, validation);
}

void RecordDecoder::Decode(Epoch& epoch, std::uint32_t lane, std::uint32_t begin, std::uint32_t end) {
  if (begin == end) return;
  for (Group& group : groups_) {
    group.rows.clear();
    group.records.clear();
  }
  lane_ = epoch.lanes[lane].get();
  lane_number_ = lane;
  const Slice* slice = &epoch.SliceOf(begin);
  for (std::uint32_t record = begin; record < end; ++record) {
    if (record - slice->first_record == slice->records.size()) ++slice;
    DecodeOne(epoch, *slice, record);
  }
  HashRows(epoch);
}

void RecordDecoder::DecodeOne(Epoch& epoch, const Slice& slice, std::uint32_t record) {
  const io::RecordView& raw = slice.records[record - slice.first_record];
  DecodedRecord& out = epoch.decoded[record];
  out = {};
  const std::uint32_t stream = inputs_[slice.input].stream;
  if (raw.oversize() || raw.size > UINT32_MAX) [[unlikely]] {
    return Reject(
        out, stream,
        fmt::format("the record has {} bytes, more than the {} that are allowed", raw.whole_size, max_record_));
  }
  if (stream == InputDesc::kEnvelope) return DecodeLine(raw, out, record);
  const std::int64_t own_time = raw.timestamp_us == io::kNoTimestamp ? 0 : raw.timestamp_us;
  DecodeRow(stream, raw.value(), own_time, raw.partition, raw, out, record);
}

void RecordDecoder::DecodeLine(const io::RecordView& raw, DecodedRecord& out, std::uint32_t record) {
  io::EnvelopeItem item;
  if (!envelopes_.Read(raw.value(), item, error_)) {
    return Reject(out, SpecialRecord::kNoStream,
                  error_.path.empty() ? error_.message : fmt::format("`{}`: {}", error_.path, error_.message));
  }
  using Kind = io::EnvelopeItem::Kind;
  if (item.kind == Kind::kClock)
    return AddSpecial(out, {SpecialRecord::Kind::kClock, SpecialRecord::kNoStream, item.clock_us});
  std::uint32_t stream = 0;
  while (stream < module_.stream_count && std::string_view(module_.streams[stream].name) != item.stream) ++stream;
  if (stream == module_.stream_count || module_.streams[stream].output >= 0)
    return Reject(out, SpecialRecord::kNoStream, UnknownStream(item.stream));
  if (item.kind == Kind::kWatermark)
    return AddSpecial(out, {SpecialRecord::Kind::kWatermark, stream, item.watermark_us});
  if (item.kind == Kind::kIdle)
    return AddSpecial(out, {SpecialRecord::Kind::kIdle, stream, 0, item.partition, item.idle});
  DecodeRow(stream, item.value, item.has_time ? item.time_us : 0, item.partition, raw, out, record);
  out.value_begin = static_cast<std::uint32_t>(item.value_offset);
}

void RecordDecoder::DecodeRow(std::uint32_t stream, std::string_view value, std::int64_t own_time,
                              std::uint32_t partition, const io::RecordView& raw, DecodedRecord& out,
                              std::uint32_t record) {
  const StreamDesc& desc = module_.streams[stream];
  void* const memory = lane_->memory.Allocate(desc.row_size, desc.row_align);
  auto* const row = static_cast<RowHeader*>(memory);
  if (!decoders_[stream].Decode(value, memory, lane_->memory, error_)) [[unlikely]] {
    return Reject(out, stream,
                  error_.path.empty() ? error_.message : fmt::format("field `{}`: {}", error_.path, error_.message));
  }
  std::int64_t time = own_time;
  if (desc.time_offset != kNotStored) {
    std::memcpy(&time, static_cast<char*>(memory) + desc.time_offset, sizeof(time));
  } else if (!InRange(Timestamp{time})) [[unlikely]] {
    return Reject(out, stream, "the record's timestamp is outside of the years 0001 to 9999");
  }
  row->time = time;
  row->offset = raw.offset;
  row->partition = partition;
  row->record = record;
  out.row = row;
  out.stream = stream;
  out.value_size = static_cast<std::uint32_t>(value.size());
  groups_[stream].rows.push_back(row);
  groups_[stream].records.push_back(record);
}

void RecordDecoder::Reject(DecodedRecord& out, std::uint32_t stream, std::string message) {
  SpecialRecord special;
  special.stream = stream == InputDesc::kEnvelope ? SpecialRecord::kNoStream : stream;
  special.message = std::move(message);
  AddSpecial(out, std::move(special));
}

void RecordDecoder::AddSpecial(DecodedRecord& out, SpecialRecord special) {
  out.row = nullptr;
  out.lane = lane_number_;
  out.special = static_cast<std::uint32_t>(lane_->specials.size());
  lane_->specials.push_back(std::move(special));
}

void RecordDecoder::HashRows(Epoch& epoch) {
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    const ProcessDesc& process = module_.processes[p];
    if (process.hash == nullptr) continue;
    std::uint32_t done = UINT32_MAX;
    for (std::uint32_t i = 0; i < process.stream_count; ++i) {
      const std::uint32_t stream = process.streams[i];
      const Group& group = groups_[stream];
      if (stream == done || group.rows.empty()) continue;
      done = stream;
      hashes_.resize(group.rows.size());
      process.hash(stream, group.rows.data(), static_cast<std::uint32_t>(group.rows.size()), hashes_.data());
      for (std::size_t r = 0; r < group.records.size(); ++r) epoch.hashes[p][group.records[r]] = hashes_[r];
    }
  }
}

std::string RecordDecoder::UnknownStream(std::string_view name) const {
  std::string known;
  for (std::uint32_t s = 0; s < module_.stream_count; ++s) {
    const StreamDesc& stream = module_.streams[s];
    if (stream.output >= 0 && std::string_view(stream.name) == name)
      return fmt::format("stream `{}` is what the module itself emits to the output", name);
    if (stream.output < 0) known += fmt::format("{}`{}`", known.empty() ? "" : ", ", std::string_view(stream.name));
  }
  return fmt::format("unknown stream `{}`, the module has {}", name.substr(0, 100), known.empty() ? "none" : known);
}

}  // namespace rulert::core
