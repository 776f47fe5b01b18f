#pragma once
// What the grammar recognised, as plain data: one node for each rule and each token, in the order of the text. Lives
// between the generated parser and what is built from it (the syntax tree of ast.h, the layout of the formatter).
#include <cstdint>
#include <vector>

#include "compiler/parse/token.h"

namespace rulec::parse {

/// Numbered as the generated parser numbers its rules; kToken marks a leaf.
enum class Rule : std::uint8_t {
#define RULEC_RULE(name) k##name,
#include "compiler/parse/rules.def"
#undef RULEC_RULE
  kToken,
};

struct SyntaxNode {
  Rule rule = Rule::kToken;
  std::uint32_t token = 0;       // kToken: its index; else index of the first token of the rule
  std::uint32_t last_token = 0;  // of the rule; before `token` for a rule without tokens
  std::uint32_t parent = 0;
  std::uint32_t first_child = 0;  // 0: none (the root is nobody's child)
  std::uint32_t next = 0;         // 0: none
};

struct SyntaxTree {
  std::vector<SyntaxNode> nodes;  // the root is node 0
};

}  // namespace rulec::parse
