#include "runtime/src/io/kafka_fetch/broker_connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

namespace rulert::io::kafka_fetch {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstRetry = 50ms;
constexpr std::chrono::milliseconds kLastRetry = 1000ms;
constexpr std::chrono::milliseconds kOpening = 10s;  // for each step of it
constexpr std::uint64_t kHardly = 64 << 10;          // a broker that sends less in its time is as good as silent
constexpr std::size_t kFirstPiece = 64 << 10;

}  // namespace

BrokerConnection::BrokerConnection(BrokerAddress address, const Shared& shared)
    : address_(std::move(address)), shared_(shared), retry_(kFirstRetry) {}

void BrokerConnection::Open(Clock::time_point now) {
  if (state_ != State::kClosed || now < not_before_) return;
  lookup_.emplace(address_);
  next_address_ = 0;
  handshake_.emplace(shared_.settings.sasl);
  state_ = State::kResolving;
  Restart(now);
}

void BrokerConnection::Close() {
  channel_.Close();
  state_ = State::kClosed;
  for (const Waiting& waiting : waiting_) lost_.push_back(waiting.request);
  waiting_.clear();
  frame_.reset();
  size_got_ = 0;
}

void BrokerConnection::Restart(Clock::time_point now) {
  since_ = now;
  got_since_ = 0;
}

void BrokerConnection::Fail(Clock::time_point now, std::string why, bool denied) {
  Close();
  trouble_ = fmt::format("{}: {}", address_.Text(), why);
  denied_ = denied;
  ++failures_;
  not_before_ = now + retry_;
  retry_ = std::min(retry_ * 2, kLastRetry);
}

bool BrokerConnection::TryNextAddress(Clock::time_point now, std::string error) {
  while (const addrinfo* const to = lookup_->at(next_address_)) {
    ++next_address_;
    if (channel_.Connect(*to)) {
      state_ = State::kConnecting;
      Restart(now);
      return true;
    }
    error = channel_.error();
  }
  Fail(now, std::move(error));
  return false;
}

bool BrokerConnection::Resolve(Clock::time_point now) {
  if (!lookup_->done()) return false;
  if (lookup_->at(0) == nullptr) {
    Fail(now, lookup_->error(), true);
    return false;
  }
  return TryNextAddress(now, {});
}

bool BrokerConnection::StartTls() {
  if (shared_.tls == nullptr) return false;
  channel_.Secure(shared_.tls->Connect(address_.host));
  state_ = State::kSecuring;
  return true;
}

bool BrokerConnection::Establish(Clock::time_point now) {
  switch (channel_.Connected()) {
    case ChannelResult::kWait:
      return false;
    case ChannelResult::kDone:
      break;
    default:
      return TryNextAddress(now, channel_.error());
  }
  Restart(now);
  if (StartTls()) return true;
  state_ = State::kGreeting;
  return Ask(now);
}

/// The next question of the handshake, or the end of it.
bool BrokerConnection::Ask(Clock::time_point now) {
  const auto question = handshake_->Next();
  if (question) {
    Send(now, 0, question->api, question->version, question->body);
    return state_ != State::kClosed;
  }
  state_ = State::kReady;
  ready_at_ = now;
  return true;
}

void BrokerConnection::Send(Clock::time_point now, std::uint64_t request, Api api, std::int16_t version,
                            std::string_view body, std::chrono::milliseconds patience) {
  if (waiting_.empty()) Restart(now);
  waiting_.push_back({request, api, version, ++correlation_, patience});
  const std::string frame = Frame(api, version, correlation_, shared_.settings.client_id, body);
  if (channel_.Write(frame) == ChannelResult::kFailed) Fail(now, channel_.error());
}

bool BrokerConnection::TakeFrame(Clock::time_point now) {
  if (waiting_.empty()) {
    Fail(now, "it answers what nobody asked");
    return false;
  }
  const Waiting asked = waiting_.front();
  WireReader in(frame_->view());
  if (ReadResponseHeader(asked.api, asked.version, in) != asked.correlation) {
    Fail(now, "its answer belongs to no request");
    return false;
  }
  waiting_.pop_front();
  const std::string_view body(in.at(), in.left());
  BufferRef frame = std::move(frame_);
  size_got_ = 0;
  Restart(now);
  if (state_ == State::kGreeting) {
    const auto taken = handshake_->Take(body);
    if (!taken) {
      Fail(now, taken.error().message, taken.error().code != StatusCode::kIo);
      return false;
    }
    return Ask(now);
  }
  retry_ = kFirstRetry;
  failures_ = 0;
  trouble_.clear();
  denied_ = false;
  responses_.push_back({asked.request, asked.api, asked.version, std::move(frame), body});
  // Before the broker ends the session, a new one is begun, between two answers.
  const auto lifetime = std::chrono::milliseconds(handshake_->lifetime_ms());
  if (lifetime.count() > 0 && waiting_.empty() && now - ready_at_ > lifetime * 8 / 10) {
    Close();
    return false;
  }
  return true;
}

