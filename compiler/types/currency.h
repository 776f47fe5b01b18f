#pragma once
// Currencies of ISO 4217.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rulec::types {

/// One of the standard's; kNone where a number is no amount of money.
enum class Currency : std::uint8_t { kNone = 0 };

std::optional<Currency> FindCurrency(std::string_view code);
/// A code of the standard that has no digits after the point: gold, units of account, codes for tests.
bool IsCodeWithoutDigits(std::string_view code);
/// Not of kNone.
std::string_view CurrencyCode(Currency currency);
int CurrencyDigits(Currency currency);
std::vector<std::string_view> CurrencyCodes();

}  // namespace rulec::types
