#include "runtime/src/core/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

#include "rulert/check.h"
#include "rulert/output_id.h"

namespace rulert::core {
namespace {

/// For a source to store its offsets at the end. Brokers take long to move a group to another one.
constexpr std::chrono::seconds kStoreTime{30};

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// One is filled and decoded, two are with the workers, one is sent.
constexpr std::size_t kEpochs = 4;
constexpr std::size_t kEpochsPerWorker = 2;
// The others are with the one that is sent and the one that waits to be handed over: a worker that has nothing more to
// do because nothing is sent shows it.
constexpr std::size_t kEpochsToSend = kEpochs - 2;
constexpr auto kStatsInterval = 100ms;

}  // namespace

std::string LaneName(const std::string& job, std::uint32_t lane) { return fmt::format("{}.{}", job, lane); }

Job::Meters::Meters(metrics::Registry& registry, const Module& module, const std::vector<InputDesc>& inputs,
                    std::uint32_t workers)
    : bytes(registry.AddCounter("rulert_records_in_bytes_total", "Bytes of values read.")),
      rejected(registry.AddCounter("rulert_records_rejected_total", "Records that could not be decoded.")),
      epochs(registry.AddCounter("rulert_epochs_total", "Epochs cut.")),
      epoch_records(registry.AddGauge("rulert_epoch_records", "Records in the last epoch.")) {
  for (const InputDesc& input : inputs) {
    records.push_back(
        &registry.AddCounter("rulert_records_in_total", "Records read, by topic or file.", {{"input", input.name}}));
    lag.push_back(!input.is_topic ? nullptr
                                  : &registry.AddGauge("rulert_source_lag_records",
                                                       "Records that wait in a topic; -1 while not known.",
                                                       {{"input", input.name}}));
  }
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    if (module.streams[s].output >= 0) {
      rows.push_back(nullptr);
      continue;
    }
    rows.push_back(&registry.AddCounter("rulert_rows_total", "Records decoded, by stream.",
                                        {{"stream", std::string(std::string_view(module.streams[s].name))}}));
  }
  for (std::uint32_t w = 0; w < workers; ++w) {
    keys.emplace_back();
    state_bytes.emplace_back();
    live_bytes.emplace_back();
    window_rows.emplace_back();
    clock_timers.emplace_back();
    for (std::uint32_t p = 0; p < module.process_count; ++p) {
      const metrics::Labels labels{{"process", std::string(std::string_view(module.processes[p].name))}};
      keys.back().push_back(&registry.AddGauge("rulert_keys", "Keys with state, by process.", labels));
      state_bytes.back().push_back(
          &registry.AddGauge("rulert_state_bytes", "Memory reserved for state, by process.", labels));
      live_bytes.back().push_back(
          &registry.AddGauge("rulert_state_live_bytes", "Memory of state in use, by process.", labels));
      window_rows.back().push_back(
          &registry.AddGauge("rulert_window_rows", "Rows held by windows, by process.", labels));
      clock_timers.back().push_back(
          module.processes[p].read_clock == nullptr
              ? nullptr
              : &registry.AddGauge("rulert_clock_timers", "Timers by clock that run, by process.", labels));
    }
  }
}

std::vector<InputDesc> Job::DescsOf(const std::vector<JobInput>& inputs) {
  std::vector<InputDesc> descs;
  for (const JobInput& input : inputs) descs.push_back(input.desc);
  return descs;
}

std::vector<KeyShape> Job::ShapesOf(const std::vector<OutputRoute>& routes) {
  std::vector<KeyShape> shapes;
  for (const OutputRoute& route : routes) shapes.push_back(route.shape);
  return shapes;
}

std::vector<io::Source*> Job::Sources() const {
  std::vector<io::Source*> sources;
  for (const JobInput& input : inputs_) sources.push_back(input.source.get());
  return sources;
}

std::vector<io::Sink*> Job::Sinks() const {
  std::vector<io::Sink*> sinks;
  for (const auto& sink : sinks_) sinks.push_back(sink.get());
  return sinks;
}

