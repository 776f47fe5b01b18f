#pragma once
// Names and texts as 4-byte symbols: equal texts have equal symbols.
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

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
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Symbol> index_;
};

}  // namespace rulec::base

template <>
struct std::hash<rulec::base::Symbol> {
  std::size_t operator()(rulec::base::Symbol symbol) const noexcept { return std::hash<std::uint32_t>{}(symbol.value); }
};
