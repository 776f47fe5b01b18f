#include "tests/unit/kafka_fetch/fake_broker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace rulert::io::kafka_fetch::test {
namespace {

constexpr int kLookMs = 10;

bool ReceiveAll(int fd, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = recv(fd, to, size, 0);
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<Api> ApiOf(std::int16_t key) {
  for (const ApiRange& range : kApiRanges) {
    if (range.key == key) return range.api;
  }
  return std::nullopt;
}

}  // namespace

FakeBroker::FakeBroker(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 8) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no port for a fake broker");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

FakeBroker::~FakeBroker() {
  over_ = true;
  thread_.join();
  close(listener_);
}

/// One request. False: the connection is over.
bool FakeBroker::Serve(int fd) {
  char size_bytes[4];
  if (!ReceiveAll(fd, size_bytes, 4)) return false;
  std::string request(static_cast<std::size_t>(LoadBigEndian<std::int32_t>(size_bytes)), '\0');
  if (!ReceiveAll(fd, request.data(), request.size())) return false;
  WireReader in(request);
  const std::optional<Api> api = ApiOf(in.Int16());
  const std::int16_t version = in.Int16();
  const std::int32_t correlation = in.Int32();
  in.String(false);
  if (!api) return false;
  ++asked_[static_cast<std::size_t>(*api)];
  const std::optional<std::string> body = answer_({*api, version, std::string(in.at(), in.left())});
  if (!body) return true;
  WireWriter out;
  out.Int32(static_cast<std::int32_t>(body->size() + 4));
  out.Int32(correlation);
  out.Raw(*body);
  return send(fd, out.bytes().data(), out.bytes().size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.bytes().size());
}

void FakeBroker::Run() {
  std::vector<int> connections;
  while (!over_) {
    std::vector<pollfd> wanted = {{listener_, POLLIN, 0}};
    for (const int fd : connections) wanted.push_back({fd, POLLIN, 0});
    if (poll(wanted.data(), wanted.size(), kLookMs) <= 0) continue;
    for (std::size_t i = 1; i < wanted.size(); ++i) {
      if (wanted[i].revents == 0 || Serve(wanted[i].fd)) continue;
      close(wanted[i].fd);
      std::erase(connections, wanted[i].fd);
    }
    if (wanted[0].revents != 0) connections.push_back(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
  }
  for (const int fd : connections) close(fd);
}

std::string SpokenVersions() {
  WireWriter out;
  out.Int16(0);
  out.Count(false, 6);
  for (const auto& [api, version] : {std::pair<Api, std::int16_t>{Api::kFetch, 11},
                                     {Api::kListOffsets, 5},
                                     {Api::kMetadata, 8},
                                     {Api::kOffsetFetch, 5},
                                     {Api::kFindCoordinator, 2},
                                     {Api::kApiVersions, 3}}) {
    out.Int16(RangeOf(api).key);
    out.Int16(0);
    out.Int16(version);
  }
  return out.Take();
}

std::string MetadataBody(const std::map<int, int>& ports, const std::vector<FakeLeader>& leaders) {
  WireWriter out;
  out.Int32(0);
  out.Count(false, ports.size());
  for (const auto& [id, port] : ports) {
    out.Int32(id);
    out.String(false, "127.0.0.1");
    out.Int32(port);
    out.NullString(false);
  }
  out.NullString(false);
  out.Int32(-1);
  out.Count(false, 1);
  out.Int16(0);
  out.String(false, "t");
  out.Bool(false);
  out.Count(false, leaders.size());
  for (std::size_t i = 0; i < leaders.size(); ++i) {
    out.Int16(0);
    out.Int32(static_cast<std::int32_t>(i));
    out.Int32(leaders[i].id);
    out.Int32(leaders[i].epoch);
    for (int list = 0; list < 3; ++list) out.Count(false, 0);
  }
  out.Int32(0);
  out.Int32(0);
  return out.Take();
}

std::string CoordinatorBody(int port) {
  WireWriter out;
  out.Int32(0);
  out.Int16(0);
  out.NullString(false);
  out.Int32(1);
  out.String(false, "127.0.0.1");
  out.Int32(port);
  return out.Take();
}

std::string NoOffsetsBody(int partitions) {
  WireWriter out;
  out.Int32(0);
  out.Count(false, 1);
  out.String(false, "t");
  out.Count(false, static_cast<std::size_t>(partitions));
  for (int i = 0; i < partitions; ++i) {
    out.Int32(i);
    out.Int64(-1);
    out.Int32(-1);
    out.NullString(false);
    out.Int16(0);
  }
  out.Int16(0);
  return out.Take();
}

std::string OffsetBody(int partition, std::int64_t offset, ErrorCode error) {
  WireWriter out;
  out.Int32(0);
  out.Count(false, 1);
  out.String(false, "t");
  out.Count(false, 1);
  out.Int32(partition);
  out.Int16(static_cast<std::int16_t>(error));
  out.Int64(-1);
  out.Int64(offset);
  out.Int32(-1);
  return out.Take();
}

std::string FetchBody(int partition, ErrorCode error, std::int64_t high_watermark, const std::string& batches,
                      int throttle_ms) {
  WireWriter out;
  out.Int32(throttle_ms);
  out.Int16(0);
  out.Int32(0);
  out.Count(false, 1);
  out.String(false, "t");
  out.Count(false, 1);
  out.Int32(partition);
  out.Int16(static_cast<std::int16_t>(error));
  out.Int64(high_watermark);
  out.Int64(high_watermark);
  out.Int64(0);
  out.Count(false, 0);
  out.Int32(-1);
  out.Bytes(false, batches);
  return out.Take();
}

FirstPartition FirstOf(const FakeBroker::Request& request) {
  WireReader in(request.body);
  in.Int32();                                   // replica
  if (request.api == Api::kFetch) in.Take(12);  // wait, bytes
  in.Int8();
  if (request.api == Api::kFetch) in.Take(8);  // session
  in.Take(4);
  in.String(false);
  in.Take(8);  // count, partition
  FirstPartition first{};
  first.leader_epoch = in.Int32();
  first.offset = in.Int64();
  return first;
}

}  // namespace rulert::io::kafka_fetch::test
