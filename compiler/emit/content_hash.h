#pragma once
#include <string>
#include <string_view>

namespace rulec::emit {

/// 16 hex digits: FNV-1a, 64 bits. Tells generated texts apart; no defence against who wants them to be equal.
std::string ContentHash(std::string_view text);

}  // namespace rulec::emit
