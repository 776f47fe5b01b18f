// Streams, with the fields of their events that anything reads.
#include <map>
#include <set>

#include "compiler/lower/context.h"

namespace rulec::lower {
namespace {

/// What is read of the events of one stream.
struct Reads {
  std::set<std::uint32_t> fields;
  bool whole = false;
};

class ReadFinder {
 public:
  explicit ReadFinder(const ir::Program& program) : program_(program), reads_(program.streams.size()) {}

  std::vector<Reads> Run() {
    for (const ir::Process& process : program_.processes) {
      for (const ir::KeyField& field : process.key) {
        for (const ir::KeyField::Source& source : field.sources)
          reads_[source.stream.value].fields.insert(source.field);
      }
      for (const ir::Window& window : process.windows) events_[window.event.value] = window.stream;
      for (const ir::Handler& handler : process.handlers) {
        if (handler.kind == ir::HandlerKind::kStream) events_[handler.event.value] = handler.stream;
      }
      for (const ir::Handler& handler : process.late_events) events_[handler.event.value] = handler.stream;
      for (const ir::LateHandler& handler : process.late_handlers) {
        events_[handler.event.value] = process.windows[handler.window].stream;
      }
      for (const ir::Window& window : process.windows) {
        if (window.where) VisitExpr(*window.where);
        for (const ir::Aggregate& aggregate : window.aggregates) {
          if (aggregate.argument.valid()) VisitExpr(aggregate.argument);
        }
      }
      for (const ir::LateHandler& handler : process.late_handlers) {
        for (const ir::StatementId statement : handler.body) VisitStatement(statement);
      }
      for (const auto* handlers : {&process.handlers, &process.late_events}) {
        for (const ir::Handler& handler : *handlers) {
          for (const ir::StatementId statement : handler.body) VisitStatement(statement);
        }
      }
      for (const ir::DueHandler& handler : process.due_handlers) {
        for (const ir::StatementId statement : handler.body) VisitStatement(statement);
      }
    }
    for (const ir::StreamId id : program_.streams.ids()) {
      const ir::Stream& stream = program_.streams[id];
      if (stream.time_field) reads_[id.value].fields.insert(*stream.time_field);
    }
    return std::move(reads_);
  }

 private:
  /// Of an event that `expr` is.
  Reads* ReadsOf(const ir::Expr& expr) {
    if (expr.kind != ir::ExprKind::kLocal) return nullptr;
    const auto event = events_.find(expr.index);
    return event == events_.end() ? nullptr : &reads_[event->second.value];
  }
  void VisitExpr(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs[id];
    if (Reads* const reads = ReadsOf(expr)) reads->whole = true;
    if (expr.kind == ir::ExprKind::kField) {
      if (Reads* const reads = ReadsOf(program_.exprs[program_.children_of(expr)[0]])) {
        reads->fields.insert(expr.index);
        return;
      }
    }
    for (const ir::ExprId child : program_.children_of(expr)) VisitExpr(child);
  }
  void VisitStatement(ir::StatementId id) {
    const ir::Statement& statement = program_.statements[id];
    for (const ir::ExprId expr : statement.exprs()) {
      if (expr.valid()) VisitExpr(expr);
    }
    for (const ir::StatementId inner : statement.body) VisitStatement(inner);
  }

  const ir::Program& program_;
  std::vector<Reads> reads_;
  std::map<std::uint32_t, ir::StreamId> events_;  // by LocalId
};

}  // namespace

void LowerStreams(Context& context) {
  const ir::Program& program = context.program();
  plan::Plan& plan = context.plan();
  const std::vector<Reads> reads = ReadFinder(program).Run();
  for (const ir::StreamId id : program.streams.ids()) {
    const ir::Stream& declared = program.streams[id];
    plan::Stream& stream = plan.streams[id.value];
    const Reads& read = reads[id.value];
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
