#include "runtime/src/core/epoch_reader.h"

#include <algorithm>
#include <utility>

namespace rulert::core {
namespace {

using namespace std::chrono_literals;

// How long to wait for a single source, and for each of several in turn.
constexpr auto kWait = 100ms;
constexpr auto kTurn = 2ms;

}  // namespace

EpochReader::EpochReader(const Module& module, const std::vector<InputDesc>& inputs, std::vector<io::Source*> sources,
                         EpochCutter& cutter, Options options)
    : module_(module), inputs_(inputs), cutter_(cutter), options_(options) {
  for (io::Source* source : sources) {
    InputState state;
    state.source = source;
    states_.push_back(std::move(state));
  }
}

std::int64_t EpochReader::lag(std::uint32_t input) const {
  const auto partitions = states_[input].source->partitions();
  if (partitions.empty()) return -1;
  std::int64_t sum = static_cast<std::int64_t>(states_[input].rest.size());
  for (const io::PartitionState& partition : partitions) {
    if (partition.lag < 0) return -1;
    sum += partition.lag;
  }
  return sum;
}

void EpochReader::TakeRest(Epoch& epoch, std::uint32_t input, const EpochLimit& limit) {
  InputState& state = states_[input];
  if (state.rest.empty() || Full(epoch, limit)) return;
  std::size_t count = 0;
  std::uint64_t bytes = epoch.bytes;
  const std::size_t most = std::min<std::size_t>(state.rest.size(), limit.records - epoch.record_count);
  while (count < most && (bytes < limit.bytes || count == 0)) bytes += state.rest[count++].size;
  epoch.Add(input, state.block, state.rest.first(count));
  state.rest = state.rest.subspan(count);
  if (state.rest.empty()) state.block.reset();
}

io::PollResult EpochReader::Poll(Epoch& epoch, std::uint32_t input, const EpochLimit& limit,
                                 Clock::time_point deadline) {
  InputState& state = states_[input];
  if (!state.rest.empty()) {
    TakeRest(epoch, input, limit);
    return io::PollResult::kBlock;
  }
  io::Polled polled = state.source->Poll(limit.bytes - epoch.bytes, deadline);
  if (polled.result == io::PollResult::kBlock) {
    state.block = std::move(polled.block);
    state.rest = state.block->records();
    TakeRest(epoch, input, limit);
  } else if (polled.result == io::PollResult::kEnd) {
    state.ended = true;
    if (options_.final_watermark) {
      for (std::uint32_t s = 0; s < module_.stream_count; ++s) {
        if (inputs_[input].stream == s || inputs_[input].stream == InputDesc::kEnvelope)
          epoch.ended_streams.push_back(s);
      }
    }
  } else if (polled.result == io::PollResult::kFailed) {
    failure_ = std::move(polled.failure);
  }
  return polled.result;
}

EpochReader::Result EpochReader::Fill(Epoch& epoch, const std::atomic<bool>& stop) {
  EpochLimit limit = cutter_.Next();
  limit.records = std::max<std::uint32_t>(limit.records, 1);
  limit.bytes = std::max<std::uint64_t>(limit.bytes, 1);
  const auto inputs = static_cast<std::uint32_t>(states_.size());
  const Clock::time_point give_up = Clock::now() + kWait;
  while (!Ended() && !Full(epoch, limit) && !stop.load(std::memory_order_relaxed)) {
    bool any = false;
    const auto open = static_cast<std::uint32_t>(
        std::count_if(states_.begin(), states_.end(), [](const InputState& state) { return !state.ended; }));
    for (std::uint32_t i = 0; i < inputs && !Full(epoch, limit); ++i) {
      const std::uint32_t input = (first_ + i) % inputs;
      if (states_[input].ended) continue;
      const bool may_wait = epoch.record_count == 0 || limit.until_full;
      const Clock::time_point now = Clock::now();
      const io::PollResult result = Poll(epoch, input, limit, !may_wait ? now : open == 1 ? give_up : now + kTurn);
      if (result == io::PollResult::kFailed) return Result::kFailed;
      any = any || result != io::PollResult::kIdle;
    }
    first_ = inputs == 0 ? 0 : (first_ + 1) % inputs;
    if (!any && !limit.until_full && (epoch.record_count != 0 || Clock::now() >= give_up)) break;
  }
  for (std::uint32_t i = 0; i < inputs; ++i) Watch(epoch, i);
  NotePositions(epoch);
  if (Ended()) return Result::kEnd;
  return epoch.empty() ? Result::kNothing : Result::kFilled;
}

/// Partitions are noticed in the epoch that first sees them; silent ones become idle in the epoch after.
void EpochReader::Watch(Epoch& epoch, std::uint32_t input) {
  InputState& state = states_[input];
  const std::uint32_t stream = inputs_[input].stream;
  if (stream == InputDesc::kEnvelope) return;
  const auto partitions = state.source->partitions();
  const bool first = !state.started && !partitions.empty();
  const std::int64_t idle_us = module_.streams[stream].idle_us;
  for (const io::PartitionState& partition : partitions) {
    auto watch = std::lower_bound(state.watches.begin(), state.watches.end(), partition.partition,
                                  [](const PartitionWatch& w, std::uint32_t number) { return w.partition < number; });
    if (watch == state.watches.end() || watch->partition != partition.partition) {
      PartitionWatch added;
      added.partition = partition.partition;
      added.awaited = first && options_.until_end;
      added.idle = state.started;
      watch = state.watches.insert(watch, added);
      // One that came later is idle until its first record, so that time does not stop.
      epoch.idle_changes.push_back({stream, partition.partition, state.started, true});
    }
    if (watch->awaited) {
      if (watch->target < 0 && partition.lag >= 0) watch->target = partition.next + partition.lag;
      if (state.rest.empty() && (partition.at_end || (watch->target >= 0 && partition.next >= watch->target)))
        watch->awaited = false;
    }
    const bool moved = partition.next != watch->next;
    watch->next = partition.next;
    if (!partition.at_end || moved || !state.rest.empty()) {
      watch->silent = false;
      if (moved) watch->idle = false;
    } else if (!watch->silent) {
      watch->silent = true;
      watch->since = Clock::now();
    } else if (idle_us >= 0 && !watch->idle && Clock::now() - watch->since >= std::chrono::microseconds(idle_us)) {
      watch->idle = true;
      epoch.idle_changes.push_back({stream, partition.partition, true, false});
    }
  }
  state.started = state.started || first;
}

void EpochReader::NotePositions(Epoch& epoch) {
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    if (!inputs_[i].is_topic) continue;
    auto& positions = epoch.positions[i];
    for (const io::PartitionState& partition : states_[i].source->partitions())
      positions.push_back({partition.partition, partition.next});
    // What was handed over but did not go into this epoch, from the last record back to the first.
    for (std::size_t r = states_[i].rest.size(); r-- > 0;) {
      const io::RecordView& record = states_[i].rest[r];
      const auto at = std::find_if(positions.begin(), positions.end(), [&](const io::PartitionOffset& offset) {
        return offset.partition == record.partition;
      });
      if (at != positions.end()) at->next = record.offset;
    }
  }
}

bool EpochReader::Ended() const {
  return std::all_of(states_.begin(), states_.end(), [this](const InputState& state) {
    if (state.ended) return state.rest.empty();
    return options_.until_end && state.started && state.rest.empty() &&
           std::none_of(state.watches.begin(), state.watches.end(),
                        [](const PartitionWatch& watch) { return watch.awaited; });
  });
}

}  // namespace rulert::core
