#include "tests/support/naive_engine.h"

#include <fmt/format.h>

#include "compiler/eval/json_value.h"
#include "compiler/types/time_text.h"
#include "rulert/output_id.h"
#include "tests/support/naive_collections.h"
#include "tests/support/naive_input.h"
#include "tests/support/naive_state.h"

namespace rulec::testing {
namespace {

using eval::Json;
using eval::JsonString;
using eval::Value;
using ir::StatementKind;

/// Why a trigger is rejected.
struct Rejection {
  std::string rule;
  eval::Failure failure;
};

std::string TimeText(Instant time) { return types::TimestampText(static_cast<std::int64_t>(time)); }

std::string PositionText(const NaiveRecord& record) {
  if (!record.is_topic) return fmt::format("{{\"file\":{},\"line\":{}}}", JsonString(record.source), record.offset);
  return fmt::format("{{\"topic\":{},\"partition\":{},\"offset\":{}}}", JsonString(record.source),
                     record.source_partition, record.offset);
}

void AppendComparable(const Json& json, std::string& out) {
  switch (json.kind) {
    case eval::JsonKind::kNull:
      out += "null";
      break;
    case eval::JsonKind::kBool:
      out += json.truth ? "true" : "false";
      break;
    case eval::JsonKind::kNumber:
      out += json.text;
      break;
    case eval::JsonKind::kString:
      out += JsonString(json.text);
      break;
    case eval::JsonKind::kList: {
      char separator = '[';
      for (const Json& item : json.items) {
        out += std::exchange(separator, ',');
        AppendComparable(item, out);
      }
      out += separator == '[' ? "[]" : "]";
      break;
    }
    case eval::JsonKind::kObject: {
      char separator = '{';
      for (const auto& [name, value] : json.members) {
        if (value.kind == eval::JsonKind::kNull) continue;
        out += std::exchange(separator, ',');
        out += JsonString(name) + ":";
        AppendComparable(value, out);
      }
      out += separator == '{' ? "{}" : "}";
      break;
    }
  }
}

/// One process and all its keys.
class NaiveProcess {
 public:
  NaiveProcess(const ir::Program& program, const base::SourceSet& sources, const ir::Process& process)
      : program_(program), sources_(sources), process_(process) {}

  bool Reads(ir::StreamId stream) const {
    for (const ir::StreamId read : StreamsOf(process_)) {
      if (read == stream) return true;
    }
    return false;
  }

  /// Appends what this trigger gives.
  void Run(const NaiveRecord& record, Instant watermark, std::vector<std::string>& out) {
    record_ = &record;
    watermark_ = watermark;
    lines_.clear();
    emitted_.clear();
    NaiveKey fresh;
    fresh.fields = KeyOf(record);
    NaiveKey& kept = process_.key_kind == ir::ProcessKey::kNone ? fresh : KeyAt(fresh);
    NaiveKey trial = kept;
    if (auto rejection = Handle(trial)) {
      lines_ = {ErrorLine(*rejection)};
    } else {
      kept = std::move(trial);
    }
    out.insert(out.end(), lines_.begin(), lines_.end());
  }

 private:
  std::vector<Value> KeyOf(const NaiveRecord& record) const {
    std::vector<Value> fields;
    for (const ir::KeyField& field : process_.key) {
      for (const auto& source : field.sources) {
        if (source.stream == *record.stream) fields.push_back(record.event.parts[source.field]);
      }
    }
    return fields;
  }

  NaiveKey& KeyAt(const NaiveKey& fresh) { return keys_.try_emplace(KeyText(fresh), fresh).first->second; }

  std::string KeyText(const NaiveKey& key) const {
    std::string text = "{";
    for (std::size_t i = 0; i < key.fields.size(); ++i) {
      text += (i > 0 ? "," : "") + JsonString(process_.key[i].name) + ":" +
              eval::WriteValue(program_, key.fields[i], process_.key[i].type);
    }
    return text + "}";
  }

