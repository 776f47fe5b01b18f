#include "compiler/diagnostics/sink.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

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
  if (diagnostic.severity() == Severity::kError) ++errors_;
  if (diagnostic.severity() == Severity::kWarning) ++warnings_;
  if (kept_.size() >= max_kept_) {
    ++dropped_;
    unkept_ = std::move(diagnostic);
    return unkept_;
  }
  kept_.push_back(std::move(diagnostic));
  return kept_.back();
}

void Sink::SortByPlace() {
  // Not std::stable_sort: with libstdc++ 12 it uses what C++17 deprecates, and clang says so.
  std::vector<std::size_t> order(kept_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    const Span& first = kept_[a].span;
    const Span& second = kept_[b].span;
    return std::tie(first.file, first.begin, a) < std::tie(second.file, second.begin, b);
  });
  std::vector<Diagnostic> sorted;
  sorted.reserve(kept_.size());
  for (const std::size_t at : order) sorted.push_back(std::move(kept_[at]));
  kept_ = std::move(sorted);
}

}  // namespace rulec::diagnostics
