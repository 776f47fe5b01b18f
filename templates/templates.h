#pragma once
// The files beside this one, as text.
#include <string_view>

namespace rulec::templates {

extern const std::string_view rules_h;
extern const std::string_view codec_h;
extern const std::string_view module_cpp;

}  // namespace rulec::templates
