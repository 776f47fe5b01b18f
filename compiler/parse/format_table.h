#pragma once
// Columns of tables.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compiler/parse/layout_facts.h"

namespace rulec::parse {

/// Terminal columns that a text takes.
int WidthOf(std::string_view text);

/// Rows of every table of a file as aligned lines, by the node of the row. A row with a comment inside is left out.
std::unordered_map<std::uint32_t, std::string> AlignTables(const LayoutFacts& facts,
                                                           const std::vector<Token>& comments);

}  // namespace rulec::parse
