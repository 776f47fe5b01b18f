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
    std::vector<std::string> lines;
    for (Epoch& epoch : epochs_) {
      AddDue(epoch.by_clock, lines);
      for (const auto& [place, its] : epoch.lines) lines.insert(lines.end(), its.begin(), its.end());
      AddDue(epoch.due, lines);
    }
    return lines;
  }

 private:
  using Due = std::vector<std::pair<std::size_t, NaiveDue>>;  // with the process
  /// What is written from one reading of the clock to the next.
  struct Epoch {
    Due by_clock;
    std::map<std::pair<std::uint64_t, std::size_t>, std::vector<std::string>> lines;  // by row and process, from 1
    Due due;
  };

  /// A row or a reading of the clock, with the watermark that each process has just before it.
  struct Row {
    const NaiveRecord* record;
    std::uint64_t order;
    std::vector<Instant> watermarks;
    std::size_t epoch;
  };

  static void AddDue(Due& due, std::vector<std::string>& lines) {
    std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) {
      return std::tie(a.second.instant, a.first, a.second.key) < std::tie(b.second.instant, b.first, b.second.key);
    });
    for (const auto& [process, piece] : due) lines.insert(lines.end(), piece.lines.begin(), piece.lines.end());
  }

  void See(const NaiveRecord& record) {
    if (record.mistake) {
      epochs_.back().lines[{order_, 0}].push_back(MistakeLine(program_, record, *record.mistake));
    } else if (record.clock) {
      // A reading begins an epoch.
      if (order_ > 1) epochs_.emplace_back();
      Take(record);
      clock_.SetClock(*record.clock);
    } else if (record.watermark) {
      clock_.SetByHand(*record.stream, *record.watermark);
    } else if (record.idle) {
      clock_.SetIdle(*record.stream, record.partition, *record.idle);
    } else if (clock_.Add(*record.stream, record.partition); clock_.RunsAhead(*record.stream, record.time)) {
      epochs_.back().lines[{order_, 0}].push_back(MistakeLine(program_, record, "it runs ahead"));
    } else {
      Take(record);
      clock_.See(*record.stream, record.partition, record.time);
      rows_.Count();
    }
  }

  void Take(const NaiveRecord& record) {
    Row row{&record, order_, {}, epochs_.size() - 1};
    for (std::size_t p = 0; p < processes_.size(); ++p) row.watermarks.push_back(clock_.Of(p));
    taken_.push_back(std::move(row));
  }

  void NoteFloors() {
    for (NaiveFloor floor : clock_.TakeFloors()) {
      floor.order = order_;
      floors_.push_back(floor);
    }
  }

  /// When all whose emissions it reads are done.
  void RunProcess(std::size_t p, bool final_watermark) {
    NaiveProcess& process = processes_[p];
    Receive(p);
    Instant clock = 0;
    const auto advance = [&](std::size_t epoch, Instant watermark, bool is_last) {
      std::vector<NaiveDue> due;
      process.Advance(watermark, is_last, due);
      for (NaiveDue& piece : due) epochs_[epoch].due.emplace_back(p, std::move(piece));
    };
    for (const Row& row : taken_) {
      if (row.record->clock) {
        if (row.epoch > 0) advance(row.epoch - 1, row.watermarks[p], false);
        if (*row.record->clock <= clock) continue;
        clock = *row.record->clock;
        Read(p, row);
      } else if (process.Reads(*row.record->stream)) {
        process.Run(*row.record, row.order, row.watermarks[p], epochs_[row.epoch].lines[{row.order, p + 1}]);
      }
    }
    advance(epochs_.size() - 1, last_[p], false);
    if (final_watermark) advance(epochs_.size() - 1, -kNever - 1, true);
  }

  void Read(std::size_t p, const Row& row) {
    NaiveReading reading{*row.record->clock, row.order, row.watermarks[p], {}};
    for (const auto& [stream, readers] : stages_.readers) {
      Instant& floor = reading.floors[stream] = kNever;
      for (const std::size_t reader : readers) floor = std::max(floor, row.watermarks[reader]);
    }
    std::vector<NaiveDue> due;
    processes_[p].ReadClock(reading, due);
    for (NaiveDue& piece : due) epochs_[row.epoch].by_clock.emplace_back(p, std::move(piece));
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
      return std::tie(x.moment, x.order, a.from, x.instant, x.key) <
             std::tie(y.moment, y.order, b.from, y.instant, y.key);
    });
    for (const auto& [emission, from, stream] : received) {
      NaiveRecord record = emission->record;
      record.stream = stream;
      processes_[p].Receive(std::move(record), std::max(emission->before, FloorOf(from, stream, *emission)));
    }
  }

  Instant FloorOf(std::size_t from, ir::StreamId stream, const NaiveEmission& emission) const {
    if (emission.by_clock) return emission.floors.at(stream);
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
  std::vector<Instant> last_;  // by process, before the end
  std::vector<Epoch> epochs_ = std::vector<Epoch>(1);
};

}  // namespace

std::vector<std::string> RunNaive(const ir::Program& program, const base::SourceSet& sources,
                                  const rulert::testing::Script& script) {
  return NaiveEngine(program, sources, script).Run(script.final_watermark);
}

}  // namespace rulec::testing
