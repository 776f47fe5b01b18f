#pragma once
// Records that one process has emitted, as rows of another.
#include "rulert/record_spec.h"
#include "rulert/scratch.h"

namespace rulert::io {

/// Copies the fields that `to` stores. Both describe one declared record; `from` stores all of it. `row` is not
/// initialised; what its strings and lists point to is copied into `memory`.
void CopyRecord(const RecordSpec& from, const void* record, const RecordSpec& to, void* row, Scratch& memory);

}  // namespace rulert::io
