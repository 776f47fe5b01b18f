#pragma once
// Canonical bytes of a key through its description; equal to what generated code builds (rulert/key_buffer.h).
#include "rulert/key_buffer.h"
#include "rulert/record_spec.h"

namespace rulert::core {

/// Adds the fields of `key` in declared order.
void AddKeyBytes(const RecordSpec& spec, const void* key, KeyBuffer& buffer);

}  // namespace rulert::core
