#include "tools/gen/arguments.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace {

using rulec::gen::Arguments;
using rulec::gen::TransactionsSpec;

struct Read {
  TransactionsSpec spec;
  std::string error;
};

Read ReadSpec(const std::vector<std::string_view>& words) {
  Arguments args(words, Arguments::spec_names());
  const TransactionsSpec spec = args.Spec({});
  return {spec, args.error()};
}

TEST_CASE("arguments set what they name, with K and M as thousands and millions", "[gen]") {
  const Read read = ReadSpec({"seed=7", "events=1.5M", "keys=20K", "dist=zipf", "perhour=60", "disorder=0"});
  CHECK(read.error.empty());
  CHECK(read.spec.seed == 7);
  CHECK(read.spec.events == 1'500'000);
  CHECK(read.spec.keys == 20'000);
  CHECK(read.spec.zipf);
  CHECK(read.spec.milli_rate == 333'333);
  CHECK(read.spec.disorder_ms == 0);
  CHECK(ReadSpec({"rate=2K"}).spec.milli_rate == 2'000'000);
}

TEST_CASE("the first mistake is reported", "[gen]") {
  CHECK(ReadSpec({"events"}).error == "expected name=value, got `events`");
  CHECK(ReadSpec({"event=1"}).error == "unknown argument `event`; known: seed events keys dist perhour rate disorder");
  CHECK(ReadSpec({"keys=1", "keys=2"}).error == "`keys` is given twice");
  CHECK(ReadSpec({"keys=0", "dist=x"}).error == "`keys` is a number from 1 to 99999999, got `0`");
  CHECK(ReadSpec({"keys=1e3"}).error == "`keys` is a number from 1 to 99999999, got `1e3`");
  CHECK(ReadSpec({"keys=nanM"}).error == "`keys` is a number from 1 to 99999999, got `nanM`");
  CHECK(ReadSpec({"dist=normal"}).error == "`dist` is uniform or zipf, got `normal`");
  CHECK(ReadSpec({"rate=5", "perhour=3"}).error == "`rate` and `perhour` both set the rate: give one");
  CHECK(ReadSpec({"perhour=-1"}).error == "`perhour` is a number above 0 and up to 1e9, got `-1`");
  CHECK(ReadSpec({"keys=1", "perhour=0.001"}).error == "`perhour` is too small: less than one event in 1,000 s");
}

}  // namespace
