#include "runtime/src/io/kafka_fetch/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <string_view>

namespace rulert::io::kafka_fetch {
namespace {

constexpr std::int32_t kDefaultPort = 9092;

tl::unexpected<Status> Unspoken(const std::string& what) {
  return Failure(StatusCode::kInvalid,
                 fmt::format("{} is not spoken by the native fetch: write `fetch: librdkafka` under `kafka`", what));
}

bool Starts(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// "host:port", "host", "[::1]:port", each perhaps after "SASL_SSL://".
bool ReadAddress(std::string_view text, BrokerAddress& address) {
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  std::string_view port;
  if (Starts(text, "[")) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    address.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (!text.empty() && text.front() != ':') return false;
    port = text.empty() ? text : text.substr(1);
  } else {
    const std::size_t colon = text.rfind(':');
    address.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  address.port = kDefaultPort;
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc() || end != port.data() + port.size()) return false;
  }
  return !address.host.empty() && address.port > 0 && address.port < 65536;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

class Reader {
 public:
  Expected<Settings> Read(const KafkaCluster& cluster) {
    std::string_view rest = cluster.brokers;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      BrokerAddress address;
      if (!ReadAddress(Trimmed(rest.substr(0, comma)), address))
        return Failure(StatusCode::kInvalid, fmt::format("`{}` is no broker's address", rest.substr(0, comma)));
      settings_.bootstrap.push_back(std::move(address));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (settings_.bootstrap.empty()) return Failure(StatusCode::kInvalid, "no broker is given");
    for (const auto& [name, value] : cluster.settings) {
      if (auto taken = Take(name, value); !taken) return tl::unexpected(taken.error());
    }
    if (auto checked = Check(); !checked) return tl::unexpected(checked.error());
    return std::move(settings_);
  }

 private:
  static Expected<void> Number(const std::string& name, const std::string& value, std::int64_t least, std::int64_t most,
                               const std::function<void(std::int64_t)>& set) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (value.empty() || error != std::errc() || end != value.data() + value.size() || number < least || number > most)
      return Failure(StatusCode::kInvalid,
                     fmt::format("kafka setting `{}`: `{}` is not a number from {} to {}", name, value, least, most));
    set(number);
    return {};
  }

  static Expected<void> Flag(const std::string& name, const std::string& value, bool& flag) {
    if (value != "true" && value != "false")
      return Failure(StatusCode::kInvalid, fmt::format("kafka setting `{}`: `{}` is not true or false", name, value));
    flag = value == "true";
    return {};
  }

  static std::string Lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
  }

  Expected<void> Protocol(const std::string& value) {
    protocol_ = Lower(value);
    settings_.tls.enabled = protocol_ == "ssl" || protocol_ == "sasl_ssl";
    if (settings_.tls.enabled || protocol_ == "plaintext" || protocol_ == "sasl_plaintext") return {};
    return Failure(StatusCode::kInvalid,
                   fmt::format("kafka setting `security.protocol`: there is no `{}`, write plaintext, ssl, "
                               "sasl_plaintext or sasl_ssl",
                               value));
  }

  Expected<void> Mechanism(const std::string& value) {
    mechanism_ = value;
    for (const auto mechanism : {SaslMechanism::kPlain, SaslMechanism::kScramSha256, SaslMechanism::kScramSha512}) {
      if (value == NameOf(mechanism)) settings_.sasl.mechanism = mechanism;
    }
    return {};
  }

