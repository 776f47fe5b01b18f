#pragma once
// From text to syntax tree.
#include <optional>

#include "compiler/ast/ast.h"
#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/parse/scan.h"
#include "compiler/parse/syntax_tree.h"

namespace rulec::parse {

/// The tree of a file; nothing if anything was reported as an error. Never throws, whatever the bytes are. Names and
/// texts of the tree live in `symbols`.
std::optional<ast::Module> Parse(const base::SourceFile& file, base::Interner& symbols, diagnostics::Sink& sink);

/// What Parse works from: tokens and grammar tree of a file without errors below the level of the syntax tree.
struct Sentences {
  ScannedFile scanned;
  SyntaxTree tree;
};
std::optional<Sentences> ReadSentences(const base::SourceFile& file, diagnostics::Sink& sink);

}  // namespace rulec::parse
