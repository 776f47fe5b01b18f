#include "runtime/src/core/epoch_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace rulert::core {
namespace {

using namespace std::chrono_literals;

// How long to wait for a single source, and for each of several in turn.
constexpr auto kWait = 100ms;
constexpr auto kTurn = 2ms;

/// Most likely {"clock":..}: the exchange looks closer. Known here so that nothing behind it is decoded twice.
bool LooksLikeReading(std::string_view line) {
  const auto skip = [&line](std::string_view what) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (!line.starts_with(what)) return false;
    line.remove_prefix(what.size());
    return true;
  };
  return skip("{") && skip("\"clock\"");
}

}  // namespace

EpochReader::EpochReader(const Module& module, const std::vector<InputDesc>& inputs, std::vector<io::Source*> sources,
                         EpochCutter& cutter, Options options)
    : module_(module),
      inputs_(inputs),
      cutter_(cutter),
      files_(std::none_of(inputs.begin(), inputs.end(), [](const InputDesc& input) { return input.is_topic; })),
      by_clock_(std::any_of(module.processes, module.processes + module.process_count,
                            [](const ProcessDesc& process) { return process.read_clock != nullptr; })),
      options_(options) {
  for (io::Source* source : sources) {
    states_.emplace_back();
    states_.back().source = source;
  }
}

std::int64_t EpochReader::lag(std::uint32_t input) const {
  const auto partitions = states_[input].source->partitions();
  if (partitions.empty()) return -1;
  std::int64_t sum = 0;
  for (const Piece& piece : states_[input].rest) sum += static_cast<std::int64_t>(piece.records.size());
  for (const io::PartitionState& partition : partitions) {
    if (partition.lag < 0) return -1;
    sum += partition.lag;
  }
  return sum;
}

void EpochReader::TakeRest(Epoch& epoch, std::uint32_t input, const EpochLimit& limit) {
  InputState& state = states_[input];
  const bool has_readings = files_ && inputs_[input].stream == InputDesc::kEnvelope;
  while (!state.rest.empty() && !Full(epoch, limit)) {
    Piece& piece = state.rest.front();
    std::size_t count = 0;
    std::uint64_t bytes = epoch.bytes;
    const std::size_t most = std::min<std::size_t>(piece.records.size(), limit.records - epoch.record_count);
    while (count < most && (bytes < limit.bytes || count == 0)) {
      state.at_clock = has_readings && state.given + count > 0 && LooksLikeReading(piece.records[count].value());
      if (state.at_clock) break;
      bytes += piece.records[count++].size;
    }
    epoch.Add(input, piece.block, piece.records.first(count));
    state.given += static_cast<std::uint32_t>(count);
    piece.records = piece.records.subspan(count);
    if (piece.records.empty()) state.rest.pop_front();
    if (state.at_clock) return;
  }
}

void EpochReader::PutBack(const Epoch& epoch) {
  std::vector<std::uint32_t> left;
  for (std::size_t i = 0; i < states_.size(); ++i) left.push_back(states_[i].given - epoch.taken[i]);
  for (std::size_t s = epoch.slices.size(); s-- > 0;) {
    const Slice& slice = epoch.slices[s];
    const auto count = std::min<std::size_t>(left[slice.input], slice.records.size());
    if (count == 0) continue;
    left[slice.input] -= static_cast<std::uint32_t>(count);
    states_[slice.input].rest.push_front({epoch.blocks[s], slice.records.last(count)});
  }
}

/// Files share an epoch, so that none of them waits for its turn.
EpochLimit EpochReader::ShareOf(const Epoch& epoch, const EpochLimit& limit, std::uint32_t input) const {
  if (!files_) return limit;
  const auto open = static_cast<std::uint32_t>(std::count_if(
      states_.begin(), states_.end(), [](const InputState& state) { return !state.over() || state.given != 0; }));
  EpochLimit share = limit;
  share.records = std::max<std::uint32_t>(limit.records / std::max<std::uint32_t>(open, 1), 1);
  share.records =
      epoch.record_count + (share.records > states_[input].given ? share.records - states_[input].given : 0);
  if (states_[input].given == 0) share.bytes = std::max(share.bytes, epoch.bytes + 1);
  return share;
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
    state.rest.push_back({polled.block, polled.block->records()});
    TakeRest(epoch, input, limit);
  } else if (polled.result == io::PollResult::kEnd) {
    state.ended = true;
    epoch.inputs_ended = true;
    // Of files the exchange knows where in the order they end.
    if (options_.final_watermark && !files_) epoch.ended_streams.push_back(inputs_[input].stream);
  } else if (polled.result == io::PollResult::kFailed) {
    failure_ = std::move(polled.failure);
  }
  return polled.result;
}

