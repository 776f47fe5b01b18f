#pragma once
// Ids of emitted records: the same after every replay and on every host.
#include <cstdint>
#include <string_view>

#include "rulert/hash128.h"
#include "rulert/key_buffer.h"

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

/// Which event made a trigger run. `source` is a topic, a file, or what the caller of Local says.
struct EventIdentity {
  std::string_view source;
  std::int64_t partition = 0;
  std::int64_t offset = 0;  // in the partition; line of a file, from 1
};

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
  buffer.Add(event.source);
  buffer.Add(event.partition);
  buffer.Add(event.offset);
  buffer.Add(Date{static_cast<std::int32_t>(ordinal)});  // 4 bytes
  const Hash128Value hash = Hash128(buffer.bytes().data(), buffer.bytes().size());
  return {hash.low, hash.high};
}

}  // namespace rulert
