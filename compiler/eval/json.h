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
  std::size_t at = 0;               // where it begins
  std::size_t name_at = 0;          // of the value of a member: where its name begins

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

/// Deeper is refused: how many objects and lists may be around one.
inline constexpr std::size_t kMaxJsonDepth = 250;

/// One document, see ParseJson. `depth`: how many objects and lists it is to be thought inside of.
tl::expected<Json, JsonError> ReadJson(std::string_view text, std::size_t depth = 0);

/// One document; nothing for text that is no JSON or not UTF-8, nests too deeply, or has an object with two equal keys.
std::optional<Json> ParseJson(std::string_view text);

/// A string in quotes.
std::string JsonString(std::string_view text);

/// The document on one line, numbers as they were written.
std::string JsonText(const Json& json);

}  // namespace rulec::eval
