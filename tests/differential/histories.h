#pragma once
// Scripts of random events, and the compiled random modules that they are for.
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/testing/script.h"
#include "tests/support/native_rules.h"

namespace rulec::testing {

using Lines = std::vector<std::string>;

/// The modules of seeds 0 to `count` - 1. A third each by clang with optimization, by clang and by g++ with undefined
/// behaviour checked.
std::vector<NativeRules> CompileModules(std::string (*make)(std::uint64_t seed), std::uint64_t count);
/// The one of them for this history; it must have compiled.
const NativeRules& ModuleFor(const std::vector<NativeRules>& modules, std::uint64_t history);

inline constexpr std::uint64_t kModules = 15;

/// The compiled module of processes for this history. The first call compiles all.
const NativeRules& ModuleOf(std::uint64_t history);

/// These lines in epochs that only readings of the clock cut, as the model has them.
rulert::testing::Script Uncut(Lines lines);

/// Envelope lines: one or three partitions, with or without lines that set the time.
rulert::testing::Script OneFile(std::uint64_t history);
/// The same events, each stream in a topic of three or two partitions, read as one epoch.
rulert::testing::Script TwoTopics(std::uint64_t history);

/// Output lines; the run must not fail.
Lines RunWithWorkers(const NativeRules& rules, rulert::testing::Script script, std::uint32_t workers);

/// One worker writes what the naive model says, and as many as `history` draws write the same bytes. The lines of one.
Lines CompareWorkers(const NativeRules& rules, const rulert::testing::Script& script, std::uint64_t history);

/// Cuts into epochs as `history` draws them give every key the lines of `whole`, the run of the script as one epoch.
void CompareCuts(const NativeRules& rules, rulert::testing::Script script, const Lines& whole, std::uint64_t history);

/// The first line in which one worker's answers differ from those of the naive model; empty if none does.
std::string DifferenceFromModel(const NativeRules& rules, const rulert::testing::Script& script, const Lines& engine);

/// The first line that differs, for a message; empty if none does.
std::string FirstDifference(const Lines& a, const Lines& b);

}  // namespace rulec::testing
