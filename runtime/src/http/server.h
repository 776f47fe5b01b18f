#pragma once
// The admin HTTP server: small requests, small answers, one thread of its own.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace rulert::http {

struct Request {
  std::string_view method;  // "GET"
  std::string_view path;    // without query
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// Called on the server's thread, one request at a time; must not throw or wait.
using Handler = std::function<Response(const Request&)>;

/// HTTP/1.1 with keep-alive; bodies by Content-Length only (anything else: 501), no compression. Headers up to 8 KiB,
/// bodies up to 64 KiB, 64 connections at a time, 15 s for a request to arrive.
class Server {
 public:
  /// Listens on `address` ("127.0.0.1:8088"; port 0 takes a free one) and serves until destroyed. The error is a
  /// sentence.
  static tl::expected<std::unique_ptr<Server>, std::string> Start(const std::string& address, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port that is listened on.
  std::uint16_t port() const;
  /// "127.0.0.1:8088", with the real port.
  std::string address() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rulert::http
