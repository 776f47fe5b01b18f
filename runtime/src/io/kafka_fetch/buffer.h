#pragma once
// Memory that fetched and unpacked bytes lie in. Buffers come back to their pool when the last holder lets go, so that
// a steady load touches no fresh memory.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>
#include <vector>

namespace rulert::io::kafka_fetch {

/// Bytes without initial value. Growing moves them: views are taken when it is full.
class Buffer {
 public:
  Buffer() = default;
  ~Buffer() { std::free(data_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  char* data() { return data_; }
  const char* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  std::size_t room() const { return capacity_ - size_; }
  char* end() { return data_ + size_; }
  std::string_view view() const { return {data_, size_}; }
  /// `count` bytes were written at `end`.
  void Added(std::size_t count) { size_ += count; }
  void Clear() { size_ = 0; }
  void Grow(std::size_t capacity) {
    if (capacity <= capacity_) return;
    void* const grown = std::realloc(data_, capacity);
    if (grown == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(grown);
    capacity_ = capacity;
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};
using BufferRef = std::shared_ptr<Buffer>;

/// Any threads. Outlived by its buffers.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  /// Keeps at most `keep` bytes for later.
  explicit BufferPool(std::uint64_t keep) : keep_(keep) {}

  BufferRef Take() {
    std::unique_ptr<Buffer> buffer;
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        buffer = std::move(free_.back());
        free_.pop_back();
        kept_ -= buffer->capacity();
      }
    }
    if (!buffer) buffer = std::make_unique<Buffer>();
    return {buffer.release(), [pool = shared_from_this()](Buffer* back) { pool->Give(std::unique_ptr<Buffer>(back)); }};
  }

 private:
  void Give(std::unique_ptr<Buffer> buffer) {
    buffer->Clear();
    const std::lock_guard lock(mutex_);
    if (kept_ + buffer->capacity() > keep_) return;
    kept_ += buffer->capacity();
    free_.push_back(std::move(buffer));
  }

  const std::uint64_t keep_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Buffer>> free_;
  std::uint64_t kept_ = 0;
};

}  // namespace rulert::io::kafka_fetch
