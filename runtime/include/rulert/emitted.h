#pragma once
// What a service's sink is told beside the records themselves; errors are `Rejected` (result.h).
#include <cstdint>
#include <optional>
#include <string_view>

#include "rulert/output_id.h"
#include "rulert/result.h"
#include "rulert/time.h"

namespace rulert {

/// Which event it is: goes into the ids of what it causes. Equal events must have equal positions, others not.
struct Position {
  std::string_view source = "local";
  std::int64_t partition = 0;
  std::int64_t offset = 0;
  std::optional<Timestamp> time =
      std::nullopt;  // of events of a stream without a time field; else 1970-01-01T00:00:00Z
};

/// Of one emitted record.
struct Emitted {
  OutputId id;            // the same on every replay
  Timestamp time;         // of the handler
  std::string_view rule;  // rule or handler that emitted
};

/// A window could not use an event.
struct LateEvent {
  std::string_view construct;
  std::string_view stream;
  Timestamp time;
  Timestamp watermark;
  Position position;
};

/// A row left a full window.
struct Overflow {
  std::string_view construct;
  Timestamp time;     // of the row
  Position position;  // of the event that made it leave; nothing if due work did
};

}  // namespace rulert
