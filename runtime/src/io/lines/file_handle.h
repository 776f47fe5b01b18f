#pragma once
// A file descriptor that is closed, unless it is a standard one.
#include <unistd.h>

#include <utility>

namespace rulert::io {

class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int number) : number_(number) {}
  FileHandle(FileHandle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileHandle() {
    if (number_ > STDERR_FILENO) close(number_);
  }

  int number() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace rulert::io
