#pragma once
// JSON Lines from a file or standard input: one record a line, partition 0, offset the line's number from 1. Blank
// lines are skipped but numbered; CR LF ends a line too; the last line needs no end.
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/src/io/source.h"

namespace rulert::io {

struct LinesSourceOptions {
  std::string path;                       // "-": standard input
  std::uint64_t max_record = UINT64_MAX;  // a longer line is one record with only its head
  std::uint32_t partition = 0;            // of every record
};

/// Opens at once; a directory, a missing file and the like are errors here.
Expected<std::unique_ptr<Source>> OpenLinesSource(const LinesSourceOptions& options);

}  // namespace rulert::io
