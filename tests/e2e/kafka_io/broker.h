#pragma once
// A real broker of the test's own, in a temporary directory, through tools/kafka/broker.sh.
#include <string>

namespace rulert::io::test {

class Broker {
 public:
  /// Nothing runs yet. `Start` may be called again after `Stop` or `Kill`: it is then the same broker at the same
  /// address.
  Broker();
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void Start();
  void Stop();
  void Kill();
  void CreateTopic(const std::string& name, int partitions);
  /// Properties of the server that override those of broker.sh, where @PORT@ and the like are filled in; before Start.
  /// `more`: beside those given before.
  void Configure(const std::string& properties, bool more = false);
  /// Runs a tool of Kafka against the broker.
  void Tool(const std::string& arguments) { Run("tool", arguments); }
  /// Of the loopback, not used by anybody at the moment.
  static int FreePort();
  /// The test's own files may go there, too.
  const std::string& directory() const { return directory_; }
  /// HOST:PORT; known after the first Start.
  const std::string& address() const { return address_; }

 private:
  std::string Run(const std::string& command, const std::string& more = {});

  std::string directory_;
  std::string address_;
};

}  // namespace rulert::io::test
