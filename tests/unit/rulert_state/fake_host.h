#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rulert/module_abi.h"
#include "tests/unit/rulert_state/card_velocity_rules.h"
#include "tests/unit/rulert_state/naive_look_back.h"

using card::velocity::Alert;
using card::velocity::CardVelocity;
using card::velocity::Summary;

/// Writes down what a module says; drops what a rejected trigger emitted, as the real one does.
class FakeHost {
 public:
  static const rulert::HostApi* Api() {
    static const rulert::HostApi api{
        rulert::kModuleAbi, sizeof(rulert::HostApi), &Emit, &Reject, &Late, &Overflow, nullptr, nullptr, nullptr};
    return &api;
  }
  std::vector<std::string> lines;

 private:
  static FakeHost& Of(void* host) { return *static_cast<FakeHost*>(host); }
  void Mark(const rulert::TriggerRef& trigger) {
    const std::uint64_t sequence = trigger.kind == rulert::TriggerKind::kRow ? UINT64_MAX : trigger.sequence;
    const std::uint64_t order = trigger.row == nullptr ? UINT64_MAX : trigger.row->order;
    if (order == order_ && sequence == sequence_) return;
    order_ = order;
    sequence_ = sequence;
    mark_ = lines.size();
  }
  static void Emit(void* host, const rulert::Emission* e) {
    Of(host).Mark(*e->trigger);
    std::string line = "rule " + std::to_string(e->rule) + "." + std::to_string(e->ordinal) + " t " +
                       std::to_string(e->trigger->time) + " key " +
                       std::string(static_cast<const CardVelocity::Key*>(e->trigger->key)->customer);
    if (e->output == 0) {
      const auto& alert = *static_cast<const Alert*>(e->record);
      line += " alert " + std::string(alert.customer) + " " + std::to_string(alert.count);
    } else {
      const auto& s = *static_cast<const Summary*>(e->record);
      line += " summary " + std::to_string(s.approved) + " " +
              std::to_string(static_cast<std::int64_t>(s.sum.mantissa)) + " " +
              (s.least ? std::to_string(s.least->mantissa) : "-") + " " +
              (s.largest ? std::to_string(s.largest->mantissa) : "-") + " '" + std::string(s.home) + "' " +
              std::to_string(s.visits);
    }
    Of(host).lines.push_back(line);
  }
  static void Reject(void* host, const rulert::TriggerRef* trigger, std::uint32_t rule,
                     const rulert::Failure* failure) {
    Of(host).Mark(*trigger);
    Of(host).lines.resize(Of(host).mark_);
    Of(host).lines.push_back("rejected " + std::to_string(rule) + " " + std::string(failure->message) + ": " +
                             std::string(failure->operands, failure->operand_size));
  }
  static void Late(void* host, const rulert::TriggerRef* trigger, std::uint32_t construct) {
    Of(host).Mark(*trigger);
    Of(host).lines.push_back("late " + std::to_string(construct) + " " + std::to_string(trigger->row->row->offset));
  }
  static void Overflow(void* host, const rulert::TriggerRef* trigger, std::uint32_t, std::int64_t, const void*) {
    Of(host).Mark(*trigger);
    Of(host).lines.push_back("overflow");
  }

  std::uint64_t order_ = UINT64_MAX;
  std::uint64_t sequence_ = UINT64_MAX - 1;
  std::size_t mark_ = 0;
};
