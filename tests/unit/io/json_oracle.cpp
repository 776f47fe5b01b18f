#include "tests/unit/io/json_oracle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <utility>
#include <vector>

#include "rulert/int128.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::io::test {
namespace {

struct Node {
  enum Kind { kNull, kBool, kNumber, kString, kObject, kList } kind = kNull;
  bool flag = false;
  std::string text;  // of a string, or of a number
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> members;
  std::vector<std::unique_ptr<Node>> elements;

  const Node* Find(const std::string& key) const {
    for (const auto& [name, node] : members) {
      if (name == key) return node.get();
    }
    return nullptr;
  }
};

/// Builds the tree, numbers as their text.
class Builder {
 public:
  bool null() { return Add(Node::kNull); }
  bool boolean(bool value) {
    Node& node = New(Node::kBool);
    node.flag = value;
    return true;
  }
  bool number_integer(std::int64_t value) { return Number(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return Number(std::to_string(value)); }
  bool number_float(double, const std::string& text) { return Number(text); }
  bool string(std::string& value) {
    New(Node::kString).text = value;
    return true;
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return Open(Node::kObject); }
  bool start_array(std::size_t) { return Open(Node::kList); }
  bool end_object() { return Close(); }
  bool end_array() { return Close(); }
  bool key(std::string& name) {
    Node& object = *open_.back();
    if (object.Find(name) != nullptr) duplicate_ = true;
    object.members.emplace_back(name, nullptr);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    out_of_range_ = error.id == 406;
    return false;
  }

  Node* root() const { return root_.get(); }
  bool duplicate() const { return duplicate_; }
  bool out_of_range() const { return out_of_range_; }
  std::size_t depth() const { return deepest_; }

 private:
  Node& New(Node::Kind kind) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    Node& result = *node;
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back()->kind == Node::kObject) {
      open_.back()->members.back().second = std::move(node);
    } else {
      open_.back()->elements.push_back(std::move(node));
    }
    return result;
  }
  bool Add(Node::Kind kind) {
    New(kind);
    return true;
  }
  bool Number(const std::string& text) {
    New(Node::kNumber).text = text;
    return true;
  }
  bool Open(Node::Kind kind) {
    open_.push_back(&New(kind));
    deepest_ = std::max(deepest_, open_.size());
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }

  std::unique_ptr<Node> root_;
  std::vector<Node*> open_;
  std::size_t deepest_ = 0;
  bool duplicate_ = false;
  bool out_of_range_ = false;
};

using Text = std::optional<std::string>;

