#pragma once
// Random keyed processes whose state is lists, sets and maps, from a seed; their streams are those of
// MakeRandomHistory.
#include <cstdint>
#include <string>

namespace rulec::testing {

/// One process with collections of every kind of element, bounded and expiring in every way, all statements, and
/// operations that fail between them.
std::string MakeRandomCollectionModule(std::uint64_t seed);

}  // namespace rulec::testing
