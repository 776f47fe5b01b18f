#include "compiler/driver/param_block.h"

#include <cstring>
#include <span>
#include <string_view>

#include "compiler/base/closest_name.h"
#include "runtime/src/io/envelope.h"
#include "runtime/src/io/record_codec.h"

namespace rulec::driver {
namespace {

namespace io = rulert::io;
using base::Failure;
using base::StatusCode;

/// Whether `text` is one whole JSON value: as the value of an envelope line, all of it must be taken for the value.
bool IsOneValue(const std::string& text) {
  const std::string line = "{\"stream\":\"\",\"value\":" + text + "}";
  io::EnvelopeItem item;
  io::DecodeError error;
  return io::EnvelopeReader().Read(line, item, error) && item.value == text;
}

const char* Example(rulert::FieldKind kind) {
  switch (kind) {
    case rulert::FieldKind::kString:
    case rulert::FieldKind::kEnum:
    case rulert::FieldKind::kBytes:
      return " (it is written in JSON quotes: NAME='\"text\"')";
    case rulert::FieldKind::kTimestamp:
    case rulert::FieldKind::kDate:
    case rulert::FieldKind::kDuration:
      return " (it is written in JSON quotes)";
    default:
      return "";
  }
}

}  // namespace

base::Result<ParamBlock> ParamBlock::Make(const rulert::Module& module,
                                          const std::map<std::string, std::string>& given) {
  ParamBlock block;
  if (module.params == nullptr) {
    if (given.empty()) return block;
    return Failure(StatusCode::kUsage, "the module has no parameters, so no `" + given.begin()->first + "`");
  }
  const std::string_view defaults(static_cast<const char*>(module.default_params), module.params->size);
  block.bytes_ = std::make_unique<std::max_align_t[]>(defaults.size() / sizeof(std::max_align_t) + 1);
  std::memcpy(block.bytes_.get(), defaults.data(), defaults.size());
  for (const auto& [name, value] : given) {
    if (auto set = block.Set(*module.params, name, value); !set) return tl::unexpected(set.error());
  }
  return block;
}

base::Result<void> ParamBlock::Set(const rulert::RecordSpec& params, const std::string& name,
                                   const std::string& value) {
  std::vector<std::string_view> names;
  const rulert::FieldSpec* field = nullptr;
  for (const rulert::FieldSpec& one : std::span(params.fields, params.field_count)) {
    names.push_back(one.name);
    if (names.back() == name) field = &one;
  }
  if (field == nullptr) {
    const auto near = base::ClosestName(name, names);
    return Failure(StatusCode::kUsage, "the module has no parameter `" + name + "`" +
                                           (near ? "; did you mean `" + std::string(*near) + "`?" : ""));
  }
  rulert::RecordSpec one = params;
  one.fields = field;
  one.field_count = 1;
  texts_.push_back(std::make_unique<std::string>("{\"" + name + "\":" + value + "}"));
  io::DecodeError error;
  const bool decoded = io::JsonDecoder(one, io::Validation::kFull).Decode(*texts_.back(), bytes_.get(), *arena_, error);
  if (decoded && IsOneValue(value)) return {};
  return Failure(StatusCode::kUsage, "parameter `" + name +
                                         "`: " + (decoded ? "`" + value + "` is not one JSON value" : error.message) +
                                         Example(field->kind));
}

}  // namespace rulec::driver
