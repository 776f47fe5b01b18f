#include "tests/e2e/kafka_io/broker.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace rulert::io::test {

Broker::Broker() {
  std::string pattern = (std::filesystem::temp_directory_path() / "rulec_kafka_io_XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = pattern;
}

Broker::~Broker() {
  try {
    Kill();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

namespace {

std::string OutputOf(const std::string& line) {
  FILE* const pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + line);
  std::string output;
  std::array<char, 256> buffer{};
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
  if (pclose(pipe) != 0) throw std::runtime_error(line + " failed");
  return output;
}

}  // namespace

std::string Broker::Run(const std::string& command, const std::string& more) {
  return OutputOf("bash tools/kafka/broker.sh " + command + " " + directory_ + " " + more);
}

int Broker::FreePort() { return std::stoi(OutputOf("bash tools/kafka/broker.sh free-port")); }

void Broker::Configure(const std::string& properties, bool more) {
  const auto path = std::filesystem::path(directory_) / "extra.properties";
  std::ofstream(path, more ? std::ios::app : std::ios::trunc) << properties;
}

void Broker::Start() {
  address_ = Run("start");
  while (!address_.empty() && address_.back() == '\n') address_.pop_back();
}
void Broker::Stop() { Run("stop"); }
void Broker::Kill() { Run("kill"); }
void Broker::CreateTopic(const std::string& name, int partitions) {
  Run("create-topic", name + " " + std::to_string(partitions));
}

}  // namespace rulert::io::test
