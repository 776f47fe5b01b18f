#pragma once
// `rulec explain FILE --decision D --input F`: what each rule of a decision says to one input.
#include <string>
#include <vector>

#include "compiler/driver/reporting.h"

namespace rulec::driver {

struct ExplainDecision {
  std::string file;
  std::string decision;
  std::string input = "-";
  std::string format = "text";      // text, json
  std::vector<std::string> params;  // NAME=VALUE
  Reporting reporting;
};

/// Gives the exit code.
int Explain(const ExplainDecision& options);

}  // namespace rulec::driver
