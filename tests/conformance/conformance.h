#pragma once
// Conformance cases: one expression with inputs and the value or error that every way of running it must give.
// Both runners (evaluator, native code) compile the same text: BuildConformanceModule.
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace rulec::conformance {

struct Case {
  std::uint32_t line = 0;
  std::string expr;
  std::vector<std::pair<std::string, std::string>> params;  // name, type
  std::string input;                                        // JSON, as the decision takes it
  std::string type;
  std::string value;             // JSON; empty if an error is expected
  std::string error;             // message of the failure, such as "division by zero"
  std::uint32_t first_line = 0;  // of the first case with this expression, these parameters and this type

  std::string decision() const { return "case_" + std::to_string(first_line); }
};

/// One file.
struct Batch {
  std::string path;
  std::string declarations;  // records, enums and functions that its cases share
  std::vector<Case> cases;
};

/// Every *.jsonl of the folder, by name; or why a file cannot be read.
tl::expected<std::vector<Batch>, std::string> ReadBatches(const std::string& folder);

/// One module with a `first match` decision for each expression, named by Case::decision(), whose only answer it is.
std::string BuildConformanceModule(const Batch& batch);

}  // namespace rulec::conformance
