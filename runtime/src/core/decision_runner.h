#pragma once
// A decision from JSON to JSON, one line each. One thread at a time; make one runner per thread.
#include <cstdint>
#include <string>
#include <string_view>

#include "rulert/module_abi.h"
#include "rulert/scratch.h"
#include "runtime/src/core/epoch.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::core {

/// The decision of that name, or null.
const DecisionDesc* FindDecision(const Module& module, std::string_view name);

class DecisionRunner {
 public:
  /// `file`: where inputs come from, for positions. `params`: described by Module::params; null: their defaults. Module
  /// and decision outlive the runner.
  DecisionRunner(const Module& module, const DecisionDesc& decision, io::Validation validation, std::string file,
                 const void* params = nullptr);

  /// Appends the answer and a line end: the result, `null` where there is none, a list for `all matches`;
  /// {"error":{...}} (an `errors` record) for an input that cannot be decoded or is rejected: then false.
  bool Run(const io::RecordView& input, std::string& out);

 private:
  void AppendAnswers(const DecisionCall& call, std::string& out) const;
  bool AppendFailure(const io::RecordView& input, std::string_view message, const Failure* failure,
                     std::string& out) const;

  const Module& module_;
  const DecisionDesc& decision_;
  const InputDesc input_;
  const void* params_;
  io::JsonDecoder decoder_;
  Scratch decoded_;
  Scratch answer_;
  io::DecodeError error_;
};

}  // namespace rulert::core
