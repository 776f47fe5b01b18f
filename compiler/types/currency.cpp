#include "compiler/types/currency.h"

#include "compiler/base/check.h"
#include "rulert/functions/currencies.h"

namespace rulec::types {
namespace {

namespace table = rulert::functions;
static_assert(table::kCurrencyCount < 256);

std::size_t IndexOf(Currency currency) {
  RULEC_CHECK(currency != Currency::kNone, "a currency");
  return static_cast<std::size_t>(currency) - 1;
}

}  // namespace

std::optional<Currency> FindCurrency(std::string_view code) {
  const std::size_t at = table::FindCurrency(code);
  if (at == table::kCurrencyCount) return std::nullopt;
  return static_cast<Currency>(at + 1);
}

bool IsCodeWithoutDigits(std::string_view code) {
  return code.size() == 3 && table::kWithoutDigits.find(code) % 4 == 0;
}

std::string_view CurrencyCode(Currency currency) { return table::CurrencyCode(IndexOf(currency)); }

int CurrencyDigits(Currency currency) { return table::DigitsOfCurrency(IndexOf(currency)); }

std::vector<std::string_view> CurrencyCodes() {
  std::vector<std::string_view> codes;
  for (std::size_t at = 0; at < table::kCurrencyCount; ++at) codes.push_back(table::CurrencyCode(at));
  return codes;
}

}  // namespace rulec::types
