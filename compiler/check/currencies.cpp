#include "compiler/check/currencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rulec::check {

std::optional<types::Currency> CurrencyNamed(Context& context, Symbol code, Span span, std::string otherwise) {
  const std::string_view written = context.Text(code);
  if (const auto currency = types::FindCurrency(written)) return currency;
  if (types::IsCodeWithoutDigits(written)) {
    context.Report(Code::kUnknownCurrency, span, fmt::format("`{}` has no digits after the point", written),
                   "ISO 4217 gives it none; write a decimal");
    return std::nullopt;
  }
  std::string upper(written);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  std::string advice = types::FindCurrency(upper) ? fmt::format("did you mean `{}`?", upper)
                                                  : context.DidYouMean(upper, types::CurrencyCodes());
  if (advice.empty()) advice = std::move(otherwise);
  context.Report(Code::kUnknownCurrency, span, fmt::format("unknown currency `{}`", written), std::move(advice));
  return std::nullopt;
}

}  // namespace rulec::check
