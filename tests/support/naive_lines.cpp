#include "tests/support/naive_lines.h"

#include <fmt/format.h>

#include "compiler/eval/json_value.h"
#include "compiler/types/time_text.h"
#include "rulert/output_id.h"

namespace rulec::testing {

using eval::JsonString;
using eval::Value;

namespace {

std::string TimeText(Instant time) { return types::TimestampText(static_cast<std::int64_t>(time)); }

std::string PositionText(const NaiveRecord& record) {
  if (record.is_emission) {
    return fmt::format("{{\"output\":{},\"id\":\"{:016x}{:016x}\"}}", JsonString(record.source),
                       static_cast<std::uint64_t>(record.source_partition), static_cast<std::uint64_t>(record.offset));
  }
  if (!record.is_topic) return fmt::format("{{\"file\":{},\"line\":{}}}", JsonString(record.source), record.offset);
  return fmt::format("{{\"topic\":{},\"partition\":{},\"offset\":{}}}", JsonString(record.source),
                     record.source_partition, record.offset);
}

}  // namespace

std::string NaiveLines::KeyText(const NaiveKey& key) const {
  std::string text = "{";
  for (std::size_t i = 0; i < key.fields.size(); ++i) {
    text += (i > 0 ? "," : "") + JsonString(process_.key[i].name) + ":" +
            eval::WriteValue(program_, key.fields[i], process_.key[i].type);
  }
  return text + "}";
}

void NaiveLines::AddKeyBytes(const NaiveKey& key, rulert::KeyBuffer& buffer) const {
  for (std::size_t i = 0; i < key.fields.size(); ++i) {
    const types::Type& type = program_.types[process_.key[i].type];
    const Value& value = key.fields[i];
    const auto number = static_cast<std::int64_t>(value.number);
    switch (type.kind) {
      case types::TypeKind::kBool:
        buffer.Add(value.truth());
        break;
      case types::TypeKind::kString:
      case types::TypeKind::kBytes:
        buffer.Add(std::string_view(value.text));
        break;
      case types::TypeKind::kEnum:
      case types::TypeKind::kDate:
        buffer.Add(rulert::Date{static_cast<std::int32_t>(number)});
        break;
      case types::TypeKind::kDecimal:
        if (type.precision > 18) {
          buffer.Add(rulert::Decimal<38, 0>{value.number});
        } else {
          buffer.Add(number);
        }
        break;
      default:
        buffer.Add(number);
    }
  }
}

NaiveOutput NaiveLines::Output(const NaiveTrigger& trigger, const NaiveKey& of, const ir::Statement& statement,
                               const std::string& rule, const Value& value, std::uint32_t ordinal) const {
  const ir::Output& output = program_.outputs[statement.output];
  const ir::Record& record = program_.records[output.record];
  std::string key;
  if (output.key_field) {
    const ir::Field& field = record.fields[*output.key_field];
    key = "{" + JsonString(field.name) + ":" + eval::WriteValue(program_, value.parts[*output.key_field], field.type) +
          "}";
  } else if (process_.key_kind == ir::ProcessKey::kFields) {
    key = KeyText(of);
  }
  rulert::KeyBuffer buffer;
  rulert::KeyBuffer key_bytes;
  AddKeyBytes(of, key_bytes);
  rulert::EventIdentity event;
  rulert::EventIdentity partner;
  const auto identity = [](const NaiveRecord& record) {
    return rulert::EventIdentity{record.source, record.source_partition, record.offset};
  };
  if (trigger.record != nullptr) event = identity(*trigger.record);
  const auto& [left, right] = trigger.joined;
  if (left != nullptr || right != nullptr) event = identity(left != nullptr ? *left : *right);
  if (left != nullptr && right != nullptr) partner = identity(*right);
  const rulert::OutputId id = rulert::IdOfOutput(buffer, program_.module, process_.name, rule, key_bytes.bytes(),
                                                 trigger.identity, trigger.construct, event, partner, ordinal);
  char id_text[32];
  id.Write(id_text);
  return {fmt::format("{{\"output\":{}{}{},\"time\":\"{}\",\"id\":\"{}\",\"value\":{}}}", JsonString(output.name),
                      key.empty() ? "" : ",\"key\":", key, TimeText(trigger.time),
                      std::string_view(id_text, sizeof id_text),
                      eval::WriteValue(program_, value, program_.exprs[statement.value].type)),
          id};
}

std::string NaiveLines::Late(const NaiveTrigger& trigger, std::string_view construct) const {
  std::string value;
  if (trigger.order > 0) {
    value = ",\"value\":";
    AppendComparable(trigger.record->value, value);
  }
  return fmt::format(
      "{{\"output\":\"late\",\"time\":\"{0}\",\"value\":{{\"construct\":\"{1}.{2}\",\"stream\":\"{3}\",\"time\":\"{0}"
      "\","
      "\"watermark\":\"{4}\",\"position\":{5}{6}}}}}",
      TimeText(trigger.time), process_.name, construct, program_.streams[*trigger.record->stream].name,
      TimeText(trigger.watermark), PositionText(*trigger.record), value);
}

std::string NaiveLines::Overflow(const NaiveKey& key, std::string_view construct, Instant time,
                                 const std::string& value) const {
  const std::string of_key = process_.key_kind == ir::ProcessKey::kFields ? ",\"key\":" + KeyText(key) : "";
  return fmt::format(
      "{{\"output\":\"overflow\",\"time\":\"{0}\",\"value\":{{\"construct\":\"{1}.{2}\"{3},\"time\":\"{0}\"{4}}}}}",
      TimeText(time), process_.name, construct, of_key, value.empty() ? "" : ",\"value\":" + value);
}

std::string NaiveLines::Error(const NaiveTrigger& trigger, const NaiveKey& key, const NaiveRejection& rejection) const {
  const base::Span span = rejection.failure.span;
  const base::LineCol place = sources_[span.file].Locate(span.begin);
  const std::string of_key = process_.key_kind == ir::ProcessKey::kFields ? ",\"key\":" + KeyText(key) : "";
  std::string about;
  if (trigger.record != nullptr) {
    about = fmt::format("\"stream\":{},\"position\":{}", JsonString(program_.streams[*trigger.record->stream].name),
                        PositionText(*trigger.record)) +
            (trigger.order > 0 ? ",\"raw\":" + JsonString(trigger.record->raw)
                               : fmt::format("{},\"time\":\"{}\"", of_key, TimeText(trigger.time)));
  } else {
    about =
        fmt::format("\"construct\":{}{},\"time\":\"{}\"",
                    JsonString(fmt::format("{}.{}", process_.name, trigger.construct)), of_key, TimeText(trigger.time));
  }
  return fmt::format(
      "{{\"output\":\"errors\",\"time\":\"{}\",\"value\":{{\"module\":{},\"process\":{},\"rule\":{},\"place\":{},"
      "\"message\":{},{}}}}}",
      TimeText(trigger.time), JsonString(program_.module), JsonString(process_.name), JsonString(rejection.rule),
      JsonString(fmt::format("{}:{}", place.line, place.column)), JsonString(rejection.failure.message), about);
}

std::string MistakeLine(const ir::Program& program, const NaiveRecord& record, const std::string& message) {
  return fmt::format("{{\"output\":\"errors\",\"value\":{{\"module\":{},\"message\":{},{}\"position\":{}{}}}}}",
                     JsonString(program.module), JsonString(message),
                     record.stream ? "\"stream\":" + JsonString(program.streams[*record.stream].name) + "," : "",
                     PositionText(record), record.tombstone ? "" : ",\"raw\":" + JsonString(record.raw));
}

}  // namespace rulec::testing
