#pragma once
// Random decisions that are found by an index, and inputs at the edges of what their rules compare.
#include <string>

#include "tests/support/random.h"

namespace rulec::testing {

/// What the decisions of a module read: the record of every input.
std::string IndexedFactText();

/// `decision NAME` of so many rules, or a score card. Numbers from 0 on go round the hit policies.
std::string IndexedDecisionText(Random& random, const std::string& name, int rules, std::size_t policy);

/// `decision NAME` by a table of so many rows, most of whose cells take a range or several values.
std::string IndexedTableText(Random& random, const std::string& name, int rows);

/// JSON of the record.
std::string IndexedFactJson(Random& random);

}  // namespace rulec::testing
