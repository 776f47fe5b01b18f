#pragma once
// What handlers do to lists, sets and maps in state, and what counts as access to a cell.
#include <set>
#include <vector>

#include "compiler/lower/process_parts.h"

namespace rulec::lower {

/// `ctx.Of(state.seen)`.
plan::CodeId CollectionOf(Context& context, const ProcessParts& parts, ir::CellId cell);

/// Adds the code of a kAdd, kRemove, kPut, kClear, or of a kAssignCell of a whole list, set or map.
void AddCollectionStatement(Context& context, const ProcessParts& parts, BodyBuilder& body,
                            const ir::Statement& statement);
bool IsCollectionStatement(const ir::Program& program, const ir::Process& process, const ir::Statement& statement);

/// Sets and maps that `expr` reads, and reading them lengthens the life of an element, which is a write.
std::set<ir::CellId> CellsWrittenByReading(const ir::Program& program, const ir::Process& process, ir::ExprId expr);

/// Cells that live on because these statements mention them: those that expire as a whole after access, in order.
std::vector<ir::CellId> CellsAccessed(const ir::Program& program, const ir::Process& process,
                                      const std::vector<ir::StatementId>& body);

}  // namespace rulec::lower
