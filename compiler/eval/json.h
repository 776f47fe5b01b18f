#pragma once
// JSON documents with every number as it was written.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace rulec::eval {

enum class JsonKind : std::uint8_t { kNull, kBool, kNumber, kString, kList, kObject };

struct JsonMember;

struct Json {
  JsonKind kind = JsonKind::kNull;
  bool truth = false;
  std::string text;                 // kNumber: its characters; kString: decoded
  std::vector<Json> items;          // kList
  std::vector<JsonMember> members;  // kObject, in order

  /// The member of that name, or null.
  const Json* Find(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  Json value;
};

/// Why a text is no document, and at which byte that shows.
struct JsonError {
  std::string message;
  std::size_t at = 0;
};

/// One document, see ParseJson.
tl::expected<Json, JsonError> ReadJson(std::string_view text);

/// One document; nothing for text that is no JSON, an object with two equal keys, or a number past the greatest float.
std::optional<Json> ParseJson(std::string_view text);

/// A string in quotes.
std::string JsonString(std::string_view text);

/// The document on one line, numbers as they were written.
std::string JsonText(const Json& json);

}  // namespace rulec::eval
