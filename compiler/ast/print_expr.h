#pragma once
// Expressions and types on one line, for Print.
#include <string>

#include "compiler/ast/ast.h"

namespace rulec::ast {

/// `(and (> (field t amount) 500.00) flag)`.
std::string PrintExpr(const Module& module, const base::Interner& symbols, ExprId id);
/// `name: value` pairs, separated by `, `.
std::string PrintEntries(const Module& module, const base::Interner& symbols, std::span<const Entry> entries);
/// `list<decimal(12,2)>?`.
std::string PrintType(const Module& module, const base::Interner& symbols, TypeRefId id);
/// In double quotes, with escapes as the language has them.
std::string PrintText(std::string_view text);

}  // namespace rulec::ast
