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
      record.mistake = part.error();
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
  for (const auto& [name, value] : line->members) {
    if (name != "stream" && name != "value" && name != "partition" && name != "time" && name != "watermark") {
      return "unknown key " + name;
    }
  }
  const Json* stream = line->Find("stream");
  if (stream == nullptr || stream->kind != JsonKind::kString) return "no stream";
  const Json* value = line->Find("value");
  if (const Json* watermark = line->Find("watermark")) {
    const auto instant = ReadInstant(program, *watermark);
    if (!instant || line->members.size() != 2) return "wrong watermark";
    record.watermark = *instant;
  } else if (value == nullptr) {
    return "no value";
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
  if (!record.watermark) ReadEvent(program, *value, time, record);
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

/// A record with what it is sorted by.
struct Placed {
  NaiveRecord record;
  Instant greatest;  // time in its partition so far
};

std::vector<NaiveRecord> ReadTopics(const ir::Program& program, const rulert::testing::Script& script) {
  std::vector<Placed> placed;
  for (const auto& topic : script.topics) {
    const ir::StreamId stream = *StreamNamed(program, topic.stream);
    std::map<std::uint32_t, Instant> greatest;
    for (const auto& source : topic.records) {
      NaiveRecord record;
      record.raw = source.value;
      record.tombstone = source.tombstone;
      record.source = topic.topic;
      record.is_topic = true;
      record.source_partition = record.partition = source.partition;
      record.offset = source.offset;
      record.stream = stream;
      const auto value = source.tombstone ? std::nullopt : eval::ParseJson(source.value);
      if (value) {
        const bool has_time = source.timestamp_us != rulert::io::kNoTimestamp;
        ReadEvent(program, *value, has_time ? source.timestamp_us : 0, record);
      } else {
        record.mistake = "not JSON";
      }
      Instant& so_far = greatest.try_emplace(source.partition, kNever).first->second;
      if (!record.mistake) so_far = std::max(so_far, record.time);
      placed.push_back({std::move(record), so_far});
    }
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    if (a.greatest != b.greatest) return a.greatest < b.greatest;
    if (a.record.stream != b.record.stream) return *a.record.stream < *b.record.stream;
    return a.record.partition < b.record.partition;
  });
  std::vector<NaiveRecord> records;
  for (Placed& one : placed) records.push_back(std::move(one.record));
  return records;
}

}  // namespace

std::vector<NaiveRecord> ReadAll(const ir::Program& program, const rulert::testing::Script& script) {
  return script.topics.empty() ? ReadLines(program, script) : ReadTopics(program, script);
}

std::vector<ir::StreamId> StreamsOf(const ir::Process& process) {
  std::vector<ir::StreamId> streams;
  const auto add = [&](ir::StreamId stream) {
    if (std::find(streams.begin(), streams.end(), stream) == streams.end()) streams.push_back(stream);
  };
  for (const ir::Window& window : process.windows) add(window.stream);
  for (const ir::Handler& handler : process.handlers) add(handler.stream);
  return streams;
}

NaiveClock::NaiveClock(const ir::Program& program, const rulert::testing::Script& script) : program_(program) {
  // A stream that nothing feeds holds no time back.
  for (const ir::StreamId id : program.streams.ids()) {
    bool fed = script.topics.empty();
    for (const auto& topic : script.topics) fed |= topic.stream == program.streams[id].name;
    if (!fed) SetByHand(id, -kNever);
  }
  for (const auto& topic : script.topics) {
    for (std::uint32_t p = 0; p < topic.partitions; ++p) Add(*StreamNamed(program, topic.stream), p);
  }
}

void NaiveClock::See(ir::StreamId stream, std::uint32_t partition, Instant time) {
  Add(stream, partition);
  Instant& greatest = seen_[stream][partition];
  greatest = std::max(greatest, time);
  if (by_hand_[stream]) return;
  Instant least = greatest;
  for (const auto& [number, time_seen] : seen_[stream]) least = std::min(least, time_seen);
  if (least > kNever) Raise(stream, least - program_.streams[stream].delay_us - 1);
}

void NaiveClock::SetByHand(ir::StreamId stream, Instant watermark) {
  by_hand_[stream] = true;
  Raise(stream, watermark);
}

void NaiveClock::Raise(ir::StreamId stream, Instant watermark) {
  Instant& current = watermarks_.try_emplace(stream, kNever).first->second;
  current = std::max(current, watermark);
}

Instant NaiveClock::Of(const ir::Process& process) const {
  Instant least = -kNever;
  for (const ir::StreamId stream : StreamsOf(process)) {
    const auto known = watermarks_.find(stream);
    least = std::min(least, known == watermarks_.end() ? kNever : known->second);
  }
  return least;
}

}  // namespace rulec::testing
