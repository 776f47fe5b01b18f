#pragma once
// Currencies that rules name.
#include <optional>

#include "compiler/check/context.h"

namespace rulec::check {

/// The currency of that code; nothing after a report.
std::optional<types::Currency> CurrencyNamed(Context& context, Symbol code, Span span);

}  // namespace rulec::check
