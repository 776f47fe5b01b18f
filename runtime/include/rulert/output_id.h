#pragma once
// Ids of emitted records: the same after every replay and on every host.
#include <cstdint>
#include <string_view>

#include "rulert/hash128.h"
#include "rulert/key_buffer.h"
#include "rulert/module_abi.h"

namespace rulert {

/// 128 bits; written as 32 lower-case hex digits, high half first.
struct OutputId {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend constexpr bool operator==(const OutputId&, const OutputId&) = default;

  /// Writes 32 characters; returns the end.
  char* Write(char* out) const noexcept {
    constexpr char kDigits[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) *out++ = kDigits[high >> shift & 15];
    for (int shift = 60; shift >= 0; shift -= 4) *out++ = kDigits[low >> shift & 15];
    return out;
  }
};

/// Of an event of a derived stream: of the emission that it is.
constexpr OutputId IdOf(const EventRef& event) noexcept {
  return {static_cast<std::uint64_t>(event.offset), std::uint64_t{event.partition} << 32 | event.rest};
}

/// Which event made a trigger run. `source` is a topic, a file, or what the caller of Local says.
struct EventIdentity {
  std::string_view source;
  std::int64_t partition = 0;
  std::int64_t offset = 0;  // in the partition; line of a file, from 1
};

namespace detail {
inline void AddIdentity(KeyBuffer& buffer, const EventIdentity& event) noexcept {
  buffer.Add(event.source);
  buffer.Add(event.partition);
  buffer.Add(event.offset);
}
inline OutputId FinishId(KeyBuffer& buffer, std::uint32_t ordinal) noexcept {
  buffer.Add(Date{static_cast<std::int32_t>(ordinal)});  // 4 bytes
  const Hash128Value hash = Hash128(buffer.bytes().data(), buffer.bytes().size());
  return {hash.low, hash.high};
}
}  // namespace detail

/// XXH3-128 of, little-endian: module, process, rule, key bytes and source, each after its length in 4 bytes; partition
/// and offset in 8 bytes each; ordinal in 4. `rule` is the name of a rule or handler; `key` the canonical key bytes
/// (key_buffer.h), empty without key; `ordinal` counts the records of this rule in this trigger from 0.
/// `buffer` is scratch space.
inline OutputId IdOfOutput(KeyBuffer& buffer, std::string_view module, std::string_view process, std::string_view rule,
                           std::string_view key, const EventIdentity& event, std::uint32_t ordinal) noexcept {
  buffer.Clear();
  buffer.Add(module);
  buffer.Add(process);
  buffer.Add(rule);
  buffer.Add(key);
  detail::AddIdentity(buffer, event);
  return detail::FinishId(buffer, ordinal);
}

/// Of what due work emitted: in place of the event's position stand, for
///   a timer    "timer", its name, the time of the firing
///   a window   "window", its name, start, end, number of the firing
///   a join     "join", its name, the event's source, partition and offset; of a pair these of both, left first
/// `construct` is the name; `event` and `partner` of a join. A waiting event has the ids of its position.
inline OutputId IdOfOutput(KeyBuffer& buffer, std::string_view module, std::string_view process, std::string_view rule,
                           std::string_view key, const TriggerRef& trigger, std::string_view construct,
                           const EventIdentity& event, const EventIdentity& partner, std::uint32_t ordinal) noexcept {
  if (trigger.kind == TriggerKind::kRow || trigger.kind == TriggerKind::kEvent) {
    return IdOfOutput(buffer, module, process, rule, key, event, ordinal);
  }
  buffer.Clear();
  buffer.Add(module);
  buffer.Add(process);
  buffer.Add(rule);
  buffer.Add(key);
  if (trigger.kind == TriggerKind::kTimer) {
    buffer.Add(std::string_view("timer"));
    buffer.Add(construct);
    buffer.Add(trigger.time);
  } else if (trigger.kind == TriggerKind::kWindow) {
    buffer.Add(std::string_view("window"));
    buffer.Add(construct);
    buffer.Add(trigger.start);
    buffer.Add(trigger.end);
    buffer.Add(std::int64_t{trigger.firing});
  } else {
    buffer.Add(std::string_view("join"));
    buffer.Add(construct);
    detail::AddIdentity(buffer, event);
    if (trigger.partner_stream != kNoPartner) detail::AddIdentity(buffer, partner);
  }
  return detail::FinishId(buffer, ordinal);
}

}  // namespace rulert
