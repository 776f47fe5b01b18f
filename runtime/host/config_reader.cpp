#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "rulert/time_text.h"
#include "runtime/host/closest_name.h"
#include "runtime/host/config.h"

namespace rulert::host {
namespace {

constexpr std::uint32_t kMostWorkers = 128;  // one key group each
constexpr std::uint64_t kMostRecord = 64ull << 20;

/// Properties that the host sets itself: changing them would break what it promises.
constexpr std::string_view kOwnProperties[] = {"bootstrap.servers",  "metadata.broker.list",     "group.id",
                                               "enable.auto.commit", "enable.auto.offset.store", "enable.partition.eof",
                                               "partitioner",        "auto.offset.reset"};

class Reader {
 public:
  Reader(const std::string& path, const std::string& text, std::vector<Finding>& findings)
      : text_(text), findings_(findings) {
    config_.path = path;
  }

  Config Read() {
    YAML::Node root;
    try {
      root = YAML::Load(text_);
    } catch (const YAML::Exception& error) {
      Report(At(error.mark, 1), "this is not YAML", error.msg);
      return config_;
    }
    if (!root.IsDefined() || root.IsNull()) {
      Report({}, "the configuration is empty", "it needs `sources` and `outputs`");
      return config_;
    }
    try {
      Root(root);
    } catch (const YAML::Exception& error) {
      Report(At(error.mark, 1), "this cannot be read", error.msg);
    }
    std::sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.place.line, a.place.column, a.message) < std::tie(b.place.line, b.place.column, b.message);
    });
    return config_;
  }

 private:
  using Keys = std::map<std::string_view, std::function<void(const YAML::Node&)>>;

  /// Line starts are found each time: configurations are small.
  Place At(const YAML::Mark& mark, std::uint32_t length) const {
    if (mark.is_null()) return {};
    std::size_t begin = 0;
    for (int line = 0; line < mark.line; ++line) begin = text_.find('\n', begin) + 1;
    std::uint32_t column = 1;
    for (std::size_t i = begin; i < begin + static_cast<std::size_t>(mark.column) && i < text_.size(); ++i) {
      if ((static_cast<unsigned char>(text_[i]) & 0xc0) != 0x80) ++column;
    }
    return {static_cast<std::uint32_t>(mark.line) + 1, column, length};
  }
  /// A scalar is marked whole, other nodes by their first character.
  Place At(const YAML::Node& node) const {
    std::uint32_t length = 1;
    if (node.IsScalar()) {
      length = static_cast<std::uint32_t>(std::count_if(node.Scalar().begin(), node.Scalar().end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
      }));
      const auto pos = static_cast<std::size_t>(std::max(node.Mark().pos, 0));
      if (pos < text_.size() && (text_[pos] == '"' || text_[pos] == '\'')) length += 2;
      if (node.Scalar().find('\n') != std::string::npos) length = 1;
    }
    return At(node.Mark(), length);
  }

  void Report(Place place, std::string message, std::string label = {}) {
    findings_.push_back({place, std::move(message), std::move(label)});
  }

  /// Calls the function of each key; reports keys that are unknown or come twice.
  void Map(const YAML::Node& node, std::string_view what, const Keys& keys) {
    if (!node.IsMap())
      return Report(At(node), fmt::format("{} is not a map", what), "write `key: value` lines, or { key: value }");
    std::vector<std::string_view> names;
    for (const auto& key : keys) names.push_back(key.first);
    EachEntry(node, what, [&](const YAML::Node& key, const YAML::Node& value) {
      const auto known = keys.find(key.Scalar());
      if (known == keys.end())
        return Report(At(key), fmt::format("unknown key `{}` in {}", key.Scalar(), what), Suggest(key.Scalar(), names));
      known->second(value);
    });
  }
  void EachEntry(const YAML::Node& node, std::string_view what,
                 const std::function<void(const YAML::Node&, const YAML::Node&)>& visit) {
    std::vector<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        Report(At(entry.first), fmt::format("a key of {} is not a name", what));
        continue;
      }
      if (std::find(seen.begin(), seen.end(), entry.first.Scalar()) != seen.end()) {
        Report(At(entry.first), fmt::format("`{}` is given twice in {}", entry.first.Scalar(), what),
               "remove one of them");
        continue;
      }
      seen.push_back(entry.first.Scalar());
      visit(entry.first, entry.second);
    }
  }

  bool Text(const YAML::Node& node, std::string_view what, std::string& out) {
    if (!node.IsScalar() || node.Scalar().empty()) {
      Report(At(node), fmt::format("{} is not a text", what));
      return false;
    }
    out = node.Scalar();
    return true;
  }

  void Number(const YAML::Node& node, std::string_view what, std::uint64_t least, std::uint64_t most,
              std::uint64_t& out) {
    std::uint64_t value = 0;
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      return Report(At(node), fmt::format("{} is not a whole number from {} to {}", what, least, most));
    }
    out = value;
  }

  /// Bytes: a number, or one with KiB or MiB after it.
  void Size(const YAML::Node& node, std::string_view what, std::uint64_t most, std::uint64_t& out) {
    std::uint64_t value = 0;
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    const std::uint64_t factor = unit.empty() ? 1 : unit == "KiB" ? 1024 : unit == "MiB" ? 1024 * 1024 : 0;
    if (text.empty() || error != std::errc() || factor == 0 || value == 0 || value > most / factor) {
      return Report(At(node), fmt::format("{} is not a size up to {} MiB", what, most >> 20),
                    "write it as `65536`, `64 KiB` or `1 MiB`");
    }
    out = value * factor;
  }

  void Word(const YAML::Node& node, std::string_view what, const std::vector<std::string_view>& words,
            std::string& out) {
    if (node.IsScalar() && std::find(words.begin(), words.end(), node.Scalar()) != words.end()) {
      out = node.Scalar();
      return;
    }
    if (!node.IsScalar()) return Report(At(node), fmt::format("{} is not a word", what), Suggest("", words));
    Report(At(node), fmt::format("unknown {} `{}`", what, node.Scalar()), Suggest(node.Scalar(), words));
  }

  void JobName(const YAML::Node& node) {
    if (!Text(node, "`job`", config_.job)) return;
    const bool plain = std::all_of(config_.job.begin(), config_.job.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
             c == '-';
    });
    if (!plain || config_.job.size() > 200) {
      Report(At(node), "the name of a job goes into names of topics and groups",
             "use letters, digits, `.`, `_` and `-`, at most 200");
    }
  }

  /// `committed`, `earliest`, `latest`, or an instant.
  void Start(const YAML::Node& node, io::StartAt& start) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    Timestamp time;
    if (text.empty() || text.front() < '0' || text.front() > '9') {
      std::string word;
      Word(node, "start", {"committed", "earliest", "latest", "2026-01-01T09:00:00Z"}, word);  // the last as an example
      if (word == "latest") start.kind = io::StartAt::Kind::kLatest;
    } else if (!ParseTimestamp(text, time)) {
      Report(At(node), "`start` is not a timestamp", "write it with its zone, as `2026-01-01T09:00:00Z`");
    } else if (time.us < 0) {
      Report(At(node), "`start` is before 1970, and Kafka has no time before that", "write `earliest`");
    } else {
      start = {io::StartAt::Kind::kTimestamp, (time.us + 999) / 1000};
    }
  }

  void Kafka(const YAML::Node& node) {
    std::string fetch;
    std::string corrupt_batch;
    std::optional<Place> corrupt_place;
    Map(node, "`kafka`",
        {{"brokers",
          [this](const YAML::Node& value) {
            config_.brokers_place = At(value);
            Text(value, "`brokers`", config_.brokers);
          }},
         {"fetch", [&](const YAML::Node& value) { Word(value, "fetch", {"native", "librdkafka"}, fetch); }},
         {"corrupt_batch",
          [&](const YAML::Node& value) {
            corrupt_place = At(value);
            Word(value, "policy on corrupt batches", {"stop", "skip"}, corrupt_batch);
          }},
         {"start", [this](const YAML::Node& value) { Start(value, config_.start); }},
         {"properties", [this](const YAML::Node& value) {
            if (!value.IsMap())
              return Report(At(value), "`properties` is not a map", "write librdkafka's properties as `name: value`");
            EachEntry(value, "`properties`", [this](const YAML::Node& key, const YAML::Node& property) {
              std::string text;
              if (std::find(std::begin(kOwnProperties), std::end(kOwnProperties), key.Scalar()) !=
                  std::end(kOwnProperties)) {
                return Report(At(key), fmt::format("`{}` is set by ruled itself", key.Scalar()));
              }
              if (Text(property, fmt::format("`{}`", key.Scalar()), text))
                config_.kafka_properties.emplace_back(key.Scalar(), text);
            });
          }}});
    config_.native_fetch = fetch != "librdkafka";
    config_.skip_corrupt_batches = corrupt_batch == "skip";
    if (!config_.native_fetch && corrupt_place)
      Report(*corrupt_place, "`corrupt_batch` is a policy of the native fetch",
             "leave it out, or write `fetch: native`");
  }

  /// `topic: t`, and `start: s` of a source.
  void Topic(const YAML::Node& node, bool source, Binding& binding) {
    Keys keys = {{"topic", [&](const YAML::Node& topic) { Text(topic, "`topic`", binding.target); }}};
    if (source) keys["start"] = [&](const YAML::Node& start) { Start(start, binding.start.emplace()); };
    const std::size_t before = findings_.size();
    Map(node, fmt::format("`kafka` of `{}`", binding.name), keys);
    if (findings_.size() == before && binding.target.empty())
      Report(At(node), fmt::format("`{}` names no topic", binding.name), "add `topic`");
  }

  /// `name: { kafka: { topic: t }, format: json }`, `{ file: path }`, or one of `words`.
  std::optional<Binding> OneBinding(const YAML::Node& key, const YAML::Node& node, bool source,
                                    const std::vector<std::string_view>& words) {
    Binding binding;
    binding.name = key.Scalar();
    binding.place = At(key);
    const std::string what = fmt::format("`{}`", binding.name);
    if (node.IsScalar()) {
      std::string word;
      Word(node, fmt::format("binding of {}", what), words, word);
      binding.kind = word == "discard" ? Binding::Kind::kDiscard : Binding::Kind::kStandardStream;
      return word.empty() ? std::nullopt : std::optional(binding);
    }
    int bound = 0;
    const std::size_t before = findings_.size();
    const auto bind = [&](Binding::Kind kind) {
      binding.kind = kind;
      if (++bound == 2) Report(binding.place, fmt::format("{} is bound twice", what), "keep one of `kafka` and `file`");
    };
    Map(node, what,
        {{"kafka",
          [&](const YAML::Node& kafka) {
            bind(Binding::Kind::kKafka);
            Topic(kafka, source, binding);
          }},
         {"file",
          [&](const YAML::Node& file) {
            bind(Binding::Kind::kFile);
            Text(file, "`file`", binding.target);
          }},
         {"format", [&](const YAML::Node& format) {
            std::string word;
            Word(format, "format", {"json"}, word);
          }}});
    if (bound == 0 && findings_.size() == before) {
      Report(binding.place, fmt::format("{} is bound to nothing", what),
             fmt::format("add `kafka: {{ topic: .. }}` or `file: ..`, or write `{}: {}`", binding.name, words.front()));
    }
    return findings_.size() == before ? std::optional(binding) : std::nullopt;
  }

  void Bindings(const YAML::Node& node, std::string_view what, bool source, const std::vector<std::string_view>& words,
                std::vector<Binding>& out) {
    if (!node.IsMap())
      return Report(At(node), fmt::format("{} is not a map", what),
                    "write `name: { kafka: { topic: .. }, format: json }`");
    EachEntry(node, what, [&](const YAML::Node& key, const YAML::Node& value) {
      const std::optional<Binding> binding = OneBinding(key, value, source, words);
      if (binding) out.push_back(*binding);
    });
  }

  void Root(const YAML::Node& root) {
    std::string validate;
    std::uint64_t workers = config_.workers;
    bool kafka_faulty = false;
    Map(root, "the configuration",
        {{"module", [&](const YAML::Node& node) { Text(node, "`module`", config_.module); }},
         {"job", [&](const YAML::Node& node) { JobName(node); }},
         {"kafka",
          [&](const YAML::Node& node) {
            const std::size_t before = findings_.size();
            Kafka(node);
            kafka_faulty = findings_.size() != before;  // what is wrong in it has been said
          }},
         {"sources", [&](const YAML::Node& node) { Bindings(node, "`sources`", true, {"stdin"}, config_.sources); }},
         {"outputs",
          [&](const YAML::Node& node) { Bindings(node, "`outputs`", false, {"stdout", "discard"}, config_.outputs); }},
         {"workers", [&](const YAML::Node& node) { Number(node, "`workers`", 1, kMostWorkers, workers); }},
         {"validate", [&](const YAML::Node& node) { Word(node, "validation", {"projected", "full"}, validate); }},
         {"max_record", [&](const YAML::Node& node) { Size(node, "`max_record`", kMostRecord, config_.max_record); }},
         {"admin", [&](const YAML::Node& node) {
            Map(node, "`admin`", {{"listen", [&](const YAML::Node& listen) { Listen(listen); }}});
          }}});
    config_.workers = static_cast<std::uint32_t>(workers);
    config_.validate_full = validate == "full";
    if (!kafka_faulty) CheckKafka();
    CheckStandardStreams();
  }

  void Listen(const YAML::Node& node) {
    if (!Text(node, "`listen`", config_.admin_listen)) return;
    const std::string& address = config_.admin_listen;
    const std::size_t colon = address.rfind(':');
    const std::string port = colon == std::string::npos ? std::string() : address.substr(colon + 1);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (port.empty() || error != std::errc() || end != port.data() + port.size()) {
      return Report(At(node), "`listen` is not an address", "write `127.0.0.1:8088`, or port 0 for a free one");
    }
    const std::string host = address.substr(0, colon);
    if (host != "localhost" && host != "[::1]" && host.rfind("127.", 0) != 0) {
      Report(At(node), "the admin server has no tokens yet, so it may only listen on the loopback",
             "write `127.0.0.1:8088`");
    }
  }

  void CheckKafka() {
    if (!config_.brokers.empty()) return;
    for (const auto* bindings : {&config_.sources, &config_.outputs}) {
      for (const Binding& binding : *bindings) {
        if (binding.kind != Binding::Kind::kKafka) continue;
        return Report(binding.place, fmt::format("`{}` is bound to Kafka, but no brokers are given", binding.name),
                      "add `kafka: { brokers: \"host:9092\" }` at the top level");
      }
    }
  }

  void CheckStandardStreams() {
    int readers = 0;
    for (const Binding& binding : config_.sources) {
      if (binding.kind == Binding::Kind::kStandardStream && ++readers == 2)
        Report(binding.place, "stdin is bound twice");
    }
  }

  const std::string& text_;
  std::vector<Finding>& findings_;
  Config config_;
};

}  // namespace

