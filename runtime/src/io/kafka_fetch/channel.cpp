#include "runtime/src/io/kafka_fetch/channel.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

namespace rulert::io::kafka_fetch {

struct NameLookup::Result {
  ~Result() {
    if (list != nullptr) freeaddrinfo(list);
  }
  addrinfo* list = nullptr;
  std::string error;
  std::atomic<bool> done{false};
};

NameLookup::NameLookup(const BrokerAddress& address) : result_(std::make_shared<Result>()) {
  const auto ask = [result = result_, host = address.host, port = std::to_string(address.port)](int flags) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    const int code = getaddrinfo(host.c_str(), port.c_str(), &hints, &result->list);
    if (code != 0) result->error = fmt::format("{}: {}", host, gai_strerror(code));
    return code == 0;
  };
  if (ask(AI_NUMERICHOST)) {
    result_->done = true;
    return;
  }
  result_->error.clear();
  std::thread([ask, result = result_] {
    ask(AI_ADDRCONFIG);
    result->done = true;
  }).detach();
}

bool NameLookup::done() const { return result_->done; }

const addrinfo* NameLookup::at(std::size_t index) const {
  const addrinfo* entry = result_->list;
  for (; entry != nullptr && index > 0; --index) entry = entry->ai_next;
  return entry;
}

const std::string& NameLookup::error() const { return result_->error; }

ChannelResult Channel::Fail(const char* what) {
  error_ = fmt::format("{}: {}", what, std::generic_category().message(errno));
  return ChannelResult::kFailed;
}

bool Channel::Connect(const addrinfo& to) {
  Close();
  fd_ = socket(to.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) {
    Fail("no socket");
    return false;
  }
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd_, to.ai_addr, to.ai_addrlen) == 0 || errno == EINPROGRESS) return true;
  Fail("cannot connect");
  return false;
}

ChannelResult Channel::Connected() {
  pollfd wanted{fd_, POLLOUT, 0};
  if (poll(&wanted, 1, 0) <= 0) return ChannelResult::kWait;
  int code = 0;
  socklen_t size = sizeof code;
  if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
  if (code == 0) return ChannelResult::kDone;
  errno = code;
  return Fail("cannot connect");
}

ChannelResult Channel::Receive(char* to, std::size_t room, std::size_t& got) {
  got = 0;
  for (;;) {
    const ssize_t count = recv(fd_, to, room, 0);
    if (count > 0) {
      got = static_cast<std::size_t>(count);
      return ChannelResult::kDone;
    }
    if (count == 0) {
      error_ = "it closed the connection";
      return ChannelResult::kClosed;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return ChannelResult::kWait;
    if (errno != EINTR) return Fail("the connection broke");
  }
}

ChannelResult Channel::Shake() {
  for (;;) {
    const TlsResult result = tls_->Shake();
    const ChannelResult flushed = Flush();  // also the alert that says why we refuse
    if (result == TlsResult::kDone) return ChannelResult::kDone;
    if (result != TlsResult::kWait) {
      error_ = tls_->error();
      return ChannelResult::kFailed;
    }
    if (flushed == ChannelResult::kFailed) return flushed;
    sealed_.resize(64 << 10);
    std::size_t got = 0;
    const ChannelResult received = Receive(sealed_.data(), sealed_.size(), got);
    if (received != ChannelResult::kDone) return received;
    tls_->Received({sealed_.data(), got});
  }
}

ChannelResult Channel::Read(char* to, std::size_t room, std::size_t& got) {
  if (!tls_) return Receive(to, room, got);
  for (;;) {
    switch (tls_->Read(to, room, got)) {
      case TlsResult::kDone:
        return ChannelResult::kDone;
      case TlsResult::kClosed:
        error_ = "it closed the connection";
        return ChannelResult::kClosed;
      case TlsResult::kFailed:
        error_ = tls_->error();
        return ChannelResult::kFailed;
      case TlsResult::kWait:
        break;
    }
    std::size_t received = 0;
    const ChannelResult result = Receive(sealed_.data(), sealed_.size(), received);
    if (result != ChannelResult::kDone) {
      got = 0;
      return result;
    }
    tls_->Received({sealed_.data(), received});
  }
}

ChannelResult Channel::Write(std::string_view bytes) {
  if (!tls_) {
    out_.append(bytes);
  } else if (!tls_->Write(bytes)) {
    error_ = tls_->error();
    return ChannelResult::kFailed;
  }
  return Flush();
}

ChannelResult Channel::Flush() {
  if (tls_) tls_->TakeSealed(out_);
  while (!flushed()) {
    const ssize_t count = send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (count >= 0) {
      sent_ += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return ChannelResult::kWait;
    } else if (errno != EINTR) {
      return Fail("the connection broke");
    }
  }
  out_.clear();
  sent_ = 0;
  return ChannelResult::kDone;
}

void Channel::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
  tls_.reset();
  out_.clear();
  sent_ = 0;
}

}  // namespace rulert::io::kafka_fetch
