#include "runtime/src/io/kafka/kafka_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>

#include "runtime/src/io/block.h"
#include "runtime/src/io/kafka/client.h"
#include "runtime/src/io/wait_meter.h"

namespace rulert::io {
namespace {

using kafka::Owned;

constexpr int kSliceMs = 50;
constexpr int kProbeMs = 200;
constexpr std::chrono::milliseconds kFirstRetry{100};
constexpr std::chrono::milliseconds kLastRetry{2000};
/// Acknowledgements are taken note of after so many records at the latest.
constexpr std::uint32_t kServeEvery = 512;
/// The client counts key and value as bytes, not what it keeps beside them (some 400 bytes a record): so many of small
/// records wait at most, for each this many bytes of the queue.
constexpr std::uint64_t kBesideRecord = 256;
constexpr const char* kIdHeader = "rulec.id";

/// The broker or the client will never take this record.
bool IsRefusal(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
      return true;
    default:
      return false;
  }
}

class KafkaSink final : public Sink {
 public:
  explicit KafkaSink(KafkaSinkOptions options)
      : options_(std::move(options)), health_(options_.subject, options_.listener) {
    batches_.emplace_back();
  }
  ~KafkaSink() override {
    if (client_) rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
  KafkaSink(const KafkaSink&) = delete;
  KafkaSink& operator=(const KafkaSink&) = delete;

  Expected<void> Connect();

  Expected<void> Write(const OutputRecord& record) override;
  Expected<void> EndBatch(std::uint64_t batch) override;
  Expected<std::uint64_t> Delivered() override;
  Expected<void> Flush(Clock::time_point deadline) override;
  std::vector<RefusedRecord> TakeRefused() override { return std::exchange(refused_, {}); }
  std::chrono::nanoseconds Waited(Clock::time_point now) const override { return waits_.Total(now); }
  void Cancel() override { cancelled_ = true; }

 private:
  /// Records between two EndBatch. The last one of the list is open.
  struct Batch {
    std::uint64_t number = 0;
    std::uint64_t waiting = 0;  // written, neither delivered nor refused
    bool ended = false;
  };
  /// A record that failed and is tried again.
  struct Held {
    std::uint64_t batch;  // index since the sink was opened
    std::string key;
    bool has_key;
    std::string value;
    std::string id;
    std::int64_t time_ms;
  };

  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  void Settle(const rd_kafka_message_t& message);
  void Finish(std::uint64_t batch);
  void PopDelivered();
  void Refuse(std::string_view output, std::string_view id, std::string_view value, rd_kafka_resp_err_t code);
  rd_kafka_resp_err_t Produce(std::uint64_t batch, std::string_view key, bool has_key, std::string_view value,
                              std::string_view id, std::int64_t time_ms);
  Expected<void> Serve(int wait_ms);
  Expected<void> Reopen();
  void SendHeld();
  void Probe();
  void TellNoTopic();
  void TellReached();
  bool waits() const { return !held_.empty() || rd_kafka_outq_len(client_.get()) > 0; }

  const KafkaSinkOptions options_;
  kafka::Health health_;
  kafka::ClusterErrors errors_;
  Owned<rd_kafka_t> client_;
  Owned<rd_kafka_topic_t> topic_;

  std::deque<Batch> batches_;
  std::uint64_t first_batch_ = 0;  // index of batches_.front()
  std::uint64_t delivered_ = 0;
  std::deque<Held> held_;
  std::vector<RefusedRecord> refused_;
  std::uint32_t unserved_ = 0;
  std::uint64_t settled_ = 0;  // deliveries so far
  std::uint64_t settled_at_probe_ = 0;
  Clock::time_point next_try_{};  // of held records and of probes
  std::chrono::milliseconds retry_ = kFirstRetry;
  std::string output_;  // name of the output, as of the last record
  std::atomic<bool> cancelled_{false};
  WaitMeter waits_;
};

Expected<void> KafkaSink::Connect() {
  const std::uint64_t kilobytes = std::clamp<std::uint64_t>(options_.queue_bytes >> 10, 1, 2097151);
  const std::uint64_t records = std::clamp<std::uint64_t>(options_.queue_bytes / kBesideRecord, 1000, 10'000'000);
  const std::vector<kafka::Setting> defaults = {
      {"linger.ms", "0.5"}, {"batch.num.messages", "20000"}, {"compression.codec", "none"}};
  const std::vector<kafka::Setting> required = {{"enable.idempotence", "true"},
                                                {"partitioner", "murmur2_random"},
                                                {"message.timeout.ms", "0"},
                                                {"topic.metadata.propagation.max.ms", "3600000"},
                                                {"queue.buffering.max.messages", std::to_string(records)},
                                                {"queue.buffering.max.kbytes", std::to_string(kilobytes)}};
  auto conf = kafka::MakeConf(options_.cluster, defaults, required);
  if (!conf) return tl::unexpected(conf.error());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &KafkaSink::OnDelivery);
  rd_kafka_conf_set_error_cb(conf->get(), [](rd_kafka_t* client, int code, const char* reason, void* self) {
    kafka::ClusterErrors::OnError(client, code, reason, &static_cast<KafkaSink*>(self)->errors_);
  });
  auto client = kafka::MakeClient(RD_KAFKA_PRODUCER, std::move(*conf), this);
  if (!client) return tl::unexpected(client.error());
  topic_.reset();
  client_ = std::move(*client);
  topic_.reset(rd_kafka_topic_new(client_.get(), options_.topic.c_str(), nullptr));
  errors_ = {};
  return {};
}

void KafkaSink::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  static_cast<KafkaSink*>(self)->Settle(*message);
}

