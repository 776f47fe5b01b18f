#pragma once
// Where a module's triggers emit to: the host that opened the shard.
#include <cstdint>

#include "rulert/module_abi.h"

namespace rulert {

/// Of due work.
class HostOutlet {
 public:
  HostOutlet(const HostApi& api, void* host, const TriggerRef& trigger) noexcept
      : api_(api), host_(host), trigger_(trigger) {}

  void Rule(std::uint32_t) noexcept {}
  void Commit() noexcept {}

  template <class Output, class Record>
  void Emit(Output, std::uint32_t rule, std::uint32_t ordinal, const Record& record) noexcept {
    const Emission emission{Output::kIndex, rule, ordinal, 0, &record, &trigger_};
    api_.emit(host_, &emission);
  }
  void Late(std::uint32_t construct) noexcept { api_.late(host_, &trigger_, construct); }
  template <class Row>
  void Overflow(std::uint32_t construct, std::int64_t time, const Row& row) noexcept {
    api_.overflow(host_, &trigger_, construct, time, &row);
  }

 private:
  const HostApi& api_;
  void* host_;
  const TriggerRef& trigger_;
};

/// Of a row. Most rows emit nothing, so what describes the trigger is put together when one does.
class RowOutlet {
 public:
  /// `key`: struct described by ProcessDesc::key; null without key.
  RowOutlet(const HostApi& api, void* host, const RowRef& row, const void* key) noexcept
      : api_(api), host_(host), row_(row), key_(key) {}

  void Rule(std::uint32_t) noexcept {}
  void Commit() noexcept {}

  template <class Output, class Record>
  void Emit(Output output, std::uint32_t rule, std::uint32_t ordinal, const Record& record) noexcept {
    const TriggerRef trigger = Describe();
    HostOutlet(api_, host_, trigger).Emit(output, rule, ordinal, record);
  }
  void Late(std::uint32_t construct) noexcept {
    const TriggerRef trigger = Describe();
    HostOutlet(api_, host_, trigger).Late(construct);
  }
  template <class Row>
  void Overflow(std::uint32_t construct, std::int64_t time, const Row& row) noexcept {
    const TriggerRef trigger = Describe();
    HostOutlet(api_, host_, trigger).Overflow(construct, time, row);
  }
  void Reject(std::uint32_t rule, const Failure& failure) noexcept {
    const TriggerRef trigger = Describe();
    api_.reject(host_, &trigger, rule, &failure);
  }

 private:
  TriggerRef Describe() const noexcept {
    TriggerRef trigger{};
    trigger.kind = TriggerKind::kRow;
    trigger.row = &row_;
    trigger.key = key_;
    trigger.time = row_.row->time;
    return trigger;
  }
  const HostApi& api_;
  void* host_;
  const RowRef& row_;
  const void* key_;
};

}  // namespace rulert
