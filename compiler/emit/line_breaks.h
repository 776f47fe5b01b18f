#pragma once
#include <string_view>

#include "compiler/emit/code_writer.h"

namespace rulec::emit {

/// Writes a statement at the writer's indentation. One that is longer than a line is broken after `,`, `&&`, `||` and
/// before
/// `?` and `:`, where the fewest brackets are open; what follows is indented by 4 more.
void WriteBroken(CodeWriter& out, std::string_view statement);

}  // namespace rulec::emit
