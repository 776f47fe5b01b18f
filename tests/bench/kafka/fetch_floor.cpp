// The least that reading a topic costs: Fetch requests on one blocking connection, the next one asked for before the
// batches of the last are checked by their CRC and walked in place. With `fields=1` the two fields that filter.rules
// reads are read from each value by simdjson On-Demand, and what the rule lets through is counted.
//   rulec_fetch_floor brokers=HOST:PORT in=TOPIC [fields=1]
#include <fmt/format.h>
#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "rulert/number_text.h"
#include "runtime/src/io/kafka_fetch/buffer.h"
#include "runtime/src/io/kafka_fetch/chunk.h"
#include "runtime/src/io/kafka_fetch/fetch_response.h"
#include "runtime/src/io/kafka_fetch/record_batch.h"
#include "runtime/src/io/kafka_fetch/requests.h"
#include "runtime/src/io/kafka_fetch/responses.h"
#include "tests/bench/kafka/raw_connection.h"
#include "tests/bench/support/timed_process.h"
#include "tools/gen/arguments.h"

namespace rulec::bench {
namespace {

using namespace rulert::io;
using namespace rulert::io::kafka_fetch;

constexpr std::int16_t kFetchVersion = 11;
constexpr std::int16_t kMetadataVersion = 8;
constexpr std::int16_t kListVersion = 4;
constexpr std::int32_t kMostBytes = 4 << 20;  // of a partition in an answer, as ruled asks for

/// Of the bench's transactions: `amount > 3830.00 and country in ["BR", "IN", "NG", "RU"]`.
class Filter {
 public:
  bool Passes(std::string_view json) {
    auto document = parser_.iterate(json.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING).value_unsafe();
    auto object = document.get_object().value_unsafe();
    std::string_view token = object.find_field("amount").raw_json_token().value_unsafe();
    while (token.back() == ' ') token.remove_suffix(1);
    rulert::Int128 cents = 0;
    (void)rulert::DecimalFromText(token, 12, 2, cents);
    const std::string_view country = object.find_field("country").get_string().value_unsafe();
    return cents > 383000 && (country == "BR" || country == "IN" || country == "NG" || country == "RU");
  }

 private:
  simdjson::ondemand::parser parser_;
};

struct Range {
  std::int64_t next = 0;
  std::int64_t end = 0;
};

class Floor {
 public:
  Floor(const std::string& brokers, std::string topic, bool fields)
      : connection_(brokers), topic_(std::move(topic)), fields_(fields) {
    std::vector<ListedPartition> listed;
    Buffer buffer;
    Ask(Api::kMetadata, kMetadataVersion, MetadataRequest(kMetadataVersion, topic_));
    const auto metadata = ReadMetadata(kMetadataVersion, Body(Api::kMetadata, kMetadataVersion, buffer), topic_);
    if (!metadata || metadata->error != ErrorCode::kNone) Die("there is no topic " + topic_);
    for (const auto& partition : metadata->partitions) listed.push_back({partition.partition, -1});
    ranges_.resize(listed.size());
    for (const std::int64_t which : {kEarliest, kLatest}) {
      Ask(Api::kListOffsets, kListVersion, ListOffsetsRequest(kListVersion, topic_, listed, which, false));
      const auto answers = ReadListOffsets(kListVersion, Body(Api::kListOffsets, kListVersion, buffer));
      if (!answers) Die("no offsets");
      for (const PartitionAnswer& answer : answers->partitions) {
        Range& range = ranges_.at(static_cast<std::size_t>(answer.partition));
        (which == kEarliest ? range.next : range.end) = answer.offset;
      }
    }
  }

  void Run() {
    Buffer buffers[2];
    bool more = AskForMore();
    for (int turn = 0; more; turn ^= 1) {
      const std::vector<Range> before = ranges_;
      const auto answer = ReadFetch(kFetchVersion, Body(Api::kFetch, kFetchVersion, buffers[turn]));
      if (!answer || answer->error != ErrorCode::kNone) Die("the broker refuses to be read");
      for (const FetchedRecords& got : answer->partitions) {
        Range& range = ranges_.at(static_cast<std::size_t>(got.partition));
        range.next = ScanBatches(got.records, range.next, LimitOf(got.high_watermark));
      }
      more = AskForMore();
      for (const FetchedRecords& got : answer->partitions)
        Walk(got.records, static_cast<std::uint32_t>(got.partition),
             before.at(static_cast<std::size_t>(got.partition)).next);
    }
  }

  std::int64_t records() const { return records_; }
  std::int64_t passed() const { return passed_; }

 private:
  void Ask(Api api, std::int16_t version, std::string_view body) {
    connection_.Send(Frame(api, version, ++correlation_, "floor", body));
  }
  /// Of the next answer, in `buffer`.
  std::string_view Body(Api api, std::int16_t version, Buffer& buffer) {
    WireReader in(connection_.Receive(buffer, simdjson::SIMDJSON_PADDING));
    if (!ReadResponseHeader(api, version, in)) Die("an answer without header");
    return {in.at(), in.left()};
  }

  /// False if all has been asked for.
  bool AskForMore() {
    std::vector<FetchedPartition> wanted;
    for (std::size_t p = 0; p < ranges_.size(); ++p) {
      if (ranges_[p].next < ranges_[p].end) wanted.push_back({static_cast<std::int32_t>(p), -1, ranges_[p].next});
    }
    if (wanted.empty()) return false;
    const FetchLimits limits{500, 1, kMostBytes * static_cast<std::int32_t>(wanted.size()), kMostBytes, false};
    Ask(Api::kFetch, kFetchVersion, FetchRequest(kFetchVersion, topic_, TopicId{}, wanted, limits));
    return true;
  }

  void Walk(std::string_view batches, std::uint32_t partition, std::int64_t from) {
    BatchHeader header;
    while (ReadBatchHeader(batches, header) == BatchShape::kWhole) {
      const std::string_view batch = batches.substr(0, header.size());
      if (!CrcMatches(header, batch)) Die("a batch is damaged");
      if (header.codec() != static_cast<int>(Codec::kNone)) Die("the floor reads topics without compression");
      list_.clear();
      const char* const wrong =
          WalkRecords(header, batch.substr(BatchHeader::kSize), {partition, from, 16 << 20}, list_);
      if (wrong != nullptr) Die(wrong);
      records_ += static_cast<std::int64_t>(list_.size());
      if (fields_) {
        for (const RecordView& record : list_) passed_ += filter_.Passes(record.value());
      }
      batches.remove_prefix(header.size());
    }
  }

  RawConnection connection_;
  const std::string topic_;
  const bool fields_;
  std::vector<Range> ranges_;
  std::vector<RecordView> list_;
  Filter filter_;
  std::int32_t correlation_ = 0;
  std::int64_t records_ = 0;
  std::int64_t passed_ = 0;
};

int Main(const std::vector<std::string_view>& words) {
  gen::Arguments arguments(words, {"brokers", "in", "fields"});
  const std::string brokers = arguments.Text("brokers", "");
  const std::string topic = arguments.Text("in", "");
  const bool fields = arguments.Number("fields", 0, 0, 1) != 0;
  if (!arguments.error().empty()) Die(arguments.error());
  Floor floor(brokers, topic, fields);
  floor.Run();
  fmt::print("{} records, {} passed on\n", floor.records(), floor.passed());
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) { return rulec::bench::Main({argv + 1, argv + argc}); }
