#pragma once
// Names and texts as 4-byte symbols: equal texts have equal symbols.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace rulec::base {

/// Value 0 is the empty text in every Interner.
struct Symbol {
  std::uint32_t value = 0;
  constexpr bool empty() const { return value == 0; }
  friend constexpr bool operator==(Symbol, Symbol) = default;
  friend constexpr auto operator<=>(Symbol, Symbol) = default;
};

/// Owns the texts; views that it gives stay valid as long as it lives. Not thread-safe.
class Interner {
 public:
  Interner();
  Interner(Interner&&) = default;
  Interner& operator=(Interner&&) = default;

  Symbol Intern(std::string_view text);
  std::string_view Text(Symbol symbol) const;
  std::size_t size() const { return texts_.size(); }

 private:
  std::string_view Keep(std::string_view text);
  void Grow();
  std::size_t SlotOf(std::string_view text) const;

  // A table may bring a million texts: they stand one behind the other, and their symbols in a hash table of numbers.
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t room_ = 0;  // in the last block, at its end
  std::size_t block_size_ = 0;
  std::vector<std::string_view> texts_;  // by symbol
  std::vector<std::uint32_t> slots_;     // a symbol + 1, or 0; a power of two of them
};

}  // namespace rulec::base

template <>
struct std::hash<rulec::base::Symbol> {
  std::size_t operator()(rulec::base::Symbol symbol) const noexcept { return std::hash<std::uint32_t>{}(symbol.value); }
};
