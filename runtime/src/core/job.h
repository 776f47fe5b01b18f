#pragma once
// The engine: one module, its sources and sinks, N workers over key groups. Every host drives this class: `ruled`,
// `rulec run`, the test harness.
//
// Three stages overlap: the thread that calls Run fills and decodes epochs (with decode threads beside it), workers
// process, one thread sends. Queues between them are bounded, so a slow sink stops the source. The number of workers
// never shows in what comes out.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "rulert/module_abi.h"
#include "runtime/src/core/bounded_queue.h"
#include "runtime/src/core/decode_pool.h"
#include "runtime/src/core/delivery.h"
#include "runtime/src/core/epoch.h"
#include "runtime/src/core/epoch_cutter.h"
#include "runtime/src/core/epoch_reader.h"
#include "runtime/src/core/exchange.h"
#include "runtime/src/core/host_clock.h"
#include "runtime/src/core/shadow_meters.h"
#include "runtime/src/core/stage_barrier.h"
#include "runtime/src/core/stage_meters.h"
#include "runtime/src/core/time_meters.h"
#include "runtime/src/core/worker.h"
#include "runtime/src/io/record_codec.h"
#include "runtime/src/io/sink.h"
#include "runtime/src/io/source.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::core {

/// Name under which lane `lane` of a job reads and writes: "card_velocity.0".
std::string LaneName(const std::string& job, std::uint32_t lane);

struct JobOptions {
  std::uint32_t workers = 1;  // 1 to kKeyGroups
  io::Validation validation = io::Validation::kFull;
  std::uint64_t max_record = UINT64_MAX;         // as the sources were told; for messages
  bool final_watermark = true;                   // at the end of input time runs to infinity
  bool until_end = false;                        // end where each partition ended at the start
  std::chrono::milliseconds drain_time{30'000};  // for sinks to deliver once the job was stopped
  const void* params = nullptr;                  // described by Module::params; null: their defaults
  HostClock* clock = nullptr;                    // null: time goes by clock only where the input says how late it is
};

struct JobInput {
  InputDesc desc;
  std::unique_ptr<io::Source> source;
};

class Job {
 public:
  /// `routes`: the module's outputs in order, then errors, late, overflow; they name sinks by number. The module, the
  /// cutter and the registry outlive the job.
  Job(const Module& module, JobOptions options, std::vector<JobInput> inputs, std::vector<OutputRoute> routes,
      std::vector<std::unique_ptr<io::Sink>> sinks, EpochCutter& cutter, metrics::Registry& registry);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// Runs until every input has ended, Stop, or a failure for good; then everything read has been processed and, unless
  /// the status says otherwise, delivered and committed. Once only.
  io::Expected<void> Run();

  /// What holds the time of a process, or held it last before the end of input. After Run.
  TimeHolder time_holder(std::uint32_t process) const { return exchange_.holder(process); }
  /// Whether the clock was read, or given by a line. After Run.
  bool has_read_clock() const { return exchange_.reading().has_value(); }

  /// What the stages do with their time: for one thread that samples it while the job runs.
  StageMeters& stage_meters() { return stage_meters_; }

  /// Stops reading; what was read is processed, delivered, committed. Any thread.
  void Stop() { stop_.store(true); }
  /// Gives up waiting for sources and sinks. Any thread.
  void Abort();

 private:
  struct Meters {
    explicit Meters(metrics::Registry& registry, const Module& module, const std::vector<InputDesc>& inputs,
                    std::uint32_t workers);
    std::vector<metrics::Counter*> records;  // by input
    std::vector<metrics::Gauge*> lag;        // by input; null where there is none
    metrics::Counter& bytes;
    std::vector<metrics::Counter*> rows;  // by stream; null of a derived one
    metrics::Counter& rejected;
    metrics::Counter& epochs;
    metrics::Gauge& epoch_records;
    std::vector<std::vector<metrics::Gauge*>> keys;  // by worker, by process
    std::vector<std::vector<metrics::Gauge*>> state_bytes;
    std::vector<std::vector<metrics::Gauge*>> live_bytes;
    std::vector<std::vector<metrics::Gauge*>> window_rows;
    std::vector<std::vector<metrics::Gauge*>> clock_timers;  // null where nothing goes by the clock
  };

  static std::vector<InputDesc> DescsOf(const std::vector<JobInput>& inputs);
  static std::vector<KeyShape> ShapesOf(const std::vector<OutputRoute>& routes);
  std::vector<io::Source*> Sources() const;
  std::vector<io::Sink*> Sinks() const;
  std::vector<StageMeters::Waits> SourceWaits() const;
  std::vector<StageMeters::Sink> SinkWaits() const;

  void Read();  // stage 1, on the caller's thread
  /// Whether some of it was left for the next epoch.
  bool Prepare(Epoch& epoch);
  void Process(std::uint32_t worker);  // stage 2
  void UpdateStats(std::uint32_t worker);
  void SendAll();  // stage 3
  bool Settle();
  void Commit();
  io::Expected<void> SyncSources();
  void Fail(io::Status status);
  static void OnRejected(void* context, Epoch& epoch, std::uint32_t record, std::uint64_t order,
                         const SpecialRecord& special);

  const Module& module_;
  const JobOptions options_;
  std::vector<JobInput> inputs_;
  const std::vector<InputDesc> descs_;
  const std::vector<OutputRoute> routes_;
  const std::vector<KeyShape> shapes_;
  std::vector<std::unique_ptr<io::Sink>> sinks_;
  Meters meters_;
  const BuiltInOutputs built_in_;
  KeyBuffer id_;
  DecodePool decode_;
  const Stages stages_;
  Exchange exchange_;
  DerivedExchange derived_;
  StageBarrier barrier_;
  EpochReader reader_;
  TimeMeters time_meters_;
  ShadowMeters shadow_meters_;
  StageMeters stage_meters_;
  std::chrono::steady_clock::time_point last_time_stats_;
  Delivery delivery_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Epoch>> epochs_;
  BoundedQueue<Epoch*> free_;
  std::vector<std::unique_ptr<BoundedQueue<Epoch*>>> to_workers_;
  BoundedQueue<Epoch*> to_sender_;
  std::atomic<std::uint32_t> workers_running_{0};

  std::atomic<bool> stop_{false};
  std::atomic<bool> abort_{false};
  std::mutex mutex_;                                       // guards what follows
  std::optional<io::Status> failure_;                      // the first
  std::vector<std::vector<io::PartitionOffset>> settled_;  // by input: may be committed
  bool settled_moved_ = false;
  std::vector<std::vector<io::PartitionOffset>> settling_;    // of the sending thread
  std::vector<std::vector<io::PartitionOffset>> committing_;  // of the reading thread
};

}  // namespace rulert::core
