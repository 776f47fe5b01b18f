#include "runtime/src/io/envelope.h"

#include <fmt/format.h>

#include "rulert/value_text.h"
#include "runtime/src/io/json/record_walk.h"
#include "runtime/src/io/json/scalar.h"

namespace rulert::io {
namespace {

enum class Member : std::uint32_t { kStream, kValue, kPartition, kTime, kWatermark, kIdle, kClock };

constexpr std::int64_t kGreatestPartition = INT32_MAX;

}  // namespace

class EnvelopeReader::Impl {
 public:
  Impl() : names_({"stream", "value", "partition", "time", "watermark", "idle", "clock"}) {
    timestamp_.kind = FieldKind::kTimestamp;
  }

  bool Read(std::string_view line, EnvelopeItem& item, DecodeError& error) {
    item = {};
    arena_.Reset();
    if (!index_.Build(line, error)) return false;
    json::RecordWalk walk(line, index_, arena_, keys_, error);
    std::uint32_t seen = 0;
    const Cursor end = Members(walk, line, item, seen);
    if (end == nullptr) return false;
    if (end != index_.end()) {
      walk.Refuse(line.data() + *end, "text after the envelope");
      return false;
    }
    return Complete(walk, line, seen);
  }

 private:
  using Cursor = json::RecordWalk::Cursor;

  static constexpr std::uint32_t Bit(Member member) { return 1u << static_cast<std::uint32_t>(member); }

  Cursor Members(json::RecordWalk& walk, std::string_view line, EnvelopeItem& item, std::uint32_t& seen) {
    Cursor cursor = index_.begin() + 1;
    if (walk.at(cursor) == '}') return cursor + 1;
    for (;; ++cursor) {
      if (walk.at(cursor) != '"') return walk.RefuseSyntax(cursor, "a key");
      std::string_view key;
      if (!walk.KeyText(cursor, key)) return nullptr;
      const std::uint32_t index = names_.Find(key);
      if (index == json::kNoName) {
        return walk.Refuse(line.data() + *cursor,
                           fmt::format("unknown key `{}` in an envelope line: it has stream, value, partition, time; "
                                       "or watermark, stream; or idle, stream, partition; or clock",
                                       key));
      }
      if ((seen >> index & 1) != 0) {
        return walk.Refuse(line.data() + *cursor, fmt::format("key `{}` twice in one object", key));
      }
      seen |= 1u << index;
      if (walk.at(++cursor) != ':') return walk.RefuseSyntax(cursor, "`:`");
      cursor = Value(walk, line, static_cast<Member>(index), cursor + 1, item);
      if (cursor == nullptr) return nullptr;
      if (walk.at(cursor) == ',') continue;
      if (walk.at(cursor) != '}') return walk.RefuseSyntax(cursor, "`,` or `}`");
      return cursor + 1;
    }
  }

  Cursor Value(json::RecordWalk& walk, std::string_view line, Member member, Cursor cursor, EnvelopeItem& item) {
    if (member == Member::kValue) {
      const Cursor end = walk.SkipValue(cursor);
      if (end == nullptr) return nullptr;
      const char* const begin = line.data() + *cursor;
      const char first = *begin;
      const char* const stop = first == '{' || first == '[' ? line.data() + end[-1] + 1 : walk.TokenAt(cursor).end;
      item.value = {begin, static_cast<std::size_t>(stop - begin)};
      item.value_offset = *cursor;
      if (item.value == "null") item.value = {};
      return end;
    }
    if (json::IsPunctuation(walk.at(cursor))) return walk.RefuseSyntax(cursor, "a value");
    const json::Token token = walk.TokenAt(cursor);
    if (member == Member::kStream) {
      if (!token.is_string()) return walk.Refuse(token.begin, "`stream` is the name of a stream");
      return walk.KeyText(cursor, item.stream) ? cursor + 1 : nullptr;
    }
    if (member == Member::kPartition) {
      std::int64_t partition = -1;
      if (json::ReadInt(token, partition) != json::Refusal::kNone || partition < 0 || partition > kGreatestPartition) {
        return walk.Refuse(token.begin, fmt::format("`partition` is an int from 0 to {}", kGreatestPartition));
      }
      item.partition = static_cast<std::uint32_t>(partition);
      return cursor + 1;
    }
    if (member == Member::kIdle) {
      if (token.text() != "true" && token.text() != "false") return walk.Refuse(token.begin, "`idle` is true or false");
      item.kind = EnvelopeItem::Kind::kIdle;
      item.idle = token.text() == "true";
      return cursor + 1;
    }
    return Instant(walk, member, token, cursor, item);
  }

