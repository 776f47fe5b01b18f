// The source against fake brokers: what a cluster does to its readers.
#include <algorithm>
#include <atomic>
#include <mutex>

#include "runtime/src/io/kafka_fetch/fetch_source.h"
#include "runtime/src/io/kafka_fetch/requests.h"
#include "tests/support/catch.h"
#include "tests/unit/kafka_fetch/fake_broker.h"
#include "tests/unit/kafka_fetch/sample_batch.h"

namespace rulert::io::kafka_fetch {
namespace {

using namespace test;
using namespace std::chrono_literals;
using Clock = Source::Clock;

/// Answers everything but Fetch and ListOffsets for one broker that leads one partition.
std::optional<std::string> Usual(const FakeBroker::Request& request, const std::map<int, int>& ports,
                                 const std::vector<FakeLeader>& leaders) {
  switch (request.api) {
    case Api::kApiVersions:
      return request.version == 0 ? SpokenVersions() : Bytes("0023 00000000");
    case Api::kMetadata:
      return MetadataBody(ports, leaders);
    case Api::kFindCoordinator:
      return CoordinatorBody(ports.begin()->second);
    case Api::kOffsetFetch:
      return NoOffsetsBody(static_cast<int>(leaders.size()));
    case Api::kListOffsets:
      return OffsetBody(0, 0);
    default:
      return std::nullopt;
  }
}

struct Reading {
  std::vector<Notice> notices;
  std::unique_ptr<Source> source;
  std::vector<std::int64_t> offsets;
  std::optional<Status> failure;

  explicit Reading(int port, std::map<std::string, std::string> settings = {}, StartAt start = {}) {
    KafkaFetchOptions options;
    options.source.cluster = {"127.0.0.1:" + std::to_string(port), std::move(settings)};
    options.source.subject = "source test";
    options.source.topic = "t";
    options.source.group = "g";
    options.source.start = start;
    options.source.listener = [this](const Notice& notice) { notices.push_back(notice); };
    auto opened = OpenKafkaFetchSource(std::move(options));
    REQUIRE(opened);
    source = std::move(*opened);
  }
  template <class Done>
  bool Until(Done&& done) {
    const auto end = Clock::now() + 20s;
    while (!done()) {
      if (Clock::now() > end) return false;
      const Polled polled = source->Poll(1 << 20, Clock::now() + 50ms);
      if (polled.result == PollResult::kFailed) {
        failure = polled.failure;
        return false;
      }
      if (polled.result != PollResult::kBlock) continue;
      for (const RecordView& record : polled.block->records()) offsets.push_back(record.offset);
    }
    return true;
  }
  bool Said(const std::string& part) const {
    return std::any_of(notices.begin(), notices.end(),
                       [&](const Notice& notice) { return notice.message.find(part) != std::string::npos; });
  }
};

using Offsets = std::vector<std::int64_t>;

TEST_CASE("a leader that moves is followed with its epoch, and nothing comes twice") {
  std::atomic<int> leader{1};
  std::atomic<int> old_epochs{0};
  std::map<int, int> ports;
  const auto answer = [&](int id, const FakeBroker::Request& request) -> std::optional<std::string> {
    const std::vector<FakeLeader> leaders = {{leader, leader == 1 ? 7 : 8}};
    if (request.api != Api::kFetch) return Usual(request, ports, leaders);
    const FirstPartition first = FirstOf(request);
    if (id != leader) return FetchBody(0, ErrorCode::kNotLeaderOrFollower, -1, "");
    if (first.leader_epoch != leaders[0].epoch) {
      ++old_epochs;
      return FetchBody(0, ErrorCode::kFencedLeaderEpoch, -1, "");
    }
    if (id == 1 && first.offset == 3) leader = 2;
    if (id == 1 && first.offset != 0) return FetchBody(0, ErrorCode::kNotLeaderOrFollower, -1, "");
    const std::string batch = first.offset < 6 ? EncodeBatch(PlainBatch(first.offset, 3)) : "";
    return FetchBody(0, ErrorCode::kNone, 6, batch);
  };
  std::mutex made;  // ports are whole before anybody is answered
  std::unique_lock lock(made);
  FakeBroker one([&](const auto& request) {
    const std::lock_guard wait(made);
    return answer(1, request);
  });
  FakeBroker two([&](const auto& request) {
    const std::lock_guard wait(made);
    return answer(2, request);
  });
  ports = {{1, one.port()}, {2, two.port()}};
  lock.unlock();
  Reading reading(one.port());
  CHECK(reading.Until(
      [&] { return reading.source->partitions().size() == 1 && reading.source->partitions()[0].at_end; }));
  CHECK(reading.offsets == Offsets{0, 1, 2, 3, 4, 5});
  CHECK(two.asked(Api::kFetch) > 0);
  CHECK(old_epochs == 0);
}

/// One broker that leads one partition; Fetch and ListOffsets are the test's.
struct OneBroker {
  std::function<std::optional<std::string>(const FakeBroker::Request&)> answer;
  std::atomic<int> port{0};
  FakeBroker broker{[this](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (auto own = answer(request)) return own;
    return Usual(request, {{1, port}}, {{1, 7}});
  }};
  explicit OneBroker(decltype(answer) a) : answer(std::move(a)) { port = broker.port(); }
};

TEST_CASE("an offset that retention took is told, and reading goes on at the earliest") {
  std::atomic<bool> trimmed{false};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api == Api::kListOffsets) {
      const std::int64_t wanted = FirstOf(request).offset;
      return OffsetBody(0, wanted == kLatest ? 20 : trimmed ? 10 : 0);
    }
    if (request.api != Api::kFetch) return std::nullopt;
    const std::int64_t offset = FirstOf(request).offset;
    if (offset == 3) trimmed = true;
    if (trimmed && offset < 10) return FetchBody(0, ErrorCode::kOffsetOutOfRange, -1, "");
    const bool more = offset == 0 || offset == 10;
    return FetchBody(0, ErrorCode::kNone, offset < 10 ? 20 : 13, more ? EncodeBatch(PlainBatch(offset, 3)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() == 6; }));
  CHECK(reading.offsets == Offsets{0, 1, 2, 10, 11, 12});
  CHECK(reading.Said("topic t partition 0: offset 3 is gone; 7 records were lost to retention, going on at 10"));
  CHECK(std::count_if(reading.notices.begin(), reading.notices.end(),
                      [](const Notice& notice) { return notice.data_skipped; }) == 1);
}

