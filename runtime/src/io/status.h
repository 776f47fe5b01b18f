#pragma once
// Failures of the world as this folder reports them, and what a source or sink says about itself while it runs.
#include <cstdint>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace rulert::io {

enum class StatusCode : std::uint8_t {
  kNotFound,
  kPermission,
  kIsDirectory,
  kTooLarge,
  kIo,           // any other failure of the system
  kClosed,       // the reader of our output is gone (EPIPE), or the source or sink was cancelled
  kUnavailable,  // a service does not answer
  kInvalid,      // a setting that the service's client refuses
};

/// `message` is a sentence for the user: lower case, names what was tried, no full stop.
struct [[nodiscard]] Status {
  StatusCode code = StatusCode::kIo;
  std::string message;
};

template <class T>
using Expected = tl::expected<T, Status>;

inline tl::unexpected<Status> Failure(StatusCode code, std::string message) {
  return tl::unexpected<Status>(Status{code, std::move(message)});
}

/// A change in how a source or sink is doing; each change is told once, on the thread that is inside one of its
/// functions.
struct Notice {
  std::string subject;         // "source transactions", as given at opening
  bool ready = false;          // it works; false: it keeps trying by itself
  bool data_skipped = false;   // records were lost to the topic's retention or truncation: the sentence says which
  std::string message;         // a sentence, as in Status
  bool corrupt_batch = false;  // data_skipped, since a batch of records was damaged
};
using Listener = std::function<void(const Notice&)>;

}  // namespace rulert::io
