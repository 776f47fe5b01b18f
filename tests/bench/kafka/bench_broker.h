#pragma once
// A broker of its own for a bench of topics: in a folder that is removed at the end, on a free port of the loopback.
#include <filesystem>
#include <string>
#include <vector>

namespace rulec::bench {

class BenchBroker {
 public:
  explicit BenchBroker(const std::filesystem::path& folder);
  ~BenchBroker();
  BenchBroker(const BenchBroker&) = delete;
  BenchBroker& operator=(const BenchBroker&) = delete;

  const std::string& address() const { return address_; }
  void CreateTopic(const std::string& name, int partitions);
  /// CPU of the broker's process so far, the JVM's own threads included.
  double CpuSeconds() const;

 private:
  void Stop();

  const std::string folder_;
  std::string address_;
  std::string stat_;  // the file that the kernel tells it in
};

/// A ruled.yaml from topic to topic: stream `transactions`, output `alerts`.
std::string JobConfig(const std::string& job, const std::string& brokers, const std::string& fetch,
                      const std::string& in, const std::string& out, const std::filesystem::path& errors);

/// Children see Ctrl-C too; a bench ends at its next step and stops what it has started itself.
void HoldSignals();

/// RunOrDie, or the end if somebody has pressed Ctrl-C.
struct TimedProcess RunStep(const std::vector<std::string>& arguments);

}  // namespace rulec::bench
