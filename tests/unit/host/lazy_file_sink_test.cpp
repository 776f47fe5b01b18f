#include "runtime/host/lazy_file_sink.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/catch.h"

namespace rulert::host {
namespace {

TEST_CASE("the file comes with the first record, and a second run adds to it") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("rulert_lazy_" + std::to_string(getpid()))).string();
  std::filesystem::remove(path);
  io::OutputRecord record;
  record.output = "errors";
  record.value = "{}";
  record.has_time = false;
  for (int run = 0; run < 2; ++run) {
    LazyFileSink sink(path);
    REQUIRE(sink.EndBatch(1).has_value());
    CHECK(sink.Delivered().value() == 1);
    if (run == 0) CHECK(!std::filesystem::exists(path));
    REQUIRE(sink.Write(record).has_value());
    REQUIRE(sink.EndBatch(2).has_value());
    REQUIRE(sink.Flush(io::Sink::Clock::now()).has_value());
    CHECK(sink.Delivered().value() == 2);
  }
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  CHECK(text == "{\"output\":\"errors\",\"value\":{}}\n{\"output\":\"errors\",\"value\":{}}\n");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace rulert::host
