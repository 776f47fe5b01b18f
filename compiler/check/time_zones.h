#pragma once
// Time zones that rules name.
#include <optional>

#include "compiler/check/context.h"

namespace rulec::check {

/// Into Program::zones; reports a zone that this machine does not know, as `code`.
std::optional<std::uint32_t> FindZone(Context& context, Symbol name, Span span, Code code);

}  // namespace rulec::check
