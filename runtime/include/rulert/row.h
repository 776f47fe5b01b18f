#pragma once
// What stands in memory for one event on its way into a process, and how a process says what it reads.
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "rulert/module_abi.h"

namespace rulert {

/// A row of a stream as the host decodes it: RecordSpec offsets of the stream count from the start of this struct.
template <class Event>
struct Row {
  RowHeader header;
  Event event;
};

template <class Event>
const Event& EventOf(const RowRef& row) noexcept {
  return reinterpret_cast<const Row<Event>*>(row.row)->event;
}

/// The streams that a process reads, in order. Each is a struct nested in the process:
///
///   struct Transactions {
///     static constexpr std::uint32_t kStream = 0;         // into Module::streams
///     static constexpr std::string_view kName = "transactions";
///     static constexpr std::int64_t kDelay = 5'000'000;   // us
///     using Event = TransactionsEvent;                    // what rows hold
///     using Record = Transaction;                         // the full record, for Local
///     static ::rulert::Timestamp TimeOf(const Record& t) noexcept { return t.at; }   // absent: time by position
///     template <class E> static Key KeyOf(const E& t) noexcept { return {t.customer}; }   // absent without key
///     using Saved = ::rulert::Saved<&State::risk>;        // what an undo puts back; absent without key
///     template <class E, class Ctx, class M>
///     static void On(const E& t, State& state, Ctx& ctx, M& m) noexcept { ... }
///   };
///   using Inputs = ::rulert::Inputs<Transactions>;
template <class... Input>
struct Inputs {
  static constexpr std::uint32_t kStreams[] = {Input::kStream...};
  static constexpr std::uint32_t kCount = sizeof...(Input);

  /// Calls visit(Input{}) for the input that reads `stream`, which must be one of kStreams.
  template <class Visit>
  [[gnu::always_inline]] static void With(std::uint32_t stream, Visit&& visit) noexcept {
    if constexpr (sizeof...(Input) == 1) {
      (visit(Input{}), ...);
    } else {
      (void)((stream == Input::kStream && (visit(Input{}), true)) || ...);
    }
  }
  template <std::uint32_t kIndex>
  using At = std::tuple_element_t<kIndex, std::tuple<Input...>>;
  template <class Wanted>
  static constexpr std::uint32_t IndexOf() noexcept {
    std::uint32_t index = 0;
    (void)((std::is_same_v<Input, Wanted> || (++index, false)) || ...);
    return index;
  }
};

/// The outputs that a process emits to, ascending: `using Outputs = ::rulert::Outputs<AlertsOutput>;`.
template <class... Output>
struct Outputs {
  static constexpr std::uint32_t kCount = sizeof...(Output);
  static constexpr std::uint32_t kIndexes[kCount + 1] = {Output::kIndex..., 0};  // never without an element
};

}  // namespace rulert
