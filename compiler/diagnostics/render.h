#pragma once
// Diagnostics as text for people and as JSON for tools. Both are pure: same input, same bytes.
#include <string>

#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::diagnostics {

/// One diagnostic, ending in a line break:
///
///   fraud.rules:3:17: error: unknown field `amuont` in record `Payment` [R0301 UnknownField]
///       3 | rule big when p.amuont > 500 then ...
///         |                 ^^^^^^ did you mean `amount`?
///         = help: ...
///   fraud.rules:1:8: note: declared here
///       1 | ...
///
/// Columns count code points from 1. Tabs are shown as four columns, control and direction characters as U+FFFD, and of
/// a very long line only the part around the place.
std::string RenderText(const Diagnostic& diagnostic, const base::SourceSet& sources, bool colours = false);
/// Every diagnostic kept, then a last line that counts them if there are any.
std::string RenderText(const Sink& sink, const base::SourceSet& sources, bool colours = false);

/// One line of JSON, ending in a line break:
///   {"code":"R0301","name":"UnknownField","severity":"error","file":"fraud.rules","line":3,"column":17,"end_line":3,
///    "end_column":23,"message":"...","label":"...","hints":["..."],"related":[{"file":...,"message":"..."}]}
/// `line`, `column`, `end_line`, `end_column` count from 1 (the end is exclusive; columns are code points) and are
/// absent where there is no place in a file.
std::string RenderJson(const Diagnostic& diagnostic, const base::SourceSet& sources);
/// JSON Lines: every diagnostic kept.
std::string RenderJson(const Sink& sink, const base::SourceSet& sources);

}  // namespace rulec::diagnostics