std::vector<StageMeters::Waits> Job::SourceWaits() const {
  std::vector<StageMeters::Waits> waits;
  for (const io::Source* source : Sources())
    waits.emplace_back([source](Clock::time_point now) { return source->Waited(now); });
  return waits;
}

std::vector<StageMeters::Sink> Job::SinkWaits() const {
  std::vector<StageMeters::Sink> sinks;
  for (const io::Sink* sink : Sinks())
    sinks.push_back({"", [sink](Clock::time_point now) { return sink->Waited(now); }});
  for (std::uint32_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].shape == KeyShape::kDiscard) continue;
    std::string& outputs = sinks[routes_[i].sink].outputs;
    if (!outputs.empty()) outputs += ", ";
    outputs += OutputName(module_, i);
  }
  return sinks;
}

Job::Job(const Module& module, JobOptions options, std::vector<JobInput> inputs, std::vector<OutputRoute> routes,
         std::vector<std::unique_ptr<io::Sink>> sinks, EpochCutter& cutter, metrics::Registry& registry)
    : module_(module),
      options_(options),
      inputs_(std::move(inputs)),
      descs_(DescsOf(inputs_)),
      routes_(std::move(routes)),
      shapes_(ShapesOf(routes_)),
      sinks_(std::move(sinks)),
      meters_(registry, module, descs_, options.workers),
      built_in_(module, descs_),
      decode_(module, descs_, options.validation, options.max_record, options.workers),
      stages_(Stages::Of(module).value()),
      exchange_(module, descs_, options.workers, options.final_watermark),
      derived_(module, stages_, options.workers),
      barrier_(options.workers),
      reader_(module, descs_, Sources(), cutter, {options.final_watermark, options.until_end, options.clock}),
      time_meters_(module, exchange_, registry),
      shadow_meters_(module, registry),
      stage_meters_(options.workers, SourceWaits(), SinkWaits(), registry),
      delivery_(module, routes_, Sinks(), registry),
      free_(kEpochs),
      to_sender_(kEpochsToSend),
      settled_(inputs_.size()),
      settling_(inputs_.size()),
      committing_(inputs_.size()) {
  RULERT_CHECK(options.workers >= 1 && options.workers <= kKeyGroups, "the number of workers is 1 to 128");
  RULERT_CHECK(routes_.size() == module.output_count + kBuiltInOutputs, "every output has a route");
  const void* params = options.params != nullptr ? options.params : module.default_params;
  for (std::uint32_t w = 0; w < options.workers; ++w) {
    workers_.push_back(std::make_unique<Worker>(module, stages_, descs_, shapes_, params, w));
    to_workers_.push_back(std::make_unique<BoundedQueue<Epoch*>>(kEpochsPerWorker));
  }
  for (std::size_t i = 0; i < kEpochs; ++i) {
    epochs_.push_back(std::make_unique<Epoch>(module, static_cast<std::uint32_t>(inputs_.size()), options.workers));
    free_.Push(epochs_.back().get());
  }
}

Job::~Job() {
  // Blocks go back to their sources before these are gone.
  epochs_.clear();
}

void Job::Abort() {
  stop_.store(true);
  abort_.store(true);
  for (const JobInput& input : inputs_) input.source->Cancel();
  for (const auto& sink : sinks_) sink->Cancel();
}

void Job::Fail(io::Status status) {
  stop_.store(true);
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(status);
}

io::Expected<void> Job::Run() {
  workers_running_ = options_.workers;
  std::vector<std::thread> threads;
  for (std::uint32_t w = 0; w < options_.workers; ++w) threads.emplace_back([this, w] { Process(w); });
  threads.emplace_back([this] { SendAll(); });
  Read();
  for (auto& queue : to_workers_) queue->Close();
  for (std::thread& thread : threads) thread.join();
  time_meters_.Update(TimeMeters::Clock::now());
  shadow_meters_.Update();
  Commit();
  const io::Expected<void> synced = SyncSources();
  const std::lock_guard lock(mutex_);
  if (failure_) return tl::unexpected(*failure_);
  return synced;
}