/// Files only: each that is not over has given something.
bool EpochReader::Complete() const {
  return !files_ || std::all_of(states_.begin(), states_.end(),
                                [](const InputState& state) { return state.given != 0 || state.over(); });
}

EpochReader::Result EpochReader::Fill(Epoch& epoch, const std::atomic<bool>& stop) {
  EpochLimit limit = cutter_.Next();
  limit.records = std::max<std::uint32_t>(limit.records, 1);
  limit.bytes = std::max<std::uint64_t>(limit.bytes, 1);
  for (InputState& state : states_) {
    state.given = 0;
    state.at_clock = false;
  }
  const auto inputs = static_cast<std::uint32_t>(states_.size());
  const Clock::time_point give_up = Clock::now() + kWait;
  while (!Ended() && !stop.load(std::memory_order_relaxed)) {
    bool any = false;
    bool waiting = false;  // for an input that has room in this epoch
    const auto open =
        std::count_if(states_.begin(), states_.end(), [](const InputState& state) { return !state.ended; });
    for (std::uint32_t i = 0; i < inputs; ++i) {
      const std::uint32_t input = (first_ + i) % inputs;
      const EpochLimit share = ShareOf(epoch, limit, input);
      if (states_[input].over() || states_[input].at_clock || Full(epoch, share)) continue;
      waiting = true;
      const bool may_wait = epoch.record_count == 0 || limit.until_full || !Complete();
      const Clock::time_point now = Clock::now();
      const io::PollResult result = Poll(epoch, input, share, !may_wait ? now : open == 1 ? give_up : now + kTurn);
      if (result == io::PollResult::kFailed) return Result::kFailed;
      any = any || result != io::PollResult::kIdle;
    }
    first_ = inputs == 0 ? 0 : (first_ + 1) % inputs;
    if (any) continue;
    if (Complete() && epoch.record_count != 0 && (!limit.until_full || !waiting)) break;
    if (!limit.until_full && Clock::now() >= give_up) break;
  }
  if (files_) {
    for (const InputState& state : states_) epoch.more.push_back(!state.over());
  }
  for (std::uint32_t i = 0; i < inputs; ++i) Watch(epoch, i);
  ReadClock(epoch);
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
  // Only a topic falls silent by the clock: what a file gives must not depend on when it is read.
  const std::int64_t idle_us = inputs_[input].is_topic ? module_.streams[stream].idle_us : -1;
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
    } else if (!watch->idle && (partition.gone ||
                                (idle_us >= 0 && Clock::now() - watch->since >= std::chrono::microseconds(idle_us)))) {
      watch->idle = true;
      epoch.idle_changes.push_back({stream, partition.partition, true, false});
    }
  }
  state.started = state.started || first;
}

/// Where timers go by the clock, or a stream that does is wholly silent, a reading makes an epoch of its own.
void EpochReader::ReadClock(Epoch& epoch) {
  if (options_.clock == nullptr) return;
  const std::int64_t now = options_.clock->Now();
  const bool moved = last_clock_ == kNoTime || now > last_clock_;
  last_clock_ = moved ? now : last_clock_;
  epoch.clock = last_clock_;
  epoch.clock_only = moved && by_clock_;
  for (std::uint32_t i = 0; i < states_.size() && moved; ++i) {
    const std::vector<PartitionWatch>& watches = states_[i].watches;
    const bool idle =
        !watches.empty() && std::all_of(watches.begin(), watches.end(), [](const PartitionWatch& w) { return w.idle; });
    epoch.clock_only |= idle && module_.streams[inputs_[i].stream].idle_by_clock != 0;
  }
}

void EpochReader::NotePositions(Epoch& epoch) {
  for (std::uint32_t i = 0; i < states_.size(); ++i) {
    if (!inputs_[i].is_topic) continue;
    auto& positions = epoch.positions[i];
    for (const io::PartitionState& partition : states_[i].source->partitions()) {
      if (partition.located && !partition.gone)
        positions.push_back({partition.partition, partition.next, partition.incarnation});
    }
    // What was handed over but did not go into this epoch, from the last record back to the first.
    if (states_[i].rest.empty()) continue;
    const auto records = states_[i].rest.front().records;  // of topics nothing is put back: one piece
    for (std::size_t r = records.size(); r-- > 0;) {
      const io::RecordView& record = records[r];
      const auto at = std::find_if(positions.begin(), positions.end(), [&](const io::PartitionOffset& offset) {
        return offset.partition == record.partition;
      });
      if (at != positions.end()) at->next = record.offset;
    }
  }
}

bool EpochReader::Ended() const {
  return std::all_of(states_.begin(), states_.end(), [this](const InputState& state) {
    if (state.ended) return state.over();
    return options_.until_end && state.started && state.rest.empty() &&
           std::none_of(state.watches.begin(), state.watches.end(),
                        [](const PartitionWatch& watch) { return watch.awaited; });
  });
}

}  // namespace rulert::core
