#include "tests/support/naive_engine.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/support/naive_input.h"
#include "tests/support/naive_lines.h"
#include "tests/support/naive_process.h"

namespace rulec::testing {

std::vector<std::string> RunNaive(const ir::Program& program, const base::SourceSet& sources,
                                  const rulert::testing::Script& script) {
  std::vector<NaiveProcess> processes;
  for (const ir::Process& process : program.processes) processes.emplace_back(program, sources, process);
  NaiveClock clock(program, script);
  std::vector<std::string> lines;
  NaiveRows rows(program, script);
  while (const NaiveRecord* const next = rows.Next()) {
    const NaiveRecord& record = *next;
    if (record.mistake) {
      lines.push_back(MistakeLine(program, record, *record.mistake));
    } else if (record.clock) {
      clock.SetClock(*record.clock);
    } else if (record.watermark) {
      clock.SetByHand(*record.stream, *record.watermark);
    } else if (record.idle) {
      clock.SetIdle(*record.stream, record.partition, *record.idle);
    } else if (clock.Add(*record.stream, record.partition); clock.RunsAhead(*record.stream, record.time)) {
      lines.push_back(MistakeLine(program, record, "it runs ahead"));
    } else {
      for (std::size_t p = 0; p < processes.size(); ++p) {
        if (processes[p].Reads(*record.stream)) processes[p].Run(record, clock.Of(program.processes[p]), lines);
      }
      clock.See(*record.stream, record.partition, record.time);
      rows.Count();
    }
  }
  // One epoch: what is due by its end, of all processes, then what is due at the end of time.
  std::vector<std::pair<std::size_t, NaiveDue>> work;
  for (std::size_t p = 0; p < processes.size(); ++p) {
    std::vector<NaiveDue> due;
    processes[p].Advance(clock.Of(program.processes[p]), false, due);
    if (script.final_watermark) processes[p].Advance(-kNever - 1, true, due);
    for (NaiveDue& piece : due) work.emplace_back(p, std::move(piece));
  }
  std::stable_sort(work.begin(), work.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.instant, a.first, a.second.key) < std::tie(b.second.instant, b.first, b.second.key);
  });
  for (const auto& [process, piece] : work) lines.insert(lines.end(), piece.lines.begin(), piece.lines.end());
  return lines;
}

}  // namespace rulec::testing
