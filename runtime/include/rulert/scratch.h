#pragma once
// Memory for what an expression builds: joined strings, lists, answers. Grows by chunks and keeps them, so that a
// steady load allocates nothing. One thread at a time. Out of memory aborts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace rulert {

class Scratch {
 private:
  struct Chunk {
    Chunk* next;
    std::size_t capacity;
    char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
  };
  static_assert(sizeof(Chunk) % alignof(std::max_align_t) == 0);

 public:
  /// A point to go back to; valid until the Scratch is reset or released to an earlier one.
  class Position {
    friend class Scratch;
    Chunk* chunk = nullptr;
    char* next = nullptr;
  };

  Scratch() noexcept = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    for (Chunk* chunk = first_; chunk != nullptr;) {
      Chunk* next = chunk->next;
      std::free(chunk);
      chunk = next;
    }
  }

  /// Uninitialised bytes, valid until Reset or Release. `align` is a power of two, at most 64.
  void* Allocate(std::size_t size, std::size_t align) noexcept {
    const std::uintptr_t start = (reinterpret_cast<std::uintptr_t>(next_) + (align - 1)) & ~(align - 1);
    const auto end = reinterpret_cast<std::uintptr_t>(end_);
    if (start > end || size > end - start || next_ == nullptr) [[unlikely]]
      return AllocateInNextChunk(size, align);
    char* result = next_ + (start - reinterpret_cast<std::uintptr_t>(next_));
    next_ = result + size;
    return result;
  }

  /// Uninitialised elements.
  template <class T>
  T* AllocateArray(std::size_t count) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > SIZE_MAX / sizeof(T)) std::abort();
    return static_cast<T*>(Allocate(count * sizeof(T), alignof(T)));
  }

  char* AllocateChars(std::size_t size) noexcept { return static_cast<char*>(Allocate(size, 1)); }

  std::string_view Copy(std::string_view text) noexcept {
    char* copy = AllocateChars(text.size());
    if (!text.empty()) std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  /// Gives back the end of the newest allocation: `from` lies in it or at its end.
  void Trim(char* from) noexcept { next_ = from; }

  Position Mark() const noexcept {
    Position position;
    position.chunk = current_;
    position.next = next_;
    return position;
  }
  /// Drops what was allocated since `position`; chunks are kept.
  void Release(const Position& position) noexcept {
    if (position.next == nullptr) return Reset();
    current_ = position.chunk;
    next_ = position.next;
    end_ = current_ == nullptr ? home_end_ : current_->data() + current_->capacity;
  }
  /// Drops everything; chunks are kept.
  void Reset() noexcept {
    current_ = home_chunk_;
    next_ = home_;
    end_ = home_end_;
  }

  /// Bytes held from the system.
  std::size_t reserved() const noexcept { return reserved_; }

 protected:
  /// Starts in a buffer of the caller before it takes memory of its own.
  Scratch(char* buffer, std::size_t size) noexcept
      : next_(buffer), end_(buffer + size), home_(buffer), home_end_(buffer + size) {}

 private:
  static constexpr std::size_t kLeastChunk = 4096 - sizeof(Chunk);

  // Chunks after current_ are free. Takes the first of them that is large enough, else makes one at least as large as
  // all so far, so that there are few.
  [[gnu::noinline]] void* AllocateInNextChunk(std::size_t size, std::size_t align) noexcept {
    if (size > SIZE_MAX / 4) std::abort();
    const std::size_t need = size + align;
    Chunk** link = current_ == nullptr ? &first_ : &current_->next;
    Chunk** head = link;
    while (*link != nullptr && (*link)->capacity < need) link = &(*link)->next;
    Chunk* chunk = *link;
    if (chunk != nullptr) {
      *link = chunk->next;
    } else {
      std::size_t capacity = reserved_ > kLeastChunk ? reserved_ : kLeastChunk;
      if (capacity < need) capacity = need;
      chunk = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + capacity));
      if (chunk == nullptr) std::abort();
      chunk->capacity = capacity;
      reserved_ += sizeof(Chunk) + capacity;
    }
    chunk->next = *head;
    *head = chunk;
    current_ = chunk;
    next_ = chunk->data();
    end_ = next_ + chunk->capacity;
    if (home_ == nullptr) {
      home_chunk_ = chunk;
      home_ = next_;
      home_end_ = end_;
    }
    return Allocate(size, align);
  }

  char* next_ = nullptr;
  char* end_ = nullptr;
  Chunk* current_ = nullptr;  // null: in the caller's buffer, or nothing taken yet
  Chunk* first_ = nullptr;
  // Where it starts: the caller's buffer, else the first chunk taken, once there is one.
  Chunk* home_chunk_ = nullptr;
  char* home_ = nullptr;
  char* home_end_ = nullptr;
  std::size_t reserved_ = 0;
};

/// A Scratch for one evaluation: its first bytes are on the stack.
template <std::size_t kSize = 1024>
class StackScratch : public Scratch {
 public:
  StackScratch() noexcept : Scratch(buffer_, kSize) {}

 private:
  alignas(16) char buffer_[kSize];
};

}  // namespace rulert
