#include "compiler/check/currencies.h"

#include <fmt/format.h>

#include <algorithm>

namespace rulec::check {

std::optional<types::Currency> CurrencyNamed(Context& context, Symbol code, Span span) {
  const std::string_view written = context.Text(code);
  if (const auto currency = types::FindCurrency(written)) return currency;
  if (types::IsCodeWithoutDigits(written)) {
    context.Report(Code::kUnknownCurrency, span, fmt::format("`{}` has no digits after the point", written),
                   "ISO 4217 gives it none; write a decimal");
    return std::nullopt;
  }
  std::string upper(written);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  context.Report(Code::kUnknownCurrency, span, fmt::format("unknown currency `{}`", written),
                 types::FindCurrency(upper) ? fmt::format("did you mean `{}`?", upper)
                                            : context.DidYouMean(upper, types::CurrencyCodes()));
  return std::nullopt;
}

}  // namespace rulec::check
