#include "runtime/src/core/built_in_outputs.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "rulert/output_id.h"
#include "rulert/time.h"
#include "rulert/value_text.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::core {
namespace {

/// A comma if it is not the first of the object, the name and a colon.
void AppendName(std::string_view name, std::string& out) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
}

void AppendTextField(std::string_view name, std::string_view text, std::string& out) {
  if (text.empty()) return;
  AppendName(name, out);
  io::AppendJsonBytes(text, out);
}

/// {"topic","partition","offset"} or {"file","line"}.
void AppendPosition(const InputDesc& input, std::uint32_t partition, std::int64_t offset, std::string& out) {
  out += input.is_topic ? "{\"topic\":" : "{\"file\":";
  io::AppendJsonBytes(input.name, out);
  if (input.is_topic) {
    fmt::format_to(std::back_inserter(out), ",\"partition\":{},\"offset\":{}}}", partition, offset);
  } else {
    fmt::format_to(std::back_inserter(out), ",\"line\":{}}}", offset);
  }
}
void AppendPosition(const InputDesc& input, const io::RecordView& raw, std::string& out) {
  AppendPosition(input, raw.partition, raw.offset, out);
}
/// {"output","id"}: of an event that a process emitted.
void AppendPosition(std::string_view output, OutputId id, std::string& out) {
  char text[32];
  id.Write(text);
  out += "{\"output\":";
  io::AppendJsonString(output, out);
  fmt::format_to(std::back_inserter(out), ",\"id\":\"{}\"}}", std::string_view(text, sizeof(text)));
}

/// JSON text without the white space between its tokens, so that it fits on a line.
void AppendCompactJson(std::string_view json, std::string& out) {
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < json.size()) out += json[++i];
      if (c == '"') in_string = false;
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      out += c;
      in_string = c == '"';
    }
  }
}

}  // namespace

void AppendTime(std::int64_t time_us, std::string& out) {
  if (!InRange(Timestamp{time_us})) {
    fmt::format_to(std::back_inserter(out), "{}", time_us);
    return;
  }
  char text[kTimestampChars];
  out += '"';
  out.append(text, WriteTimestamp(text, Timestamp{time_us}));
  out += '"';
}

namespace {

/// Everything but what it is about.
void AppendReport(std::string_view module, const ErrorReport& report, std::string& out) {
  AppendTextField("module", module, out);
  AppendTextField("process", report.process, out);
  AppendTextField("rule", report.rule, out);
  if (report.place != nullptr) {
    AppendTextField(
        "place",
        fmt::format("{}:{}:{}", std::string_view(report.place->file), report.place->line, report.place->column), out);
  }
  AppendTextField("message", report.message, out);
  if (report.place != nullptr) AppendTextField("expression", report.place->expression, out);
  AppendTextField("operands", report.operands, out);
}

}  // namespace

void AppendError(std::string_view module, const ErrorReport& report, const InputDesc& input, std::string_view stream,
                 const io::RecordView& raw, std::string& out) {
  out += '{';
  AppendReport(module, report, out);
  AppendTextField("stream", stream, out);
  AppendName("position", out);
  AppendPosition(input, raw, out);
  if (!raw.tombstone()) {
    AppendName("raw", out);
    io::AppendJsonBytes(raw.value(), out);
  }
  out += '}';
}

std::string BuiltInOutputs::NameOf(std::uint32_t construct) const {
  const ConstructDesc& desc = module_.constructs[construct];
  return fmt::format("{}.{}", std::string_view(desc.process), std::string_view(desc.name));
}

void BuiltInOutputs::AppendError(const ErrorReport& report, const TriggerRef& trigger, const RecordSpec* key_spec,
                                 std::string& out) const {
  out += '{';
  AppendReport(module_.name, report, out);
  if (trigger.kind == TriggerKind::kEvent) {
    AppendTextField("stream", module_.streams[trigger.construct].name, out);
    AppendName("position", out);
    AppendPositionOf(trigger, out);
  } else {
    AppendTextField("construct", NameOf(trigger.construct), out);
  }
  if (key_spec != nullptr && trigger.key != nullptr) {
    AppendName("key", out);
    io::EncodeJson(*key_spec, trigger.key, out);
  }
  AppendName("time", out);
  AppendTime(trigger.time, out);
  out += '}';
}

void BuiltInOutputs::AppendError(const ErrorReport& report, const Epoch& epoch, std::uint32_t record,
                                 std::uint32_t stream, std::string& out) const {
  const std::string_view name =
      stream == SpecialRecord::kNoStream ? std::string_view() : std::string_view(module_.streams[stream].name);
  core::AppendError(module_.name, report, inputs_[epoch.InputOf(record)], name, epoch.Raw(record), out);
}

void BuiltInOutputs::AppendPositionOf(const TriggerRef& trigger, std::string& out) const {
  const StreamDesc& stream = module_.streams[trigger.construct];
  if (stream.output >= 0) {
    AppendPosition(stream.name, IdOf(trigger.event), out);
  } else {
    AppendPosition(inputs_[trigger.event.input], trigger.event.partition, trigger.event.offset, out);
  }
}

void BuiltInOutputs::AppendLateHead(std::uint32_t construct, std::uint32_t stream, std::int64_t time,
                                    std::int64_t watermark, std::string& out) const {
  out += '{';
  AppendTextField("construct", NameOf(construct), out);
  AppendTextField("stream", module_.streams[stream].name, out);
  AppendName("time", out);
  AppendTime(time, out);
  if (watermark != kNoWatermark) {
    AppendName("watermark", out);
    AppendTime(watermark, out);
  }
  AppendName("position", out);
}

void BuiltInOutputs::AppendLate(std::uint32_t construct, const TriggerRef& trigger, std::string& out) const {
  AppendLateHead(construct, trigger.construct, trigger.time, trigger.instant - 1, out);
  AppendPositionOf(trigger, out);
  out += '}';
}

void BuiltInOutputs::AppendLate(std::uint32_t construct, const Epoch& epoch, const RowRef& row,
                                std::string& out) const {
  const std::uint32_t record = row.row->record;
  const io::RecordView& raw = epoch.Raw(record);
  const DecodedRecord& decoded = epoch.decoded[record];
  AppendLateHead(construct, row.stream, row.row->time, row.watermark, out);
  AppendPosition(inputs_[epoch.InputOf(record)], raw, out);
  AppendName("value", out);
  const std::string_view value = raw.value().substr(decoded.value_begin, decoded.value_size);
  // In projected validation nobody has looked at the values of unread fields.
  if (nlohmann::json::accept(value)) {
    AppendCompactJson(value, out);
  } else {
    io::AppendJsonBytes(value, out);
  }
  out += '}';
}

void BuiltInOutputs::AppendOverflow(std::uint32_t construct, const RecordSpec* key_spec, const void* key,
                                    std::int64_t time, const void* value, std::string& out) const {
  const ConstructDesc& desc = module_.constructs[construct];
  out += '{';
  AppendTextField("construct", NameOf(construct), out);
  if (key_spec != nullptr && key != nullptr) {
    AppendName("key", out);
    io::EncodeJson(*key_spec, key, out);
  }
  AppendName("time", out);
  AppendTime(time, out);
  if (desc.overflow != nullptr && value != nullptr) {
    AppendName("value", out);
    io::EncodeJsonValue(*desc.overflow, value, out);
  }
  out += '}';
}

}  // namespace rulert::core
