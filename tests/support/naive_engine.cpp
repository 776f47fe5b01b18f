#include "tests/support/naive_engine.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tests/support/naive_input.h"
#include "tests/support/naive_lines.h"
#include "tests/support/naive_process.h"

namespace rulec::testing {
namespace {

class NaiveEngine {
 public:
  NaiveEngine(const ir::Program& program, const base::SourceSet& sources, const rulert::testing::Script& script)
      : program_(program), stages_(program), clock_(program, script), rows_(program, script) {
    for (const ir::Process& process : program.processes) processes_.emplace_back(program, sources, process);
  }

  std::vector<std::string> Run(bool final_watermark) {
    while (const NaiveRecord* const record = rows_.Next()) {
      ++order_;
      See(*record);
      NoteFloors();
    }
    for (std::size_t p = 0; p < processes_.size(); ++p) last_.push_back(clock_.Of(p));
    if (final_watermark) clock_.End();
    NoteFloors();
    for (const std::size_t p : stages_.order) RunProcess(p, final_watermark);
    std::stable_sort(due_.begin(), due_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.second.instant, a.first, a.second.key) < std::tie(b.second.instant, b.first, b.second.key);
    });
    std::vector<std::string> lines;
    for (const auto& [place, its] : lines_) lines.insert(lines.end(), its.begin(), its.end());
    for (const auto& [process, piece] : due_) lines.insert(lines.end(), piece.lines.begin(), piece.lines.end());
    return lines;
  }

 private:
  /// A row, with the watermark that each process has just before it.
  struct Row {
    const NaiveRecord* record;
    std::uint64_t order;
    std::vector<Instant> watermarks;
  };

  void See(const NaiveRecord& record) {
    if (record.mistake) {
      lines_[{order_, 0}].push_back(MistakeLine(program_, record, *record.mistake));
    } else if (record.clock) {
      clock_.SetClock(*record.clock);
    } else if (record.watermark) {
      clock_.SetByHand(*record.stream, *record.watermark);
    } else if (record.idle) {
      clock_.SetIdle(*record.stream, record.partition, *record.idle);
    } else if (clock_.Add(*record.stream, record.partition); clock_.RunsAhead(*record.stream, record.time)) {
      lines_[{order_, 0}].push_back(MistakeLine(program_, record, "it runs ahead"));
    } else {
      Row row{&record, order_, {}};
      for (std::size_t p = 0; p < processes_.size(); ++p) row.watermarks.push_back(clock_.Of(p));
      taken_.push_back(std::move(row));
      clock_.See(*record.stream, record.partition, record.time);
      rows_.Count();
    }
  }

  void NoteFloors() {
    for (NaiveFloor floor : clock_.TakeFloors()) {
      floor.order = order_;
      floors_.push_back(floor);
    }
  }

  /// One epoch, when all whose emissions it reads are done.
  void RunProcess(std::size_t p, bool final_watermark) {
    NaiveProcess& process = processes_[p];
    Receive(p);
    for (const Row& row : taken_) {
      if (process.Reads(*row.record->stream))
        process.Run(*row.record, row.order, row.watermarks[p], lines_[{row.order, p + 1}]);
    }
    std::vector<NaiveDue> due;
    process.Advance(last_[p], false, due);
    if (final_watermark) process.Advance(-kNever - 1, true, due);
    for (NaiveDue& piece : due) due_.emplace_back(p, std::move(piece));
  }

  /// What others have emitted, in its one order.
  void Receive(std::size_t p) {
    struct Received {
      const NaiveEmission* emission;
      std::size_t from;
      ir::StreamId stream;
    };
    std::vector<Received> received;
    for (const ir::StreamId stream : StreamsOf(program_.processes[p])) {
      for (const std::size_t from : stages_.emitters[stream]) {
        for (const NaiveEmission& emission : processes_[from].emissions()) {
          if (emission.output == *program_.streams[stream].output) received.push_back({&emission, from, stream});
        }
      }
    }
    std::stable_sort(received.begin(), received.end(), [](const Received& a, const Received& b) {
      const NaiveEmission& x = *a.emission;
      const NaiveEmission& y = *b.emission;
      return std::tie(x.moment, x.order, a.from, x.key) < std::tie(y.moment, y.order, b.from, y.key);
    });
    for (const auto& [emission, from, stream] : received) {
      NaiveRecord record = emission->record;
      record.stream = stream;
      processes_[p].Receive(std::move(record), std::max(emission->before, FloorOf(from, stream, *emission)));
    }
  }

  Instant FloorOf(std::size_t from, ir::StreamId stream, const NaiveEmission& emission) const {
    Instant floor = kNever;
    for (const NaiveFloor& its : floors_) {
      if (its.process != from || its.stream != stream) continue;
      const bool holds = emission.order > 0 ? emission.order >= its.order : emission.moment > its.watermark;
      if (holds) floor = std::max(floor, its.floor);
    }
    return floor;
  }

  const ir::Program& program_;
  NaiveStages stages_;
  NaiveClock clock_;
  NaiveRows rows_;
  std::vector<NaiveProcess> processes_;
  std::uint64_t order_ = 0;
  std::vector<Row> taken_;
  std::vector<NaiveFloor> floors_;
  std::vector<Instant> last_;                                                        // by process, before the end
  std::map<std::pair<std::uint64_t, std::size_t>, std::vector<std::string>> lines_;  // by row and process, from 1
  std::vector<std::pair<std::size_t, NaiveDue>> due_;
};

}  // namespace

std::vector<std::string> RunNaive(const ir::Program& program, const base::SourceSet& sources,
                                  const rulert::testing::Script& script) {
  return NaiveEngine(program, sources, script).Run(script.final_watermark);
}

}  // namespace rulec::testing