TEST_CASE("a topic that was truncated is told") {
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api == Api::kListOffsets) return OffsetBody(0, FirstOf(request).offset == kLatest ? 2 : 0);
    if (request.api != Api::kFetch) return std::nullopt;
    static std::atomic<bool> once{false};
    const std::int64_t offset = FirstOf(request).offset;
    if (offset == 3 && !once.exchange(true)) return FetchBody(0, ErrorCode::kOffsetOutOfRange, -1, "");
    return FetchBody(0, ErrorCode::kNone, 3, offset == 0 ? EncodeBatch(PlainBatch(0, 3)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() == 6; }));
  CHECK(reading.Said("offset 3 does not exist, the topic ends at 2: it was truncated or made anew; going on at 0"));
}

TEST_CASE("an offset that is said to be out of range, but is not, loses nothing") {
  std::atomic<int> wrong{0};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api == Api::kListOffsets) return OffsetBody(0, FirstOf(request).offset == kLatest ? 6 : 0);
    if (request.api != Api::kFetch) return std::nullopt;
    const std::int64_t offset = FirstOf(request).offset;
    if (offset == 3 && wrong++ == 0) return FetchBody(0, ErrorCode::kOffsetOutOfRange, -1, "");
    return FetchBody(0, ErrorCode::kNone, 6, offset < 6 ? EncodeBatch(PlainBatch(offset, 3)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() >= 6; }));
  CHECK(reading.offsets == Offsets{0, 1, 2, 3, 4, 5});
  CHECK_FALSE(reading.Said("gone"));
}

TEST_CASE("a broker that throttles is left in peace for so long") {
  std::atomic<Clock::rep> throttled{0};
  std::atomic<bool> early{false};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api != Api::kFetch) return std::nullopt;
    const std::int64_t offset = FirstOf(request).offset;
    const auto now = Clock::now().time_since_epoch().count();
    if (offset == 0) {
      throttled = now;
      return FetchBody(0, ErrorCode::kNone, 6, EncodeBatch(PlainBatch(0, 3)), 300);
    }
    if (offset == 3 && Clock::duration(now - throttled) < 290ms) early = true;
    return FetchBody(0, ErrorCode::kNone, 6, offset < 6 ? EncodeBatch(PlainBatch(offset, 3)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() == 6; }));
  CHECK_FALSE(early);
}

TEST_CASE("answers that make no sense end the connection, with a word, and reading goes on") {
  std::atomic<int> fetches{0};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api != Api::kFetch) return std::nullopt;
    const int number = fetches++;
    const std::int64_t offset = FirstOf(request).offset;
    if (number % 2 == 1) return "nonsense";
    return FetchBody(0, ErrorCode::kNone, 9, offset < 9 ? EncodeBatch(PlainBatch(offset, 3)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() == 9; }));
  CHECK(reading.offsets == Offsets{0, 1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("an error that stays is told by its place") {
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api != Api::kFetch) return std::nullopt;
    return FetchBody(0, ErrorCode::kTopicAuthorizationFailed, -1, "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.Said("topic t partition 0: not authorized to read the topic"); }));
}

TEST_CASE("a batch that its broker cannot read stops the source") {
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api != Api::kFetch) return std::nullopt;
    return FetchBody(0, ErrorCode::kCorruptMessage, -1, "");
  });
  Reading reading(one.port);
  CHECK_FALSE(reading.Until([] { return false; }));
  REQUIRE(reading.failure);
  CHECK(reading.failure->message.find("the batch at offset 0 is corrupt: the broker cannot read it") !=
        std::string::npos);
}

