#include "compiler/base/interner.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace rulec::base {
namespace {

constexpr std::size_t kBlockSize = 16u << 10;
constexpr std::size_t kFewestSlots = 256;

}  // namespace

Interner::Interner() : slots_(kFewestSlots, 0) { Intern(""); }

Symbol Interner::Intern(std::string_view text) {
  std::size_t slot = SlotOf(text);
  if (slots_[slot] != 0) return Symbol{slots_[slot] - 1};
  if (2 * (texts_.size() + 1) > slots_.size()) {
    Grow();
    slot = SlotOf(text);
  }
  texts_.push_back(Keep(text));
  slots_[slot] = static_cast<std::uint32_t>(texts_.size());
  return Symbol{slots_[slot] - 1};
}

std::string_view Interner::Text(Symbol symbol) const {
  RULEC_CHECK(symbol.value < texts_.size(), "symbol of another interner");
  return texts_[symbol.value];
}

/// Where the text stands, or would stand.
std::size_t Interner::SlotOf(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text)&mask;
  while (slots_[slot] != 0 && texts_[slots_[slot] - 1] != text) slot = (slot + 1) & mask;
  return slot;
}

void Interner::Grow() {
  slots_.assign(2 * slots_.size(), 0);
  for (std::size_t i = 0; i < texts_.size(); ++i) slots_[SlotOf(texts_[i])] = static_cast<std::uint32_t>(i + 1);
}

std::string_view Interner::Keep(std::string_view text) {
  if (text.size() > room_) {
    block_size_ = room_ = std::max(kBlockSize, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size_));
  }
  char* const at = blocks_.empty() ? nullptr : blocks_.back().get() + (block_size_ - room_);
  std::copy(text.begin(), text.end(), at);
  room_ -= text.size();
  return {at, text.size()};
}

}  // namespace rulec::base
