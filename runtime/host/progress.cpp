#include "runtime/host/progress.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>

namespace rulert::host {
namespace {

using namespace std::chrono_literals;

constexpr auto kTerminalInterval = 500ms;
constexpr auto kLogInterval = 10s;

std::string Short(double n) {
  if (n < 10'000) return fmt::format("{:.0f}", n);
  if (n < 10'000'000) return fmt::format("{:.0f} K", n / 1e3);
  return fmt::format("{:.1f} M", n / 1e6);
}

}  // namespace

Progress::Progress(const metrics::Registry& registry, bool terminal)
    : registry_(registry), terminal_(terminal), last_(Take(Clock::now())) {}

Progress::Sample Progress::Take(Clock::time_point now) const {
  Sample sample;
  sample.at = now;
  sample.records = registry_.Sum("rulert_records_in_total");
  return sample;
}

std::string Progress::Describe(const Sample& now, std::string_view stages) const {
  const double seconds = std::max(std::chrono::duration<double>(now.at - last_.at).count(), 1e-3);
  const double lag = registry_.Sum("rulert_source_lag_records");
  std::string text =
      fmt::format("{} records, {} /s, {} emitted", Short(now.records), Short((now.records - last_.records) / seconds),
                  Short(registry_.Sum("rulert_emitted_total")));
  if (lag >= 0) text += fmt::format(", lag {}", Short(lag));
  if (const double errors = registry_.Sum("rulert_emitted_total", {{"output", "errors"}}); errors > 0)
    text += fmt::format(", {} errors", Short(errors));
  if (!stages.empty()) text += fmt::format(", {}", stages);
  return text;
}

void Progress::Tick(Clock::time_point now, std::string_view stages) {
  if (now - last_.at < (terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kLogInterval))) return;
  const Sample sample = Take(now);
  const std::string text = Describe(sample, stages);
  last_ = sample;
  if (!terminal_) return spdlog::info("{}", text);
  std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::End() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

std::string Progress::Totals() const {
  const double errors = registry_.Sum("rulert_emitted_total", {{"output", "errors"}});
  const double late = registry_.Sum("rulert_emitted_total", {{"output", "late"}});
  const double overflow = registry_.Sum("rulert_emitted_total", {{"output", "overflow"}});
  return fmt::format(
      "{:.0f} records, {:.0f} emitted, {:.0f} records rejected, {:.0f} triggers rejected, {:.0f} late, {:.0f} "
      "overflowed",
      registry_.Sum("rulert_records_in_total"), registry_.Sum("rulert_emitted_total") - errors - late - overflow,
      registry_.Sum("rulert_records_rejected_total"), registry_.Sum("rulert_triggers_rejected_total"), late, overflow);
}

}  // namespace rulert::host
