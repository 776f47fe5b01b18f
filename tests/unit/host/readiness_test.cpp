#include "runtime/host/readiness.h"

#include "tests/support/catch.h"

namespace rulert::host {
namespace {

TEST_CASE("ready only while the job runs and everything it waits for works") {
  Readiness readiness;
  CHECK(!readiness.ready());
  readiness.Expect("source tx");
  readiness.SetRunning(true);
  CHECK(!readiness.ready());
  CHECK(readiness.Text() == "source tx: connecting\nnot ready\n");
  readiness.Note({"source tx", true, false, "reads topic tx"});
  CHECK(readiness.ready());
  CHECK(readiness.Text() == "source tx: ready\nready\n");
  readiness.Note({"source tx", false, false, "no broker answers"});
  CHECK(readiness.Text() == "source tx: no broker answers\nnot ready\n");
  readiness.Note({"source tx", true, false, "reads topic tx"});
  readiness.SetRunning(false);
  CHECK(!readiness.ready());
}

TEST_CASE("batches that a source leaves out are counted") {
  metrics::Registry registry;
  Readiness readiness;
  metrics::Counter& counter = registry.AddCounter("skipped", "");
  readiness.CountCorruptBatches(counter);
  readiness.Note({"source tx", false, true, "records are gone"});
  CHECK(counter.value() == 0);
  readiness.Note({"source tx", false, true, "a batch is corrupt", true});
  CHECK(counter.value() == 1);
}

}  // namespace
}  // namespace rulert::host
