#pragma once
// Which process of the program emits to what another reads.
#include <cstddef>
#include <map>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::testing {

/// Streams that the process reads.
std::vector<ir::StreamId> StreamsOf(const ir::Process& process);

/// Indexes into Program::processes.
struct NaiveStages {
  explicit NaiveStages(const ir::Program& program);

  std::vector<std::size_t> order;                             // each after those whose emissions it reads
  std::map<ir::StreamId, std::vector<std::size_t>> emitters;  // of outputs that are read as streams
  std::map<ir::StreamId, std::vector<std::size_t>> readers;
};

}  // namespace rulec::testing