void KafkaSink::Finish(std::uint64_t batch) {
  --batches_[batch - first_batch_].waiting;
  PopDelivered();
}

void KafkaSink::PopDelivered() {
  while (batches_.front().ended && batches_.front().waiting == 0) {
    delivered_ = batches_.front().number;
    batches_.pop_front();
    ++first_batch_;
  }
}

void KafkaSink::Settle(const rd_kafka_message_t& message) {
  const auto batch = reinterpret_cast<std::uintptr_t>(message._private);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++settled_;
    if (!health_.ready() || errors_.down || !errors_.denied.empty()) {
      errors_ = {};
      TellReached();
    }
    Finish(batch);
    return;
  }
  std::string_view id;
  rd_kafka_headers_t* headers = nullptr;
  const void* text = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      rd_kafka_header_get_last(headers, kIdHeader, &text, &size) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    id = {static_cast<const char*>(text), size};
  }
  const std::string_view value(static_cast<const char*>(message.payload), message.len);
  if (IsRefusal(message.err)) {
    Refuse(output_, id, value, message.err);
    Finish(batch);
    return;
  }
  // Not for good: a topic that is away or closed to us, a producer that must begin anew.
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  held_.push_back({batch, std::string(static_cast<const char*>(message.key), message.key_len), message.key != nullptr,
                   std::string(value), std::string(id), rd_kafka_message_timestamp(&message, &type)});
  if (message.err != RD_KAFKA_RESP_ERR__PURGE_QUEUE && message.err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT &&
      message.err != RD_KAFKA_RESP_ERR__FATAL) {
    health_.Trouble(rd_kafka_err2name(message.err),
                    fmt::format("topic {}: {}", options_.topic, rd_kafka_err2str(message.err)));
  }
}

void KafkaSink::Refuse(std::string_view output, std::string_view id, std::string_view value, rd_kafka_resp_err_t code) {
  refused_.push_back({std::string(output), std::string(id),
                      fmt::format("topic {} does not take a record of {} bytes: {}", options_.topic, value.size(),
                                  rd_kafka_err2str(code)),
                      std::string(value.substr(0, kOversizeHead))});
}

