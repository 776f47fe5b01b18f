#pragma once
// Currencies that rules name.
#include <optional>
#include <string>

#include "compiler/check/context.h"

namespace rulec::check {

/// The currency of that code; nothing after a report, which says `otherwise` where no code is near to what was written.
std::optional<types::Currency> CurrencyNamed(Context& context, Symbol code, Span span, std::string otherwise = {});

}  // namespace rulec::check
