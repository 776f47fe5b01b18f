#include "tools/gen/nexmark.h"

#include <xxhash.h>

#include <string>

#include "tests/support/catch.h"

namespace {

using rulec::gen::Nexmark;
using rulec::gen::NexmarkSpec;

std::string Lines(const NexmarkSpec& spec) {
  const Nexmark nexmark(spec);
  std::string lines;
  for (std::int64_t n = 0; n < spec.events; ++n) {
    nexmark.AppendJson(n, lines);
    lines += '\n';
  }
  return lines;
}

}  // namespace

// Both figures are of the peers' Java generator's files, whose SHA-256 are frozen.
TEST_CASE("Nexmark lines are the peers' bytes", "[gen]") {
  const std::string slow = Lines({.events = 100'000});
  CHECK(XXH3_64bits(slow.data(), slow.size()) == 0x70879f07ca8fe823ULL);
  const std::string fast = Lines({.events = 20'000, .rate = 10'000});
  CHECK(XXH3_64bits(fast.data(), fast.size()) == 0x352c13ebd90005cbULL);
}

TEST_CASE("a Nexmark bid alone is what stands in its line", "[gen]") {
  const Nexmark nexmark({});
  std::string line;
  std::string bid;
  nexmark.AppendJson(54, line);
  nexmark.AppendBid(54, bid);
  CHECK(Nexmark::IsBid(54));
  CHECK_FALSE(Nexmark::IsBid(50));
  CHECK(line == "{\"event_type\":2,\"bid\":" + bid + "}");
}
