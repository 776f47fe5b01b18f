#include "compiler/parse/token.h"

#include <iterator>

namespace rulec::parse {
namespace {

constexpr TokenInfo kInfos[] = {
    {TokenType::kEnd, "", TokenClass::kEnd},
#define RULEC_TOKEN(grammar_name, name, text, token_class) {TokenType::k##name, text, TokenClass::token_class},
#include "compiler/parse/tokens.def"
#undef RULEC_TOKEN
};
static_assert(std::size(kInfos) == kTokenTypeCount);

}  // namespace

const TokenInfo& Info(TokenType type) { return kInfos[static_cast<std::size_t>(type)]; }

}  // namespace rulec::parse
