#pragma once
// Reads the card_velocity example's alerts back, to compare them with another engine's answers.
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "tools/gen/result_hash.h"

namespace rulec::gen {

/// Whether a line is a whole output line, {"output":"alerts",...,"value":{...}}, or the bare value as Kafka carries it.
enum class AlertLine { kEnvelope, kValue };

/// (customer, at, count, 0, 0) of one alert. A timestamp is ISO-8601 in UTC or epoch milliseconds; where the value has
/// no `at`, the envelope's `time` is it. The error says what is wrong with the line.
[[nodiscard]] tl::expected<ResultRow, std::string> ReadAlert(std::string_view line, AlertLine shape);

}  // namespace rulec::gen
