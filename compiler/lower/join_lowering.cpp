// Joins: what is kept of their events, and what their handlers do.
#include <algorithm>

#include "compiler/lower/event_reads.h"
#include "compiler/lower/handler_body.h"
#include "compiler/lower/state_shape.h"

namespace rulec::lower {
namespace {

using ir::JoinHandlerKind;
using ir::JoinSide;

plan::JoinSide& SideOf(plan::Join& join, JoinSide side) { return side == JoinSide::kLeft ? join.left : join.right; }

/// Handlers of a kind, of one side where they are of one.
std::vector<std::size_t> HandlersOf(const ir::Process& process, ir::JoinId join, JoinHandlerKind kind, JoinSide side) {
  std::vector<std::size_t> handlers;
  for (std::size_t i = 0; i < process.join_handlers.size(); ++i) {
    const ir::JoinHandler& handler = process.join_handlers[i];
    if (handler.join == join && handler.kind == kind && handler.events[side].valid()) handlers.push_back(i);
  }
  return handlers;
}

/// The handlers of one kind: they are one function.
class JoinBody final : public HandlerBody {
 public:
  using HandlerBody::HandlerBody;

  /// `names`: of the events, set by this; `undo` takes it as one way of several.
  plan::BlockId Run(const std::vector<std::size_t>& handlers, ir::BothSides<std::string>& names, UndoSet& undo) {
    Bodies bodies;
    for (const std::size_t i : handlers) {
      const ir::JoinHandler& handler = parts_.declared.join_handlers[i];
      bodies.push_back(&handler.body);
      for (const JoinSide side : ir::kJoinSides) {
        if (!handler.events[side].valid()) continue;
        if (names[side].empty()) names[side] = TakeLocal(program_.locals[handler.events[side]].name);
        body_.Bind(handler.events[side], plan::Name(pool_, names[side]));
      }
    }
    body_.OpenBlock();
    OpenViews(bodies);
    std::uint32_t ordinal = 0;
    for (const std::size_t i : handlers)
      AddHandler(parts_.declared.join_handlers[i].body, parts_.join_rules[i], ordinal);
    undo.Add(undo_);
    return body_.CloseBlock();
  }
};

class JoinLowering {
 public:
  JoinLowering(Context& context, ProcessParts& parts, ir::JoinId id)
      : context_(context), parts_(parts), id_(id), declared_(parts.declared.joins[id]) {}

  void Add() {
    plan::Join join;
    join.name = declared_.name;
    join.doc = context_.HeadText(declared_.span) + " (" + context_.Where(declared_.span) + ").";
    join.type = parts_.NestedType(declared_.name, "Join");
    join.member = context_.MemberName(declared_.name, parts_.members);
    join.lower_us = declared_.lower_us;
    join.upper_us = declared_.upper_us;
    join.construct = AddConstruct(context_, parts_, declared_.name);

    plan::Slot slot;
    slot.kind = plan::SlotKind::kJoin;
    slot.name = declared_.name;
    slot.member = join.member;
    slot.type = "::rulert::IntervalJoin<" + join.type + ">";
    slot.shape = "join " + std::to_string(join.lower_us) + "us .. " + std::to_string(join.upper_us) + "us";
    slot.memory_us = std::max({join.upper_us, -join.lower_us, std::int64_t{0}});
    slot.size = 32;
    for (const JoinSide side : ir::kJoinSides) AddSide(side, SideOf(join, side), join.type, slot);
    parts_.out.joins.push_back(std::move(join));
    parts_.out.state.push_back(std::move(slot));
  }

  void Lower(const Failures& failures) {
    plan::Join& join = parts_.out.joins[id_.value];
    join.work = parts_.class_scope.Take(join.type + "Pairs");
    UndoSet undo;
    const auto run = [&](JoinHandlerKind kind, JoinSide side, ir::BothSides<std::string>& names) {
      const auto handlers = HandlersOf(parts_.declared, id_, kind, side);
      return handlers.empty() ? plan::BlockId() : JoinBody(context_, failures, parts_).Run(handlers, names, undo);
    };
    ir::BothSides<std::string> names;
    join.match = run(JoinHandlerKind::kMatch, JoinSide::kLeft, names);
    for (const JoinSide side : ir::kJoinSides) {
      SideOf(join, side).matched = names[side];
      ir::BothSides<std::string> alone;
      SideOf(join, side).unmatched_body = run(JoinHandlerKind::kUnmatched, side, alone);
      SideOf(join, side).unmatched = alone[side];
    }
    join.saved = undo.SavedOf(parts_.out.state);
  }

 private:
  void AddSide(JoinSide side, plan::JoinSide& out, const std::string& type, plan::Slot& slot) {
    const ir::StreamId stream = declared_.sides[side].stream;
    const plan::Stream& of = context_.plan().streams[stream.value];
    EventReads reads;
    ReadFinder finder(context_.program());
    for (const ir::JoinHandler& handler : parts_.declared.join_handlers) {
      if (handler.join != id_ || handler.kind == JoinHandlerKind::kLate || !handler.events[side].valid()) continue;
      finder.Watch(handler.events[side], reads);
      finder.Visit(handler.body);
    }
    out.stream = stream.value;
    out.is_outer = !HandlersOf(parts_.declared, id_, JoinHandlerKind::kUnmatched, side).empty();
    out.handles_late = !HandlersOf(parts_.declared, id_, JoinHandlerKind::kLate, side).empty();
    out.whole = reads.whole;
    const plan::Struct& record = context_.plan().records[of.record];
    out.event = out.whole ? context_.Qualified(record.cpp)
                          : type + (side == JoinSide::kLeft ? "::Left::Event" : "::Right::Event");
    for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
      if (!out.whole && !reads.fields.contains(i)) continue;
      out.fields.push_back(record.fields[i]);
      out.fields.back().doc.clear();
    }
    slot.shape += ", " + of.name + " {";
    for (const plan::Field& field : out.fields) {
      MarkStored(context_, field.type);
      slot.shape += " " + field.name + ": " + ShapeOf(context_.plan(), field.type);
    }
    slot.shape += " }";
    if (out.whole) context_.plan().records[of.record].stored = true;
    if (!out.is_outer) return;
    slot.shape += " outer";
    slot.size += 8;
  }

  Context& context_;
  ProcessParts& parts_;
  const ir::JoinId id_;
  const ir::Join& declared_;
};

}  // namespace

void AddJoin(Context& context, ProcessParts& parts, ir::JoinId id) { JoinLowering(context, parts, id).Add(); }

void LowerJoin(Context& context, const Failures& failures, ProcessParts& parts, ir::JoinId id) {
  JoinLowering(context, parts, id).Lower(failures);
}

}  // namespace rulec::lower
