#pragma once
// JSON Lines to a file or standard output. What is written goes out at the end of each batch, and whenever the buffer
// is full.
#include <cstdint>
#include <memory>
#include <string>

#include "runtime/src/io/sink.h"

namespace rulert::io {

enum class LineShape : std::uint8_t {
  kValue,   // the value alone
  kOutput,  // an output line (envelope.h)
};

struct LinesSinkOptions {
  std::string path;  // "-": standard output
  bool append = false;
  LineShape shape = LineShape::kValue;
};

Expected<std::unique_ptr<Sink>> OpenLinesSink(const LinesSinkOptions& options);

}  // namespace rulert::io
