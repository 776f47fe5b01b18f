#include "runtime/src/http/server.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/catch.h"

namespace rulert::http {
namespace {

namespace asio = boost::asio;

/// Sends bytes, reads until the server closes.
std::string Exchange(std::uint16_t port, const std::string& bytes) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::make_address("127.0.0.1"), port});
  boost::system::error_code error;
  asio::write(socket, asio::buffer(bytes), error);
  std::string answer;
  asio::read(socket, asio::dynamic_buffer(answer), error);
  return answer;
}

std::unique_ptr<Server> StartEcho() {
  auto server = Server::Start("127.0.0.1:0", [](const Request& request) -> Response {
    if (request.path != "/here") return {404, "text/plain", "no\n"};
    return {200, "text/plain", std::string(request.method) + " " + std::string(request.path) + "\n"};
  });
  REQUIRE(server.has_value());
  return std::move(*server);
}

TEST_CASE("answers on a free port, without the query") {
  const auto server = StartEcho();
  CHECK(server->port() != 0);
  CHECK(server->address() == "127.0.0.1:" + std::to_string(server->port()));
  const std::string answer = Exchange(server->port(), "GET /here?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("HTTP/1.1 200 OK\r\n") == 0);
  CHECK(answer.find("Content-Length: 10\r\n") != std::string::npos);
  CHECK(answer.substr(answer.size() - 10) == "GET /here\n");
}

TEST_CASE("keeps the connection for a second request") {
  const auto server = StartEcho();
  const std::string answer = Exchange(server->port(),
                                      "GET /here HTTP/1.1\r\nHost: a\r\n\r\n"
                                      "GET /gone HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("HTTP/1.1 200 OK") == 0);
  CHECK(answer.find("HTTP/1.1 404 Not Found") != std::string::npos);
}

TEST_CASE("HEAD has the length but no body") {
  const auto server = StartEcho();
  const std::string answer = Exchange(server->port(), "HEAD /here HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("Content-Length: 11\r\n") != std::string::npos);
  CHECK(answer.substr(answer.size() - 4) == "\r\n\r\n");
}

TEST_CASE("limits and foreign encodings are refused") {
  const auto server = StartEcho();
  CHECK(Exchange(server->port(), "nonsense\r\n\r\n").find("HTTP/1.1 400") == 0);
  CHECK(Exchange(server->port(), "POST /here HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            .find("HTTP/1.1 501") == 0);
  CHECK(Exchange(server->port(), "GET /here HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n")
            .find("HTTP/1.1 431") == 0);
  CHECK(Exchange(server->port(), "POST /here HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n")
            .find("HTTP/1.1 413") == 0);
}

TEST_CASE("addresses that cannot be listened on are told") {
  const Handler none = [](const Request&) { return Response{}; };
  CHECK(Server::Start("8088", none).error() == "`8088` is not an address of the form 127.0.0.1:8088");
  CHECK(Server::Start("somewhere:1", none).error() == "`somewhere` is not an IP address");
  CHECK(Server::Start("127.0.0.1:70000", none).error() ==
        "`127.0.0.1:70000` is not an address of the form 127.0.0.1:8088");
  const auto first = StartEcho();
  CHECK(Server::Start(first->address(), none).error().find("cannot listen on") == 0);
}

}  // namespace
}  // namespace rulert::http
