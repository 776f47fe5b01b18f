#pragma once
// One connection to one broker: opened and authenticated by itself, requests out, responses back in their order, lost
// with a reason. One thread; nothing in it waits.
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/src/io/kafka_fetch/buffer.h"
#include "runtime/src/io/kafka_fetch/channel.h"
#include "runtime/src/io/kafka_fetch/handshake.h"
#include "runtime/src/io/kafka_fetch/settings.h"

namespace rulert::io::kafka_fetch {

class BrokerConnection {
 public:
  using Clock = std::chrono::steady_clock;

  /// What all connections share; outlives them.
  struct Shared {
    const Settings& settings;
    const TlsContext* tls;  // null: without
    std::shared_ptr<BufferPool> pool;
    std::uint64_t most_response;  // a longer one is refused; less is allocated only as it comes
  };

  struct Response {
    std::uint64_t request = 0;
    Api api = Api::kFetch;
    std::int16_t version = 0;
    BufferRef frame;
    std::string_view body;  // in `frame`
  };

  BrokerConnection(BrokerAddress address, const Shared& shared);

  const BrokerAddress& address() const { return address_; }
  bool ready() const { return state_ == State::kReady; }
  /// Begins to open it unless that is under way, or failed a moment ago.
  void Open(Clock::time_point now);
  void Close();
  /// What it answered makes no sense: closed, to be opened again later.
  void Distrust(Clock::time_point now, std::string why) { Fail(now, std::move(why)); }

  std::int16_t version(Api api) const { return handshake_->versions()[static_cast<std::size_t>(api)]; }
  /// Ready only. `request`: the caller's name for it. `patience`: how long the broker may take by itself.
  void Send(Clock::time_point now, std::uint64_t request, Api api, std::int16_t version, std::string_view body,
            std::chrono::milliseconds patience = {});
  std::size_t waiting() const { return waiting_.size(); }
  /// Nothing is waited for, and all that happened has been taken.
  bool idle() const { return waiting_.empty() && responses_.empty() && lost_.empty(); }

  /// Does what can be done now.
  void Serve(Clock::time_point now);
  std::optional<Response> TakeResponse();
  /// Requests that will never be answered, since the connection is gone.
  std::vector<std::uint64_t> TakeLost();

  /// For poll(2); no descriptor: -1.
  int fd() const { return channel_.fd(); }
  short events() const;
  /// Time in which nobody looked at the connection is not the broker's.
  void Shift(Clock::duration gap) { since_ += gap; }

  /// Why it was lost or could not be opened last.
  const std::string& trouble() const { return trouble_; }
  /// The broker answers but does not let us in.
  bool denied() const { return denied_; }
  /// It cannot be opened: a connection that worked and broke is not failing until it could not be opened anew.
  bool failing() const { return failures_ > 1; }

 private:
  enum class State : std::uint8_t { kClosed, kResolving, kConnecting, kSecuring, kGreeting, kReady };
  struct Waiting {
    std::uint64_t request;
    Api api;
    std::int16_t version;
    std::int32_t correlation;
    std::chrono::milliseconds patience;
  };

  bool Progress(Clock::time_point now);
  bool Resolve(Clock::time_point now);
  bool TryNextAddress(Clock::time_point now, std::string error);
  bool Establish(Clock::time_point now);
  bool StartTls();
  bool Ask(Clock::time_point now);
  bool Receive(Clock::time_point now);
  bool TakeFrame(Clock::time_point now);
  bool StillPatient(Clock::time_point now);
  void Fail(Clock::time_point now, std::string why, bool denied = false);
  void Restart(Clock::time_point now);

  const BrokerAddress address_;
  const Shared& shared_;
  State state_ = State::kClosed;
  std::optional<NameLookup> lookup_;
  std::size_t next_address_ = 0;
  Channel channel_;
  std::optional<Handshake> handshake_;
  Clock::time_point ready_at_{};

  std::int32_t correlation_ = 0;
  std::deque<Waiting> waiting_;
  std::deque<Response> responses_;
  std::vector<std::uint64_t> lost_;

  char size_bytes_[4];
  std::size_t size_got_ = 0;
  std::size_t frame_size_ = 0;
  BufferRef frame_;  // being received; null: its size is

  Clock::time_point since_{};  // when the broker last did what it should
  std::uint64_t got_since_ = 0;
  std::string trouble_;
  bool denied_ = false;
  int failures_ = 1;  // since it last worked; one that never did has a failure behind it
  Clock::time_point not_before_{};
  std::chrono::milliseconds retry_;
};

}  // namespace rulert::io::kafka_fetch
