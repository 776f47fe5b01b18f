// What a process reads: streams, and outputs that other processes emit to; and in which order their events run.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/process_checker.h"

namespace rulec::check {

// The stream that an output is for its readers: made when the first of them is met.
std::optional<ir::StreamId> ProcessChecker::StreamOf(ast::Name name) {
  const DeclMap& channels = context_.modules[module_].channels;
  const auto found = channels.find(name.symbol);
  if (found == channels.end() || found->second.id == kNoId) return std::nullopt;
  if (found->second.kind == DeclKind::kStream) return ir::StreamId(found->second.id);
  if (found->second.kind != DeclKind::kOutput) return std::nullopt;
  const ir::OutputId id(found->second.id);
  for (const ir::StreamId stream : context_.program.streams.ids()) {
    if (context_.program.streams[stream].output == id) return stream;
  }
  const ir::Output& output = context_.program.outputs[id];
  ir::Stream derived;
  derived.name = output.name;
  derived.span = output.span;
  derived.doc = output.doc;
  derived.record = output.record;
  derived.output = id;
  return context_.program.streams.Add(std::move(derived));
}

// Reports nothing for a name that stands for a mistake reported before.
bool ProcessChecker::KnowsStream(ast::Name name) {
  const DeclMap& channels = context_.modules[module_].channels;
  const auto found = channels.find(name.symbol);
  if (found != channels.end()) return found->second.kind != DeclKind::kOpaque && found->second.id != kNoId;
  context_.Report(Code::kUnknownStream, name.span, fmt::format("unknown stream `{}`", context_.Text(name.symbol)),
                  context_.DidYouMean(context_.Text(name.symbol),
                                      context_.NamesOf(channels, {DeclKind::kStream, DeclKind::kOutput})));
  return false;
}

std::optional<ir::StreamId> ProcessChecker::FindStream(ast::Name name) {
  return KnowsStream(name) ? StreamOf(name) : std::nullopt;
}

void ProcessChecker::CollectStreams() {
  const auto add = [&](ast::Name name) {
    const auto id = StreamOf(name);
    if (!id) return;
    for (const StreamRead& read : streams_) {
      if (read.id == *id) return;
    }
    streams_.push_back({*id, name});
  };
  for (const ast::Window& window : source_.windows) add(window.stream);
  for (const ast::Join& join : source_.joins) {
    add(join.left);
    add(join.right);
  }
  for (const ast::Handler& handler : source_.handlers) {
    if (handler.trigger == ast::TriggerKind::kStream) add(handler.subject);
  }
}

void ProcessChecker::CheckOrder() {
  process_.order_time = source_.order_time.has_value();
  for (const StreamRead& read : streams_) {
    const ir::Stream& stream = context_.program.streams[read.id];
    if (!stream.output) continue;
    process_.order_time = true;
    context_.output_uses.push_back(
        {static_cast<std::uint32_t>(context_.program.processes.size()), *stream.output, true, read.first.span});
    if (!source_.order_arrival) continue;
    context_
        .Report(Code::kOrderOfDerived, *source_.order_arrival,
                fmt::format("`order arrival` in a process that reads the output `{}`", stream.name),
                "events of an output run in `order time`")
        .Note(read.first.span, "it is read here");
  }
}

// ---- late events

void ProcessChecker::CheckLate(const ast::Handler& source) {
  const Symbol name = source.subject.symbol;
  if (scope_.joins.contains(name)) return CheckOneSide(source, ir::JoinHandlerKind::kLate);
  const bool is_own = scope_.windows.contains(name) || scope_.opaques.contains(name);
  const bool is_stream = context_.modules[module_].channels.contains(name);
  return is_stream && !is_own ? CheckLateEvents(source) : CheckLateRows(source);
}

void ProcessChecker::CheckLateEvents(const ast::Handler& source) {
  ir::Handler handler = CheckEvent(source);
  if (!handler.stream.valid()) return;
  const ir::Stream& stream = context_.program.streams[handler.stream];
  const bool is_read =
      std::any_of(streams_.begin(), streams_.end(), [&](const StreamRead& read) { return read.id == handler.stream; });
  const Span span = source.subject.span;
  if (!process_.order_time) {
    context_
        .Report(Code::kNeverLate, span, fmt::format("no event of stream `{}` is late", stream.name),
                "in `order arrival` a handler runs as soon as the event comes")
        .Hint("windows and joins have late events: `on late <window> as e`; or say `order time`");
  } else if (stream.output) {
    context_.Report(Code::kNeverLate, span, fmt::format("no event of the output `{}` is late", stream.name),
                    "what a process emits waits until its readers get there");
  } else if (!is_read) {
    context_.Report(Code::kNeverLate, span, fmt::format("the process does not read stream `{}`", stream.name),
                    fmt::format("add `on {} as e`", stream.name));
  } else {
    process_.late_events.push_back(std::move(handler));
  }
}

}  // namespace rulec::check
