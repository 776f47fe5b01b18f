#pragma once
// Lists in state. A process describes each of them by a struct:
//   struct Recent {
//     using Element = std::string_view;
//     static constexpr std::int64_t kExpires = 60'000'000;      // us after the last write of the list; kNever
//     static constexpr std::uint32_t kUpTo = 1000;              // elements; 0: any number
//     static constexpr std::uint32_t kConstruct = 0;            // into Module::constructs
//     static ::rulert::List<std::string_view> Default() noexcept;
//   };
//
// A list expires as a whole, as a cell of one value does; ctx.Touch lengthens its life. Beyond kUpTo the first element
// leaves to `overflow`.
#include <cstdint>
#include <new>

#include "rulert/collection_parts.h"
#include "rulert/list.h"
#include "rulert/stored_order.h"

namespace rulert {

namespace detail {

template <class C>
struct ListSpec {
  using T = typename C::Element;
  static constexpr std::uint32_t kNodeBytes = ChunkBytesOf<C>();
  struct Separator {};
  struct Summary {
    void Add(const Summary&) noexcept {}
    bool MayLose(const Summary&) const noexcept { return false; }
  };
  struct Entry {
    typename Stored<T>::Type value{};
  };
  static Summary SummaryOf(const Entry&) noexcept { return {}; }
  template <class Memory>
  static Separator SeparatorOf(const Entry&, Memory&) noexcept {
    return {};
  }
  template <class Memory>
  static void Empty(Separator&, Memory&) noexcept {}
  template <class Memory>
  static void Empty(Entry& entry, Memory& memory) noexcept {
    EmptyStored<T>(entry.value, memory);
  }
};

}  // namespace detail

template <class C, class Ctx>
class ListAccess;

template <class C>
class ListCell {
  using Tree = ChunkTree<detail::ListSpec<C>>;

 public:
  static constexpr bool kHasChunks = true;
  static constexpr std::int64_t kMemory = C::kExpires;
  template <class Ctx>
  using Access = ListAccess<C, Ctx>;

  /// A handler that names it runs.
  void Touch(std::int64_t time, std::int64_t watermark) noexcept {
    if (!IsDue(time) && !IsDue(watermark)) Keep(time);
  }

  /// True when nothing is remembered at this watermark; gives chunks back. An unbounded list, once written, stays.
  bool Sweep(Arena& arena, std::int64_t watermark) noexcept {
    if (!IsDue(watermark)) return false;
    Release(arena);
    return true;
  }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    tree_.Clear(memory);
  }
  void Prefetch(const Arena& arena) const noexcept { tree_.Prefetch(arena); }
  std::uint64_t rows() const noexcept { return 0; }

 private:
  template <class, class>
  friend class ListAccess;

  bool IsDue(std::int64_t instant) const noexcept {
    return C::kExpires == kNever ? due_ == INT64_MIN : due_ <= instant;
  }
  void Keep(std::int64_t time) noexcept {
    const std::int64_t due = detail::SaturatingAdd(time, C::kExpires);
    if (due > due_) due_ = due;
  }

  std::int64_t due_ = INT64_MIN;  // first instant at which it reads as its default
  Tree tree_;
};

/// One list in one trigger: ctx.Of(state.recent).
template <class C, class Ctx>
class ListAccess {
  using Cell = ListCell<C>;
  using Element = typename C::Element;
  using Spec = detail::ListSpec<C>;
  using Entry = typename Spec::Entry;
  using Path = typename Cell::Tree::Path;

 public:
  ListAccess(Cell& cell, Ctx& ctx) noexcept : cell_(cell), ctx_(ctx) {}

