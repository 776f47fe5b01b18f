// Streams, with the fields of their events that anything reads.
#include "compiler/lower/context.h"
#include "compiler/lower/event_reads.h"

namespace rulec::lower {
namespace {

/// By StreamId.
std::vector<EventReads> ReadsOfStreams(const ir::Program& program) {
  std::vector<EventReads> reads(program.streams.size());
  ReadFinder finder(program);
  for (const ir::Process& process : program.processes) {
    for (const ir::KeyField& field : process.key) {
      for (const ir::KeyField::Source& source : field.sources) reads[source.stream.value].fields.insert(source.field);
    }
    const auto watch = [&](ir::LocalId event, ir::StreamId stream) { finder.Watch(event, reads[stream.value]); };
    for (const ir::Window& window : process.windows) {
      watch(window.event, window.stream);
      if (window.where) finder.Visit(*window.where);
      for (const ir::Aggregate& aggregate : window.aggregates) {
        if (aggregate.argument.valid()) finder.Visit(aggregate.argument);
      }
    }
    for (const ir::Handler& handler : process.handlers) {
      if (handler.kind == ir::HandlerKind::kStream) watch(handler.event, handler.stream);
      finder.Visit(handler.body);
    }
    for (const ir::Handler& handler : process.late_events) {
      watch(handler.event, handler.stream);
      finder.Visit(handler.body);
    }
    for (const ir::LateHandler& handler : process.late_handlers) {
      watch(handler.event, process.windows[handler.window].stream);
      finder.Visit(handler.body);
    }
    for (const ir::DueHandler& handler : process.due_handlers) finder.Visit(handler.body);
    for (const ir::JoinHandler& handler : process.join_handlers) {
      for (const ir::JoinSide side : ir::kJoinSides) {
        if (handler.events[side].valid()) watch(handler.events[side], process.joins[handler.join].sides[side].stream);
      }
      finder.Visit(handler.body);
    }
  }
  for (const ir::StreamId id : program.streams.ids()) {
    const ir::Stream& stream = program.streams[id];
    if (stream.time_field) reads[id.value].fields.insert(*stream.time_field);
  }
  return reads;
}

}  // namespace

void LowerStreams(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  const std::vector<EventReads> reads = ReadsOfStreams(program);
  for (const ir::StreamId id : program.streams.ids()) {
    const ir::Stream& declared = program.streams[id];
    plan::Stream& stream = plan.streams[id.value];
    const EventReads& read = reads[id.value];
    stream.doc = declared.doc;
    stream.record = declared.record.value;
    stream.fields.assign(read.fields.begin(), read.fields.end());
    stream.whole = read.whole;
    if (stream.whole) {
      stream.event = plan.records[stream.record].cpp;
      stream.fields.clear();
      for (std::uint32_t i = 0; i < plan.records[stream.record].fields.size(); ++i) stream.fields.push_back(i);
    }
    stream.time_field = declared.time_field;
    stream.delay_us = declared.delay_us;
    stream.idle_us = declared.idle_us;
    stream.idle_by_clock = declared.idle_by_clock;
    stream.ahead_us = declared.ahead_us;
    if (declared.output) stream.output = declared.output->value;
  }
}

}  // namespace rulec::lower