  Cursor Instant(json::RecordWalk& walk, Member member, json::Token token, Cursor cursor, EnvelopeItem& item) {
    std::int64_t us = 0;
    std::size_t bad = 0;
    if (json::ReadScalar(timestamp_, token, index_.escapes(), arena_, reinterpret_cast<char*>(&us), bad) !=
        json::Refusal::kNone) {
      return walk.Refuse(token.begin, fmt::format("`{}` is a timestamp like 2026-01-31T10:00:00Z or epoch milliseconds",
                                                  member == Member::kTime    ? "time"
                                                  : member == Member::kClock ? "clock"
                                                                             : "watermark"));
    }
    if (member == Member::kTime) {
      item.has_time = true;
      item.time_us = us;
    } else if (member == Member::kClock) {
      item.kind = EnvelopeItem::Kind::kClock;
      item.clock_us = us;
    } else {
      item.kind = EnvelopeItem::Kind::kWatermark;
      item.watermark_us = us;
    }
    return cursor + 1;
  }

  static bool Complete(json::RecordWalk& walk, std::string_view line, std::uint32_t seen) {
    const auto has_but = [seen](auto... members) { return (seen & ~(0u | ... | Bit(members))) != 0; };
    const char* problem = nullptr;
    if ((seen & Bit(Member::kClock)) != 0) {
      if (has_but(Member::kClock)) problem = "a clock line has `clock` only";
    } else if ((seen & Bit(Member::kStream)) == 0) {
      problem = "missing `stream`";
    } else if ((seen & Bit(Member::kWatermark)) != 0) {
      if (has_but(Member::kWatermark, Member::kStream)) problem = "a watermark line has `watermark` and `stream` only";
    } else if ((seen & Bit(Member::kIdle)) != 0) {
      if (has_but(Member::kIdle, Member::kStream, Member::kPartition))
        problem = "an idle line has `idle`, `stream` and `partition` only";
    } else if ((seen & Bit(Member::kValue)) == 0) {
      problem = "missing `value` or `watermark`";
    }
    if (problem != nullptr) walk.Refuse(line.data(), problem);
    return problem == nullptr;
  }

  json::NameTable names_;
  json::FieldPlan timestamp_;
  json::StructuralIndex index_;
  json::KeySets keys_;
  Scratch arena_;
};

EnvelopeReader::EnvelopeReader() : impl_(std::make_unique<Impl>()) {}
EnvelopeReader::~EnvelopeReader() = default;
EnvelopeReader::EnvelopeReader(EnvelopeReader&&) noexcept = default;
EnvelopeReader& EnvelopeReader::operator=(EnvelopeReader&&) noexcept = default;

bool EnvelopeReader::Read(std::string_view line, EnvelopeItem& item, DecodeError& error) {
  return impl_->Read(line, item, error);
}

void AppendOutputLine(const OutputRecord& record, std::string& out) {
  out += "{\"output\":";
  AppendJsonString(record.output, out);
  if (record.has_key) {
    out += ",\"key\":";
    out += record.key;
  }
  if (record.has_time) {
    char text[kTimestampChars];
    const char* const end = WriteTimestamp(text, Timestamp{record.time_us});
    out += ",\"time\":\"";
    out.append(text, static_cast<std::size_t>(end - text));
    out += '"';
  }
  if (!record.id.empty()) {
    out += ",\"id\":\"";
    out += record.id;
    out += '"';
  }
  out += ",\"value\":";
  out += record.value;
  out += "}\n";
}

}  // namespace rulert::io
