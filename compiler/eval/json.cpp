#include "compiler/eval/json.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "compiler/base/utf8.h"

namespace rulec::eval {
namespace {

constexpr std::size_t kShownOfToken = 60;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  Parser(std::string_view text, std::size_t depth) : text_(text), depth_(depth) {}

  tl::expected<Json, JsonError> Document() {
    Json json;
    if (const auto bad = base::FindInvalidUtf8(text_)) {
      return tl::unexpected(JsonError{"not UTF-8", *bad});
    }
    SkipSpace();
    if (Value(json)) SkipSpace();
    if (error_.message.empty() && at_ < text_.size()) Refuse(at_, "expected the end, got " + Token());
    if (!error_.message.empty()) return tl::unexpected(std::move(error_));
    return json;
  }

 private:
  bool Refuse(std::size_t at, std::string message) {
    error_ = {std::move(message), at};
    return false;
  }
  bool RefuseToken(std::string_view wanted) {
    return Refuse(at_, "expected " + std::string(wanted) + ", got " + Token());
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  /// What stands here, up to a blank or a sign that ends it.
  std::string_view Word() const {
    std::size_t end = at_;
    while (end < text_.size() && !IsSpace(text_[end]) && !std::strchr("{}[],:\"", text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  std::string Token() const {
    if (at_ == text_.size()) return "the end";
    const std::string_view word = Word();
    const std::string_view shown = word.empty() ? text_.substr(at_, 1) : base::CutUtf8(word, kShownOfToken);
    return "`" + std::string(shown) + (shown.size() < word.size() ? "...`" : "`");
  }

  bool Value(Json& json) {
    json.at = at_;
    const char first = Peek();
    if (first == '{' || first == '[') {
      if (depth_ > kMaxJsonDepth) return Refuse(at_, "nested deeper than 250");
      ++depth_;
      ++at_;
      const bool read = first == '{' ? Object(json) : List(json);
      --depth_;
      return read;
    }
    if (first == '"') {
      json.kind = JsonKind::kString;
      return String(json.text);
    }
    const std::string_view word = Word();
    if (word.empty()) return RefuseToken("a value");
    if (word == "true" || word == "false") {
      json.kind = JsonKind::kBool;
      json.truth = word == "true";
    } else if (IsNumber(word)) {
      json.kind = JsonKind::kNumber;
      json.text = word;
    } else if (word != "null") {
      return Refuse(at_, Token() + " is no JSON value");
    }
    at_ += word.size();
    return true;
  }

  static bool IsNumber(std::string_view word) {
    const auto digits = [&word] {
      std::size_t count = 0;
      while (count < word.size() && IsDigit(word[count])) ++count;
      const bool zero_first = count > 1 && word[0] == '0';
      word.remove_prefix(count);
      return std::pair(count > 0, zero_first);
    };
    const auto take = [&word](std::string_view any_of) {
      const bool found = !word.empty() && any_of.find(word[0]) != std::string_view::npos;
      if (found) word.remove_prefix(1);
      return found;
    };
    take("-");
    const auto [whole, zero_first] = digits();
    if (!whole || zero_first) return false;
    if (take(".") && !digits().first) return false;
    if (take("eE")) {
      take("+-");
      if (!digits().first) return false;
    }
    return word.empty();
  }

  bool Object(Json& json) {
    json.kind = JsonKind::kObject;
    std::unordered_set<std::string> names;
    SkipSpace();
    if (Take('}')) return true;
    for (;;) {
      SkipSpace();
      if (Peek() != '"') return RefuseToken("a key");
      const std::size_t at = at_;
      JsonMember member;
      member.value.name_at = at;
      if (!String(member.name)) return false;
      if (!names.insert(member.name).second) return Refuse(at, "`" + member.name + "` stands twice in one object");
      SkipSpace();
      if (!Take(':')) return RefuseToken("`:`");
      SkipSpace();
      if (!Value(member.value)) return false;
      json.members.push_back(std::move(member));
      SkipSpace();
      if (Take('}')) return true;
      if (!Take(',')) return RefuseToken("`,` or `}`");
    }
  }

  bool List(Json& json) {
    json.kind = JsonKind::kList;
    SkipSpace();
    if (Take(']')) return true;
    for (;;) {
      SkipSpace();
      if (!Value(json.items.emplace_back())) return false;
      SkipSpace();
      if (Take(']')) return true;
      if (!Take(',')) return RefuseToken("`,` or `]`");
    }
  }

  bool String(std::string& text) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Refuse(at_, "control character in a string");
      if (c == '\\') {
        if (!Escape(text)) return Refuse(at_, "wrong escape in a string");
      } else {
        text += c;
        ++at_;
      }
    }
    return Refuse(at_, "string without its closing quote");
  }

  bool Escape(std::string& text) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const char name = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (const std::size_t known = kNames.find(name); name != '\0' && known != std::string_view::npos) {
      text += kMeant[known];
      at_ += 2;
      return true;
    }
    const auto unit = Unit(at_);
    if (!unit || (*unit >= 0xdc00 && *unit <= 0xdfff)) return false;
    if (*unit < 0xd800 || *unit > 0xdbff) {
      base::AppendUtf8(text, *unit);
      at_ += 6;
      return true;
    }
    const auto low = Unit(at_ + 6);
    if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
    base::AppendUtf8(text, 0x10000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00));
    at_ += 12;
    return true;
  }

  /// Of `\uXXXX` at `at`.
  std::optional<char32_t> Unit(std::size_t at) const {
    if (text_.size() < at + 6 || text_[at] != '\\' || text_[at + 1] != 'u') return std::nullopt;
    std::uint32_t unit = 0;
    const char* const begin = text_.data() + at + 2;
    const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
    if (error != std::errc() || end != begin + 4) return std::nullopt;
    return static_cast<char32_t>(unit);
  }

  const std::string_view text_;
  std::size_t depth_;  // objects and lists around what is read
  std::size_t at_ = 0;
  JsonError error_;
};

}  // namespace

const Json* Json::Find(std::string_view name) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

tl::expected<Json, JsonError> ReadJson(std::string_view text, std::size_t depth) {
  return Parser(text, depth).Document();
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
      for (const JsonMember& member : json.members) {
        text += (text.size() > 1 ? "," : "") + JsonString(member.name) + ":" + JsonText(member.value);
      }
      return text + "}";
    }
  }
  return "null";
}

}  // namespace rulec::eval
