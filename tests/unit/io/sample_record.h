#pragma once
// A record with a field of every kind, described as a module would.
#include <cstddef>
#include <optional>
#include <string_view>

#include "rulert/decimal.h"
#include "rulert/list.h"
#include "rulert/record_spec.h"
#include "rulert/set.h"
#include "rulert/time.h"

namespace rulert::io::test {

enum class Severity : std::uint32_t { low, medium, high };

struct Place {
  std::string_view city;
  std::optional<std::int64_t> floor;
};

struct Sample {
  std::string_view text;
  std::int64_t number = 0;
  double real = 0;
  Decimal<12, 2> amount;
  Decimal<38, 6> wide;
  bool flag = false;
  Timestamp at;
  Duration span;
  Date day;
  Severity severity = Severity::low;
  Place place;
  List<Place> places;
  List<std::int64_t> counts;
  std::optional<std::string_view> note;
  std::optional<Decimal<4, 1>> rate;
  std::optional<Place> home;
  std::optional<List<std::string_view>> tags;
  std::optional<std::string_view> seal;  // bytes
  std::optional<Set<std::int64_t>> marks;
  std::optional<Map<Decimal<4, 1>, std::string_view>> limits;
};

/// All of Sample, every field stored.
const RecordSpec& SampleSpec();
/// The same record of which only `text`, `amount`, `rate` and `place.floor` are stored (at the same offsets).
const RecordSpec& ProjectedSpec();

/// A valid JSON text of the required fields only, members in braces to be completed: {"text":...,...
extern const std::string_view kRequiredFields;

}  // namespace rulert::io::test
