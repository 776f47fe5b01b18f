// Output lines as the model and the engine can be held against each other.
#include <utility>

#include "compiler/eval/json_value.h"
#include "tests/support/naive_engine.h"
#include "tests/support/naive_lines.h"

namespace rulec::testing {

using eval::Json;
using eval::JsonString;

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

namespace {

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

/// `Process.name` is a window: the model does not say what the row that left it was.
bool IsWindow(const ir::Program& program, std::string_view construct) {
  for (const ir::Process& process : program.processes) {
    for (const ir::Window& window : process.windows) {
      if (construct == process.name + "." + window.name) return true;
    }
  }
  return false;
}

}  // namespace

std::string Comparable(const std::string& line, const ir::Program& program) {
  auto json = eval::ParseJson(line);
  if (!json) return "not JSON: " + line;
  const Json* output = json->Find("output");
  const std::string name = output == nullptr ? "" : output->text;
  if (name == "errors" || name == "late" || name == "overflow") {
    std::erase_if(json->members, [](const auto& member) { return member.name == "id"; });
  }
  for (auto& [member, value] : json->members) {
    if (member == "value" && name == "errors") TrimError(value);
    const Json* construct = value.Find("construct");
    if (member == "value" && name == "overflow" && construct != nullptr && IsWindow(program, construct->text)) {
      std::erase_if(value.members, [](const auto& part) { return part.name == "value"; });
    }
  }
  std::string text;
  AppendComparable(*json, text);
  return text;
}

}  // namespace rulec::testing
