// Joins by definition: all events that ever entered, every pair looked for anew.
#include <algorithm>

#include "tests/support/naive_process.h"

namespace rulec::testing {
namespace {

ir::JoinSide Other(ir::JoinSide side) {
  return side == ir::JoinSide::kLeft ? ir::JoinSide::kRight : ir::JoinSide::kLeft;
}

bool ArePartners(const ir::Join& join, Instant left, Instant right) {
  return right - left >= join.lower_us && right - left <= join.upper_us;
}

/// When the last partner of an event may come, but not before the event itself.
Instant LastPartner(const ir::Join& join, const NaiveJoined& event) {
  const Instant reach = event.side == ir::JoinSide::kLeft ? join.upper_us : -join.lower_us;
  return event.record->time + std::max<Instant>(reach, 0);
}

}  // namespace

std::optional<NaiveRejection> NaiveProcess::EnterJoins() {
  for (const ir::JoinId id : process_.joins.ids()) {
    const ir::Join& join = process_.joins[id];
    const ir::StreamId stream = *trigger_.record->stream;
    if (join.sides.left.stream != stream && join.sides.right.stream != stream) continue;
    if (trigger_.time <= trigger_.watermark) {
      if (auto rejection = HandleLateFor(id)) return rejection;
      continue;
    }
    for (const ir::JoinSide side : ir::kJoinSides) {
      if (join.sides[side].stream == stream) Meet(id, side);
    }
  }
  return std::nullopt;
}

std::optional<NaiveRejection> NaiveProcess::HandleLateFor(ir::JoinId id) {
  const ir::Join& join = process_.joins[id];
  bool is_handled = false;
  for (const ir::JoinHandler& handler : process_.join_handlers) {
    if (handler.join != id || handler.kind != ir::JoinHandlerKind::kLate) continue;
    const ir::JoinSide side = handler.events.left.valid() ? ir::JoinSide::kLeft : ir::JoinSide::kRight;
    if (join.sides[side].stream != *trigger_.record->stream) continue;
    is_handled = true;
    evaluator_->SetLocal(handler.events[side], trigger_.record->event);
    Touch(handler.body);
    if (auto rejection = RunAll(handler.body, "on late " + join.name + " as " + join.sides[side].name)) {
      return rejection;
    }
  }
  if (!is_handled) out_.push_back(lines_.Late(trigger_, join.name));
  return std::nullopt;
}

void NaiveProcess::Meet(ir::JoinId id, ir::JoinSide side) {
  const ir::Join& join = process_.joins[id];
  std::vector<NaiveJoined>& all = key_->joined[id.value];
  NaiveJoined entering{std::make_shared<const NaiveRecord>(*trigger_.record), side};
  std::vector<NaiveJoined*> partners;
  for (NaiveJoined& other : all) {
    if (other.side != Other(side)) continue;
    const bool is_left = side == ir::JoinSide::kLeft;
    const Instant left = is_left ? entering.record->time : other.record->time;
    const Instant right = is_left ? other.record->time : entering.record->time;
    if (ArePartners(join, left, right)) partners.push_back(&other);
  }
  std::stable_sort(partners.begin(), partners.end(),
                   [](const NaiveJoined* a, const NaiveJoined* b) { return a->record->time < b->record->time; });
  const bool is_told = std::any_of(process_.join_handlers.begin(), process_.join_handlers.end(), [&](const auto& each) {
    return each.join == id && each.kind == ir::JoinHandlerKind::kMatch;
  });
  for (NaiveJoined* partner : partners) {
    partner->has_partner = entering.has_partner = true;
    if (!is_told) continue;
    NaiveTrigger pair;
    pair.joined[side] = entering.record;
    pair.joined[Other(side)] = partner->record;
    pair.time = std::max(entering.record->time, partner->record->time);
    pair.watermark = trigger_.watermark;
    pair.instant = trigger_.instant;
    pair.order = trigger_.order;
    pair.construct = join.name;
    pair.identity.kind = rulert::TriggerKind::kJoin;
    pair.identity.construct = id.value;
    at_once_.push_back(std::move(pair));
  }
  all.push_back(std::move(entering));
}

std::optional<NaiveRejection> NaiveProcess::HandleJoined() {
  const ir::JoinId id(trigger_.identity.construct);
  const bool is_pair = trigger_.joined.left != nullptr && trigger_.joined.right != nullptr;
  const ir::Join& join = process_.joins[id];
  for (const ir::JoinHandler& handler : process_.join_handlers) {
    if (handler.join != id || handler.kind == ir::JoinHandlerKind::kLate) continue;
    if ((handler.kind == ir::JoinHandlerKind::kMatch) != is_pair) continue;
    std::string rule = is_pair ? "on match " + join.name : "on unmatched " + join.name + " as ";
    bool is_its = true;
    for (const ir::JoinSide side : ir::kJoinSides) {
      if (!handler.events[side].valid()) continue;
      is_its &= trigger_.joined[side] != nullptr;
      if (!is_its) continue;
      evaluator_->SetLocal(handler.events[side], trigger_.joined[side]->event);
      if (!is_pair) rule += join.sides[side].name;
    }
    if (!is_its) continue;
    Touch(handler.body);
    if (auto rejection = RunAll(handler.body, rule)) return rejection;
  }
  return std::nullopt;
}

std::optional<NaiveTrigger> NaiveProcess::TakeAlone(NaiveKey& key, Instant before, Instant watermark) const {
  NaiveJoined* first = nullptr;
  ir::JoinId of;
  for (auto& [number, all] : key.joined) {
    const ir::JoinId id(number);
    for (const ir::JoinSide side : ir::kJoinSides) {
      const bool is_outer =
          std::any_of(process_.join_handlers.begin(), process_.join_handlers.end(), [&](const ir::JoinHandler& each) {
            return each.join == id && each.kind == ir::JoinHandlerKind::kUnmatched && each.events[side].valid();
          });
      for (NaiveJoined& event : all) {
        if (!is_outer || event.side != side || event.has_partner || event.is_told) continue;
        const Instant instant = LastPartner(process_.joins[id], event);
        if (first != nullptr && LastPartner(process_.joins[of], *first) <= instant) continue;
        first = &event;
        of = id;
      }
    }
  }
  if (first == nullptr) return std::nullopt;
  const Instant instant = LastPartner(process_.joins[of], *first);
  if (instant >= before || instant > watermark) return std::nullopt;
  first->is_told = true;
  NaiveTrigger trigger;
  trigger.time = trigger.instant = trigger.watermark = instant;
  trigger.construct = process_.joins[of].name;
  trigger.identity.kind = rulert::TriggerKind::kJoin;
  trigger.identity.construct = of.value;
  trigger.identity.partner_stream = rulert::kNoPartner;
  trigger.joined[first->side] = first->record;
  return trigger;
}

}  // namespace rulec::testing
