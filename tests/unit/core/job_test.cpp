#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {
TEST_CASE("smoke") {
  testing::Script script;
  script.lines = {R"({"stream":"tx","value":{"customer":"a","amount":1,"at":"1970-01-01T00:00:10Z"}})",
                  "  ",
                  R"({"stream":"tx","value":{"customer":"b","amount":13,"at":"1970-01-01T00:00:12Z"}})",
                  R"({"stream":"tx","value":{"customer":"a","amount":7,"at":"1970-01-01T00:00:09Z"}})",
                  R"({"stream":"no","value":{"customer":"a","amount":7,"at":"1970-01-01T00:00:09Z"}})",
                  R"({"stream":"ticks","value":{"n":5},"time":"1970-01-01T00:00:09Z"})",
                  R"({"stream":"tx","value":{"customer":"a","amount":99,"at":"1970-01-01T00:00:19Z"}})"};
  auto outcome = testing::Run(FakeModule(), script);
  if (outcome.failure) WARN(outcome.failure->message);
  for (auto& l : outcome.lines) std::printf("%s\n", l.c_str());
  CHECK(outcome.records == 6);
}
}  // namespace
}  // namespace rulert::core