void Job::Read() {
  StageLane& lane = stage_meters_.read();
  std::uint64_t number = 0;
  Epoch* epoch = nullptr;
  bool more = true;
  while (more && !stop_.load(std::memory_order_relaxed)) {
    if (epoch == nullptr) {
      lane.Enter(StageState::kBlocked);
      const std::optional<Epoch*> next = free_.Pop();
      lane.Enter(StageState::kBusy);  // but for what sources say that they waited
      if (!next) return;
      epoch = *next;
    }
    epoch->Clear();
    Commit();
    const EpochReader::Result result = reader_.Fill(*epoch, stop_);
    for (std::uint32_t i = 0; i < descs_.size(); ++i) {
      if (meters_.lag[i] != nullptr) meters_.lag[i]->Set(static_cast<double>(reader_.lag(i)));
    }
    if (result == EpochReader::Result::kFailed)
      Fail(reader_.failure().value_or(io::Status{io::StatusCode::kIo, "a source failed"}));
    more = result != EpochReader::Result::kEnd && result != EpochReader::Result::kFailed;
    if (epoch->empty()) continue;
    epoch->number = ++number;
    more = Prepare(*epoch) || more;
    epoch->workers_left.store(options_.workers, std::memory_order_relaxed);
    lane.Enter(StageState::kBlocked);
    for (auto& queue : to_workers_) queue->Push(epoch);
    epoch = nullptr;
  }
  lane.Enter(StageState::kIdle);
}

bool Job::Prepare(Epoch& epoch) {
  decode_.Decode(epoch);
  exchange_.Run(epoch, OnRejected, this);
  reader_.PutBack(epoch);
  meters_.epochs.Add(1);
  meters_.epoch_records.Set(epoch.record_count);
  meters_.bytes.Add(epoch.bytes);
  for (std::size_t i = 0; i < descs_.size(); ++i) meters_.records[i]->Add(epoch.taken[i]);
  for (std::uint32_t s = 0; s < module_.stream_count; ++s) {
    if (meters_.rows[s] != nullptr) meters_.rows[s]->Add(exchange_.rows()[s] - meters_.rows[s]->value());
  }
  if (const Clock::time_point now = Clock::now(); now - last_time_stats_ >= kStatsInterval) {
    last_time_stats_ = now;
    time_meters_.Update(TimeMeters::Clock::now());
    shadow_meters_.Update();
  }
  return std::accumulate(epoch.taken.begin(), epoch.taken.end(), std::uint64_t{0}) < epoch.record_count;
}

void Job::OnRejected(void* context, Epoch& epoch, std::uint32_t record, std::uint64_t order,
                     const SpecialRecord& special) {
  Job& job = *static_cast<Job*>(context);
  if (special.kind == SpecialRecord::Kind::kRejected) job.meters_.rejected.Add(1);
  const std::uint32_t output = job.module_.output_count + static_cast<std::uint32_t>(BuiltIn::kErrors);
  OutputChunk& chunk = *epoch.chunks[0];
  OutputEntry entry{order, 0, output, kNoTime, {}, chunk.bytes().size(), 0, 0};
  if (job.shapes_[output] != KeyShape::kDiscard) {
    ErrorReport report;
    report.message = special.message;
    job.built_in_.AppendError(report, epoch, record, special.stream, chunk.bytes());
    entry.value_size = static_cast<std::uint32_t>(chunk.bytes().size() - entry.begin);
    const io::RecordView& raw = epoch.Raw(record);
    entry.id = IdOfOutput(job.id_, job.module_.name, {}, "<errors>", {},
                          {job.descs_[epoch.InputOf(record)].name, raw.partition, raw.offset}, 0);
  }
  chunk.Add(entry);
}

