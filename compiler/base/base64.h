#pragma once
// Base64 of RFC 4648, with padding: how bytes are written.
#include <optional>
#include <string>
#include <string_view>

namespace rulec::base {

std::string Base64Text(std::string_view bytes);
/// Nothing if the text is not what Base64Text gives for some bytes.
std::optional<std::string> ReadBase64(std::string_view text);

}  // namespace rulec::base
