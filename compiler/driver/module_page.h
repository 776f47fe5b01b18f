#pragma once
// One module as a page for its readers: what it declares, in the order of the file, with its doc comments.
#include <string>

#include "compiler/ast/ast.h"
#include "compiler/base/source.h"

namespace rulec::driver {

/// Markdown.
std::string ModulePage(const ast::Module& module, const base::SourceFile& file);

}  // namespace rulec::driver
