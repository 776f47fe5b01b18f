// What a module says of itself, as JSON: indented, keys in fixed order.
#include <functional>
#include <optional>

#include "compiler/emit/content_hash.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

constexpr int kModuleAbi = 5;  // rulert/module_abi.h

class JsonWriter {
 public:
  void Object(std::string_view key, const std::function<void()>& members) { Group(key, '{', '}', members); }
  void Array(std::string_view key, const std::function<void()>& elements) { Group(key, '[', ']', elements); }
  void String(std::string_view key, std::string_view value) {
    Start(key);
    out_ += Quoted(value);
  }
  void Number(std::string_view key, std::int64_t value) {
    Start(key);
    out_ += std::to_string(value);
  }
  void Optional(std::string_view key, const std::optional<std::int64_t>& value) {
    Start(key);
    out_ += value ? std::to_string(*value) : "null";
  }
  void Bool(std::string_view key, bool value) {
    Start(key);
    out_ += value ? "true" : "false";
  }
  const std::string& text() const { return out_; }

 private:
  static std::string Quoted(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
      } else if (byte < 0x20) {
        out += "\\u00";
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
      } else {
        out += c;
      }
    }
    return out + '"';
  }
  void Start(std::string_view key) {
    if (!first_) out_ += ',';
    if (depth_ > 0) {
      out_ += '\n';
      out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    }
    if (!key.empty()) out_ += Quoted(key) + ": ";
    first_ = false;
  }
  void Group(std::string_view key, char open, char close, const std::function<void()>& inner) {
    Start(key);
    out_ += open;
    first_ = true;
    ++depth_;
    inner();
    --depth_;
    if (!first_) {
      out_ += '\n';
      out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    }
    out_ += close;
    first_ = false;
  }

  std::string out_;
  int depth_ = 0;
  bool first_ = true;
};

void WriteFields(JsonWriter& json, const plan::Plan& plan, const std::vector<plan::Field>& fields) {
  json.Array("fields", [&] {
    for (const plan::Field& field : fields) {
      json.Object("", [&] {
        json.String("name", field.name);
        json.String("type", plan::TypeText(plan, field.type));
      });
    }
  });
}

void WriteSchemas(JsonWriter& json, const plan::Plan& plan) {
  json.Array("enums", [&] {
    for (const plan::Enum& declared : plan.enums) {
      json.Object("", [&] {
        json.String("name", declared.name);
        json.Array("values", [&] {
          for (const plan::EnumValue& value : declared.values) json.String("", value.name);
        });
      });
    }
  });
  json.Array("records", [&] {
    for (const plan::Struct& record : plan.records) {
      if (record.variant != plan::kNoIndex) continue;
      json.Object("", [&] {
        json.String("name", record.name);
        WriteFields(json, plan, record.fields);
      });
    }
  });
  if (plan.variants.empty()) return;
  json.Array("variants", [&] {
    for (const plan::Variant& variant : plan.variants) {
      json.Object("", [&] {
        json.String("name", variant.name);
        json.Array("arms", [&] {
          for (const plan::Arm& arm : variant.arms) {
            json.Object("", [&] {
              json.String("name", arm.name);
              WriteFields(json, plan, plan.records[arm.record].fields);
            });
          }
        });
      });
    }
  });
}

void WriteStreams(JsonWriter& json, const plan::Plan& plan) {
  json.Array("streams", [&] {
    for (const plan::Stream& stream : plan.streams) {
      const plan::Struct& record = plan.records[stream.record];
      json.Object("", [&] {
        json.String("name", stream.name);
        json.String("record", record.name);
        if (stream.time_field) json.String("time", record.fields[*stream.time_field].name);
        json.Number("delay_us", stream.delay_us);
        json.Optional("idle_us", stream.idle_us);
        json.Bool("idle_by_clock", stream.idle_by_clock);
        json.Optional("ahead_us", stream.ahead_us);
        if (stream.output) json.String("output", plan.outputs[*stream.output].name);
        json.Array("reads", [&] {
          for (const std::uint32_t field : stream.fields) json.String("", record.fields[field].name);
        });
      });
    }
  });
}

