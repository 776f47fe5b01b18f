#include "runtime/src/io/kafka/client.h"

#include <fmt/format.h>

namespace rulert::io::kafka {

void ClusterErrors::OnError(rd_kafka_t*, int code, const char* reason, void* self) {
  auto& errors = *static_cast<ClusterErrors*>(self);
  switch (code) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      errors.down = true;
      break;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      errors.down = true;
      errors.denied = reason;
      break;
    default:
      break;
  }
}

namespace {

Expected<void> Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char error[512] = {};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof error) == RD_KAFKA_CONF_OK) return {};
  return Failure(StatusCode::kInvalid, fmt::format("kafka setting `{}`: {}", name, error));
}

void DropLog(const rd_kafka_t*, int, const char*, const char*) {}

}  // namespace

Expected<Owned<rd_kafka_conf_t>> MakeConf(const KafkaCluster& cluster, const std::vector<Setting>& defaults,
                                          const std::vector<Setting>& required) {
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  std::vector<Setting> settings = {{"client.id", "rulert"},
                                   {"reconnect.backoff.ms", "50"},
                                   {"reconnect.backoff.max.ms", "1000"},
                                   {"topic.metadata.refresh.fast.interval.ms", "100"}};
  settings.insert(settings.end(), defaults.begin(), defaults.end());
  settings.insert(settings.end(), cluster.settings.begin(), cluster.settings.end());
  settings.emplace_back("bootstrap.servers", cluster.brokers);
  settings.insert(settings.end(), required.begin(), required.end());
  for (const auto& [name, value] : settings) {
    if (auto set = Set(conf.get(), name, value); !set) return tl::unexpected(set.error());
  }
  // What matters reaches the listener; the library would write to standard error.
  rd_kafka_conf_set_log_cb(conf.get(), &DropLog);
  return conf;
}

Expected<Owned<rd_kafka_t>> MakeClient(rd_kafka_type_t type, Owned<rd_kafka_conf_t> conf, void* opaque) {
  rd_kafka_conf_set_opaque(conf.get(), opaque);
  char error[512] = {};
  Owned<rd_kafka_t> client(rd_kafka_new(type, conf.get(), error, sizeof error));
  if (!client) return Failure(StatusCode::kInvalid, fmt::format("kafka client: {}", error));
  (void)conf.release();  // now the client's
  return client;
}

std::string SentenceOf(const ClusterErrors& errors, const KafkaCluster& cluster) {
  if (errors.denied.empty()) return fmt::format("no broker answers at {}", cluster.brokers);
  return fmt::format("no broker at {} can be used: {}", cluster.brokers, errors.denied);
}

std::string NoTopic(const std::string& name) { return fmt::format("there is no topic {}", name); }

int PartitionCount(rd_kafka_t* client, rd_kafka_topic_t* topic, int timeout_ms, std::string& error) {
  const rd_kafka_metadata_t* found = nullptr;
  rd_kafka_resp_err_t code = rd_kafka_metadata(client, 0, topic, &found, timeout_ms);
  const Owned<const rd_kafka_metadata_t> metadata(found);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR &&
        metadata->topics[0].partition_cnt > 0) {
      return metadata->topics[0].partition_cnt;
    }
    code = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  }
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
    error = NoTopic(rd_kafka_topic_name(topic));
  } else if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT) {
    error.clear();  // the cluster as a whole, not the topic
  } else {
    error = fmt::format("topic {}: {}", rd_kafka_topic_name(topic), rd_kafka_err2str(code));
  }
  return 0;
}

}  // namespace rulert::io::kafka
