#pragma once
// From names in a configuration to open sources and sinks.
#include <memory>
#include <string>
#include <vector>

#include "rulert/module_abi.h"
#include "runtime/host/config.h"
#include "runtime/host/readiness.h"
#include "runtime/src/core/job.h"

namespace rulert::host {

struct OpenBindings {
  std::vector<core::JobInput> inputs;
  std::vector<core::OutputRoute> routes;  // as core::Job wants them
  std::vector<std::unique_ptr<io::Sink>> sinks;
};

/// Opens what `config`, which fits the module, names. Kafka is not waited for. Outputs of the host that are not bound
/// go to
/// `<job>.errors.jsonl`, `<job>.late.jsonl`, `<job>.overflow.jsonl` in the working directory, created by their first
/// record.
io::Expected<OpenBindings> Open(const Config& config, const Module& module, const std::string& job,
                                Readiness& readiness);

}  // namespace rulert::host
