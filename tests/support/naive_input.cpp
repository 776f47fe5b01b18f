#include "tests/support/naive_input.h"

#include <algorithm>

#include "compiler/eval/json_value.h"
#include "compiler/types/time_text.h"

namespace rulec::testing {
namespace {

using eval::Json;
using eval::JsonKind;

/// A timestamp as JSON has it.
std::optional<Instant> ReadInstant(const ir::Program& program, const Json& json) {
  const auto value = eval::ReadValue(program, json, program.types.Simple(types::TypeKind::kTimestamp));
  return value ? std::optional<Instant>(value->number) : std::nullopt;
}

void ReadEvent(const ir::Program& program, const Json& value, Instant own_time, NaiveRecord& record) {
  const ir::Stream& stream = program.streams[*record.stream];
  const ir::Record& declared = program.records[stream.record];
  Json whole = value;
  eval::Value event;
  if (value.kind != JsonKind::kObject) {
    record.mistake = "not an object";
    return;
  }
  for (const ir::Field& field : declared.fields) {
    const Json* member = value.Find(field.name);
    if (member == nullptr && !program.types.IsOptional(field.type)) {
      record.mistake = "missing field " + field.name;
      return;
    }
    auto part = eval::ReadValue(program, member == nullptr ? Json() : *member, field.type);
    if (!part) {
      record.mistake = part.error().message;
      return;
    }
    event.parts.push_back(std::move(*part));
  }
  record.time = stream.time_field ? event.parts[*stream.time_field].number : own_time;
  record.event = std::move(event);
  record.value = std::move(whole);
}

std::optional<ir::StreamId> StreamNamed(const ir::Program& program, const std::string& name) {
  for (const ir::StreamId id : program.streams.ids()) {
    if (program.streams[id].name == name) return id;
  }
  return std::nullopt;
}

/// Why the line is none; nothing if it is.
std::optional<std::string> ReadEnvelope(const ir::Program& program, NaiveRecord& record) {
  const auto line = eval::ParseJson(record.raw);
  if (!line || line->kind != JsonKind::kObject) return "not an envelope";
  const auto only = [&](std::initializer_list<std::string_view> names) {
    return std::all_of(line->members.begin(), line->members.end(), [&](const auto& member) {
      return std::find(names.begin(), names.end(), member.name) != names.end();
    });
  };
  const Json* value = line->Find("value");
  if (const Json* clock = line->Find("clock")) {
    record.clock = ReadInstant(program, *clock);
    if (!record.clock || !only({"clock"})) return "wrong clock";
    return std::nullopt;
  }
  const Json* stream = line->Find("stream");
  if (stream == nullptr || stream->kind != JsonKind::kString) return "no stream";
  if (const Json* watermark = line->Find("watermark")) {
    record.watermark = ReadInstant(program, *watermark);
    if (!record.watermark || !only({"watermark", "stream"})) return "wrong watermark";
  } else if (const Json* idle = line->Find("idle")) {
    if (idle->kind != JsonKind::kBool || !only({"idle", "stream", "partition"})) return "wrong idle";
    record.idle = idle->truth;
  } else if (value == nullptr || !only({"stream", "value", "partition", "time"})) {
    return "no value, or too much";
  }
  if (const Json* partition = line->Find("partition")) {
    const auto number = eval::ReadValue(program, *partition, program.types.Simple(types::TypeKind::kInt));
    if (!number || number->number < 0 || number->number > INT32_MAX) return "wrong partition";
    record.partition = static_cast<std::uint32_t>(number->number);
  }
  Instant time = 0;
  if (const Json* own = line->Find("time")) {
    const auto instant = ReadInstant(program, *own);
    if (!instant) return "wrong time";
    time = *instant;
  }
  const auto id = StreamNamed(program, stream->text);
  if (!id) return "unknown stream";
  record.stream = id;
  if (!record.watermark && !record.idle) ReadEvent(program, *value, time, record);
  return std::nullopt;
}

bool IsBlank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

std::vector<NaiveRecord> ReadLines(const ir::Program& program, const rulert::testing::Script& script) {
  std::vector<NaiveRecord> records;
  for (std::size_t i = 0; i < script.lines.size(); ++i) {
    if (IsBlank(script.lines[i])) continue;
    NaiveRecord record;
    record.raw = script.lines[i];
    record.source = script.file;
    record.offset = static_cast<std::int64_t>(i) + 1;
    if (auto mistake = ReadEnvelope(program, record)) record.mistake = std::move(mistake);
    records.push_back(std::move(record));
  }
  return records;
}

NaiveRecord ReadTopicRecord(const ir::Program& program, const rulert::testing::TopicScript& topic,
                            const rulert::testing::MemoryRecord& source) {
  NaiveRecord record;
  record.raw = source.value;
  record.tombstone = source.tombstone;
  record.source = topic.topic;
  record.is_topic = true;
  record.source_partition = record.partition = source.partition;
  record.offset = source.offset;
  record.stream = StreamNamed(program, topic.stream);
  const auto value = source.tombstone ? std::nullopt : eval::ParseJson(source.value);
  if (value) {
    const bool has_time = source.timestamp_us != rulert::io::kNoTimestamp;
    ReadEvent(program, *value, has_time ? source.timestamp_us : 0, record);
  } else {
    record.mistake = "not JSON";
  }
  return record;
}

}  // namespace

NaiveRows::NaiveRows(const ir::Program& program, const rulert::testing::Script& script) {
  if (script.topics.empty()) {
    partitions_.push_back({ReadLines(program, script)});
    return;
  }
  std::map<std::pair<ir::StreamId, std::uint32_t>, Partition> sorted;
  for (const auto& topic : script.topics) {
    for (const auto& source : topic.records) {
      NaiveRecord record = ReadTopicRecord(program, topic, source);
      sorted[{*record.stream, record.partition}].records.push_back(std::move(record));
    }
  }
  for (auto& [place, partition] : sorted) partitions_.push_back(std::move(partition));
}

Instant NaiveRows::PlaceOf(const Partition& partition) {
  const NaiveRecord& record = partition.records[partition.next];
  const bool has_time = !record.mistake && !record.watermark && !record.idle && !record.clock;
  return has_time ? std::max(partition.greatest, record.time) : partition.greatest;
}

const NaiveRecord* NaiveRows::Next() {
  last_ = nullptr;
  for (Partition& partition : partitions_) {
    if (partition.next == partition.records.size()) continue;
    if (last_ == nullptr || PlaceOf(partition) < PlaceOf(*last_)) last_ = &partition;
  }
  return last_ == nullptr ? nullptr : &last_->records[last_->next++];
}

void NaiveRows::Count() { last_->greatest = std::max(last_->greatest, last_->records[last_->next - 1].time); }

NaiveClock::NaiveClock(const ir::Program& program, const rulert::testing::Script& script)
    : program_(program), stages_(program), processes_(program.processes.size()) {
  // A stream that nothing feeds holds no time back.
  for (const ir::StreamId id : program.streams.ids()) {
    bool fed = script.topics.empty();
    for (const auto& topic : script.topics) fed |= topic.stream == program.streams[id].name;
    if (program.streams[id].output) fed = !stages_.emitters[id].empty();
    if (!fed) SetByHand(id, -kNever);
  }
  for (const auto& topic : script.topics) {
    for (std::uint32_t p = 0; p < topic.partitions; ++p) Add(*StreamNamed(program, topic.stream), p);
  }
}

void NaiveClock::Add(ir::StreamId stream, std::uint32_t partition) {
  streams_[stream].seen.try_emplace(partition, kNever);
}

void NaiveClock::See(ir::StreamId stream, std::uint32_t partition, Instant time) {
  Add(stream, partition);
  StreamTime& its = streams_[stream];
  its.seen[partition] = std::max(its.seen[partition], time);
  its.idle.erase(partition);
  Update(stream);
}

void NaiveClock::SetByHand(ir::StreamId stream, Instant watermark) {
  SetTime(streams_[stream], watermark);
  UpdateProcesses();
}

void NaiveClock::SetTime(StreamTime& time, Instant watermark) const {
  time.by_hand = true;
  time.watermark = std::max(time.watermark, watermark);
  time.reached = std::max(time.reached, watermark);
}

void NaiveClock::End() {
  for (const ir::StreamId id : program_.streams.ids()) {
    if (!program_.streams[id].output) SetTime(streams_[id], -kNever);
  }
  UpdateProcesses();
}

void NaiveClock::SetIdle(ir::StreamId stream, std::uint32_t partition, bool idle) {
  Add(stream, partition);
  StreamTime& its = streams_[stream];
  its.idle.erase(partition);
  if (idle) its.idle.insert(partition);
  Update(stream);
}

void NaiveClock::SetClock(Instant now) {
  clock_ = std::max(clock_, now);
  for (const ir::StreamId id : program_.streams.ids()) Update(id);
}

bool NaiveClock::RunsAhead(ir::StreamId stream, Instant time) {
  const auto& ahead = program_.streams[stream].ahead_us;
  if (!ahead) return false;
  StreamTime& its = streams_[stream];
  if (its.set_aside.size() == 10) {
    its.reached = std::max(its.reached, *std::min_element(its.set_aside.begin(), its.set_aside.end()));
    its.set_aside.clear();
  }
  if (its.reached > kNever && time > its.reached + *ahead) {
    its.set_aside.push_back(time);
    return true;
  }
  its.reached = std::max(its.reached, time);
  its.set_aside.clear();
  return false;
}

bool NaiveClock::IsIdle(ir::StreamId id) {
  const StreamTime& time = streams_[id];
  if (program_.streams[id].output) {
    const std::vector<std::size_t>& emitters = stages_.emitters[id];
    const auto is_idle = [this](std::size_t p) { return processes_[p].idle; };
    const auto is_over = [this](std::size_t p) { return !processes_[p].idle && processes_[p].watermark >= -kNever; };
    return std::any_of(emitters.begin(), emitters.end(), is_idle) &&
           std::all_of(emitters.begin(), emitters.end(), [&](std::size_t p) { return is_idle(p) || is_over(p); });
  }
  return !time.by_hand && !time.seen.empty() && time.idle.size() == time.seen.size();
}

void NaiveClock::Update(ir::StreamId id) {
  StreamTime& its = streams_[id];
  const ir::Stream& stream = program_.streams[id];
  if (!its.by_hand && !IsIdle(id) && !its.seen.empty()) {
    Instant least = -kNever;
    for (const auto& [number, time_seen] : its.seen) {
      if (!its.idle.contains(number)) least = std::min(least, time_seen);
    }
    if (least > kNever) its.watermark = std::max(its.watermark, least - stream.delay_us - 1);
  }
  if (IsIdle(id) && stream.idle_by_clock && clock_ > kNever) {
    its.watermark = std::max(its.watermark, clock_ - stream.delay_us - *stream.idle_us);
    its.reached = std::max(its.reached, clock_);
  }
  UpdateProcesses();
}

void NaiveClock::UpdateProcesses() {
  for (const std::size_t process : stages_.order) UpdateProcess(process);
}

void NaiveClock::UpdateProcess(std::size_t p) {
  Instant active = -kNever;
  Instant by_clock = -kNever;
  bool any_active = false;
  bool any_idle = false;
  bool any_by_clock = false;
  for (const ir::StreamId id : StreamsOf(program_.processes[p])) {
    const StreamTime& its = streams_[id];
    any_idle |= IsIdle(id);
    if (!IsIdle(id)) {
      any_active |= its.watermark < -kNever;
      active = std::min(active, its.watermark);
    } else if (program_.streams[id].idle_by_clock) {
      any_by_clock = true;
      by_clock = std::min(by_clock, its.watermark);
    }
  }
  ProcessTime& its = processes_[p];
  const bool idle = !any_active && any_idle && !any_by_clock;
  const Instant before = its.watermark;
  if (!idle) its.watermark = std::max(before, any_active || !any_idle ? active : by_clock);
  const bool woken = std::exchange(its.idle, idle) && !idle;
  for (auto& [stream, emitters] : stages_.emitters) {
    if (std::find(emitters.begin(), emitters.end(), p) == emitters.end()) continue;
    Instant floor = kNever;
    for (const std::size_t reader : stages_.readers[stream]) floor = std::max(floor, processes_[reader].watermark);
    if (woken) floors_.push_back({p, stream, before, floor});
    Instant least = -kNever;
    for (const std::size_t emitter : emitters) {
      if (!processes_[emitter].idle) least = std::min(least, processes_[emitter].watermark);
    }
    if (!IsIdle(stream)) streams_[stream].watermark = std::max(streams_[stream].watermark, least);
  }
}

}  // namespace rulec::testing
