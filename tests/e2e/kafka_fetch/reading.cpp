#include "tests/e2e/kafka_fetch/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "runtime/src/io/record_headers.h"

namespace rulert::io::test {
namespace {

using namespace std::chrono_literals;
using Clock = Source::Clock;

std::string Shown(std::string_view text) {
  constexpr std::size_t kLong = 100;
  if (text.size() > kLong) return fmt::format("{} bytes #{:016x}", text.size(), std::hash<std::string_view>()(text));
  std::string shown = "'";
  for (const char c : text) {
    const bool plain = c >= ' ' && c <= '~' && c != '\\';
    shown += plain ? std::string(1, c) : fmt::format("\\{:02x}", static_cast<unsigned char>(c));
  }
  return shown + "'";
}

}  // namespace

Listener Notices::listener() {
  return [this](const Notice& notice) {
    const std::lock_guard lock(mutex_);
    list_.push_back(notice);
  };
}

bool Notices::Said(bool ready, std::string_view part) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(list_.begin(), list_.end(), [&](const Notice& notice) {
    return notice.ready == ready && notice.message.find(part) != std::string::npos;
  });
}

std::size_t Notices::corrupt_batches() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(list_.begin(), list_.end(), [](const Notice& notice) { return notice.corrupt_batch; }));
}

std::string Notices::Text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const Notice& notice : list_) text += notice.message + '\n';
  return text;
}

KafkaSourceOptions Options(const std::string& brokers, const std::string& topic, Notices& notices) {
  KafkaSourceOptions options;
  options.cluster.brokers = brokers;
  options.subject = "source test";
  options.topic = topic;
  options.group = "test.0";
  options.max_record = 16 << 20;
  options.listener = notices.listener();
  return options;
}

bool Drain(Source& source, const std::function<void(const RecordView&)>& each, const std::function<bool()>& done,
           std::string* failure) {
  const auto end = Clock::now() + 120s;
  while (!done()) {
    if (Clock::now() > end) return false;
    const Polled polled = source.Poll(1 << 20, Clock::now() + 100ms);
    if (polled.result == PollResult::kFailed) {
      if (failure != nullptr) *failure = polled.failure->message;
      return false;
    }
    if (polled.result != PollResult::kBlock) continue;
    for (const RecordView& record : polled.block->records()) each(record);
  }
  return true;
}

bool AllAtEnd(const Source& source) {
  const auto partitions = source.partitions();
  return !partitions.empty() && std::all_of(partitions.begin(), partitions.end(),
                                            [](const PartitionState& partition) { return partition.at_end; });
}

std::string Show(const RecordView& record) {
  std::string headers;
  HeaderReader reader({record.headers, record.headers_size});
  RecordHeader header;
  while (reader.Next(header))
    headers += fmt::format(" {}={}", Shown(header.name), header.null ? "null" : Shown(header.value));
  if (!reader.ok()) headers += " unreadable";
  return fmt::format("{} {} {} key {} value {} of {}{}", record.partition, record.offset, record.timestamp_us,
                     record.key == nullptr ? "null" : Shown({record.key, record.key_size}),
                     record.tombstone() ? "null" : Shown(record.value()), record.whole_size, headers);
}

std::vector<std::string> ReadAll(Source& source) {
  std::map<std::pair<std::uint32_t, std::int64_t>, std::string> records;
  std::vector<std::string> lines;
  const bool ended = Drain(
      source,
      [&](const RecordView& record) {
        if (!records.emplace(std::pair(record.partition, record.offset), Show(record)).second)
          lines.push_back("twice: " + Show(record));
      },
      [&] { return AllAtEnd(source); });
  if (!ended) lines.emplace_back("the end was not reached");
  for (const auto& [place, line] : records) lines.push_back(line);
  for (const PartitionState& state : source.partitions())
    lines.push_back(fmt::format("partition {} goes on at {}, {} behind", state.partition, state.next, state.lag));
  return lines;
}

}  // namespace rulert::io::test
