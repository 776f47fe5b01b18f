// Random events of the streams that random processes read.
#include <algorithm>
#include <cstdio>

#include "rulert/civil.h"
#include "tests/support/random_history.h"

namespace rulec::testing {
namespace {

/// The instant of a ms of the day.
std::string Stamp(std::int64_t of_day, const HistoryShape& shape) {
  const std::int64_t ms = shape.starts_at * 1000 + of_day * shape.drawn_out;
  const std::int64_t s = ms / 1000;
  const rulert::CivilDay day = rulert::CivilFromDays(static_cast<std::int32_t>(s / 86'400));
  char text[80];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", day.year, day.month, day.day,
                static_cast<int>(s / 3600 % 24), static_cast<int>(s / 60 % 60), static_cast<int>(s % 60),
                static_cast<int>(ms % 1000));
  return text;
}

/// About as late as events are: a little behind or before, now and then hours.
std::int64_t ClockAt(std::int64_t now, Random& random) {
  const std::int64_t at = now + random.Below(random.OneIn(10) ? 3'600'000 : 60'000) - 30'000;
  return std::clamp<std::int64_t>(at, 0, 86'399'999);
}

}  // namespace

std::vector<std::string> MakeRandomHistory(std::uint64_t seed, const HistoryShape& shape) {
  Random random(seed ^ 0x5bd1e995u);
  Random clock(seed ^ 0x85ebca6bu);
  Random tags(seed ^ 0xc2b2ae35u);
  std::vector<std::string> lines;
  std::int64_t now = 3'600'000;  // ms of the day
  if ((shape.idle || shape.clocks) && clock.OneIn(2)) lines.push_back("{\"clock\":\"" + Stamp(now, shape) + "\"}");
  for (int i = 0; i < shape.events; ++i) {
    now += random.Below(4) == 0 ? 0 : random.Below(random.OneIn(20) ? 1'200'000 : 20'000);
    now = now % 80'000'000;
    if (shape.clocks && clock.OneIn(12)) lines.push_back("{\"clock\":\"" + Stamp(ClockAt(now, clock), shape) + "\"}");
    std::int64_t at = now - (random.OneIn(3) ? random.Below(random.OneIn(4) ? 400'000 : 4'000) : 0);
    if (random.OneIn(15)) at -= 3'000'000;
    if (at < 0) at = 0;
    const std::string partition =
        shape.partitions > 1
            ? ",\"partition\":" + std::to_string(random.Below(static_cast<std::uint32_t>(shape.partitions)))
            : "";
    if (shape.bad_records && random.OneIn(40)) {
      static const std::vector<std::string> bad = {"{\"customer\":1}", "{}", "[1,2]", "null",
                                                   "{\"customer\":\"c\",\"region\":\"r\"}"};
      lines.push_back("{\"stream\":\"payments\",\"value\":" + random.Pick(bad) + partition + "}");
      continue;
    }
    if (shape.watermarks && random.OneIn(30)) {
      lines.push_back("{\"watermark\":\"" + Stamp(at, shape) + "\",\"stream\":\"payments\"}");
      continue;
    }
    if (shape.idle && random.OneIn(12)) {
      lines.push_back(random.OneIn(3)
                          ? "{\"clock\":\"" + Stamp(now + random.Below(40'000), shape) + "\"}"
                          : std::string("{\"idle\":") + (random.OneIn(6) ? "false" : "true") + ",\"stream\":\"" +
                                (random.OneIn(2) ? "pings" : "payments") + "\"" + partition + "}");
      continue;
    }
    if (shape.wrong_clocks && random.OneIn(25))
      at = random.OneIn(2) ? 80'000'000 + random.Below(6'000'000) : at + 3'000'000;
    const std::string customer = "c" + std::to_string(random.Below(static_cast<std::uint32_t>(shape.keys))) +
                                 (random.OneIn(8) ? "-with-a-key-longer-than-sixteen-bytes" : "");
    const std::string common = "\"customer\":\"" + customer + "\",\"region\":\"" +
                               random.Pick(std::vector<std::string>{"EU", "US", "\\u00c5land"}) +
                               "\",\"n\":" + std::to_string(static_cast<int>(random.Below(7)) - 1) + ",\"at\":\"" +
                               Stamp(at, shape) + "\"";
    if (random.OneIn(5)) {
      lines.push_back("{\"stream\":\"pings\",\"value\":{" + common + "}" + partition + "}");
      continue;
    }
    std::string value =
        "{" + common + ",\"amount\":" + std::to_string(random.Below(20)) + "." + std::to_string(10 + random.Below(90));
    value += std::string(",\"flag\":") + (random.OneIn(2) ? "true" : "false");
    value += ",\"rate\":" + random.Pick(std::vector<std::string>{"0.5", "1e16", "-1e16", "3"});
    if (random.OneIn(2))
      value += ",\"maybe\":" + random.Pick(std::vector<std::string>{"1", "9223372036854775807", "null"});
    if (tags.OneIn(2)) {
      value +=
          ",\"tag\":" + tags.Pick(std::vector<std::string>{
                            R"("plain")", R"({"named":{"text":"a name that is kept in a chunk"}})",
                            R"({"named":{"n":0,"text":"EU"}})", R"({"listed":{"texts":["x","in a list, in a chunk"]}})",
                            R"({"listed":{"texts":[]}})"});
    }
    lines.push_back("{\"stream\":\"payments\",\"value\":" + value + "}" + partition + "}");
  }
  return lines;
}

}  // namespace rulec::testing
