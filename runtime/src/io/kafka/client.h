#pragma once
// What consumer and producer share: settings and ownership.
#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/src/io/kafka/health.h"
#include "runtime/src/io/kafka/kafka_options.h"
#include "runtime/src/io/status.h"

namespace rulert::io::kafka {

struct Release {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
  // Assigned partitions are ours, not a group's: there is nothing to leave, so closing need not wait for a coordinator.
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

using Setting = std::pair<std::string, std::string>;

/// What librdkafka said last about the cluster as a whole; filled while its callbacks are served.
struct ClusterErrors {
  bool down = false;  // no broker answers; cleared by whoever reaches one
  std::string
      denied;  // why the cluster does not let us in (authentication, TLS, name resolution); empty: it does not say

  static void OnError(rd_kafka_t* client, int code, const char* reason, void* self);
};

/// Settings in this order: ours that a user may change, the user's, ours that must hold. The error names the setting.
Expected<Owned<rd_kafka_conf_t>> MakeConf(const KafkaCluster& cluster, const std::vector<Setting>& defaults,
                                          const std::vector<Setting>& required);

/// A client of `conf`. Callbacks get `opaque`.
Expected<Owned<rd_kafka_t>> MakeClient(rd_kafka_type_t type, Owned<rd_kafka_conf_t> conf, void* opaque);

/// "no broker answers at HOST:PORT", or why none lets us in.
std::string SentenceOf(const ClusterErrors& errors, const KafkaCluster& cluster);

/// "there is no topic NAME".
std::string NoTopic(const std::string& name);

/// Number of partitions of a topic, asked for now. `error` says why there is none, NoTopic among else; it is empty
/// where that is not the topic's fault but no broker answered.
int PartitionCount(rd_kafka_t* client, rd_kafka_topic_t* topic, int timeout_ms, std::string& error);

}  // namespace rulert::io::kafka