rd_kafka_resp_err_t KafkaSink::Produce(std::uint64_t batch, std::string_view key, bool has_key, std::string_view value,
                                       std::string_view id, std::int64_t time_ms) {
  // The library copies all of it; its signature takes key and value as mutable.
  rd_kafka_vu_t parts[8];
  std::size_t count = 0;
  const auto next = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
    parts[count].vtype = type;
    return parts[count++];
  };
  next(RD_KAFKA_VTYPE_RKT).u.rkt = topic_.get();
  next(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
  rd_kafka_vu_t& payload = next(RD_KAFKA_VTYPE_VALUE);
  payload.u.mem.ptr = const_cast<char*>(value.data());
  payload.u.mem.size = value.size();
  next(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = time_ms;
  next(RD_KAFKA_VTYPE_OPAQUE).u.ptr = reinterpret_cast<void*>(static_cast<std::uintptr_t>(batch));
  if (has_key) {
    rd_kafka_vu_t& part = next(RD_KAFKA_VTYPE_KEY);
    part.u.mem.ptr = const_cast<char*>(key.data() == nullptr ? "" : key.data());
    part.u.mem.size = key.size();
  }
  // Headers of our own: librdkafka 2.0.2 frees those it made itself twice when it refuses a record for its topic.
  Owned<rd_kafka_headers_t> headers;
  if (!id.empty()) {
    headers.reset(rd_kafka_headers_new(1));
    rd_kafka_header_add(headers.get(), kIdHeader, -1, id.data(), static_cast<ssize_t>(id.size()));
    next(RD_KAFKA_VTYPE_HEADERS).u.headers = headers.get();
  }
  rd_kafka_error_t* const error = rd_kafka_produceva(client_.get(), parts, count);
  if (error == nullptr) {
    (void)headers.release();  // now the message's
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

/// A producer that met a fatal error takes nothing any more: a new one sends what the old one did not deliver.
Expected<void> KafkaSink::Reopen() {
  char reason[256] = {};
  rd_kafka_fatal_error(client_.get(), reason, sizeof reason);
  health_.Trouble("fatal", fmt::format("topic {}: the producer begins anew: {}", options_.topic, reason));
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(client_.get()) > 0 && !cancelled_) rd_kafka_poll(client_.get(), kSliceMs);
  if (cancelled_) return Failure(StatusCode::kClosed, "cancelled");
  topic_.reset();
  client_.reset();
  next_try_ = Clock::now();
  return Connect();
}

void KafkaSink::SendHeld() {
  if (held_.empty() || Clock::now() < next_try_) return;
  next_try_ = Clock::now() + retry_;
  retry_ = std::min(retry_ * 2, kLastRetry);
  for (std::size_t left = held_.size(); left > 0; --left) {
    const Held held = std::move(held_.front());
    held_.pop_front();
    const auto code = Produce(held.batch, held.key, held.has_key, held.value, held.id, held.time_ms);
    if (IsRefusal(code)) {
      Refuse(output_, held.id, held.value, code);
      Finish(held.batch);
    } else if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      held_.push_back(held);
    }
  }
}

/// Where nothing is acknowledged for a while: says why, or that it is over. An idle sink that is not known to work asks
/// too.
void KafkaSink::Probe() {
  const auto now = Clock::now();
  if (settled_ != settled_at_probe_ || (!waits() && health_.ready())) {
    settled_at_probe_ = settled_;
    retry_ = kFirstRetry;
    next_try_ = now + kLastRetry / 4;
    return;
  }
  if (now < next_try_) return;
  next_try_ = now + retry_;
  retry_ = std::min(retry_ * 2, kLastRetry);
  std::string error;
  int count = 0;
  {
    const WaitMeter::Wait waiting(waits_);
    count = kafka::PartitionCount(client_.get(), topic_.get(), kProbeMs, error);
  }
  if (count > 0) {
    errors_ = {};
    if (!waits()) TellReached();
  } else if (!error.empty()) {
    health_.Trouble(error, error);
  } else {
    health_.Trouble(errors_.denied.empty() ? "down" : "denied", SentenceOf(errors_, options_.cluster));
  }
}

void KafkaSink::TellNoTopic() {
  const std::string sentence = kafka::NoTopic(options_.topic);
  health_.Trouble(sentence, sentence);
}

/// One sentence for a delivery and for a probe: which of the two comes first after a trouble is a matter of moments.
void KafkaSink::TellReached() { health_.Ready(fmt::format("reaches topic {}", options_.topic)); }

Expected<void> KafkaSink::Serve(int wait_ms) {
  unserved_ = 0;
  if (wait_ms > 0) {
    const WaitMeter::Wait waiting(waits_);
    rd_kafka_poll(client_.get(), wait_ms);
  } else {
    rd_kafka_poll(client_.get(), 0);
  }
  if (rd_kafka_fatal_error(client_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (auto reopened = Reopen(); !reopened) return reopened;
  }
  if (errors_.down) health_.Trouble(errors_.denied.empty() ? "down" : "denied", SentenceOf(errors_, options_.cluster));
  SendHeld();
  Probe();
  return {};
}

Expected<void> KafkaSink::Write(const OutputRecord& record) {
  if (output_ != record.output) output_ = record.output;
  if (++unserved_ >= kServeEvery) {
    if (auto served = Serve(0); !served) return served;
  }
  const std::uint64_t batch = first_batch_ + batches_.size() - 1;
  // 0: the time of sending. Kafka has no time before 1970.
  const std::int64_t time_ms = record.has_time && record.time_us >= 0 ? record.time_us / 1000 : 0;
  while (true) {
    if (cancelled_) return Failure(StatusCode::kClosed, "cancelled");
    const auto code = Produce(batch, record.key, record.has_key, record.value, record.id, time_ms);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++batches_.back().waiting;
      return {};
    }
    if (IsRefusal(code)) {
      Refuse(record.output, record.id, record.value, code);
      return {};
    }
    if (code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) {
      TellNoTopic();
    } else if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL && code != RD_KAFKA_RESP_ERR__FATAL) {
      health_.Trouble(rd_kafka_err2name(code), fmt::format("topic {}: {}", options_.topic, rd_kafka_err2str(code)));
    }
    if (auto served = Serve(kSliceMs); !served) return served;
  }
}