void WriteState(JsonWriter& json, const plan::Process& process) {
  json.Array("state", [&] {
    for (const plan::Slot& slot : process.state) {
      const char* kind = slot.kind == plan::SlotKind::kWindow    ? "window"
                         : slot.kind == plan::SlotKind::kWaiting ? "waiting events"
                         : slot.kind == plan::SlotKind::kCell    ? "cell"
                         : slot.kind == plan::SlotKind::kTimer   ? "timer"
                         : slot.kind == plan::SlotKind::kJoin    ? "join"
                                                                 : "once per";
      json.Object("", [&] {
        json.String("name", slot.name);
        json.String("kind", kind);
        json.String("shape", slot.shape);
        json.String("shape_hash", ContentHash(slot.shape));
        json.Optional("memory_us", slot.memory_us);
      });
    }
  });
}

void WriteProcesses(JsonWriter& json, const plan::Plan& plan) {
  json.Array("processes", [&] {
    for (const plan::Process& process : plan.processes) {
      json.Object("", [&] {
        json.String("name", process.name);
        if (process.key_kind != plan::KeyKind::kNone) {
          json.Array("key", [&] {
            for (const plan::KeyField& field : process.key) {
              json.Object("", [&] {
                json.String("name", field.name);
                json.String("type", plan::TypeText(plan, field.type));
              });
            }
          });
        }
        json.String("order", process.waiting.empty() ? "arrival" : "time");
        WriteState(json, process);
        json.Array("windows", [&] {
          for (const plan::Window& window : process.windows) {
            json.Object("", [&] {
              json.String("name", window.name);
              json.String("stream", plan.streams[window.stream].name);
              if (window.rows != 0) {
                json.Number("rows", window.rows);
              } else {
                json.Number("size_us", window.size_us);
              }
            });
          }
        });
        json.Optional("longest_memory_us", process.longest_memory_us);
      });
    }
  });
}

void WriteGraph(JsonWriter& json, const plan::Plan& plan) {
  json.Array("graph", [&] {
    for (const plan::Process& process : plan.processes) {
      for (const plan::Handler& handler : process.handlers) {
        json.Object("", [&] {
          json.String("from", plan.streams[handler.stream].name);
          json.String("to", process.name);
        });
      }
      for (const std::uint32_t output : process.outputs) {
        json.Object("", [&] {
          json.String("from", process.name);
          json.String("to", plan.outputs[output].name);
        });
      }
    }
  });
}

}  // namespace

std::string Manifest(const plan::Plan& plan, std::string_view cpu, std::string_view content_hash) {
  JsonWriter json;
  json.Object("", [&] {
    json.String("module", plan.module);
    json.Number("abi", kModuleAbi);
    json.String("content_hash", content_hash);
    json.String("cpu", cpu);
    WriteSchemas(json, plan);
    WriteStreams(json, plan);
    WriteProcesses(json, plan);
    json.Array("outputs", [&] {
      for (const plan::Output& output : plan.outputs) {
        const plan::Struct& record = plan.records[output.record];
        json.Object("", [&] {
          json.String("name", output.name);
          json.String("record", record.name);
          if (output.key_field) json.String("key", record.fields[*output.key_field].name);
        });
      }
    });
    json.Array("params", [&] {
      if (!plan.params) return;
      for (const plan::Field& field : plan.params->fields) {
        json.Object("", [&] {
          json.String("name", field.name);
          json.String("type", plan::TypeText(plan, field.type));
        });
      }
    });
    json.Array("decisions", [&] {
      for (const plan::Decision& decision : plan.decisions) {
        json.Object("", [&] {
          json.String("name", decision.name);
          json.String("answer", plan::TypeText(plan, decision.result));
          json.Bool("all_matches", decision.policy == plan::HitPolicy::kAllMatches);
          if (!decision.shadows.empty()) {
            json.Array("shadows", [&] {
              for (const plan::ShadowRule& shadow : decision.shadows) json.String("", shadow.name);
            });
          }
          WriteFields(json, plan, decision.inputs);
        });
      }
    });
    WriteGraph(json, plan);
  });
  return json.text() + "\n";
}

}  // namespace rulec::emit