  std::int64_t Length() const noexcept { return IsDefault() ? DefaultLength() : cell_.tree_.count(); }
  bool Has(const Element& element) const noexcept {
    if (IsDefault()) return Contains(C::Default(), element);
    return cell_.tree_.Any(arena(), [&](const Entry& entry) { return IsEqual(entry, element); });
  }
  /// From 0. An index without element fails.
  template <class M>
  Element At(M& m, std::int64_t index, std::uint32_t place) const noexcept {
    const std::int64_t i = m.Index(index, Length(), place);
    if (i >= Length()) return Element{};
    if (IsDefault()) return C::Default()[static_cast<std::size_t>(i)];
    Path path;
    cell_.tree_.FindIndex(arena(), static_cast<std::uint32_t>(i), path);
    return Stored<Element>::Get(cell_.tree_.At(arena(), path).value, ctx_.trigger());
  }
  /// All of it; lives until the trigger is done.
  List<Element> Get() const noexcept {
    if (IsDefault()) return C::Default();
    Element* const elements = ctx_.trigger().scratch().template AllocateArray<Element>(cell_.tree_.count());
    std::uint32_t size = 0;
    (void)cell_.tree_.Any(arena(), [&](const Entry& entry) {
      new (elements + size++) Element(Stored<Element>::Get(entry.value, ctx_.trigger()));
      return false;
    });
    return {elements, size};
  }

  void Add(const Element& element) noexcept {
    if (ctx_.template IsDone<Cell>()) [[unlikely]]
      return;
    Open();
    Append(element);
  }
  /// Every element that is equal to it.
  void Remove(const Element& element) noexcept {
    if (ctx_.template IsDone<Cell>()) return;
    Open();
    Path path;
    for (std::uint32_t i = 0; i < cell_.tree_.count();) {
      cell_.tree_.FindIndex(arena(), i, path);
      if (IsEqual(cell_.tree_.At(arena(), path), element)) {
        EraseAt(path);
      } else {
        ++i;
      }
    }
  }
  template <class M>
  void Put(M& m, std::int64_t index, const Element& element, std::uint32_t place) noexcept {
    const std::int64_t i = m.Index(index, Length(), place);
    if (ctx_.template IsDone<Cell>() || m.failed()) return;
    Open();
    Path path;
    cell_.tree_.FindIndex(arena(), static_cast<std::uint32_t>(i), path);
    Entry entry = cell_.tree_.At(arena(), path);
    Stored<Element>::Put(entry.value, element, ctx_.trigger());
    cell_.tree_.Replace(ctx_.trigger(), path, entry);
  }
  void Assign(const List<Element>& elements) noexcept {
    if (ctx_.template IsDone<Cell>()) return;
    cell_.tree_.Clear(ctx_.trigger());
    cell_.Keep(ctx_.time().us);
    for (const Element& element : elements) Append(element);
  }
  void Clear() noexcept { Assign({}); }

 private:
  const Arena& arena() const noexcept { return ctx_.trigger().arena(); }
  bool IsDefault() const noexcept { return cell_.IsDue(ctx_.instant()); }
  static std::int64_t DefaultLength() noexcept { return C::Default().size; }
  bool IsEqual(const Entry& entry, const Element& element) const noexcept {
    return StoredOrder<Element>::Compare(entry.value, element, arena()) == 0;
  }

  /// Ready for a change of what it reads as now.
  void Open() noexcept {
    if (IsDefault()) {
      Assign(C::Default());
    } else {
      cell_.Keep(ctx_.time().us);
    }
  }
  void Append(const Element& element) noexcept {
    Path path;
    if constexpr (C::kUpTo != 0) {
      if (cell_.tree_.count() >= C::kUpTo) {
        cell_.tree_.FindIndex(arena(), 0, path);
        const Element first = Stored<Element>::Get(cell_.tree_.At(arena(), path).value, ctx_.trigger());
        ctx_.outlet().Overflow(C::kConstruct, ctx_.time().us, first);
        EraseAt(path);
      }
    }
    Entry entry{};
    Stored<Element>::Put(entry.value, element, ctx_.trigger());
    cell_.tree_.FindIndex(arena(), cell_.tree_.count(), path);
    cell_.tree_.Insert(ctx_.trigger(), path, entry);
  }
  void EraseAt(const Path& path) noexcept {
    Entry entry = cell_.tree_.At(arena(), path);
    cell_.tree_.Erase(ctx_.trigger(), path);
    Spec::Empty(entry, ctx_.trigger());
  }

  Cell& cell_;
  Ctx& ctx_;
};

}  // namespace rulert
