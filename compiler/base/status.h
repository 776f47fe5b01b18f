#pragma once
// Failures of the world (files, processes, the network): never a mistake in rules, never a bug.
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace rulec::base {

enum class StatusCode : std::uint8_t {
  kNotFound,
  kPermission,
  kIsDirectory,
  kTooLarge,
  kIo,           // any other failure of the system
  kUnavailable,  // a tool or service that is needed is not there
  kUsage,        // the user asked for what there is not: a decision, a parameter
  kBug,          // a fault of this program that another one noticed, such as the C++ compiler
};

/// `message` is a sentence for the user: lower case, names what was tried, no full stop.
struct [[nodiscard]] Status {
  StatusCode code = StatusCode::kIo;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Status>;

inline tl::unexpected<Status> Failure(StatusCode code, std::string message) {
  return tl::unexpected<Status>(Status{code, std::move(message)});
}

}  // namespace rulec::base
