#include "compiler/diagnostics/sink.h"

#include <algorithm>
#include <tuple>

namespace rulec::diagnostics {

Diagnostic& Diagnostic::Hint(std::string text) {
  hints.push_back(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::Note(Span place, std::string text) {
  related.push_back({place, std::move(text)});
  return *this;
}

Diagnostic& Sink::Report(Code code, Span span, std::string message, std::string label) {
  return Report(Diagnostic{code, span, std::move(message), std::move(label), {}, {}, {}});
}

Diagnostic& Sink::Report(Diagnostic diagnostic) {
  if (diagnostic.severity() == Severity::kError) ++error_reports_;
  for (const Diagnostic& known : kept_) {
    if (known.code == diagnostic.code && known.span == diagnostic.span && known.message == diagnostic.message) {
      unkept_ = std::move(diagnostic);
      return unkept_;
    }
  }
  (diagnostic.severity() == Severity::kError ? errors_ : warnings_) += 1;
  if (kept_.size() >= max_kept_) {
    ++dropped_;
    unkept_ = std::move(diagnostic);
    return unkept_;
  }
  kept_.push_back(std::move(diagnostic));
  return kept_.back();
}

void Sink::SortByPlace() {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.span.file, a.span.begin) < std::tie(b.span.file, b.span.begin);
  });
}

}  // namespace rulec::diagnostics
