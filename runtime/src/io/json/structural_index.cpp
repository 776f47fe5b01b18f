#include "runtime/src/io/json/structural_index.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/src/io/json/text.h"

namespace rulert::io::json {

struct StructuralIndex::Stage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> kernel;
};

namespace {

constexpr std::size_t kLeastCapacity = 4096;
constexpr std::size_t kGreatestRecord = 0xffff'fff0;

bool Refuse(DecodeError& error, const char* message, std::size_t offset) {
  error.message = message;
  error.path.clear();
  error.offset = offset;
  return false;
}

/// First control character that stands bare in a string.
std::size_t BareControl(std::string_view json) {
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      inside = !inside;
    } else if (inside && static_cast<unsigned char>(json[i]) < 0x20) {
      return i;
    }
  }
  return json.size();
}

[[gnu::cold]] bool RefuseText(simdjson::error_code code, std::string_view json, DecodeError& error) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return Refuse(error, "not UTF-8", ValidUtf8Prefix(json));
    case simdjson::UNESCAPED_CHARS:
      return Refuse(error, "control character in a string", BareControl(json));
    case simdjson::UNCLOSED_STRING:
      return Refuse(error, "string without its closing quote", json.size());
    case simdjson::EMPTY:
      return Refuse(error, "empty record", 0);
    default:
      // The kernels differ in what they notice first; what is left is text of another kind than JSON.
      return Refuse(error, ValidUtf8Prefix(json) < json.size() ? "not UTF-8" : "not JSON", ValidUtf8Prefix(json));
  }
}

[[gnu::cold]] bool RefuseRoot(std::string_view json, std::size_t first, std::size_t last, DecodeError& error) {
  if (json[first] != '{') {
    error.message = std::string("expected an object, got ") + NameOfToken(json.substr(first));
    error.path.clear();
    error.offset = first;
    return false;
  }
  return Refuse(
      error, json[last] == ']' || IsWhitespace(json.back()) || json.back() != '}' ? "not one whole object" : "not JSON",
      last);
}

}  // namespace

StructuralIndex::StructuralIndex() : stage_(std::make_unique<Stage>()) {}
StructuralIndex::~StructuralIndex() = default;
StructuralIndex::StructuralIndex(StructuralIndex&&) noexcept = default;
StructuralIndex& StructuralIndex::operator=(StructuralIndex&&) noexcept = default;

bool StructuralIndex::Reserve(std::size_t size, DecodeError& error) {
  if (size > kGreatestRecord) return Refuse(error, "record of more than 4 GiB", 0);
  std::size_t capacity = std::max(kLeastCapacity, std::bit_ceil(size));
  capacity = std::min(capacity, kGreatestRecord);
  const auto failed = stage_->kernel ? stage_->kernel->set_capacity(capacity)
                                     : simdjson::get_active_implementation()->create_dom_parser_implementation(
                                           capacity, 1, stage_->kernel);
  if (failed) {
    stage_->kernel.reset();
    capacity_ = 0;
    return Refuse(error, "not enough memory for a record of this size", 0);
  }
  capacity_ = capacity;
  return true;
}

bool StructuralIndex::Build(std::string_view json, DecodeError& error) {
  if (json.data() == nullptr || json.empty()) return Refuse(error, "tombstone", 0);
  if (json.size() > capacity_ && !Reserve(json.size(), error)) return false;
  auto& kernel = *stage_->kernel;
  const auto code =
      kernel.stage1(reinterpret_cast<const std::uint8_t*>(json.data()), json.size(), simdjson::stage1_mode::regular);
  if (code != simdjson::SUCCESS) [[unlikely]]
    return RefuseText(code, json, error);
  std::uint32_t* const indexes = kernel.structural_indexes.get();
  const std::uint32_t count = kernel.n_structural_indexes;
  if (count < 2 || json[indexes[0]] != '{' || json[indexes[count - 1]] != '}') [[unlikely]]
    return RefuseRoot(json, indexes[0], indexes[count - 1], error);
  indexes[count] = indexes[0];
  begin_ = indexes;
  end_ = indexes + count;
  escapes_ = std::memchr(json.data(), '\\', json.size()) != nullptr;
  return true;
}

}  // namespace rulert::io::json
