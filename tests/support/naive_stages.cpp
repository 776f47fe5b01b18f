#include "tests/support/naive_stages.h"

#include <algorithm>

namespace rulec::testing {
namespace {

bool Emits(const ir::Program& program, const std::vector<ir::StatementId>& body, ir::OutputId output) {
  return std::any_of(body.begin(), body.end(), [&](ir::StatementId id) {
    const ir::Statement& statement = program.statements[id];
    return (statement.kind == ir::StatementKind::kEmit && statement.output == output) ||
           Emits(program, statement.body, output);
  });
}

bool Emits(const ir::Program& program, const ir::Process& process, ir::OutputId output) {
  const auto any = [&](const auto& handlers) {
    return std::any_of(handlers.begin(), handlers.end(),
                       [&](const auto& handler) { return Emits(program, handler.body, output); });
  };
  return any(process.handlers) || any(process.late_events) || any(process.late_handlers) || any(process.due_handlers) ||
         any(process.join_handlers);
}

}  // namespace

std::vector<ir::StreamId> StreamsOf(const ir::Process& process) {
  std::vector<ir::StreamId> streams;
  const auto add = [&](ir::StreamId stream) {
    if (std::find(streams.begin(), streams.end(), stream) == streams.end()) streams.push_back(stream);
  };
  for (const ir::Window& window : process.windows) add(window.stream);
  for (const ir::Join& join : process.joins) {
    for (const ir::JoinSide side : ir::kJoinSides) add(join.sides[side].stream);
  }
  for (const ir::Handler& handler : process.handlers) {
    if (handler.kind == ir::HandlerKind::kStream) add(handler.stream);
  }
  return streams;
}

NaiveStages::NaiveStages(const ir::Program& program) {
  const std::size_t count = program.processes.size();
  for (std::size_t p = 0; p < count; ++p) {
    for (const ir::StreamId stream : StreamsOf(program.processes[p])) readers[stream].push_back(p);
  }
  for (const ir::StreamId stream : program.streams.ids()) {
    for (std::size_t p = 0; p < count && program.streams[stream].output; ++p) {
      if (Emits(program, program.processes[p], *program.streams[stream].output)) emitters[stream].push_back(p);
    }
  }
  std::vector<bool> placed(count, false);
  while (order.size() < count) {
    for (std::size_t p = 0; p < count; ++p) {
      const auto streams = StreamsOf(program.processes[p]);
      const bool waits = std::any_of(streams.begin(), streams.end(), [&](ir::StreamId stream) {
        const std::vector<std::size_t>& from = emitters[stream];
        return std::any_of(from.begin(), from.end(), [&](std::size_t emitter) { return !placed[emitter]; });
      });
      if (placed[p] || waits) continue;
      placed[p] = true;
      order.push_back(p);
    }
  }
}

}  // namespace rulec::testing
