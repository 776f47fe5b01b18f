#pragma once
// The one layout of a rules file.
#include <optional>
#include <string>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::parse {

/// The text in its one layout; nothing, with diagnostics, for a file with syntax errors. Tokens and comments stay as
/// they are and in their order; formatting the result again changes nothing. Two spaces a level; line breaks of the
/// author stay where they may stand; one blank line at most; braces that stood on one line stay on it if it has at most
/// 120 columns; columns of tables, of one-line rules of a decision, of fields and of comments at line ends are aligned.
std::optional<std::string> Format(const base::SourceFile& file, diagnostics::Sink& sink);

}  // namespace rulec::parse
