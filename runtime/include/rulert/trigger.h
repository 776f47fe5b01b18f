#pragma once
// One event, or one piece of due work, in one process, until it is committed or undone. Members of the state record
// are copied that are written before something that can fail (rulert/saved.h); what lives in the arena is undone by
// four means: chunks given back wait for the commit, chunks taken are given back by the undo, and a change in place
// either registers how to take it back or keeps the bytes as they were.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "rulert/arena.h"
#include "rulert/check.h"
#include "rulert/scratch.h"

namespace rulert {

/// A few trivially copyable elements; keeps its memory when cleared.
template <class T>
class ShortLog {
 public:
  ShortLog() noexcept = default;
  ShortLog(const ShortLog&) = delete;
  ShortLog& operator=(const ShortLog&) = delete;
  ~ShortLog() { std::free(data_); }

  void Add(const T& x) noexcept {
    if (size_ == capacity_) [[unlikely]]
      Grow();
    data_[size_++] = x;
  }
  void Add(const T* elements, std::uint32_t count) noexcept {
    while (capacity_ - size_ < count) Grow();
    std::memcpy(static_cast<void*>(data_ + size_), elements, count * sizeof(T));
    size_ += count;
  }
  void clear() noexcept { size_ = 0; }
  void Truncate(std::uint32_t size) noexcept { size_ = size; }
  T* begin() noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  T& back() noexcept { return data_[size_ - 1]; }
  void pop_back() noexcept { --size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::uint32_t size() const noexcept { return size_; }
  const T* begin() const noexcept { return data_; }
  const T* end() const noexcept { return data_ + size_; }
  const T& operator[](std::uint32_t i) const noexcept { return data_[i]; }

 private:
  [[gnu::noinline]] void Grow() noexcept {
    capacity_ = capacity_ == 0 ? 16 : capacity_ * 2;
    data_ = static_cast<T*>(std::realloc(static_cast<void*>(data_), capacity_ * sizeof(T)));
    RULERT_CHECK(data_ != nullptr, "out of memory");
  }

  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

/// Of a window: the one of `on close`, one before it, one after it.
enum class AnswerKind : std::uint8_t { kClosing, kEarly, kAfter };

class Trigger {
 public:
  /// Takes back one change in place; called after the state record is as it was.
  using UndoStep = void (*)(Arena& arena, void* member, std::uint32_t argument) noexcept;

  Arena& arena() noexcept { return arena_; }
  const Arena& arena() const noexcept { return arena_; }
  Scratch& scratch() noexcept { return scratch_; }

  /// Saved: what is copied to `copies` and put back by an undo. `copies` lives until the trigger is over.
  template <class Saved, class State>
  void Begin(State& state, State& copies) noexcept {
    if constexpr (Saved::kIsEmpty) {
      Begin();
    } else {
      Saved::Copy(state, copies);
      state_ = reinterpret_cast<char*>(&state);
      copies_ = reinterpret_cast<char*>(&copies);
      put_back_ = [](const char* from, char* to) noexcept {
        Saved::Copy(*reinterpret_cast<const State*>(from), *reinterpret_cast<State*>(to));
      };
      scratch_.Reset();
    }
  }
  /// Of a trigger that writes nothing before something that can fail.
  void Begin() noexcept {
    copies_ = nullptr;
    scratch_.Reset();
  }

  /// Of what due work took out of its member before Begin: readable until Finish, and gone even after an undo.
  void Release(ChunkRef ref, std::size_t size) noexcept { released_.Add({ref, size}); }
  /// After the trigger, once nothing reads what it was about.
  void Finish() noexcept {
    for (const Chunk& chunk : released_) arena_.Free(chunk.ref, chunk.size);
    released_.clear();
  }

  /// An answer of a window that an event has made due: its handlers run right after the event's.
  struct AnswerAtOnce {
    const void* member;
    std::int64_t window;  // as the member calls it
    AnswerKind kind;
  };
  void AtOnce(const void* member, std::int64_t window, AnswerKind kind) noexcept {
    at_once_.Add({member, window, kind});
  }
  /// Of the member's only those for which keep(window).
  template <class Keep>
  void KeepAtOnce(const void* member, Keep&& keep) noexcept {
    AnswerAtOnce* out = at_once_.begin();
    for (const AnswerAtOnce& answer : at_once_) {
      if (answer.member != member || keep(answer.window)) *out++ = answer;
    }
    at_once_.Truncate(static_cast<std::uint32_t>(out - at_once_.begin()));
  }
  /// Neither Commit nor Undo clears it.
  ShortLog<AnswerAtOnce>& at_once() noexcept { return at_once_; }

  ChunkRef Allocate(std::size_t size) noexcept {
    const ChunkRef ref = arena_.Allocate(size);
    taken_.Add({ref, size});
    has_log_ = true;
    return ref;
  }
  /// Readable until the trigger is done.
  void Free(ChunkRef ref, std::size_t size) noexcept {
    given_back_.Add({ref, size});
    has_log_ = true;
  }

  /// As Free, but also after an undo: of what no rule can see any more.
  void Drop(ChunkRef ref, std::size_t size) noexcept {
    dropped_.Add({ref, size});
    has_log_ = true;
  }

  /// `member`, a part of the state record, has changed in a way that means nothing to rules (room made, rows dropped
  /// that none can see): it stays so after an undo.
  void Keep(const void* member, std::size_t size) noexcept {
    if (copies_ != nullptr) std::memcpy(copies_ + (static_cast<const char*>(member) - state_), member, size);
  }
  /// These bytes of a chunk are about to change: it is marked, and an undo puts them back.
  void Change(ChunkRef ref, std::uint32_t offset, std::uint32_t size) noexcept {
    arena_.Mark(ref);
    if (copies_ == nullptr || size == 0) return;
    changes_.Add({ref, offset, size, bytes_.size()});
    bytes_.Add(arena_.At(ref) + offset, size);
    has_log_ = true;
  }
  void OnUndo(UndoStep step, void* member, std::uint32_t argument) noexcept {
    if (copies_ == nullptr) return;
    steps_.Add({step, member, argument});
    has_log_ = true;
  }

  void Commit() noexcept {
    if (has_log_) [[unlikely]]
      CommitLog();
  }

  /// What Begin copied is put back, and nothing else has been written but what Keep was told of.
  [[gnu::cold, gnu::noinline]] void Undo() noexcept {
    RULERT_CHECK(copies_ != nullptr || (steps_.empty() && taken_.empty()),
                 "a trigger is undone that has written what it did not save");
    for (std::uint32_t i = changes_.size(); i-- > 0;) {
      const ChangedBytes& change = changes_[i];
      std::memcpy(arena_.At(change.ref) + change.offset, bytes_.begin() + change.first, change.size);
    }
    if (copies_ != nullptr) put_back_(copies_, state_);
    for (std::uint32_t i = steps_.size(); i-- > 0;) steps_[i].step(arena_, steps_[i].member, steps_[i].argument);
    for (const Chunk& chunk : taken_) arena_.Free(chunk.ref, chunk.size);
    ClearLog();
  }

 private:
  struct Chunk {
    ChunkRef ref;
    std::size_t size;
  };
  struct ChangedBytes {
    ChunkRef ref;
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t first;  // into bytes_
  };
  struct Step {
    UndoStep step;
    void* member;
    std::uint32_t argument;
  };

  [[gnu::noinline]] void CommitLog() noexcept {
    for (const Chunk& chunk : given_back_) arena_.Free(chunk.ref, chunk.size);
    ClearLog();
  }
  void ClearLog() noexcept {
    for (const Chunk& chunk : dropped_) arena_.Free(chunk.ref, chunk.size);
    dropped_.clear();
    given_back_.clear();
    taken_.clear();
    steps_.clear();
    changes_.clear();
    bytes_.clear();
    has_log_ = false;
  }

  Arena arena_;
  Scratch scratch_;
  char* state_ = nullptr;
  char* copies_ = nullptr;  // of members of it, at their offsets; null: there are none
  void (*put_back_)(const char* from, char* to) noexcept = nullptr;
  bool has_log_ = false;  // one of these holds something
  ShortLog<Chunk> taken_;
  ShortLog<Chunk> given_back_;
  ShortLog<Chunk> dropped_;
  ShortLog<Chunk> released_;
  ShortLog<AnswerAtOnce> at_once_;
  ShortLog<Step> steps_;
  ShortLog<ChangedBytes> changes_;
  ShortLog<char> bytes_;  // as they were
};

/// Where chunks go of what means nothing to rules any more, once the trigger is done.
class DoneMemory {
 public:
  explicit DoneMemory(Trigger& trigger) noexcept : trigger_(trigger) {}
  char* At(ChunkRef ref) noexcept { return trigger_.arena().At(ref); }
  void Free(ChunkRef ref, std::size_t size) noexcept { trigger_.Drop(ref, size); }

 private:
  Trigger& trigger_;
};

/// Chunks of an event that has left its member: they live until the trigger is over, also after an undo, since what
/// failed is then looked for.
class LeavingMemory {
 public:
  explicit LeavingMemory(Trigger& trigger) noexcept : trigger_(trigger) {}
  char* At(ChunkRef ref) const noexcept { return trigger_.arena().At(ref); }
  void Free(ChunkRef ref, std::size_t size) noexcept { trigger_.Release(ref, size); }

 private:
  Trigger& trigger_;
};

}  // namespace rulert