TEST_CASE("a batch that claims more than came is corrupt") {
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api != Api::kFetch) return std::nullopt;
    SampleBatch batch = PlainBatch(0, 3);
    batch.length = 1 << 30;
    return FetchBody(0, ErrorCode::kNone, 3, EncodeBatch(batch));
  });
  Reading reading(one.port);
  CHECK_FALSE(reading.Until([] { return false; }));
  REQUIRE(reading.failure);
  CHECK(reading.failure->message.find("it is cut") != std::string::npos);
}

/// What the reader asked about offsets, in its order, before it read three records at `offset`; the topic ends at 6.
std::vector<std::int64_t> QuestionsOf(StartAt start, std::int64_t offset_of_time, Offsets& read) {
  std::vector<std::int64_t> asked;  // of the broker's thread, until the first fetch
  std::atomic<bool> fetched{false};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    const std::int64_t wanted =
        request.api == Api::kListOffsets || request.api == Api::kFetch ? FirstOf(request).offset : 0;
    if (request.api == Api::kListOffsets) {
      asked.push_back(wanted);
      return OffsetBody(0, wanted == kLatest ? 6 : wanted == kEarliest ? 0 : offset_of_time);
    }
    if (request.api != Api::kFetch) return std::nullopt;
    fetched = true;
    return FetchBody(0, ErrorCode::kNone, 12, wanted < 12 ? EncodeBatch(PlainBatch(wanted, 3)) : "");
  });
  Reading reading(one.port, {}, start);
  CHECK(reading.Until([&] { return reading.offsets.size() >= 3; }));
  CHECK(fetched);
  read.assign(reading.offsets.begin(), reading.offsets.begin() + 3);
  return asked;
}

TEST_CASE("where nothing is committed, reading starts as the options say") {
  using Kind = StartAt::Kind;
  Offsets read;
  CHECK(QuestionsOf({}, 3, read) == Offsets{kEarliest});
  CHECK(read == Offsets{0, 1, 2});
  CHECK(QuestionsOf({Kind::kLatest, 0}, 3, read) == Offsets{kLatest});
  CHECK(read == Offsets{6, 7, 8});
  // The end is asked for first: a record that comes in between is not left out.
  CHECK(QuestionsOf({Kind::kTimestamp, 1000}, 3, read) == Offsets{kLatest, 1000});
  CHECK(read == Offsets{3, 4, 5});
  CHECK(QuestionsOf({Kind::kTimestamp, 1000}, -1, read) == Offsets{kLatest, 1000});
  CHECK(read == Offsets{6, 7, 8});
}

TEST_CASE("a partition that is made later is read from its first record") {
  std::atomic<int> partitions{1};
  std::atomic<bool> wrong{false};
  OneBroker* self = nullptr;
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api == Api::kMetadata)
      return MetadataBody({{1, self->port}}, std::vector<FakeLeader>(static_cast<std::size_t>(partitions), {1, 7}));
    if (request.api == Api::kOffsetFetch) return NoOffsetsBody(partitions);
    if (request.api == Api::kListOffsets) {
      if (partitions == 1) return OffsetBody(0, FirstOf(request).offset == kLatest ? 6 : 0);
      wrong = wrong || FirstOf(request).offset == kLatest;
      return OffsetBody(1, 0);
    }
    if (request.api != Api::kFetch) return std::nullopt;
    partitions = 2;
    return FetchBody(0, ErrorCode::kNone, 6, "");
  });
  self = &one;
  Reading reading(one.port, {{"topic.metadata.refresh.interval.ms", "10"}}, {StartAt::Kind::kLatest, 0});
  CHECK(reading.Until([&] {
    const auto states = reading.source->partitions();
    return states.size() == 2 && states[1].located;
  }));
  CHECK_FALSE(wrong);
  CHECK(reading.source->partitions()[0].next == 6);
  CHECK(reading.source->partitions()[1].next == 0);
}

TEST_CASE("offsets that were committed are where reading starts; the coordinator may need a moment") {
  std::atomic<int> tries{0};
  OneBroker one([&](const FakeBroker::Request& request) -> std::optional<std::string> {
    if (request.api == Api::kOffsetFetch) {
      const bool loading = tries++ < 2;
      return Bytes("00000000 00000001 0001 74 00000001 00000000 0000000000000004 ffffffff ffff 0000") +
             Bytes(loading ? "000e" : "0000");
    }
    if (request.api != Api::kFetch) return std::nullopt;
    const std::int64_t offset = FirstOf(request).offset;
    return FetchBody(0, ErrorCode::kNone, 6, offset < 6 ? EncodeBatch(PlainBatch(0, 6)) : "");
  });
  Reading reading(one.port);
  CHECK(reading.Until([&] { return reading.offsets.size() == 2; }));
  CHECK(reading.offsets == Offsets{4, 5});
  CHECK(one.broker.asked(Api::kListOffsets) == 0);
  CHECK(tries == 3);
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
