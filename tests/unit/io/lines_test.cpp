#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "runtime/src/io/lines_sink.h"
#include "runtime/src/io/lines_source.h"
#include "tests/support/catch.h"

namespace rulert::io::test {
namespace {

using namespace std::chrono_literals;
using Clock = Source::Clock;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rulec_lines_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

void WriteFile(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct Line {
  std::int64_t number;
  std::string text;
  std::uint64_t whole;
  friend bool operator==(const Line&, const Line&) = default;
};

/// All lines; blocks are held to the end, so that one that is reused too early shows.
std::vector<Line> ReadAll(Source& source, std::uint64_t max_bytes) {
  std::vector<BlockRef> blocks;
  PollResult last = PollResult::kIdle;
  while (last != PollResult::kEnd && last != PollResult::kFailed) {
    Polled polled = source.Poll(max_bytes, Clock::now() + 1s);
    last = polled.result;
    if (last == PollResult::kBlock) blocks.push_back(std::move(polled.block));
  }
  CHECK(last == PollResult::kEnd);
  std::vector<Line> lines;
  for (const BlockRef& block : blocks) {
    for (const RecordView& record : block->records()) {
      lines.push_back({record.offset, std::string(record.value()), record.whole_size});
    }
  }
  return lines;
}

std::vector<Line> LinesOf(const std::string& bytes, std::uint64_t max_record = UINT64_MAX,
                          std::uint64_t max_bytes = 1 << 20) {
  const TemporaryFolder folder;
  WriteFile(folder / "in.jsonl", bytes);
  auto source = OpenLinesSource({folder / "in.jsonl", max_record, 0});
  REQUIRE(source);
  return ReadAll(**source, max_bytes);
}

}  // namespace

TEST_CASE("Lines are numbered from 1, blank ones too") {
  CHECK(LinesOf("").empty());
  CHECK(LinesOf("\n\n \t\n").empty());
  CHECK(LinesOf("a\n\nb\r\n  \r\n c\n\r\nlast") ==
        std::vector<Line>{{1, "a", 1}, {3, "b", 1}, {5, " c", 2}, {7, "last", 4}});
  CHECK(LinesOf("a\n") == std::vector<Line>{{1, "a", 1}});
}

TEST_CASE("A byte order mark before the first line is none of its bytes") {
  CHECK(LinesOf("\xEF\xBB\xBF{}\n\xEF\xBB\xBF{}\n") == std::vector<Line>{{1, "{}", 2}, {2, "\xEF\xBB\xBF{}", 5}});
  CHECK(LinesOf("\xEF\xBB\xBF\n\xEF\xBB\n") == std::vector<Line>{{2, "\xEF\xBB", 2}});
}

TEST_CASE("Lines over the borders of reads") {
  std::string bytes;
  std::vector<Line> expected;
  std::mt19937 random(7);
  for (std::int64_t number = 1; number <= 3000; ++number) {
    const std::size_t size = number % 500 == 0 ? 200'000 : random() % 300;
    std::string text(size, static_cast<char>('a' + number % 26));
    if (!text.empty()) expected.push_back({number, text, size});
    bytes += text + (number % 3 == 0 ? "\r\n" : "\n");
  }
  CHECK(LinesOf(bytes, UINT64_MAX, 1) == expected);
  CHECK(LinesOf(bytes, UINT64_MAX, 100'000) == expected);
  CHECK(LinesOf(bytes, UINT64_MAX, 16 << 20) == expected);
}

TEST_CASE("A line beyond max_record comes as its head") {
  const std::string large(500'000, 'x');
  for (const std::uint64_t max_bytes : {1u, 1u << 20}) {
    const auto lines = LinesOf("a\n" + large + "\nb\n" + std::string(6000, 'y') + "\n" + large, 5000, max_bytes);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == Line{1, "a", 1});
    CHECK(lines[1] == Line{2, std::string(4096, 'x'), 500'000});
    CHECK(lines[2] == Line{3, "b", 1});
    CHECK(lines[3] == Line{4, std::string(4096, 'y'), 6000});
    CHECK(lines[4] == Line{5, std::string(4096, 'x'), 500'000});
  }
  CHECK(LinesOf(std::string(5000, 'z') + "\n", 5000)[0].text.size() == 5000);
  CHECK(LinesOf(std::string(100, 'z') + "\n", 10) == std::vector<Line>{{1, std::string(10, 'z'), 100}});
}

TEST_CASE("What cannot be read is an error at opening") {
  const TemporaryFolder folder;
  CHECK(OpenLinesSource({folder / "missing", UINT64_MAX, 0}).error().code == StatusCode::kNotFound);
  CHECK(OpenLinesSource({folder / ".", UINT64_MAX, 0}).error().code == StatusCode::kIsDirectory);
}

TEST_CASE("A pipe gives lines as they come, and a poll ends at its deadline or when cancelled") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const int writer = open((folder / "pipe").c_str(), O_RDWR);
  auto opened = OpenLinesSource({folder / "pipe", UINT64_MAX, 0});
  REQUIRE(opened);
  Source& source = **opened;
  CHECK(source.Poll(1 << 20, Clock::now()).result == PollResult::kIdle);
  CHECK(source.partitions()[0].at_end);
  REQUIRE(write(writer, "one\ntw", 6) == 6);
  Polled polled = source.Poll(1 << 20, Clock::now() + 60s);
  REQUIRE(polled.result == PollResult::kBlock);
  REQUIRE(polled.block->records().size() == 1);
  CHECK(polled.block->records()[0].value() == "one");
  CHECK(source.partitions()[0].next == 2);
  CHECK_FALSE(source.partitions()[0].at_end);
  CHECK(source.Poll(1 << 20, Clock::now()).result == PollResult::kIdle);
  REQUIRE(write(writer, "o\n", 2) == 2);
  polled = source.Poll(1 << 20, Clock::now() + 60s);
  REQUIRE(polled.result == PollResult::kBlock);
  CHECK(polled.block->records()[0].value() == "two");
  std::thread canceller([&source] { source.Cancel(); });
  CHECK(source.Poll(1 << 20, Clock::now() + 3600s).result == PollResult::kIdle);
  canceller.join();
  CHECK(source.Poll(1 << 20, Clock::now() + 3600s).result == PollResult::kIdle);
  close(writer);
}

TEST_CASE("Released blocks are used again, also when they outlive their source") {
  const TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 50'000; ++i) bytes += "{\"n\":12345}\n";
  WriteFile(folder / "in.jsonl", bytes);
  std::vector<const char*> buffers;
  BlockRef kept;
  {
    auto source = OpenLinesSource({folder / "in.jsonl", UINT64_MAX, 0});
    while (true) {
      Polled polled = (*source)->Poll(64 << 10, Clock::now() + 1s);
      if (polled.result != PollResult::kBlock) break;
      buffers.push_back(polled.block->records()[0].data);
      kept = polled.block;
    }
  }
  REQUIRE(buffers.size() > 4);
  std::sort(buffers.begin(), buffers.end());
  // One held, one being filled: two buffers in turn, seen at a few places inside.
  CHECK(std::unique(buffers.begin(), buffers.end()) - buffers.begin() < static_cast<std::ptrdiff_t>(buffers.size()));
  CHECK(kept->records().back().value() == "{\"n\":12345}");
}

TEST_CASE("Lines are written by batch, to a new file or behind an old one") {
  const TemporaryFolder folder;
  WriteFile(folder / "out.jsonl", "old\n");
  OutputRecord record;
  record.output = "alerts";
  record.value = "{\"n\":1}";
  record.has_time = false;
  {
    auto sink = OpenLinesSink({folder / "out.jsonl", true, LineShape::kValue});
    REQUIRE(sink);
    REQUIRE((*sink)->Write(record));
    CHECK((*sink)->Delivered() == 0);
    REQUIRE((*sink)->EndBatch(3));
    CHECK((*sink)->Delivered() == 3);
    CHECK(ReadFile(folder / "out.jsonl") == "old\n{\"n\":1}\n");
  }
  auto sink = OpenLinesSink({folder / "out.jsonl", false, LineShape::kOutput});
  REQUIRE((*sink)->Write(record));
  REQUIRE((*sink)->Flush(Clock::now()));
  CHECK(ReadFile(folder / "out.jsonl") == "{\"output\":\"alerts\",\"value\":{\"n\":1}}\n");
  CHECK(OpenLinesSink({folder / "no/such/folder", false, LineShape::kValue}).error().code == StatusCode::kNotFound);
}

TEST_CASE("Write errors are told") {
  std::signal(SIGPIPE, SIG_IGN);
  OutputRecord record;
  record.value = "{}";
  auto full = OpenLinesSink({"/dev/full", false, LineShape::kValue});
  REQUIRE(full);
  REQUIRE((*full)->Write(record));
  const auto ended = (*full)->EndBatch(1);
  REQUIRE_FALSE(ended);
  CHECK(ended.error().message.find("/dev/full") != std::string::npos);
  CHECK((*full)->Delivered() == 0);

  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const int reader = open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
  auto pipe = OpenLinesSink({folder / "pipe", true, LineShape::kValue});
  REQUIRE(pipe);
  close(reader);
  REQUIRE((*pipe)->Write(record));
  CHECK((*pipe)->EndBatch(1).error().code == StatusCode::kClosed);
}

}  // namespace rulert::io::test
