#pragma once
// Random well-typed rules and inputs for them, from a seed: same seed, same text on every machine.
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/random.h"
#include "tests/support/random_decision.h"

namespace rulec::testing {

/// A decision with functions of its own.
struct RandomProgram {
  std::string decision;
  std::vector<NamedType> params;
};

struct RandomModule {
  std::string text;  // one .rules module
  std::vector<RandomProgram> programs;
};

/// What every module reads beside the input.
const std::vector<NamedType>& ModuleParams();

RandomModule MakeRandomModule(std::uint64_t seed, int programs);

/// One JSON object with the parameters of a module.
std::string MakeRandomParams(Random& random);

/// One JSON object that the decision takes: missing values and edges are as likely as ordinary ones.
std::string MakeRandomInput(Random& random, const RandomProgram& program);

}  // namespace rulec::testing
