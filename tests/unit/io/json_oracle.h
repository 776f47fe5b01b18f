#pragma once
// What a JSON text says about a Sample, found out another way: parsed by nlohmann-json, numbers by string arithmetic,
// times by the C library. Slow, and shares nothing with the decoder.
#include <optional>
#include <string>
#include <string_view>

#include "tests/unit/io/sample_record.h"

namespace rulert::io::test {

/// One line that shows every value of the row.
std::string Describe(const Sample& row);

struct Judgement {
  bool json = false;               // the text is one JSON value without equal keys, nested at most kMaxJsonDepth deep
  bool certain = true;             // false: the oracle itself cannot tell (a float beyond the range of double)
  std::optional<std::string> row;  // Describe of the row, if the text is a Sample
};

Judgement Judge(std::string_view json);

}  // namespace rulert::io::test
