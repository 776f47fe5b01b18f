#pragma once
// What the compiler tells the author of rules, and where it is collected.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/span.h"
#include "compiler/diagnostics/codes.h"

namespace rulec::diagnostics {

using base::Span;

/// Span of a diagnostic that belongs to no source file; `Diagnostic::path` then says what it is about.
inline constexpr Span kNoPlace{0xFFFFFFFFu, 0, 0};

/// Another place that explains the diagnostic: "declared here".
struct Related {
  Span span;
  std::string message;
};

/// Texts are lower case, without full stop, names of the rules in back-quotes. `message` is the situation, `label`
/// (under the characters at fault) and `hints` say what to write instead.
struct Diagnostic {
  Code code;
  Span span;
  std::string message;
  std::string label;
  std::vector<std::string> hints;
  std::vector<Related> related;
  std::string path;

  Severity severity() const { return Info(code).severity; }
  Diagnostic& Hint(std::string text);
  Diagnostic& Note(Span place, std::string text);
};

/// Collects diagnostics in the order they were reported. The same code and message at the same place is kept once, and
/// of more than `max_kept` the rest is only counted. Not thread-safe.
class Sink {
 public:
  explicit Sink(std::size_t max_kept = 200) : max_kept_(max_kept) {}

  /// The reference is for adding hints and notes at once: the next report invalidates it.
  Diagnostic& Report(Code code, Span span, std::string message, std::string label = {});
  Diagnostic& Report(Diagnostic diagnostic);

  const std::vector<Diagnostic>& diagnostics() const { return kept_; }
  bool has_errors() const { return errors_ != 0; }
  std::size_t error_count() const { return errors_; }
  /// Every error reported, also those that were known already.
  std::size_t error_reports() const { return error_reports_; }
  std::size_t warning_count() const { return warnings_; }
  /// How many were counted but not kept.
  std::size_t dropped_count() const { return dropped_; }
  /// Orders what was kept by file and place; equal places stay in order of report.
  void SortByPlace();

 private:
  std::size_t max_kept_;
  std::vector<Diagnostic> kept_;
  Diagnostic unkept_{};
  std::size_t errors_ = 0;
  std::size_t error_reports_ = 0;
  std::size_t warnings_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace rulec::diagnostics
