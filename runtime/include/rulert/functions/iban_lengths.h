#pragma once
// How long the account numbers (IBAN) of a country are: the registry of ISO 13616.
#include <cstddef>
#include <string_view>

namespace rulert::functions::detail {

/// 0 of a country that has none.
constexpr std::size_t IbanLength(std::string_view country) noexcept {
  struct Countries {
    std::size_t length;
    std::string_view codes;
  };
  constexpr Countries kLengths[] = {
      {15, "NO"},
      {16, "BE"},
      {18, "DK FK FI FO GL NL SD"},
      {19, "MK SI"},
      {20, "AT BA EE KZ LT LU MN XK"},
      {21, "CH HR LI LV"},
      {22, "BG BH CR DE GB GE IE ME RS VA"},
      {23, "AE GI IL IQ OM SO TL"},
      {24, "AD CZ ES MD PK RO SA SE SK TN VG"},
      {25, "LY PT ST"},
      {26, "IS TR"},
      {27, "BI DJ FR GR IT MC MR SM"},
      {28, "AL AZ BY CY DO GT HN HU LB NI PL SV"},
      {29, "BR EG PS QA UA"},
      {30, "JO KW MU YE"},
      {31, "MT SC"},
      {32, "LC"},
      {33, "RU"},
  };
  if (country.size() != 2) return 0;
  for (const Countries& row : kLengths) {
    for (std::size_t i = 0; i < row.codes.size(); i += 3) {
      if (row.codes.substr(i, 2) == country) return row.length;
    }
  }
  return 0;
}

}  // namespace rulert::functions::detail
