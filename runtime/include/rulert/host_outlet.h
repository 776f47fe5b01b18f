#pragma once
// Where a module's triggers emit to: the host that opened the shard.
#include <cstdint>

#include "rulert/module_abi.h"

namespace rulert {

class HostOutlet {
 public:
  /// `key`: struct described by ProcessDesc::key; null without key.
  HostOutlet(const HostApi& api, void* host, const RowRef& row, const void* key) noexcept
      : api_(api), host_(host), row_(row), key_(key) {}

  void Rule(std::uint32_t) noexcept {}
  void Commit() noexcept {}

  template <class Output, class Record>
  void Emit(Output, std::uint32_t rule, std::uint32_t ordinal, const Record& record) noexcept {
    const Emission emission{Output::kIndex, rule, ordinal, 0, &record, key_, row_.row->time, &row_};
    api_.emit(host_, &emission);
  }
  void Late(std::uint32_t construct) noexcept { api_.late(host_, &row_, construct); }
  template <class Row>
  void Overflow(std::uint32_t construct, std::int64_t time, const Row& row) noexcept {
    api_.overflow(host_, &row_, construct, key_, time, &row);
  }

 private:
  const HostApi& api_;
  void* host_;
  const RowRef& row_;
  const void* key_;
};

}  // namespace rulert
