#include "compiler/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace rulec::base {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

tl::unexpected<Status> SystemFailure(const char* verb, const std::string& path, int error) {
  StatusCode code = StatusCode::kIo;
  if (error == ENOENT || error == ENOTDIR) code = StatusCode::kNotFound;
  if (error == EACCES || error == EPERM || error == EROFS) code = StatusCode::kPermission;
  if (error == EISDIR) code = StatusCode::kIsDirectory;
  return Failure(code, std::string("cannot ") + verb + " `" + path + "`: " + std::strerror(error));
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, std::uint64_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return SystemFailure("read", path, errno);
  struct stat info{};
  if (::fstat(file.fd(), &info) != 0) return SystemFailure("read", path, errno);
  if (S_ISDIR(info.st_mode)) return SystemFailure("read", path, EISDIR);
  std::string text;
  if (info.st_size > 0 && static_cast<std::uint64_t>(info.st_size) <= max_bytes) {
    text.reserve(static_cast<std::size_t>(info.st_size));
  }
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(file.fd(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFailure("read", path, errno);
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > max_bytes) {
      return Failure(StatusCode::kTooLarge, "`" + path + "` is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Result<bool> WriteIfChanged(const std::string& path, std::string_view text) {
  if (auto old = ReadFile(path, text.size()); old && *old == text) return false;
  std::error_code error;
  // A link stays one: what it names is written.
  std::filesystem::path target = std::filesystem::canonical(path, error);
  if (error) target = path;
  if (target.has_parent_path()) {
    std::filesystem::create_directories(target.parent_path(), error);
    if (error) return SystemFailure("make the folder of", path, error.value());
  }
  std::string temporary = target.string() + ".XXXXXX";
  Descriptor file(::mkstemp(temporary.data()));
  if (file.fd() < 0) return SystemFailure("write", path, errno);
  auto fail = [&](int number) {
    ::unlink(temporary.c_str());
    return SystemFailure("write", path, number);
  };
  struct stat existing{};
  mode_t mode = 0;
  if (::stat(path.c_str(), &existing) == 0) {
    mode = existing.st_mode & 07777;
  } else {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    mode = 0666 & ~mask;
  }
  if (::fchmod(file.fd(), mode) != 0) return fail(errno);
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t put = ::write(file.fd(), rest.data(), rest.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(errno);
    rest.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::close(file.Release()) != 0) return fail(errno);
  if (std::rename(temporary.c_str(), target.c_str()) != 0) return fail(errno);
  return true;
}

}  // namespace rulec::base
