#pragma once
// Random processes with joins, from a seed; their streams are those of MakeRandomHistory.
#include <cstdint>
#include <string>

namespace rulec::testing {

/// One or two processes with one to three joins each: of two streams, of one with itself, of what another process
/// emits; of every kind of interval; in order of arrival or of time; pairs, events without a partner and late ones
/// handled or not; beside state, look-backs, windows that answer at once, timers, and operations that fail now and
/// then.
std::string MakeRandomJoinModule(std::uint64_t seed);

}  // namespace rulec::testing
