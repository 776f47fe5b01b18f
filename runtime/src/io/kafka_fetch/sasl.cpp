#include "runtime/src/io/kafka_fetch/sasl.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace rulert::io::kafka_fetch {
namespace {

class Plain final : public SaslClient {
 public:
  explicit Plain(const SaslSettings& settings) : settings_(settings) {}

  std::string First() override {
    std::string message;
    message.push_back('\0');
    message += settings_.username;
    message.push_back('\0');
    return message + settings_.password;
  }
  Expected<std::string> Next(std::string_view) override {
    done_ = true;
    return std::string();
  }
  bool done() const override { return done_; }

 private:
  const SaslSettings settings_;
  bool done_ = false;
};

std::string Base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > 4096) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

/// Value of `key=` among comma-separated attributes; the value may hold further `=`.
std::optional<std::string_view> Attribute(std::string_view message, char key) {
  while (!message.empty()) {
    const std::size_t comma = std::min(message.find(','), message.size());
    const std::string_view item = message.substr(0, comma);
    if (item.size() >= 2 && item[0] == key && item[1] == '=') return item.substr(2);
    message.remove_prefix(std::min(comma + 1, message.size()));
  }
  return std::nullopt;
}

class Scram final : public SaslClient {
 public:
  Scram(const SaslSettings& settings, std::string nonce)
      : settings_(settings),
        hash_(settings.mechanism == SaslMechanism::kScramSha512 ? EVP_sha512() : EVP_sha256()),
        nonce_(std::move(nonce)) {}

  std::string First() override {
    std::string name;
    for (const char c : settings_.username) name += c == '=' ? "=3D" : c == ',' ? "=2C" : std::string(1, c);
    first_bare_ = fmt::format("n={},r={}", name, nonce_);
    return "n,," + first_bare_;
  }

  Expected<std::string> Next(std::string_view answer) override {
    if (const auto error = Attribute(answer, 'e'))
      return Failure(StatusCode::kPermission, fmt::format("the broker refuses: {}", *error));
    return signature_.empty() ? Final(answer) : Verify(answer);
  }
  bool done() const override { return done_; }

 private:
  static tl::unexpected<Status> Wrong(const char* what) {
    return Failure(StatusCode::kPermission, fmt::format("the broker's SCRAM answer is wrong: {}", what));
  }

  std::string Hmac(std::string_view key, std::string_view text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum;
    unsigned size = 0;
    HMAC(hash_, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), sum.data(), &size);
    return {reinterpret_cast<const char*>(sum.data()), size};
  }

  std::string Hash(std::string_view text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum;
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), sum.data(), &size, hash_, nullptr);
    return {reinterpret_cast<const char*>(sum.data()), size};
  }

  Expected<std::string> Final(std::string_view server_first) {
    // A broker could make us count for hours.
    constexpr int kLeastIterations = 4096;
    constexpr int kMostIterations = 1'000'000;
    const auto nonce = Attribute(server_first, 'r');
    const auto salt_text = Attribute(server_first, 's');
    const auto count_text = Attribute(server_first, 'i');
    if (!nonce || !salt_text || !count_text) return Wrong("nonce, salt or iteration count is missing");
    if (nonce->size() <= nonce_.size() || nonce->substr(0, nonce_.size()) != nonce_)
      return Wrong("its nonce does not go on ours");
    const auto salt = FromBase64(*salt_text);
    if (!salt) return Wrong("the salt is not base64");
    int count = 0;
    const auto [end, error] = std::from_chars(count_text->data(), count_text->data() + count_text->size(), count);
    if (error != std::errc() || end != count_text->data() + count_text->size() || count < kLeastIterations ||
        count > kMostIterations)
      return Wrong("the iteration count is not between 4096 and 1000000");

    std::string salted(static_cast<std::size_t>(EVP_MD_get_size(hash_)), '\0');
    PKCS5_PBKDF2_HMAC(settings_.password.data(), static_cast<int>(settings_.password.size()),
                      reinterpret_cast<const unsigned char*>(salt->data()), static_cast<int>(salt->size()), count,
                      hash_, static_cast<int>(salted.size()), reinterpret_cast<unsigned char*>(salted.data()));
    const std::string client_key = Hmac(salted, "Client Key");
    const std::string without_proof = fmt::format("c=biws,r={}", *nonce);
    const std::string signed_text = fmt::format("{},{},{}", first_bare_, server_first, without_proof);
    std::string proof = Hmac(Hash(client_key), signed_text);
    for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ client_key[i]);
    signature_ = Hmac(Hmac(salted, "Server Key"), signed_text);
    return fmt::format("{},p={}", without_proof, Base64(proof));
  }

  Expected<std::string> Verify(std::string_view server_final) {
    const auto text = Attribute(server_final, 'v');
    const auto signature = text ? FromBase64(*text) : std::nullopt;
    if (!signature || signature->size() != signature_.size() ||
        CRYPTO_memcmp(signature->data(), signature_.data(), signature_.size()) != 0)
      return Wrong("it does not know the password either");
    done_ = true;
    return std::string();
  }

  const SaslSettings settings_;
  const EVP_MD* const hash_;
  const std::string nonce_;
  std::string first_bare_;
  std::string signature_;  // that a server which knows the password gives; empty: not yet known
  bool done_ = false;
};

}  // namespace

std::unique_ptr<SaslClient> MakeSaslClient(const SaslSettings& settings, std::string nonce) {
  if (settings.mechanism == SaslMechanism::kPlain) return std::make_unique<Plain>(settings);
  return std::make_unique<Scram>(settings, std::move(nonce));
}

std::string MakeNonce() {
  std::array<unsigned char, 24> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return Base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace rulert::io::kafka_fetch