Config ReadConfig(const std::string& path, const std::string& text, std::vector<Finding>& findings) {
  return Reader(path, text, findings).Read();
}

void CheckAgainstModule(const Config& config, const Module& module, std::vector<Finding>& findings) {
  const auto check = [&](const std::vector<Binding>& bindings, const std::vector<std::string_view>& names,
                         std::size_t required, std::string_view what, std::string_view remedy) {
    for (const Binding& binding : bindings) {
      if (std::find(names.begin(), names.end(), binding.name) == names.end()) {
        findings.push_back(
            {binding.place,
             fmt::format("module `{}` has no {} `{}`", std::string_view(module.name), what, binding.name),
             Suggest(binding.name, names)});
      }
    }
    for (std::size_t i = 0; i < required; ++i) {
      const bool bound = std::any_of(bindings.begin(), bindings.end(),
                                     [&](const Binding& binding) { return binding.name == names[i]; });
      if (!bound)
        findings.push_back(
            {{},
             fmt::format("{} `{}` of module `{}` is not bound", what, names[i], std::string_view(module.name)),
             fmt::format(fmt::runtime(remedy), names[i])});
    }
  };
  std::vector<std::string_view> streams;
  std::vector<std::string_view> inside;  // outputs that processes of the module read
  for (std::uint32_t i = 0; i < module.stream_count; ++i)
    (module.streams[i].output < 0 ? streams : inside).push_back(module.streams[i].name);
  check(config.sources, streams, streams.size(), "stream", "add it to `sources`");
  std::vector<std::string_view> outputs;
  for (std::uint32_t i = 0; i < module.output_count; ++i) {
    if (std::find(inside.begin(), inside.end(), std::string_view(module.outputs[i].name)) == inside.end())
      outputs.push_back(module.outputs[i].name);
  }
  const std::size_t own = outputs.size();
  outputs.insert(outputs.end(), inside.begin(), inside.end());
  outputs.insert(outputs.end(), {"errors", "late", "overflow"});
  check(config.outputs, outputs, own, "output", "add it to `outputs`, or write `{}: discard`");
}

}  // namespace rulert::host
