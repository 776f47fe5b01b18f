#pragma once
// Where reading of a topic begins in partitions for which its group has committed nothing.
#include <cstdint>

namespace rulert::io {

struct StartAt {
  enum class Kind : std::uint8_t {
    kEarliest,
    kLatest,     // behind what is there
    kTimestamp,  // at the first record that is not older; behind what is there if there is none yet
  };
  Kind kind = Kind::kEarliest;
  std::int64_t timestamp_ms = 0;  // since 1970, not negative; of kTimestamp

  bool operator==(const StartAt&) const = default;
};

}  // namespace rulert::io
