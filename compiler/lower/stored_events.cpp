// Events that state holds.
#include "compiler/lower/process_parts.h"
#include "compiler/lower/state_shape.h"

namespace rulec::lower {

void AddWaiting(Context& context, ProcessParts& parts, const std::set<ir::StreamId>& streams) {
  plan::Slot slot;
  slot.kind = plan::SlotKind::kWaiting;
  slot.name = "waiting";
  slot.member = context.MemberName("waiting", parts.members);
  slot.shape = "waiting events";
  slot.memory_us = 0;  // it ends by itself
  slot.size = 16;
  std::string events;
  for (const ir::StreamId id : streams) {
    plan::Stream& stream = context.plan().streams[id.value];
    const plan::Struct& record = context.plan().records[stream.record];
    stream.stored = true;
    slot.shape += ", " + stream.name + " {";
    for (const std::uint32_t field : stream.fields) {
      MarkStored(context, record.fields[field].type);
      slot.shape += " " + record.fields[field].name + ": " + plan::TypeText(context.plan(), record.fields[field].type);
    }
    slot.shape += " }";
    if (stream.whole) context.plan().records[stream.record].stored = true;
    events += (events.empty() ? "" : ", ") + (stream.output ? "::rulert::Derived<" + stream.event + ">" : stream.event);
  }
  slot.type = "::rulert::Waiting<" + events + ">";
  parts.out.waiting = slot.member;
  parts.out.state.push_back(std::move(slot));
}

}  // namespace rulec::lower
