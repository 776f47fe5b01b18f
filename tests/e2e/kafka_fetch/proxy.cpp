#include "tests/e2e/kafka_fetch/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace rulert::io::test {
namespace {

constexpr int kPaceMs = 20;  // of a trickle, and of looking at the fault

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool SendAll(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

Proxy::Proxy(int port, int target) : target_(target) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = Loopback(port);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0)
    throw std::runtime_error("the proxy's port is taken");
  thread_ = std::thread([this] { Run(); });
}

Proxy::~Proxy() {
  over_ = true;
  thread_.join();
  close(listener_);
  for (const Wire& wire : wires_) {
    close(wire.client);
    close(wire.broker);
  }
}

void Proxy::Set(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
}
void Proxy::Heal() { Set(Fault::kNone); }
void Proxy::Trickle() { Set(Fault::kTrickle); }
void Proxy::Silence() { Set(Fault::kSilence); }

void Proxy::Flip(const std::string& mark, int times) {
  const std::lock_guard lock(mutex_);
  fault_ = Fault::kFlip;
  mark_ = mark;
  flips_left_ = times;
}

void Proxy::CutAfter(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  fault_ = Fault::kCut;
  cut_after_ = bytes;
}

void Proxy::Accept() {
  Wire wire;
  wire.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (wire.client < 0) return;
  ++connections_;
  wire.broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(target_);
  if (connect(wire.broker, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) wire.over = true;
  wires_.push_back(wire);
}

void Proxy::Damage(char* data, std::size_t size) {
  const std::string_view all(data, size);
  for (std::size_t at = all.find(mark_); at != std::string_view::npos && flips_left_ > 0;
       at = all.find(mark_, at + mark_.size())) {
    data[at + mark_.size() - 1] = static_cast<char>(data[at + mark_.size() - 1] ^ 1);
    --flips_left_;
    ++flipped_;
  }
}

void Proxy::FromBroker(Wire& wire) {
  const std::lock_guard lock(mutex_);
  std::array<char, 65536> data;
  std::size_t room = data.size();
  if (fault_ == Fault::kTrickle) room = 1;
  if (fault_ == Fault::kCut) room = std::min<std::uint64_t>(room, cut_after_ - std::min(cut_after_, wire.passed) + 1);
  const ssize_t got = recv(wire.broker, data.data(), room, 0);
  if (got <= 0) {
    wire.over = true;
    return;
  }
  auto size = static_cast<std::size_t>(got);
  wire.passed += size;
  if (fault_ == Fault::kFlip) Damage(data.data(), size);
  if (fault_ == Fault::kCut && wire.passed > cut_after_) {
    wire.over = true;
    ++cut_;
    --size;
  }
  if (!SendAll(wire.client, data.data(), size)) wire.over = true;
}

void Proxy::Pass(Wire& wire, bool from_client, bool from_broker) {
  if (from_client) {
    std::array<char, 65536> data;
    const ssize_t got = recv(wire.client, data.data(), data.size(), 0);
    if (got <= 0 || !SendAll(wire.broker, data.data(), static_cast<std::size_t>(got))) wire.over = true;
  }
  if (from_broker && !wire.over) FromBroker(wire);
}

void Proxy::Run() {
  while (!over_) {
    Fault fault;
    {
      const std::lock_guard lock(mutex_);
      fault = fault_;
    }
    const bool listens = fault != Fault::kSilence;
    std::vector<pollfd> wanted = {{listener_, POLLIN, 0}};
    for (const Wire& wire : wires_) {
      wanted.push_back({wire.client, POLLIN, 0});
      wanted.push_back({wire.broker, static_cast<short>(listens ? POLLIN : 0), 0});
    }
    if (fault == Fault::kTrickle) poll(nullptr, 0, kPaceMs);
    if (poll(wanted.data(), wanted.size(), kPaceMs) <= 0) continue;
    for (std::size_t i = 0; i < wires_.size(); ++i)
      Pass(wires_[i], wanted[1 + 2 * i].revents != 0, listens && wanted[2 + 2 * i].revents != 0);
    std::erase_if(wires_, [](const Wire& wire) {
      if (!wire.over) return false;
      close(wire.client);
      close(wire.broker);
      return true;
    });
    if (wanted[0].revents != 0) Accept();
  }
}

}  // namespace rulert::io::test
