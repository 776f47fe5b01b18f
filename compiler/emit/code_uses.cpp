#include "compiler/emit/code_uses.h"

#include <algorithm>

namespace rulec::emit {
namespace {

bool InBlock(const plan::CodePool& pool, plan::BlockId block, std::string_view name, bool targets);

bool InCode(const plan::CodePool& pool, plan::CodeId id, std::string_view name) {
  if (!id.valid()) return false;
  const plan::Code& code = pool.codes[id];
  if (code.kind == plan::CodeKind::kName && code.text == name) return true;
  if (code.kind == plan::CodeKind::kLambda || code.kind == plan::CodeKind::kClosure)
    return InBlock(pool, code.block, name, true);
  return std::any_of(code.children.begin(), code.children.end(),
                     [&](plan::CodeId child) { return InCode(pool, child, name); });
}

bool InBlock(const plan::CodePool& pool, plan::BlockId block, std::string_view name, bool targets) {
  if (!block.valid()) return false;
  const auto& actions = pool.blocks[block].actions;
  return std::any_of(actions.begin(), actions.end(), [&](const plan::Action& action) {
    return (targets && InCode(pool, action.target, name)) || InCode(pool, action.value, name) ||
           InBlock(pool, action.body, name, targets);
  });
}

}  // namespace

bool Mentions(const plan::CodePool& pool, plan::BlockId block, std::string_view name) {
  return InBlock(pool, block, name, true);
}

bool Reads(const plan::CodePool& pool, plan::BlockId block, std::string_view name) {
  return InBlock(pool, block, name, false);
}

}  // namespace rulec::emit