  // The canonical bytes of rulert/key_buffer.h.
  void AddKeyBytes(const NaiveKey& key, rulert::KeyBuffer& buffer) const {
    for (std::size_t i = 0; i < key.fields.size(); ++i) {
      const types::Type& type = program_.types[process_.key[i].type];
      const Value& value = key.fields[i];
      const auto number = static_cast<std::int64_t>(value.number);
      switch (type.kind) {
        case types::TypeKind::kBool:
          buffer.Add(value.truth());
          break;
        case types::TypeKind::kString:
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

  std::optional<Rejection> Handle(NaiveKey& key) {
    NaiveMoment moment(program_, process_, key, record_->time, watermark_);
    eval::Evaluator evaluator(program_, &moment);
    key_ = &key;
    moment_ = &moment;
    evaluator_ = &evaluator;
    const std::string handler_name = "on " + program_.streams[*record_->stream].name;
    for (const ir::WindowId id : process_.windows.ids()) {
      const ir::Window& window = process_.windows[id];
      if (window.stream != *record_->stream) continue;
      if (auto failure = Enter(id, window)) return Rejection{handler_name, std::move(*failure)};
    }
    for (const ir::Handler& handler : process_.handlers) {
      if (handler.stream != *record_->stream) continue;
      evaluator.SetLocal(handler.event, record_->event);
      for (const ir::CellId cell : CellsAccessed(program_, process_, handler)) moment.Touch(cell);
      if (auto rejection = RunAll(handler.body, handler_name)) return rejection;
    }
    return std::nullopt;
  }

  std::optional<eval::Failure> Enter(ir::WindowId id, const ir::Window& window) {
    evaluator_->SetLocal(window.event, record_->event);
    if (window.where) {
      const eval::Result enters = evaluator_->Evaluate(*window.where);
      if (!enters) return enters.error();
      if (!enters->truth()) return std::nullopt;
    }
    NaiveRow row{record_->time, record_->event, {}};
    for (const ir::Aggregate& aggregate : window.aggregates) {
      // What compares rows with the event at hand is evaluated when it is asked.
      if (!aggregate.argument.valid() || aggregate.kind == ir::AggregateKind::kCountWhere) {
        row.arguments.emplace_back();
        continue;
      }
      const eval::Result argument = evaluator_->Evaluate(aggregate.argument);
      if (!argument) return argument.error();
      row.arguments.push_back(*argument);
    }
    if (row.time + window.size_us <= watermark_) {
      lines_.push_back(LateLine(window));
    } else {
      moment_->Enter(id, std::move(row));
    }
    return std::nullopt;
  }

  std::optional<Rejection> RunAll(const std::vector<ir::StatementId>& body, const std::string& rule) {
    for (const ir::StatementId id : body) {
      if (auto rejection = RunOne(id, rule)) return rejection;
    }
    return std::nullopt;
  }

  std::optional<Rejection> RunOne(ir::StatementId id, const std::string& rule) {
    const ir::Statement& statement = program_.statements[id];
    if (statement.kind == StatementKind::kRule) return RunRule(id, statement);
    if (statement.cell.valid() && statement.path.empty() &&
        program_.types.IsCollection(process_.cells[statement.cell].type)) {
      const auto overflow = [&](const std::string& value) { lines_.push_back(OverflowLine(statement.cell, value)); };
      CollectionChange change(program_, process_, *moment_, *evaluator_, overflow);
      if (auto failure = change.Run(statement)) return Rejection{rule, std::move(*failure)};
      return std::nullopt;
    }
    const eval::Result value = evaluator_->Evaluate(statement.value);
    if (!value) return Rejection{rule, value.error()};
    switch (statement.kind) {
      case StatementKind::kVar:
      case StatementKind::kLet:
        evaluator_->SetLocal(statement.local, *value);
        break;
      case StatementKind::kAssignVar: {
        Value whole = statement.path.empty() ? Value() : evaluator_->local(statement.local);
        *PartOf(whole, statement.path) = *value;
        evaluator_->SetLocal(statement.local, std::move(whole));
        break;
      }
      case StatementKind::kAssignCell: {
        Value whole = statement.path.empty() ? Value() : moment_->Cell(statement.cell);
        *PartOf(whole, statement.path) = *value;
        moment_->Write(statement.cell, std::move(whole));
        break;
      }
      case StatementKind::kEmit:
        lines_.push_back(OutputLine(statement, rule, *value));
        break;
      case StatementKind::kStart:
      case StatementKind::kStop:
        RULEC_CHECK(false, "the model has no timers yet");
      default:
        break;
    }
    return std::nullopt;
  }

  std::string OverflowLine(ir::CellId cell, const std::string& value) const {
    return fmt::format(
        "{{\"output\":\"overflow\",\"time\":\"{0}\",\"value\":{{\"construct\":\"{1}.{2}\",{3}\"time\":\"{0}\","
        "\"value\":{4}"
        "}}}}",
        TimeText(record_->time), process_.name, process_.cells[cell].name,
        process_.key_kind == ir::ProcessKey::kFields ? "\"key\":" + KeyText(*key_) + "," : "", value);
  }

  static Value* PartOf(Value& whole, const std::vector<std::uint32_t>& path) {
    Value* part = &whole;
    for (const std::uint32_t field : path) part = &part->parts[field];
    return part;
  }

  std::optional<Rejection> RunRule(ir::StatementId id, const ir::Statement& rule) {
    if (rule.once_per_us && !moment_->Ready(id, *rule.once_per_us)) return std::nullopt;
    const eval::Result when = evaluator_->Evaluate(rule.when);
    if (!when) return Rejection{rule.name, when.error()};
    if (!when->truth()) return std::nullopt;
    if (rule.once_per_us) moment_->Fire(id);
    return RunAll(rule.body, rule.name);
  }

  std::string OutputLine(const ir::Statement& statement, const std::string& rule, const Value& value) {
    const ir::Output& output = program_.outputs[statement.output];
    const ir::Record& record = program_.records[output.record];
    std::string key;
    if (output.key_field) {
      const ir::Field& field = record.fields[*output.key_field];
      key = "{" + JsonString(field.name) + ":" +
            eval::WriteValue(program_, value.parts[*output.key_field], field.type) + "}";
    } else if (process_.key_kind == ir::ProcessKey::kFields) {
      key = KeyText(*key_);
    }
    rulert::KeyBuffer buffer;
    rulert::KeyBuffer key_bytes;
    AddKeyBytes(*key_, key_bytes);
    const rulert::OutputId id =
        rulert::IdOfOutput(buffer, program_.module, process_.name, rule, key_bytes.bytes(),
                           {record_->source, record_->source_partition, record_->offset}, emitted_[rule]++);
    char id_text[32];
    id.Write(id_text);
    return fmt::format("{{\"output\":{}{}{},\"time\":\"{}\",\"id\":\"{}\",\"value\":{}}}", JsonString(output.name),
                       key.empty() ? "" : ",\"key\":", key, TimeText(record_->time),
                       std::string_view(id_text, sizeof id_text),
                       eval::WriteValue(program_, value, statement_type(statement)));
  }
  ir::TypeId statement_type(const ir::Statement& statement) const { return program_.exprs[statement.value].type; }

  std::string LateLine(const ir::Window& window) const {
    std::string value;
    AppendComparable(record_->value, value);
    return fmt::format(
        "{{\"output\":\"late\",\"time\":\"{0}\",\"value\":{{\"construct\":\"{1}.{2}\",\"stream\":\"{3}\",\"time\":\"{0}"
        "\","
        "\"watermark\":\"{4}\",\"position\":{5},\"value\":{6}}}}}",
        TimeText(record_->time), process_.name, window.name, program_.streams[*record_->stream].name,
        TimeText(watermark_), PositionText(*record_), value);
  }

  std::string ErrorLine(const Rejection& rejection) const {
    const base::Span span = rejection.failure.span;
    const base::SourceFile& file = sources_[span.file];
    const base::LineCol place = file.Locate(span.begin);
    return fmt::format(
        "{{\"output\":\"errors\",\"time\":\"{}\",\"value\":{{\"module\":{},\"process\":{},\"rule\":{},\"place\":{},"
        "\"message\":{},\"stream\":{},\"position\":{},\"raw\":{}}}}}",
        TimeText(record_->time), JsonString(program_.module), JsonString(process_.name), JsonString(rejection.rule),
        JsonString(fmt::format("{}:{}", place.line, place.column)), JsonString(rejection.failure.message),
        JsonString(program_.streams[*record_->stream].name), PositionText(*record_), JsonString(record_->raw));
  }

  const ir::Program& program_;
  const base::SourceSet& sources_;
  const ir::Process& process_;
  std::map<std::string, NaiveKey> keys_;

  // Of the trigger under way.
  const NaiveRecord* record_ = nullptr;
  Instant watermark_ = kNever;
  NaiveKey* key_ = nullptr;
  NaiveMoment* moment_ = nullptr;
  eval::Evaluator* evaluator_ = nullptr;
  std::vector<std::string> lines_;
  std::map<std::string, std::uint32_t> emitted_;  // by rule
};

std::string MistakeLine(const ir::Program& program, const NaiveRecord& record, const std::string& message) {
  return fmt::format("{{\"output\":\"errors\",\"value\":{{\"module\":{},\"message\":{},{}\"position\":{}{}}}}}",
                     JsonString(program.module), JsonString(message),
                     record.stream ? "\"stream\":" + JsonString(program.streams[*record.stream].name) + "," : "",
                     PositionText(record), record.tombstone ? "" : ",\"raw\":" + JsonString(record.raw));
}

/// Leaves only line and column of a place, and what the model knows of an error.
void TrimError(Json& value) {
  const bool of_rule = value.Find("process") != nullptr;
  std::erase_if(value.members, [&](const auto& member) {
    return member.name == "operands" || member.name == "expression" || (!of_rule && member.name == "message");
  });
  for (auto& [name, text] : value.members) {
    if (name != "place") continue;
    const std::size_t column = text.text.rfind(':');
    const std::size_t line = text.text.rfind(':', column - 1);
    if (line != std::string::npos) text.text.erase(0, line + 1);
  }
}

}  // namespace

std::vector<std::string> RunNaive(const ir::Program& program, const base::SourceSet& sources,
                                  const rulert::testing::Script& script) {
  std::vector<NaiveProcess> processes;
  for (const ir::Process& process : program.processes) processes.emplace_back(program, sources, process);
  NaiveClock clock(program, script);
  std::vector<std::string> lines;
  NaiveRows rows(program, script);
  while (const NaiveRecord* const next = rows.Next()) {
    const NaiveRecord& record = *next;
    if (record.mistake) {
      lines.push_back(MistakeLine(program, record, *record.mistake));
    } else if (record.clock) {
      clock.SetClock(*record.clock);
    } else if (record.watermark) {
      clock.SetByHand(*record.stream, *record.watermark);
    } else if (record.idle) {
      clock.SetIdle(*record.stream, record.partition, *record.idle);
    } else if (clock.Add(*record.stream, record.partition); clock.RunsAhead(*record.stream, record.time)) {
      lines.push_back(MistakeLine(program, record, "it runs ahead"));
    } else {
      for (std::size_t p = 0; p < processes.size(); ++p) {
        if (processes[p].Reads(*record.stream)) processes[p].Run(record, clock.Of(program.processes[p]), lines);
      }
      clock.See(*record.stream, record.partition, record.time);
      rows.Count();
    }
  }
  return lines;
}

std::string Comparable(const std::string& line) {
  auto json = eval::ParseJson(line);
  if (!json) return "not JSON: " + line;
  const Json* output = json->Find("output");
  const std::string name = output == nullptr ? "" : output->text;
  if (name == "errors" || name == "late" || name == "overflow") {
    std::erase_if(json->members, [](const auto& member) { return member.name == "id"; });
  }
  for (auto& [member, value] : json->members) {
    if (member == "value" && name == "errors") TrimError(value);
  }
  std::string text;
  AppendComparable(*json, text);
  return text;
}

std::vector<std::string> Comparable(const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  for (const std::string& line : lines) out.push_back(Comparable(line));
  return out;
}

}  // namespace rulec::testing
