#include "runtime/src/core/time_meters.h"

#include <string>
#include <string_view>

namespace rulert::core {
namespace {

/// 0 before any.
double Seconds(std::int64_t watermark) { return watermark == kNoWatermark ? 0 : static_cast<double>(watermark) / 1e6; }

std::string PartitionText(std::uint32_t partition) {
  return partition == TimeHolder::kNone ? std::string() : std::to_string(partition);
}

}  // namespace

TimeMeters::TimeMeters(const Module& module, const Exchange& exchange, metrics::Registry& registry)
    : module_(module), exchange_(exchange), registry_(registry) {
  for (std::uint32_t p = 0; p < module.process_count; ++p) {
    const metrics::Labels labels{{"process", std::string(std::string_view(module.processes[p].name))}};
    Process process{};
    process.watermark = &registry.AddGauge("rulert_watermark_seconds",
                                           "Watermark in seconds since 1970, by process; 0 before any.", labels);
    process.behind = &registry.AddGauge("rulert_watermark_behind_seconds",
                                        "How far the partition that holds the process back is behind the one that has "
                                        "come furthest; -1 while it has seen nothing.",
                                        labels);
    processes_.push_back(std::move(process));
  }
  for (std::uint32_t s = 0; s < module.stream_count; ++s) {
    const metrics::Labels labels{{"stream", std::string(std::string_view(module.streams[s].name))}};
    streams_.push_back(&registry.AddGauge("rulert_stream_watermark_seconds",
                                          "Watermark in seconds since 1970, by stream; 0 before any.", labels));
    set_aside_.push_back(module.streams[s].ahead_us < 0
                             ? nullptr
                             : &registry.AddCounter("rulert_records_ahead_total",
                                                    "Events set aside because they ran ahead of the others, by stream.",
                                                    labels));
  }
}

metrics::Gauge& TimeMeters::SinceOf(std::uint32_t process, const TimeHolder& holder) {
  std::vector<Holding>& holdings = processes_[process].holdings;
  for (const Holding& holding : holdings) {
    if (holding.stream == holder.stream && holding.partition == holder.partition) return *holding.since;
  }
  metrics::Gauge& since =
      registry_.AddGauge("rulert_watermark_holder_since_seconds",
                         "Since when (seconds since 1970) this partition is the one that holds the process back; 0: it "
                         "does not. Without partition: a stream that has none yet, or whose time is set by hand.",
                         {{"process", std::string(std::string_view(module_.processes[process].name))},
                          {"stream", std::string(std::string_view(module_.streams[holder.stream].name))},
                          {"partition", PartitionText(holder.partition)}});
  holdings.push_back({holder.stream, holder.partition, &since});
  return since;
}

void TimeMeters::Update(Clock::time_point now) {
  const EventClock& clock = exchange_.clock();
  const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
  for (std::uint32_t p = 0; p < processes_.size(); ++p) {
    Process& process = processes_[p];
    process.watermark->Set(Seconds(clock.process_watermark(p)));
    const TimeHolder holder = clock.holder(p);
    process.behind->Set(holder.behind_us < 0 ? -1 : static_cast<double>(holder.behind_us) / 1e6);
    metrics::Gauge* const holding = holder.stream == TimeHolder::kNone ? nullptr : &SinceOf(p, holder);
    if (holding == process.holding) continue;
    if (process.holding != nullptr) process.holding->Set(0);
    if (holding != nullptr) holding->Set(seconds);
    process.holding = holding;
  }
  for (std::uint32_t s = 0; s < streams_.size(); ++s) {
    streams_[s]->Set(Seconds(clock.stream_watermark(s)));
    if (set_aside_[s] != nullptr) set_aside_[s]->Add(exchange_.set_aside()[s] - set_aside_[s]->value());
  }
  for (std::uint32_t i = 0; i < clock.partition_count(); ++i) {
    if (i == partitions_.size()) {
      const metrics::Labels labels{{"stream", std::string(std::string_view(module_.streams[clock.stream_of(i)].name))},
                                   {"partition", std::to_string(clock.number_of(i))}};
      partitions_.push_back(
          {&registry_.AddGauge("rulert_partition_watermark_seconds",
                               "Watermark in seconds since 1970, by partition; 0 before its first event.", labels),
           &registry_.AddGauge("rulert_partition_idle", "1 while the partition is idle and holds no time back.",
                               labels)});
    }
    partitions_[i].watermark->Set(Seconds(clock.partition_watermark(i)));
    partitions_[i].idle->Set(clock.partition_is_idle(i) ? 1 : 0);
  }
}

}  // namespace rulert::core
