#pragma once
// Values from and to JSON, as decisions take and give them (docs/language.md, "Decisions").
#include <string>
#include <tl/expected.hpp>

#include "compiler/eval/json.h"
#include "compiler/eval/value.h"

namespace rulec::eval {

/// The value of that type, or why there is none, and where that shows.
tl::expected<Value, JsonError> ReadValue(const ir::Program& program, const Json& json, ir::TypeId type);

/// One line, members in declared order; missing fields are null.
std::string WriteValue(const ir::Program& program, const Value& value, ir::TypeId type);

/// The arguments of a decision from its one object: its record where it has one record parameter, else its parameters
/// by name.
tl::expected<std::vector<Value>, JsonError> ReadArguments(const ir::Program& program, ir::DecisionId decision,
                                                          const Json& json);

}  // namespace rulec::eval
