#pragma once
// Random decisions over small domains, and every input that their conditions can tell apart.
#include <string>
#include <vector>

#include "compiler/eval/value.h"
#include "tests/support/random.h"

namespace rulec::testing {

struct RandomRules {
  std::string text;                               // one decision, `D`
  bool computes = false;                          // conditions that are not only about inputs and constants
  std::vector<std::vector<eval::Value>> domains;  // of each field of the record that `D` takes
};

RandomRules WriteRandomRules(Random& random);

}  // namespace rulec::testing
