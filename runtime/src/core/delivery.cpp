#include "runtime/src/core/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runtime/src/io/record_codec.h"

namespace rulert::core {

std::string OutputName(const Module& module, std::uint32_t output) {
  constexpr const char* kBuiltIn[kBuiltInOutputs] = {"errors", "late", "overflow"};
  if (output >= module.output_count) return kBuiltIn[output - module.output_count];
  return std::string(std::string_view(module.outputs[output].name));
}

Delivery::Delivery(const Module& module, const std::vector<OutputRoute>& routes, std::vector<io::Sink*> sinks,
                   metrics::Registry& registry)
    : module_(module),
      routes_(routes),
      sinks_(std::move(sinks)),
      counts_(routes.size()),
      triggers_(registry.AddCounter("rulert_triggers_rejected_total",
                                    "Triggers undone because a value in a rule had an error.")),
      refused_(registry.AddCounter("rulert_outputs_refused_total", "Output records that a sink will never accept.")) {
  for (std::uint32_t i = 0; i < routes.size(); ++i) names_.push_back(OutputName(module, i));
  for (const std::string& name : names_) {
    emitted_.push_back(&registry.AddCounter("rulert_emitted_total", "Records emitted, by output.", {{"output", name}}));
  }
}

void Delivery::Count(const OutputEntry& entry) {
  ++counts_[entry.output];
  if (entry.process != 0 && entry.output == module_.output_count + static_cast<std::uint32_t>(BuiltIn::kErrors))
    ++rejected_triggers_;
}

io::Expected<void> Delivery::Send(Epoch& epoch) {
  io::Expected<void> result;
  io::OutputRecord record;
  char id[32];
  MergeChunks(epoch.chunks, [&](const OutputChunk& chunk, const OutputEntry& entry) {
    Count(entry);
    const OutputRoute& route = routes_[entry.output];
    if (!result || route.shape == KeyShape::kDiscard) return;
    record.output = names_[entry.output];
    record.has_key = entry.key_size != 0;
    record.key = chunk.key(entry);
    record.value = chunk.value(entry);
    record.id = {id, static_cast<std::size_t>(entry.id.Write(id) - id)};
    record.has_time = entry.time != kNoTime;
    record.time_us = entry.time;
    result = sinks_[route.sink]->Write(record);
  });
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) emitted_[i]->Add(std::exchange(counts_[i], 0));
  }
  triggers_.Add(std::exchange(rejected_triggers_, 0));
  if (!result) return result;
  result = EndBatch();
  if (!result) return result;
  if (spare_.empty()) spare_.emplace_back();
  Pending pending = std::move(spare_.back());
  spare_.pop_back();
  pending.batch = batch_;
  pending.positions = epoch.positions;
  pending_.push_back(std::move(pending));
  return {};
}

io::Expected<void> Delivery::EndBatch() {
  ++batch_;
  for (io::Sink* sink : sinks_) {
    io::Expected<void> ended = sink->EndBatch(batch_);
    if (!ended) return ended;
  }
  return {};
}

/// Refused records go to `errors`; what is pending then waits for these too. True if there were any.
io::Expected<bool> Delivery::ReportRefused() {
  bool any = false;
  const OutputRoute& errors = routes_[module_.output_count + static_cast<std::uint32_t>(BuiltIn::kErrors)];
  for (io::Sink* sink : sinks_) {
    for (const io::RefusedRecord& refused : sink->TakeRefused()) {
      refused_.Add(1);
      // A refused record of `errors` itself is only counted.
      if (errors.shape == KeyShape::kDiscard || refused.output == "errors") continue;
      any = true;
      std::string value = "{\"module\":";
      io::AppendJsonString(module_.name, value);
      value += ",\"message\":";
      io::AppendJsonBytes(
          fmt::format("a record of output `{}` with id {} was refused: {}", refused.output, refused.id, refused.reason),
          value);
      value += ",\"raw\":";
      io::AppendJsonBytes(refused.value, value);
      value += '}';
      io::OutputRecord record;
      record.output = "errors";
      record.value = value;
      record.id = refused.id;
      record.has_time = false;
      io::Expected<void> written = sinks_[errors.sink]->Write(record);
      if (!written) return tl::unexpected(written.error());
      emitted_[module_.output_count + static_cast<std::uint32_t>(BuiltIn::kErrors)]->Add(1);
    }
  }
  return any;
}

io::Expected<bool> Delivery::Settle(std::vector<std::vector<io::PartitionOffset>>& positions) {
  std::uint64_t delivered = batch_;
  for (io::Sink* sink : sinks_) {
    const io::Expected<std::uint64_t> its = sink->Delivered();
    if (!its) return tl::unexpected(its.error());
    delivered = std::min(delivered, *its);
  }
  const io::Expected<bool> refused = ReportRefused();
  if (!refused) return refused;
  if (*refused) {
    const io::Expected<void> ended = EndBatch();
    if (!ended) return tl::unexpected(ended.error());
    for (Pending& pending : pending_) pending.batch = batch_;
    if (pending_.empty()) pending_.push_back({batch_, {}});
  }
  bool moved = false;
  while (!pending_.empty() && pending_.front().batch <= delivered) {
    if (!pending_.front().positions.empty()) {
      positions.swap(pending_.front().positions);
      moved = true;
    }
    spare_.push_back(std::move(pending_.front()));
    pending_.pop_front();
  }
  return moved;
}

}  // namespace rulert::core
