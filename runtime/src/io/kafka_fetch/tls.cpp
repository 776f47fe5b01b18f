#include "runtime/src/io/kafka_fetch/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace rulert::io::kafka_fetch {
namespace {

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};

std::string Reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason is given" : reason;
}

class Session final : public TlsSession {
 public:
  Session(SSL* session, std::string host)
      : session_(session), host_(std::move(host)), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) {
    BIO_set_mem_eof_return(in_, -1);
    SSL_set_bio(session, in_, out_);  // which then owns both
    SSL_set_connect_state(session);
  }

  TlsResult Shake() override { return Judge(SSL_do_handshake(session_.get())); }

  TlsResult Read(char* to, std::size_t room, std::size_t& got) override {
    got = 0;
    return Judge(SSL_read_ex(session_.get(), to, room, &got));
  }

  bool Write(std::string_view plain) override {
    std::size_t written = 0;
    return plain.empty() ||
           Judge(SSL_write_ex(session_.get(), plain.data(), plain.size(), &written)) == TlsResult::kDone;
  }

  void Received(std::string_view sealed) override { BIO_write(in_, sealed.data(), static_cast<int>(sealed.size())); }

  void TakeSealed(std::string& out) override {
    std::array<char, 16384> piece;
    for (int got = BIO_read(out_, piece.data(), piece.size()); got > 0;
         got = BIO_read(out_, piece.data(), piece.size()))
      out.append(piece.data(), static_cast<std::size_t>(got));
  }

  const std::string& error() const override { return error_; }

 private:
  TlsResult Judge(int result) {
    if (result > 0) return TlsResult::kDone;
    switch (SSL_get_error(session_.get(), result)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE:
        return TlsResult::kWait;
      case SSL_ERROR_ZERO_RETURN:
        return TlsResult::kClosed;
      default:
        break;
    }
    const long verified = SSL_get_verify_result(session_.get());
    if (verified != X509_V_OK) {
      error_ = fmt::format("the certificate of {} is not trusted: {}", host_, X509_verify_cert_error_string(verified));
      ERR_clear_error();
    } else {
      error_ = fmt::format("TLS with {} failed: {}", host_, Reason());
    }
    return TlsResult::kFailed;
  }

  const std::unique_ptr<SSL, Free> session_;
  const std::string host_;
  BIO* const in_;
  BIO* const out_;
  std::string error_;
};

class Context final : public TlsContext {
 public:
  Context(SSL_CTX* context, bool check_host) : context_(context), check_host_(check_host) {}

  std::unique_ptr<TlsSession> Connect(const std::string& host) const override {
    SSL* const session = SSL_new(context_.get());
    auto connected = std::make_unique<Session>(session, host);
    std::array<unsigned char, 16> address;
    const bool numeric =
        inet_pton(AF_INET, host.c_str(), address.data()) == 1 || inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
    if (!numeric) SSL_set_tlsext_host_name(session, host.c_str());
    if (check_host_ && numeric) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str());
    } else if (check_host_) {
      SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      SSL_set1_host(session, host.c_str());
    }
    return connected;
  }

 private:
  const std::unique_ptr<SSL_CTX, Free> context_;
  const bool check_host_;
};

int GivePassword(char* to, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  const std::size_t count = std::min(text.size(), static_cast<std::size_t>(std::max(size, 0)));
  std::copy_n(text.data(), count, to);
  return static_cast<int>(count);
}

tl::unexpected<Status> Unreadable(const char* setting, const std::string& path) {
  return Failure(StatusCode::kInvalid, fmt::format("kafka setting `{}`: {}: {}", setting, path, Reason()));
}

Expected<void> Load(SSL_CTX* context, const TlsSettings& settings) {
  if (settings.ca_location.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else {
    std::error_code ignored;
    const bool directory = std::filesystem::is_directory(settings.ca_location, ignored);
    const char* const path = settings.ca_location.c_str();
    if (SSL_CTX_load_verify_locations(context, directory ? nullptr : path, directory ? path : nullptr) != 1)
      return Unreadable("ssl.ca.location", settings.ca_location);
  }
  if (settings.certificate_location.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, settings.certificate_location.c_str()) != 1)
    return Unreadable("ssl.certificate.location", settings.certificate_location);
  SSL_CTX_set_default_passwd_cb(context, &GivePassword);
  SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<std::string*>(&settings.key_password));
  const bool key = SSL_CTX_use_PrivateKey_file(context, settings.key_location.c_str(), SSL_FILETYPE_PEM) == 1 &&
                   SSL_CTX_check_private_key(context) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  if (!key) return Unreadable("ssl.key.location", settings.key_location);
  return {};
}

}  // namespace

Expected<std::unique_ptr<TlsContext>> MakeTlsContext(const TlsSettings& settings) {
  ERR_clear_error();
  std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Failure(StatusCode::kInvalid, fmt::format("TLS cannot be used: {}", Reason()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (auto loaded = Load(context.get(), settings); !loaded) return tl::unexpected(loaded.error());
  return std::make_unique<Context>(context.release(), settings.verify && settings.check_host);
}

}  // namespace rulert::io::kafka_fetch
