#include "compiler/eval/json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rulec::eval {
namespace {

// Builds the document from the parser's events, which hand over numbers as text.
class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Add({}); }
  bool boolean(bool truth) override {
    Json value;
    value.kind = JsonKind::kBool;
    value.truth = truth;
    return Add(std::move(value));
  }
  // Only what begins with a sign comes here, so 0 was `-0`, which is a float of its own.
  bool number_integer(number_integer_t number) override { return Number(number == 0 ? "-0" : std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return Number(std::to_string(number)); }
  bool number_float(number_float_t, const string_t& text) override { return Number(text); }
  bool string(string_t& text) override {
    Json value;
    value.kind = JsonKind::kString;
    value.text = text;
    return Add(std::move(value));
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(JsonKind::kObject); }
  bool start_array(std::size_t) override { return Open(JsonKind::kList); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    if (open_.back().Find(name) != nullptr) {
      error = {"`" + name + "` stands twice in one object", 0};
      return false;
    }
    open_.back().members.push_back({name, Json()});
    return true;
  }
  bool parse_error(std::size_t read, const std::string& token, const nlohmann::detail::exception& why) override {
    error = {why.id == kOutOfRange ? "a number is too large" : "this is no JSON", read - std::min(read, token.size())};
    return false;
  }

  Json result;
  JsonError error;

 private:
  static constexpr int kOutOfRange = 406;  // of the parser

  bool Number(std::string text) {
    Json value;
    value.kind = JsonKind::kNumber;
    value.text = std::move(text);
    return Add(std::move(value));
  }
  bool Open(JsonKind kind) {
    open_.emplace_back();
    open_.back().kind = kind;
    return true;
  }
  bool Close() {
    Json value = std::move(open_.back());
    open_.pop_back();
    return Add(std::move(value));
  }
  bool Add(Json value) {
    if (open_.empty()) {
      result = std::move(value);
    } else if (open_.back().kind == JsonKind::kList) {
      open_.back().items.push_back(std::move(value));
    } else {
      open_.back().members.back().value = std::move(value);
    }
    return true;
  }

  std::vector<Json> open_;
};

}  // namespace

const Json* Json::Find(std::string_view name) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

tl::expected<Json, JsonError> ReadJson(std::string_view text) {
  Handler handler;
  if (!nlohmann::json::sax_parse(text, &handler)) return tl::unexpected(std::move(handler.error));
  return std::move(handler.result);
}

std::optional<Json> ParseJson(std::string_view text) {
  auto json = ReadJson(text);
  return json ? std::optional(std::move(*json)) : std::nullopt;
}

std::string JsonString(std::string_view text) { return nlohmann::json(text).dump(); }

std::string JsonText(const Json& json) {
  switch (json.kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return json.truth ? "true" : "false";
    case JsonKind::kNumber:
      return json.text;
    case JsonKind::kString:
      return JsonString(json.text);
    case JsonKind::kList: {
      std::string text = "[";
      for (const Json& item : json.items) text += (text.size() > 1 ? "," : "") + JsonText(item);
      return text + "]";
    }
    case JsonKind::kObject: {
      std::string text = "{";
      for (const auto& [name, value] : json.members) {
        text += (text.size() > 1 ? "," : "") + JsonString(name) + ":" + JsonText(value);
      }
      return text + "}";
    }
  }
  return "null";
}

}  // namespace rulec::eval