/// The digits of a number at `scale`, without leading zeros; nothing if it has more than `precision` or others than 0
/// behind the scale.
Text Digits(const std::string& number, int precision, int scale) {
  static const std::regex form("(-?)(0|[1-9][0-9]*)(?:\\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?");
  std::smatch parts;
  if (!std::regex_match(number, parts, form)) return {};
  std::string digits = parts[2].str() + parts[3].str();
  const double exponent = parts[4].matched ? std::strtod(parts[4].str().c_str(), nullptr) : 0;
  if (digits.find_first_not_of('0') == std::string::npos) return "0";
  // A zero-free exponent this large can only be wrong.
  if (std::abs(exponent) > 100'000) return {};
  long move = static_cast<long>(exponent) + scale - static_cast<long>(parts[3].str().size());
  for (; move > 0; --move) digits += '0';
  for (; move < 0; ++move) {
    if (digits.empty() || digits.back() == '0') {
      if (!digits.empty()) digits.pop_back();
    } else {
      return {};
    }
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > static_cast<std::size_t>(precision)) return {};
  if (digits.empty()) return "0";
  return parts[1].str() + digits;
}

Text Int(const Node& node) {
  if (node.kind != Node::kNumber) return {};
  const Text digits = Digits(node.text, 19, 0);
  if (!digits) return {};
  const bool negative = digits->front() == '-';
  const std::string limit = negative ? "9223372036854775808" : "9223372036854775807";
  const std::string magnitude = digits->substr(negative);
  if (magnitude.size() == limit.size() && magnitude > limit) return {};
  return digits;
}

Text Decimal(const Node& node, int precision, int scale) {
  if (node.kind != Node::kNumber && node.kind != Node::kString) return {};
  return Digits(node.text, precision, scale);
}

/// nlohmann-json reads -0 as the integer 0, so that the sign of zero is not compared.
std::string RealText(double value) { return fmt::format("{:.17g}", value == 0 ? 0.0 : value); }

Text Float(const Node& node) {
  if (node.kind != Node::kNumber) return {};
  const double value = std::strtod(node.text.c_str(), nullptr);
  if (!std::isfinite(value)) return {};
  return RealText(value);
}

std::optional<std::int64_t> Days(int year, int month, int day) {
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  const std::time_t seconds = timegm(&time);
  if (year < 1 || time.tm_mon != month - 1 || time.tm_mday != day) return {};
  return seconds / 86400;
}

Text DateText(const Node& node) {
  static const std::regex form("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  std::smatch parts;
  if (node.kind != Node::kString || !std::regex_match(node.text, parts, form)) return {};
  const auto days = Days(std::stoi(parts[1]), std::stoi(parts[2]), std::stoi(parts[3]));
  return days ? Text(std::to_string(*days)) : Text();
}

constexpr std::int64_t kLeastInstant = -62'135'596'800'000'000;
constexpr std::int64_t kGreatestInstant = 253'402'300'799'999'999;

Text Instant(const Node& node) {
  if (node.kind == Node::kNumber) {
    const Text millis = Int(node);
    if (!millis) return {};
    const std::int64_t value = std::stoll(*millis);
    if (value < kLeastInstant / 1000 || value > kGreatestInstant / 1000) return {};
    return std::to_string(value * 1000);
  }
  static const std::regex form(
      "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}"
      "))");
  std::smatch parts;
  if (node.kind != Node::kString || !std::regex_match(node.text, parts, form)) return {};
  const auto part = [&](int i) {
    return parts[static_cast<std::size_t>(i)].matched ? std::stoi(parts[static_cast<std::size_t>(i)]) : 0;
  };
  const auto days = Days(part(1), part(2), part(3));
  if (!days || part(4) > 23 || part(5) > 59 || part(6) > 59 || part(9) > 23 || part(10) > 59) return {};
  std::string fraction = parts[7].str();
  while (fraction.size() > 6 && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > 6) return {};
  fraction.resize(6, '0');
  const int offset = (part(9) * 60 + part(10)) * (parts[8].str() == "-" ? -1 : 1);
  const std::int64_t seconds = *days * 86400 + part(4) * 3600 + part(5) * 60 + part(6) - offset * 60;
  const std::int64_t micros = seconds * 1'000'000 + std::stoll(fraction);
  if (micros < kLeastInstant || micros > kGreatestInstant) return {};
  return std::to_string(micros);
}

Text Span(const Node& node) {
  Int128 total = 0;
  if (node.kind == Node::kNumber) {
    const Text millis = Int(node);
    if (!millis) return {};
    total = Int128{std::stoll(*millis)} * 1000;
  } else {
    static const std::regex form(
        "(-?)(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?(?:([0-9]+)us)?");
    constexpr std::int64_t units[] = {604'800'000'000, 86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000, 1000, 1};
    std::smatch parts;
    if (node.kind != Node::kString || !std::regex_match(node.text, parts, form) ||
        parts[0].length() == parts[1].length())
      return {};
    for (std::size_t i = 0; i < 7; ++i) {
      std::string digits = parts[i + 2].str();
      digits.erase(0, digits.find_first_not_of('0'));
      if (digits.size() > 19) return {};
      if (!digits.empty()) total += Int128{std::stoull(digits)} * units[i];
    }
    if (parts[1].length() == 1) total = -total;
  }
  if (total > INT64_MAX || total < INT64_MIN) return {};
  return std::to_string(static_cast<std::int64_t>(total));
}

Text String(const Node& node) { return node.kind == Node::kString ? Text("'" + node.text + "'") : Text(); }

/// By the bits of all digits, without what the padding says.
Text Octets(const Node& node) {
  static const std::regex form("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?");
  if (node.kind != Node::kString || !std::regex_match(node.text, form)) return {};
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : node.text.substr(0, node.text.find('='))) {
    bits += std::bitset<6>(digits.find(c)).to_string();
  }
  if (bits.find('1', bits.size() / 8 * 8) != std::string::npos) return {};
  std::string bytes;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    bytes += static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2));
  }
  return "'" + bytes + "'";
}

Text Flag(const Node& node) { return node.kind == Node::kBool ? Text(node.flag ? "true" : "false") : Text(); }

Text Level(const Node& node) {
  static const std::set<std::string> levels = {"low", "medium", "high"};
  return node.kind == Node::kString && levels.count(node.text) == 1 ? Text(node.text) : Text();
}

/// A field that may be missing: "-" then.
template <class Read>
Text Maybe(const Node* node, Read&& read) {
  if (node == nullptr || node->kind == Node::kNull) return "-";
  return read(*node);
}

Text PlaceText(const Node& node) {
  if (node.kind != Node::kObject || node.Find("city") == nullptr) return {};
  const Text city = String(*node.Find("city"));
  const Text floor = Maybe(node.Find("floor"), Int);
  if (!city || !floor) return {};
  return fmt::format("({},{})", *city, *floor);
}

template <class Read>
Text ListText(const Node& node, Read&& read) {
  if (node.kind != Node::kList) return {};
  std::string text = "[";
  for (const auto& element : node.elements) {
    const Text one = read(*element);
    if (!one) return {};
    text += *one + ";";
  }
  return text + "]";
}

