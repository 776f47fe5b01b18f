#pragma once
// `table from "tiers.csv"`: the file's cells as the cells of a table.
#include <cstdint>

#include "compiler/ast/ast.h"
#include "compiler/base/interner.h"
#include "compiler/base/source.h"
#include "compiler/diagnostics/sink.h"

namespace rulec::parse {

inline constexpr std::size_t kMostTableBytes = 128u << 20;
inline constexpr std::size_t kMostTableRows = 1'048'576;

/// Fills the table of a decision that has a `table_file` from `file`. False after a report.
bool ReadTable(const base::SourceFile& file, ast::Module& module, ast::Decision& decision, base::Interner& symbols,
               diagnostics::Sink& sink);

}  // namespace rulec::parse
