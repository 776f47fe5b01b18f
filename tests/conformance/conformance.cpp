#include "tests/conformance/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

#include "compiler/base/files.h"
#include "compiler/eval/json.h"

namespace rulec::conformance {
namespace {

using eval::Json;
using eval::JsonKind;

// A lower case letter first, or `Person`: a declared record is a type that starts with an upper case letter.
bool IsRecord(const std::string& type, const std::string& declarations) {
  return declarations.find("record " + type + " {") != std::string::npos;
}

std::optional<Case> ReadCase(const Json& line, const std::string& declarations) {
  const Json* expr = line.Find("expr");
  const Json* params = line.Find("params");
  const Json* args = line.Find("args");
  const Json* type = line.Find("type");
  const Json* value = line.Find("value");
  const Json* error = line.Find("error");
  if (!expr || !params || !args || !type || (value == nullptr) == (error == nullptr)) return std::nullopt;
  Case read;
  read.expr = expr->text;
  read.type = type->text;
  for (const auto& [name, param_type] : params->members) read.params.emplace_back(name, param_type.text);
  const bool one_record = read.params.size() == 1 && IsRecord(read.params[0].second, declarations);
  read.input = eval::JsonText(one_record ? args->members[0].value : *args);
  if (value != nullptr) read.value = eval::JsonText(*value);
  if (error != nullptr) read.error = error->text;
  return read;
}

tl::expected<Batch, std::string> ReadBatch(const std::string& path) {
  const auto text = base::ReadFile(path);
  if (!text) return tl::unexpected(text.error().message);
  Batch batch;
  batch.path = path;
  std::map<std::string, std::uint32_t> first_lines;
  std::uint32_t number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const auto line = eval::ParseJson(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (!line) return tl::unexpected(fmt::format("{}:{}: no JSON", path, number));
    if (const Json* declare = line->Find("declare")) {
      batch.declarations = declare->text;
      continue;
    }
    auto read = ReadCase(*line, batch.declarations);
    if (!read)
      return tl::unexpected(
          fmt::format("{}:{}: a case has expr, params, args, type, and value or error", path, number));
    read->line = number;
    std::string key = read->expr + '\n' + read->type;
    for (const auto& [name, type] : read->params) key += '\n' + name + ':' + type;
    read->first_line = first_lines.try_emplace(key, number).first->second;
    batch.cases.push_back(std::move(*read));
  }
  return batch;
}

}  // namespace

tl::expected<std::vector<Batch>, std::string> ReadBatches(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Batch> batches;
  for (const std::string& path : paths) {
    auto batch = ReadBatch(path);
    if (!batch) return tl::unexpected(batch.error());
    batches.push_back(std::move(*batch));
  }
  return batches;
}

std::string BuildConformanceModule(const Batch& batch) {
  std::string text = "module conformance\n\n" + batch.declarations + "\n";
  for (const Case& one : batch.cases) {
    if (one.line != one.first_line) continue;
    std::string params;
    for (const auto& [name, type] : one.params)
      params += fmt::format("{}{}: {}", params.empty() ? "" : ", ", name, type);
    text += fmt::format("\ndecision {}({}): {} first match {{\n  otherwise {}\n}}\n", one.decision(), params, one.type,
                        one.expr);
  }
  return text;
}

}  // namespace rulec::conformance