Expected<void> KafkaSink::EndBatch(std::uint64_t batch) {
  batches_.back().number = batch;
  batches_.back().ended = true;
  batches_.emplace_back();
  PopDelivered();
  return Serve(0);
}

Expected<std::uint64_t> KafkaSink::Delivered() {
  if (auto served = Serve(0); !served) return tl::unexpected(served.error());
  return delivered_;
}

Expected<void> KafkaSink::Flush(Clock::time_point deadline) {
  while (batches_.size() > 1) {
    if (cancelled_) return Failure(StatusCode::kClosed, "cancelled");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      return Failure(StatusCode::kUnavailable,
                     fmt::format("topic {}: {} records were not acknowledged in time", options_.topic,
                                 held_.size() + static_cast<std::size_t>(rd_kafka_outq_len(client_.get()))));
    }
    rd_kafka_flush(client_.get(), static_cast<int>(std::min<std::int64_t>(left, kSliceMs)));
    if (auto served = Serve(0); !served) return served;
  }
  return {};
}

}  // namespace

Expected<std::unique_ptr<Sink>> OpenKafkaSink(KafkaSinkOptions options) {
  auto sink = std::make_unique<KafkaSink>(std::move(options));
  if (auto connected = sink->Connect(); !connected) return tl::unexpected(connected.error());
  return sink;
}

}  // namespace rulert::io
