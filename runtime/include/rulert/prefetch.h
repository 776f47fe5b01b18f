#pragma once
// Asks memory for the line of an address that will be written soon.

namespace rulert {

inline void PrefetchLine(const void* address) noexcept {
  __builtin_prefetch(address, 1);
  // Else g++ 12 takes a function that only prefetches for one without effect, and drops calls of it.
  asm volatile("" : : "r"(address));
}

}  // namespace rulert
