#pragma once
// The events of one key that wait for their time (`order time`). They run when the watermark passes them, by instant;
// ties by partition, offset, stream. An event keeps its fields and its position, not its raw bytes.
//
//   struct State { ::rulert::Waiting<OrdersEvent, PaymentsEvent> waiting; ... };   // in the order of Inputs
//   struct WaitingEvents : ::rulert::WaitingWork {
//     static constexpr auto kMember = &State::waiting;
//     using Inputs = ::rulert::Inputs<Orders, Payments>;
//   };
//   using DueWork = ::rulert::DueWork<WaitingEvents, ...>;
//
// Beside On an input then has
//
//     static constexpr std::uint32_t kLate = 2;   // into Module::constructs
//     template <class E> static Event Keep(const E& e) noexcept { return {e.customer, e.at}; }
//     static constexpr bool kHandlesLate = true;   // with OnLate and SavedOfLate, as On and Saved; absent: late events
//                                                  // go to the output
//
// Events of derived streams (::rulert::Derived<AlertsEvent>) wait from the instant that the host says, which may be
// later than their time; of equal instants they run behind the others, by their places, then as they came.
//
// 16 bytes in the state record.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rulert/chunk_tree.h"
#include "rulert/due.h"
#include "rulert/module_abi.h"
#include "rulert/row.h"
#include "rulert/stored.h"

namespace rulert {

/// An event of a stream that other processes emit to.
template <class E>
struct Derived {
  using Event = E;
};

namespace detail {

template <class E>
struct WaitingEvent {
  using Event = E;
  static constexpr bool kDerived = false;
  struct Kept {
    typename Stored<E>::Type event{};
  };
};
template <class E>
struct WaitingEvent<Derived<E>> {
  using Event = E;
  static constexpr bool kDerived = true;
  struct Kept {
    typename Stored<E>::Type event{};
    std::int64_t time = 0;
  };
};

/// Of events that no process has emitted.
struct NoPlace {
  static NoPlace Of(const EmittedPlace&) noexcept { return {}; }
  bool IsBefore(const NoPlace&) const noexcept { return false; }
};
struct PlaceAmongEmitted {
  static PlaceAmongEmitted Of(const EmittedPlace& place) noexcept { return {place}; }
  bool IsBefore(const PlaceAmongEmitted& other) const noexcept {
    return its.moment != other.its.moment ? its.moment < other.its.moment : its.rank < other.its.rank;
  }
  EmittedPlace its;
};

/// What the events of one key are sorted by, and where they came from.
template <class Place>
struct WaitingHead {
  std::int64_t instant;
  std::int64_t offset;
  std::uint32_t partition;
  std::uint32_t rest;
  std::uint16_t stream;  // of the module
  std::uint16_t input;   // of the host
  std::uint8_t which;    // of the process's inputs
  bool derived;
  [[no_unique_address]] Place place;

  /// Of the one here and one that comes now: below 0 if this one runs first.
  int Compare(const WaitingHead& other) const noexcept {
    if (instant != other.instant) return instant < other.instant ? -1 : 1;
    if (derived != other.derived) return derived ? 1 : -1;
    if (derived) return other.place.IsBefore(place) ? 1 : -1;
    if (partition != other.partition) return partition < other.partition ? -1 : 1;
    if (offset != other.offset) return offset < other.offset ? -1 : 1;
    if (stream != other.stream) return stream < other.stream ? -1 : 1;
    return input <= other.input ? -1 : 1;
  }
};

template <std::uint32_t kIndex, class First, class... Rest>
struct EventAt : EventAt<kIndex - 1, Rest...> {};
template <class First, class... Rest>
struct EventAt<0, First, Rest...> {
  using Type = WaitingEvent<First>;
};

}  // namespace detail

/// E: the events of the streams that the process reads, or Derived of them.
template <class... E>
class Waiting {
  static constexpr std::uint32_t kKinds = sizeof...(E);
  static constexpr std::size_t kKeptBytes = std::max({sizeof(typename detail::WaitingEvent<E>::Kept)...});
  template <std::uint32_t kIndex>
  using At = typename detail::EventAt<kIndex, E...>::Type;
  static constexpr bool kAnyDerived = (detail::WaitingEvent<E>::kDerived || ...);
  using Head = detail::WaitingHead<std::conditional_t<kAnyDerived, detail::PlaceAmongEmitted, detail::NoPlace>>;

  struct Entry {
    Head head;
    char kept[kKeptBytes];
  };

 public:
  static constexpr bool kHasChunks = true;
  static constexpr bool kHasDue = true;
  /// It remembers as long as something waits; how soon a record is looked at again after that.
  static constexpr std::int64_t kMemory = 3'600'000'000;

  /// One event whose time has come.
  class Event {
   public:
    void Identify(TriggerRef& trigger) const noexcept {
      trigger.kind = TriggerKind::kEvent;
      trigger.construct = entry_.head.stream;
      trigger.time = entry_.head.instant;
      With(entry_, [&]<std::uint32_t kIndex>() {
        if constexpr (At<kIndex>::kDerived) trigger.time = KeptOf<kIndex>(entry_).time;
      });
      trigger.event = {entry_.head.offset, entry_.head.partition, entry_.head.input, entry_.head.rest};
    }
    /// use(Input{}, on) for the one of Inputs that it is of; on(state, ctx, m) runs its handlers.
    template <class Inputs, class Use>
    void Visit(Use&& use) const noexcept {
      With(entry_, [&]<std::uint32_t kIndex>() {
        using Input = typename Inputs::template At<kIndex>;
        use(Input{}, [this](auto& state, auto& ctx, auto& m) {
          using Value = typename At<kIndex>::Event;
          const Value event = ctx.template Read<Value>(KeptOf<kIndex>(entry_).event);
          Input::On(event, state, ctx, m);
        });
      });
    }

