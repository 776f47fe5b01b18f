#pragma once
// The records of the outputs that every module has: errors, late, overflow. Values are appended as JSON; what does not
// apply is absent.
#include <cstdint>
#include <string>
#include <string_view>

#include "rulert/module_abi.h"
#include "runtime/src/core/epoch.h"

namespace rulert::core {

/// A record of `errors`; empty texts are absent.
struct ErrorReport {
  std::string_view process;
  std::string_view rule;
  const Place* place = nullptr;
  std::string_view message;
  std::string_view operands;
};

/// {"module","process","rule","place","message","expression","operands","stream","position","raw"}: about one record of
/// an input; `stream` may be empty.
void AppendError(std::string_view module, const ErrorReport& report, const InputDesc& input, std::string_view stream,
                 const io::RecordView& raw, std::string& out);

class BuiltInOutputs {
 public:
  /// Both outlive this.
  BuiltInOutputs(const Module& module, const std::vector<InputDesc>& inputs) : module_(module), inputs_(inputs) {}

  /// As above, about one record of an epoch; `stream` may be SpecialRecord::kNoStream.
  void AppendError(const ErrorReport& report, const Epoch& epoch, std::uint32_t record, std::uint32_t stream,
                   std::string& out) const;
  /// About due work: "construct", "key" and "time" (of the handler) in place of stream, position and raw.
  void AppendError(const ErrorReport& report, const TriggerRef& trigger, const RecordSpec* key_spec,
                   std::string& out) const;
  /// {"construct","stream","time","watermark","position","value"}; `value` is the record as it came, without white
  /// space.
  void AppendLate(std::uint32_t construct, const Epoch& epoch, const RowRef& row, std::string& out) const;
  /// The same of an event that has waited, without "value": its bytes are long gone.
  void AppendLate(std::uint32_t construct, const TriggerRef& trigger, std::string& out) const;
  /// {"construct","key","time","value"}.
  void AppendOverflow(std::uint32_t construct, const RecordSpec* key_spec, const void* key, std::int64_t time,
                      const void* value, std::string& out) const;

 private:
  /// Of an event that has waited.
  void AppendPositionOf(const TriggerRef& trigger, std::string& out) const;
  void AppendLateHead(std::uint32_t construct, std::uint32_t stream, std::int64_t time, std::int64_t watermark,
                      std::string& out) const;
  std::string NameOf(std::uint32_t construct) const;

  const Module& module_;
  const std::vector<InputDesc>& inputs_;
};

/// Appends a timestamp as a JSON string; times outside years 0001-9999 as a number of microseconds.
void AppendTime(std::int64_t time_us, std::string& out);

}  // namespace rulert::core