  Expected<void> TakeNumber(const std::string& name, const std::string& value, bool& known) {
    FetchLimits& fetch = settings_.fetch;
    known = true;
    if (name == "socket.timeout.ms")
      return Number(name, value, 10, 300'000,
                    [&](std::int64_t n) { settings_.timeout = std::chrono::milliseconds(n); });
    if (name == "topic.metadata.refresh.interval.ms")
      return Number(name, value, 10, 3'600'000,
                    [&](std::int64_t n) { settings_.metadata_interval = std::chrono::milliseconds(n); });
    const auto set = [](std::int32_t& to) { return [&to](std::int64_t n) { to = static_cast<std::int32_t>(n); }; };
    if (name == "fetch.wait.max.ms") return Number(name, value, 0, 300'000, set(fetch.wait_ms));
    if (name == "fetch.min.bytes") return Number(name, value, 1, 100'000'000, set(fetch.least_bytes));
    if (name == "fetch.max.bytes") return Number(name, value, 1024, 1 << 30, set(fetch.most_bytes));
    if (name == "fetch.message.max.bytes" || name == "max.partition.fetch.bytes")
      return Number(name, value, 1024, 1'000'000'000, set(fetch.most_partition_bytes));
    known = false;
    return {};
  }

  Expected<void> Take(const std::string& name, const std::string& value) {
    const std::map<std::string_view, std::string*> texts = {
        {"client.id", &settings_.client_id},
        {"ssl.ca.location", &settings_.tls.ca_location},
        {"ssl.certificate.location", &settings_.tls.certificate_location},
        {"ssl.key.location", &settings_.tls.key_location},
        {"ssl.key.password", &settings_.tls.key_password},
        {"sasl.username", &settings_.sasl.username},
        {"sasl.password", &settings_.sasl.password}};
    if (const auto text = texts.find(name); text != texts.end()) {
      *text->second = value;
      return {};
    }
    if (name == "security.protocol") return Protocol(value);
    if (name == "sasl.mechanism" || name == "sasl.mechanisms") return Mechanism(value);
    if (name == "enable.ssl.certificate.verification") return Flag(name, value, settings_.tls.verify);
    if (name == "ssl.endpoint.identification.algorithm") {
      if (value != "https" && value != "none")
        return Failure(StatusCode::kInvalid, fmt::format("kafka setting `{}`: write https or none", name));
      settings_.tls.check_host = value == "https";
      return {};
    }
    if (name == "isolation.level") {
      if (value != "read_committed" && value != "read_uncommitted")
        return Failure(StatusCode::kInvalid,
                       fmt::format("kafka setting `{}`: write read_committed or read_uncommitted", name));
      settings_.fetch.committed = value == "read_committed";
      return {};
    }
    bool known = false;
    if (auto number = TakeNumber(name, value, known); known) return number;
    // The rest of these decides whom we trust and as whom we speak: it is never left out silently.
    if (Starts(name, "ssl.") || Starts(name, "sasl.") || Starts(name, "enable.ssl") || Starts(name, "enable.sasl"))
      foreign_ = name;
    return {};
  }

  Expected<void> Check() {
    if (!foreign_.empty()) return Unspoken(fmt::format("kafka setting `{}`", foreign_));
    const bool sasl = Starts(protocol_, "sasl_");
    if (!sasl) {
      settings_.sasl.mechanism = SaslMechanism::kNone;
    } else if (settings_.sasl.mechanism == SaslMechanism::kNone) {
      // librdkafka's default is Kerberos.
      return Unspoken(fmt::format("sasl mechanism `{}`", mechanism_.empty() ? "GSSAPI" : mechanism_));
    } else if (settings_.sasl.username.empty() || settings_.sasl.password.empty()) {
      return Failure(StatusCode::kInvalid, "kafka settings `sasl.username` and `sasl.password` must be given");
    }
    if (settings_.tls.certificate_location.empty() != settings_.tls.key_location.empty())
      return Failure(StatusCode::kInvalid,
                     "kafka settings `ssl.certificate.location` and `ssl.key.location` belong together");
    return {};
  }

  Settings settings_;
  std::string protocol_ = "plaintext";
  std::string mechanism_;
  std::string foreign_;  // a setting of trust that is not known here
};

}  // namespace

const char* NameOf(SaslMechanism mechanism) {
  switch (mechanism) {
    case SaslMechanism::kNone:
      break;
    case SaslMechanism::kPlain:
      return "PLAIN";
    case SaslMechanism::kScramSha256:
      return "SCRAM-SHA-256";
    case SaslMechanism::kScramSha512:
      return "SCRAM-SHA-512";
  }
  return "";
}

Expected<Settings> ReadSettings(const KafkaCluster& cluster) { return Reader().Read(cluster); }

}  // namespace rulert::io::kafka_fetch