   private:
    friend class Waiting;
    Entry entry_;
  };

  std::int64_t Due(const Arena&) const noexcept { return first_; }

  Event Take(Trigger& trigger, std::int64_t) noexcept {
    typename Tree::Path path;
    tree_.FindIndex(trigger.arena(), 0, path);
    Event event;
    event.entry_ = tree_.At(trigger.arena(), path);
    tree_.Erase(trigger.arena(), path);
    FindFirst(trigger.arena());
    LeavingMemory leaving(trigger);
    Release(event.entry_, leaving);
    return event;
  }

  /// The event of the kIndex-th input starts to wait until `instant`. Inside of a trigger that has no undo.
  template <std::uint32_t kIndex, class Event>
  void Put(const Event& event, const EventRef& position, const EmittedPlace& place, std::uint32_t stream,
           std::int64_t time, std::int64_t instant, Trigger& trigger) noexcept {
    using Kind = At<kIndex>;
    Entry entry{{instant, position.offset, position.partition, position.rest, static_cast<std::uint16_t>(stream),
                 static_cast<std::uint16_t>(position.input), static_cast<std::uint8_t>(kIndex), Kind::kDerived,
                 decltype(Head::place)::Of(place)},
                {}};
    typename Kind::Kept kept{};
    Stored<typename Kind::Event>::Put(kept.event, event, trigger);
    if constexpr (Kind::kDerived) kept.time = time;
    std::memcpy(entry.kept, &kept, sizeof(kept));
    typename Tree::Path path;
    tree_.Find(trigger.arena(), [&](const Head& head) { return head.Compare(entry.head); }, path);
    tree_.Insert(trigger, path, entry);
    first_ = std::min(first_, instant);
  }

  bool Sweep(Arena&, std::int64_t) noexcept { return tree_.count() == 0; }
  template <class Memory>
  void Release(Memory& memory) noexcept {
    tree_.Clear(memory);
    first_ = kNever;
  }
  void Prefetch(const Arena& arena) const noexcept { tree_.Prefetch(arena); }
  std::uint64_t rows() const noexcept { return tree_.count(); }

 private:
  struct Spec {
    using Entry = Waiting::Entry;
    using Separator = Head;
    struct Summary {
      void Add(const Summary&) noexcept {}
      bool MayLose(const Summary&) const noexcept { return false; }
    };
    static constexpr std::uint32_t kNodeBytes = kChunkBytes;
    static Summary SummaryOf(const Entry&) noexcept { return {}; }
    template <class Memory>
    static Separator SeparatorOf(const Entry& first, Memory&) noexcept {
      return first.head;
    }
    template <class Memory>
    static void Empty(Separator&, Memory&) noexcept {}
    template <class Memory>
    static void Empty(Entry& entry, Memory& memory) noexcept {
      Waiting::Release(entry, memory);
    }
  };
  using Tree = ChunkTree<Spec>;

  /// visit.operator()<kIndex>() for the kind of event that it is.
  template <std::uint32_t kIndex = 0, class Visit>
  static void With(const Entry& entry, const Visit& visit) noexcept {
    if constexpr (kIndex + 1 == kKinds) {
      visit.template operator()<kIndex>();
    } else if (entry.head.which == kIndex) {
      visit.template operator()<kIndex>();
    } else {
      With<kIndex + 1>(entry, visit);
    }
  }
  template <std::uint32_t kIndex>
  static typename At<kIndex>::Kept KeptOf(const Entry& entry) noexcept {
    typename At<kIndex>::Kept kept;
    std::memcpy(static_cast<void*>(&kept), entry.kept, sizeof(kept));
    return kept;
  }
  /// Its chunks; the entry reads as before as long as they do.
  template <class Memory>
  static void Release(const Entry& entry, Memory& memory) noexcept {
    With(entry, [&]<std::uint32_t kIndex>() {
      using Value = typename At<kIndex>::Event;
      if constexpr (Stored<Value>::kHasChunks) {
        auto kept = KeptOf<kIndex>(entry);
        Stored<Value>::Release(kept.event, memory);
      }
    });
  }
  void FindFirst(const Arena& arena) noexcept {
    first_ = kNever;
    if (tree_.count() == 0) return;
    typename Tree::Path path;
    tree_.FindIndex(arena, 0, path);
    first_ = tree_.At(arena, path).head.instant;
  }

  Tree tree_;
  std::int64_t first_ = kNever;
};

/// Events of such a process wait.
template <class P>
inline constexpr bool kIsOrderTime = requires { typename P::WaitingEvents; };
/// An input of a stream that other processes emit to.
template <class Input>
inline constexpr bool kIsDerived = requires { requires Input::kDerived; };
/// `on late s as e`; without it, `kLate` is the construct that `late` names.
template <class Input>
inline constexpr bool kHandlesLate = requires { requires Input::kHandlesLate; };

/// Base of a process's work that runs the handlers of what has waited: it says kMember and Inputs.
struct WaitingWork {
  static constexpr std::uint32_t kRank = kEventRank;
  static constexpr bool kOfEvents = true;
  static constexpr std::uint32_t kConstruct = 0;  // an event names its stream itself
};

}  // namespace rulert
