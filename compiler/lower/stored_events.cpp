// Events that state holds.
#include "compiler/lower/process_parts.h"

namespace rulec::lower {

using types::TypeKind;

void MarkStored(plan::Plan& plan, const plan::Type& type) {
  if (type.kind == TypeKind::kList) MarkStored(plan, plan.elements[type.element]);
  if (type.kind != TypeKind::kRecord) return;
  plan::Struct& record = plan.records[type.record];
  record.stored = true;
  for (const plan::Field& field : record.fields) MarkStored(plan, field.type);
}

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
      MarkStored(context.plan(), record.fields[field].type);
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
