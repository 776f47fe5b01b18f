#pragma once
// Rules over a stream `txs` of {card, amount, at}, by native code with 1, 2, 3 and 5 workers and by the model.
#include <cstddef>
#include <string>

#include "tests/differential/histories.h"

namespace rulec::testing {

/// The rules must compile.
NativeRules Compiled(const std::string& text);

/// An envelope line.
std::string Event(const std::string& key, const std::string& amount, const std::string& at);

/// What one worker writes; others write the same, and so does the model.
Lines Answers(const NativeRules& rules, const Lines& events);

/// The records of an output, without the parts that all have.
Lines Values(const Lines& lines, const std::string& output);
std::size_t Count(const Lines& lines, const std::string& output);

}  // namespace rulec::testing
