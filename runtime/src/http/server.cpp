#include "runtime/src/http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace rulert::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kMaxHeaderBytes = 8 * 1024;
constexpr std::size_t kMaxBodyBytes = 64 * 1024;
constexpr std::size_t kMaxConnections = 64;
constexpr auto kRequestTime = std::chrono::seconds(15);

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

/// "host:port" or "[v6]:port"; only addresses and `localhost`, no name service.
std::optional<Endpoint> ParseAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  Endpoint endpoint{std::string(host), 0};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (port.empty() || error != std::errc() || end != port.data() + port.size()) return std::nullopt;
  return endpoint;
}

/// One connection: reads a request, answers it, again. Keeps itself alive while an operation is under way.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Tcp::socket socket, const Handler& handler, std::size_t& open)
      : stream_(std::move(socket)), handler_(handler), open_(open) {
    ++open_;
  }
  ~Session() { --open_; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMaxHeaderBytes);
    parser_->body_limit(kMaxBodyBytes);
    stream_.expires_after(kRequestTime);
    beast::http::async_read(stream_, buffer_, *parser_,
                            [self = shared_from_this()](Error error, std::size_t) { self->OnRead(error); });
  }

 private:
  void OnRead(Error error) {
    if (error == beast::http::error::body_limit)
      return Write({413, "text/plain; charset=utf-8", "body too large\n"}, false);
    if (error == beast::http::error::header_limit)
      return Write({431, "text/plain; charset=utf-8", "header too large\n"}, false);
    if (error && error.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
        error != beast::http::error::end_of_stream && error != beast::http::error::partial_message) {
      return Write({400, "text/plain; charset=utf-8", "bad request\n"}, false);
    }
    if (error) return Close();
    const auto& request = parser_->get();
    if (request.find(beast::http::field::transfer_encoding) != request.end()) {
      return Write({501, "text/plain; charset=utf-8", "Transfer-Encoding is not supported, send Content-Length\n"},
                   false);
    }
    const std::string_view method(request.method_string().data(), request.method_string().size());
    std::string_view target(request.target().data(), request.target().size());
    target = target.substr(0, target.find('?'));
    Write(handler_({method, target}), request.keep_alive());
  }

  void Write(Response answer, bool keep_alive) {
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(beast::http::field::content_type, answer.content_type);
    response_.keep_alive(keep_alive);
    const bool head = parser_->is_header_done() && parser_->get().method() == beast::http::verb::head;
    response_.content_length(answer.body.size());
    if (!head) response_.body() = std::move(answer.body);
    beast::http::async_write(stream_, response_, [self = shared_from_this(), keep_alive](Error error, std::size_t) {
      if (error || !keep_alive) return self->Close();
      self->Read();
    });
  }

  void Close() {
    Error ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  const Handler& handler_;
  std::size_t& open_;
  beast::flat_buffer buffer_{kMaxHeaderBytes + kMaxBodyBytes};
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  beast::http::response<beast::http::string_body> response_;
};

}  // namespace

struct Server::Impl {
  Handler handler;
  std::size_t open = 0;  // connections; touched by the server's thread only
  asio::io_context context{1};
  Tcp::acceptor acceptor{context};
  std::string host;
  std::thread thread;

  void Accept() {
    acceptor.async_accept([this](Error error, Tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && open < kMaxConnections) std::make_shared<Session>(std::move(socket), handler, open)->Read();
      Accept();
    });
  }
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->context.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

std::uint16_t Server::port() const { return impl_->acceptor.local_endpoint().port(); }

std::string Server::address() const {
  const bool v6 = impl_->host.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", impl_->host, port()) : fmt::format("{}:{}", impl_->host, port());
}

tl::expected<std::unique_ptr<Server>, std::string> Server::Start(const std::string& address, Handler handler) {
  const std::optional<Endpoint> endpoint = ParseAddress(address);
  if (!endpoint) return tl::unexpected(fmt::format("`{}` is not an address of the form 127.0.0.1:8088", address));
  auto impl = std::make_unique<Impl>();
  impl->handler = std::move(handler);
  impl->host = endpoint->host;
  Error error;
  const auto ip = asio::ip::make_address(endpoint->host, error);
  if (error) return tl::unexpected(fmt::format("`{}` is not an IP address", endpoint->host));
  const Tcp::endpoint where(ip, endpoint->port);
  impl->acceptor.open(where.protocol(), error);
  if (!error) impl->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) impl->acceptor.bind(where, error);
  if (!error) impl->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return tl::unexpected(fmt::format("cannot listen on {}: {}", address, error.message()));
  impl->Accept();
  impl->thread = std::thread([raw = impl.get()] { raw->context.run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

}  // namespace rulert::http