/// Reads what is there. False: nothing more is, or the connection is gone.
bool BrokerConnection::Receive(Clock::time_point now) {
  std::size_t got = 0;
  ChannelResult result = ChannelResult::kDone;
  if (!frame_) {
    result = channel_.Read(size_bytes_ + size_got_, sizeof size_bytes_ - size_got_, got);
    size_got_ += got;
    if (size_got_ == sizeof size_bytes_) {
      const auto size = LoadBigEndian<std::int32_t>(size_bytes_);
      if (size < 4 || static_cast<std::uint64_t>(size) > shared_.most_response) {
        Fail(now, fmt::format("it announces an answer of {} bytes, which cannot be", size));
        return false;
      }
      frame_size_ = static_cast<std::size_t>(size);
      frame_ = shared_.pool->Take();
    }
  } else {
    if (frame_->room() == 0 || frame_->capacity() < kFirstPiece)
      frame_->Grow(std::max(kFirstPiece, std::min(frame_size_, 2 * frame_->capacity())));
    const std::size_t room = std::min(frame_->room(), frame_size_ - frame_->size());
    result = channel_.Read(frame_->end(), room, got);
    frame_->Added(got);
  }
  got_since_ += got;
  if (got_since_ >= kHardly) Restart(now);
  if (result == ChannelResult::kWait) return false;
  if (result != ChannelResult::kDone) {
    const bool part = frame_ != nullptr || size_got_ > 0;
    Fail(now, part ? fmt::format("{} in the middle of an answer", channel_.error()) : channel_.error());
    return false;
  }
  return !frame_ || frame_->size() < frame_size_ || TakeFrame(now);
}

bool BrokerConnection::StillPatient(Clock::time_point now) {
  auto patience = shared_.settings.timeout;
  if (state_ == State::kReady) {
    if (waiting_.empty()) return true;
    patience += waiting_.front().patience;
  } else {
    patience = std::min(patience, kOpening);
  }
  if (now - since_ < patience) return true;
  if (state_ == State::kConnecting) return TryNextAddress(now, "it does not answer");
  Fail(now, frame_ || size_got_ > 0 ? fmt::format("it sent only {} bytes in {} ms", got_since_, patience.count())
                                    : fmt::format("it does not answer within {} ms", patience.count()));
  return false;
}

/// True: something changed, so that there may be more to do.
bool BrokerConnection::Progress(Clock::time_point now) {
  switch (state_) {
    case State::kClosed:
      return false;
    case State::kResolving:
      return Resolve(now);
    case State::kConnecting:
      return Establish(now);
    case State::kSecuring:
      switch (channel_.Shake()) {
        case ChannelResult::kWait:
          return false;
        case ChannelResult::kDone:
          state_ = State::kGreeting;
          Restart(now);
          return Ask(now);
        case ChannelResult::kClosed:
          Fail(now, "it closed the connection during the TLS handshake", true);
          return false;
        case ChannelResult::kFailed:
          Fail(now, channel_.error(), true);
          return false;
      }
      return false;
    case State::kGreeting:
    case State::kReady:
      if (!channel_.flushed() && channel_.Flush() == ChannelResult::kFailed) {
        Fail(now, channel_.error());
        return false;
      }
      return Receive(now);
  }
  return false;
}

void BrokerConnection::Serve(Clock::time_point now) {
  // A broker that always has more must not keep us here.
  constexpr std::size_t kMostAnswers = 4;
  while (state_ != State::kClosed && responses_.size() < kMostAnswers && Progress(now)) {
  }
  if (state_ != State::kClosed && responses_.empty()) StillPatient(now);
}

std::optional<BrokerConnection::Response> BrokerConnection::TakeResponse() {
  if (responses_.empty()) return std::nullopt;
  Response response = std::move(responses_.front());
  responses_.pop_front();
  return response;
}

std::vector<std::uint64_t> BrokerConnection::TakeLost() { return std::exchange(lost_, {}); }

short BrokerConnection::events() const {
  const bool writes = state_ == State::kConnecting || !channel_.flushed();
  return static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN);
}

}  // namespace rulert::io::kafka_fetch
