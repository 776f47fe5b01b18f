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
  /// HOST:PORT; known after the first Start.
  const std::string& address() const { return address_; }

 private:
  std::string Run(const std::string& command, const std::string& more = {});

  std::string directory_;
  std::string address_;
};

}  // namespace rulert::io::test