void Job::Process(std::uint32_t w) {
  BoundedQueue<Epoch*>& queue = *to_workers_[w];
  StageLane& lane = stage_meters_.worker(w);
  Clock::time_point last_stats = Clock::now() - kStatsInterval;
  while (const std::optional<Epoch*> next = queue.Pop()) {
    Epoch& epoch = **next;
    lane.Enter(StageState::kBusy);
    for (std::uint32_t stage = 0; stage < stages_.count; ++stage) {
      if (stage > 0) {
        lane.Enter(StageState::kPeers);
        barrier_.Wait([&] {
          lane.Enter(StageState::kBusy);
          derived_.Run(epoch, stage);
        });
        lane.Enter(StageState::kBusy);
      }
      workers_[w]->Run(epoch, stage);
    }
    if (Clock::now() - last_stats >= kStatsInterval) {
      UpdateStats(w);
      last_stats = Clock::now();
    }
    // The last worker hands on; all do epochs in order, so these arrive in order.
    if (epoch.workers_left.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      lane.Enter(StageState::kBlocked);
      to_sender_.Push(&epoch);
    }
    lane.Enter(StageState::kIdle);
  }
  UpdateStats(w);
  if (workers_running_.fetch_sub(1) == 1) to_sender_.Close();
}

void Job::UpdateStats(std::uint32_t w) {
  for (std::uint32_t p = 0; p < module_.process_count; ++p) {
    ShardStats stats;
    workers_[w]->ReadStats(p, stats);
    meters_.keys[w][p]->Set(static_cast<double>(stats.keys));
    meters_.state_bytes[w][p]->Set(static_cast<double>(stats.state_bytes));
    meters_.live_bytes[w][p]->Set(static_cast<double>(stats.live_bytes));
    meters_.window_rows[w][p]->Set(static_cast<double>(stats.window_rows));
    if (meters_.clock_timers[w][p] != nullptr) meters_.clock_timers[w][p]->Set(static_cast<double>(stats.clock_timers));
  }
}

void Job::SendAll() {
  StageLane& lane = stage_meters_.send();
  bool working = true;  // false after a failure: epochs are only passed on, so that the other stages can end
  while (true) {
    const std::optional<Epoch*> next = to_sender_.PopWithin(delivery_.settled() ? 100ms : 2ms);
    lane.Enter(StageState::kBusy);  // but for what sinks say that they waited
    if (next && working) {
      io::Expected<void> sent = delivery_.Send(**next);
      if (!sent) Fail(std::move(sent.error()));
      working = sent.has_value();
    }
    if (next) free_.Push(*next);
    if (working) working = Settle();
    lane.Enter(StageState::kIdle);
    if (!next && to_sender_.done()) break;
  }
  std::optional<Clock::time_point> deadline;
  while (working && !delivery_.settled() && !abort_.load()) {
    if (stop_.load() && !deadline) deadline = Clock::now() + options_.drain_time;
    if (deadline && Clock::now() >= *deadline) {
      return Fail({io::StatusCode::kUnavailable,
                   "not everything could be delivered before the time to drain was over; it will be sent again"});
    }
    // Waits on the sinks themselves; what they say about their deadline is of no interest.
    for (const auto& sink : sinks_) static_cast<void>(sink->Flush(Clock::now() + 20ms));
    working = Settle();
  }
}

bool Job::Settle() {
  const io::Expected<bool> moved = delivery_.Settle(settling_);
  if (!moved) {
    Fail(moved.error());
    return false;
  }
  if (*moved) {
    const std::lock_guard lock(mutex_);
    settled_.swap(settling_);
    settled_moved_ = true;
  }
  return true;
}

void Job::Commit() {
  {
    const std::lock_guard lock(mutex_);
    if (!settled_moved_) return;
    committing_.swap(settled_);
    settled_moved_ = false;
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (descs_[i].is_topic && !committing_[i].empty()) inputs_[i].source->Commit(committing_[i]);
  }
}

io::Expected<void> Job::SyncSources() {
  io::Expected<void> result;
  for (std::size_t i = 0; i < inputs_.size() && !abort_.load(); ++i) {
    if (!descs_[i].is_topic) continue;
    io::Expected<void> synced = inputs_[i].source->Sync(Clock::now() + kStoreTime);
    if (!synced && result) result = std::move(synced);
  }
  return result;
}

}  // namespace rulert::core
