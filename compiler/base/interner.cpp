#include "compiler/base/interner.h"

#include "compiler/base/check.h"

namespace rulec::base {

Interner::Interner() { Intern(""); }

Symbol Interner::Intern(std::string_view text) {
  if (auto known = index_.find(text); known != index_.end()) return known->second;
  const Symbol symbol{static_cast<std::uint32_t>(texts_.size())};
  texts_.emplace_back(text);
  index_.emplace(texts_.back(), symbol);
  return symbol;
}

std::string_view Interner::Text(Symbol symbol) const {
  RULEC_CHECK(symbol.value < texts_.size(), "symbol of another interner");
  return texts_[symbol.value];
}

}  // namespace rulec::base
