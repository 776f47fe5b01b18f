#include "runtime/src/core/stages.h"

#include <algorithm>

namespace rulert::core {

std::optional<Stages> Stages::Of(const Module& module) {
  Stages stages;
  stages.of.assign(module.process_count, 0);
  stages.emitters.resize(module.stream_count);
  stages.derived.resize(module.process_count);
  for (std::uint32_t p = 0; p < module.process_count; ++p) {
    const ProcessDesc& process = module.processes[p];
    for (std::uint32_t s = 0; s < module.stream_count; ++s) {
      const std::int32_t output = module.streams[s].output;
      if (std::none_of(process.outputs, process.outputs + process.output_count,
                       [output](std::uint32_t emitted) { return static_cast<std::int32_t>(emitted) == output; })) {
        continue;
      }
      stages.emitters[s].push_back(p);
      stages.derived[p].push_back(s);
    }
  }
  // A path without a circle is shorter than the number of processes.
  bool moved = true;
  for (std::uint32_t round = 0; moved && round <= module.process_count; ++round) {
    moved = false;
    for (std::uint32_t p = 0; p < module.process_count; ++p) {
      const ProcessDesc& process = module.processes[p];
      for (std::uint32_t i = 0; i < process.stream_count; ++i) {
        for (const std::uint32_t emitter : stages.emitters[process.streams[i]]) {
          if (stages.of[p] > stages.of[emitter]) continue;
          stages.of[p] = stages.of[emitter] + 1;
          moved = true;
        }
      }
    }
  }
  if (moved) return std::nullopt;
  for (const std::uint32_t stage : stages.of) stages.count = std::max(stages.count, stage + 1);
  return stages;
}

}  // namespace rulert::core
