#pragma once
// Functions of rules on codes of countries and currencies, in upper case.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/functions/currencies.h"

namespace rulert::functions {

namespace detail {

/// ISO 3166-1, two letters.
inline constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";
inline constexpr std::string_view kUnion =
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ";
inline constexpr std::string_view kBesideUnionInArea = "IS LI NO ";
/// Of the Single Euro Payments Area beside those.
inline constexpr std::string_view kBesideAreaInPayments = "AD AL CH GB GG IM JE MC MD ME MK RS SM VA ";

constexpr bool IsListed(std::string_view list, std::string_view code, std::size_t size) noexcept {
  if (code.size() != size) return false;
  for (std::size_t i = 0; i < list.size(); i += size + 1) {
    if (list.substr(i, size) == code) return true;
  }
  return false;
}

}  // namespace detail

constexpr bool CountryValid(std::string_view code) noexcept { return detail::IsListed(detail::kCountries, code, 2); }
constexpr bool InEu(std::string_view country) noexcept { return detail::IsListed(detail::kUnion, country, 2); }
constexpr bool InEea(std::string_view country) noexcept {
  return InEu(country) || detail::IsListed(detail::kBesideUnionInArea, country, 2);
}
constexpr bool InSepa(std::string_view country) noexcept {
  return InEea(country) || detail::IsListed(detail::kBesideAreaInPayments, country, 2);
}
constexpr bool CurrencyValid(std::string_view code) noexcept { return FindCurrency(code) < kCurrencyCount; }
constexpr std::int64_t CurrencyDigits(ErrorKind& error, std::string_view code) noexcept {
  const std::size_t at = FindCurrency(code);
  if (at < kCurrencyCount) return DigitsOfCurrency(at);
  error = ErrorKind::kUnknownCurrency;
  return 0;
}

}  // namespace rulert::functions
