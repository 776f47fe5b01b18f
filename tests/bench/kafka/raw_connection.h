#pragma once
// A blocking connection to a broker, for floors: whole requests out, whole answers in. What fails ends the bench.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "runtime/src/io/kafka_fetch/buffer.h"
#include "runtime/src/io/kafka_fetch/wire.h"
#include "tests/bench/support/timed_process.h"

namespace rulec::bench {

class RawConnection {
 public:
  /// `address`: HOST:PORT, the host an IPv4 address.
  explicit RawConnection(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) Die("`" + address + "` is no HOST:PORT");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) != 1)
      Die("the host must be an IPv4 address");
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) Die("nobody answers at " + address);
    const int one = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  ~RawConnection() { close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void Send(std::string_view frame) {
    while (!frame.empty()) {
      const ssize_t count = send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL);
      if (count <= 0) Die("the broker has gone");
      frame.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  /// The next answer without its size, in `buffer`, which has `padding` bytes more.
  std::string_view Receive(rulert::io::kafka_fetch::Buffer& buffer, std::size_t padding = 0) {
    char size_bytes[4];
    Read(size_bytes, sizeof size_bytes);
    const auto size = rulert::io::kafka_fetch::LoadBigEndian<std::uint32_t>(size_bytes);
    buffer.Clear();
    buffer.Grow(size + padding);
    Read(buffer.data(), size);
    return {buffer.data(), size};
  }

 private:
  void Read(char* to, std::size_t size) {
    for (std::size_t got = 0; got < size;) {
      const ssize_t count = recv(socket_, to + got, size - got, 0);
      if (count <= 0) Die("the broker has gone");
      got += static_cast<std::size_t>(count);
    }
  }

  const int socket_;
};

}  // namespace rulec::bench
