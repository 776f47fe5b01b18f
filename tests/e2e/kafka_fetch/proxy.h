#pragma once
// A wire between clients and a broker that can be damaged: what the broker sends is passed on as the fault says.
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rulert::io::test {

class Proxy {
 public:
  /// From `port` to `target`, both on the loopback.
  Proxy(int port, int target);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  /// Everything passes, also what was held back.
  void Heal();
  /// In what the broker sends, the last byte of each `mark` becomes another one, `times` times.
  void Flip(const std::string& mark, int times);
  /// Every connection ends when the broker has sent so much on it.
  void CutAfter(std::uint64_t bytes);
  /// A byte now and then.
  void Trickle();
  /// Nothing.
  void Silence();

  int flipped() const { return flipped_; }
  int cut() const { return cut_; }
  int connections() const { return connections_; }

 private:
  enum class Fault : std::uint8_t { kNone, kFlip, kCut, kTrickle, kSilence };
  struct Wire {
    int client = -1;
    int broker = -1;
    std::uint64_t passed = 0;  // from the broker
    bool over = false;
  };

  void Set(Fault fault);
  void Run();
  void Accept();
  void Pass(Wire& wire, bool from_client, bool from_broker);
  void FromBroker(Wire& wire);
  void Damage(char* data, std::size_t size);

  const int target_;
  int listener_ = -1;
  std::vector<Wire> wires_;
  std::mutex mutex_;  // of the fault
  Fault fault_ = Fault::kNone;
  std::string mark_;
  int flips_left_ = 0;
  std::uint64_t cut_after_ = 0;
  std::atomic<int> flipped_{0};
  std::atomic<int> cut_{0};
  std::atomic<int> connections_{0};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace rulert::io::test