/// In order, each element once.
Text MarksText(const Node& node) {
  std::set<std::int64_t> marks;
  if (node.kind != Node::kList) return {};
  for (const auto& element : node.elements) {
    const Text one = Int(*element);
    if (!one) return {};
    marks.insert(std::stoll(*one));
  }
  return fmt::format("{{{}}}", fmt::join(marks, ";"));
}

/// By key; a key that comes twice makes it wrong.
Text LimitsText(const Node& node) {
  std::map<std::int64_t, std::string> limits;
  if (node.kind != Node::kObject) return {};
  for (const auto& [name, held] : node.members) {
    Node key;
    key.kind = Node::kString;
    key.text = name;
    const Text mantissa = Decimal(key, 4, 1);
    const Text text = String(*held);
    if (!mantissa || !text || !limits.emplace(std::stoll(*mantissa), *text).second) return {};
  }
  std::string text = "{";
  for (const auto& [key, held] : limits) text += fmt::format("{}:{};", key, held);
  return text + "}";
}

Text RowText(const Node& root) {
  if (root.kind != Node::kObject) return {};
  std::string text;
  bool whole = true;
  const auto add = [&](const char* name, auto&& read, bool optional = false) {
    const Node* const node = root.Find(name);
    Text value;
    if (optional) {
      value = Maybe(node, read);
    } else if (node != nullptr && node->kind != Node::kNull) {
      value = read(*node);
    }
    whole = whole && value.has_value();
    text += fmt::format("{}={} ", name, value.value_or("?"));
  };
  add("text", String);
  add("number", Int);
  add("real", Float);
  add("amount", [](const Node& n) { return Decimal(n, 12, 2); });
  add("wide", [](const Node& n) { return Decimal(n, 38, 6); });
  add("flag", Flag);
  add("at", Instant);
  add("span", Span);
  add("day", DateText);
  add("severity", Level);
  add("place", PlaceText);
  add("places", [](const Node& n) { return ListText(n, PlaceText); });
  add("counts", [](const Node& n) { return ListText(n, Int); });
  add("note", String, true);
  add("rate", [](const Node& n) { return Decimal(n, 4, 1); }, true);
  add("home", PlaceText, true);
  add("tags", [](const Node& n) { return ListText(n, String); }, true);
  add("seal", Octets, true);
  add("marks", MarksText, true);
  add("limits", LimitsText, true);
  return whole ? Text(text) : Text();
}

std::string Wide(Int128 value) {
  char text[kInt128Chars];
  return {text, static_cast<std::size_t>(WriteInt128(text, value) - text)};
}

std::string Describe(const Place& place) {
  return fmt::format("('{}',{})", place.city, place.floor ? std::to_string(*place.floor) : "-");
}

}  // namespace

std::string Describe(const Sample& row) {
  const char* const levels[] = {"low", "medium", "high"};
  std::string text = fmt::format(
      "text='{}' number={} real={} amount={} wide={} flag={} at={} span={} day={} severity={} place={} ", row.text,
      row.number, RealText(row.real), row.amount.mantissa, Wide(row.wide.mantissa), row.flag, row.at.us, row.span.us,
      row.day.days, levels[static_cast<std::size_t>(row.severity)], Describe(row.place));
  text += "places=[";
  for (const Place& place : row.places) text += Describe(place) + ";";
  text += "] counts=[";
  for (const std::int64_t count : row.counts) text += std::to_string(count) + ";";
  text += fmt::format("] note={} rate={} home={} tags=", row.note ? fmt::format("'{}'", *row.note) : "-",
                      row.rate ? std::to_string(row.rate->mantissa) : "-", row.home ? Describe(*row.home) : "-");
  if (row.tags) {
    text += "[";
    for (const std::string_view tag : *row.tags) text += fmt::format("'{}';", tag);
    text += "] ";
  } else {
    text += "- ";
  }
  text += "seal=" + (row.seal ? "'" + std::string(*row.seal) + "'" : "-") + " ";
  text += row.marks ? fmt::format("marks={{{}}} ", fmt::join(*row.marks, ";")) : "marks=- ";
  if (!row.limits) return text + "limits=- ";
  text += "limits={";
  for (const auto& [key, held] : *row.limits) text += fmt::format("{}:'{}';", key.mantissa, held);
  return text + "} ";
}

Judgement Judge(std::string_view json) {
  Builder builder;
  Judgement judgement;
  // nlohmann-json takes a NUL for the end of the text; no JSON text holds one.
  if (json.find('\0') != std::string_view::npos) return judgement;
  const bool parsed = nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
  judgement.certain = !builder.out_of_range();
  if (!parsed) return judgement;
  judgement.json = !builder.duplicate() && builder.depth() <= kMaxJsonDepth + 1;
  if (judgement.json) judgement.row = RowText(*builder.root());
  return judgement;
}

}  // namespace rulert::io::test
