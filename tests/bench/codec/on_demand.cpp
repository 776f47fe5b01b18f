#include <simdjson.h>

#include "rulert/number_text.h"
#include "tests/bench/codec/transactions_spec.h"

namespace rulert::io::bench {

struct OnDemand::Parser {
  simdjson::ondemand::parser parser;
};

OnDemand::OnDemand() : parser_(new Parser) {}
OnDemand::~OnDemand() { delete parser_; }

namespace {

simdjson::ondemand::object Open(simdjson::ondemand::document& document) { return document.get_object().value_unsafe(); }

std::uint64_t Text(simdjson::ondemand::object& object, std::string_view name) {
  const std::string_view text = object.find_field(name).get_string().value_unsafe();
  return text.size() + static_cast<unsigned char>(text.back());
}

std::uint64_t Cents(simdjson::ondemand::object& object, std::string_view name) {
  std::string_view token = object.find_field(name).raw_json_token().value_unsafe();
  while (token.back() == ' ') token.remove_suffix(1);
  Int128 mantissa = 0;
  (void)DecimalFromText(token, 12, 2, mantissa);
  return static_cast<std::uint64_t>(mantissa);
}

}  // namespace

std::uint64_t OnDemand::TwoFields(const char* json, std::size_t size) {
  auto document = parser_->parser.iterate(json, size, size + simdjson::SIMDJSON_PADDING).value_unsafe();
  auto object = Open(document);
  std::uint64_t sum = Text(object, "customer");
  sum += static_cast<std::uint64_t>(object.find_field("at").get_int64().value_unsafe());
  return sum;
}

std::uint64_t OnDemand::SixFields(const char* json, std::size_t size) {
  auto document = parser_->parser.iterate(json, size, size + simdjson::SIMDJSON_PADDING).value_unsafe();
  auto object = Open(document);
  std::uint64_t sum = Text(object, "customer");
  sum += Cents(object, "amount");
  sum += Text(object, "country");
  sum += object.find_field("approved").get_bool().value_unsafe();
  sum += static_cast<std::uint64_t>(object.find_field("at").get_int64().value_unsafe());
  return sum + Text(object, "merchant");
}

std::uint64_t OnDemand::AllFields(const char* json, std::size_t size) {
  auto document = parser_->parser.iterate(json, size, size + simdjson::SIMDJSON_PADDING).value_unsafe();
  std::uint64_t sum = 0;
  for (auto field : Open(document)) {
    sum += field.unescaped_key().value_unsafe().size();
    auto value = field.value().value_unsafe();
    switch (value.type().value_unsafe()) {
      case simdjson::ondemand::json_type::string:
        sum += value.get_string().value_unsafe().size();
        break;
      case simdjson::ondemand::json_type::number:
        sum += value.raw_json_token().size();
        break;
      default:
        sum += value.get_bool().value_unsafe();
    }
  }
  return sum;
}

}  // namespace rulert::io::bench
