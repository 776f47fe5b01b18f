#pragma once
// A process inside a service: state in memory, a sink of the service's own, no host.
//
//   ::rulert::Local<CardVelocity> velocity{{.velocity_limit = 5}};   // one per thread
//   velocity.Push(transaction, position, sink);
//   velocity.AdvanceTo(watermark, sink);
//   velocity.ReadClock(now, sink);   // for timers by clock
//
// The sink has one member function for each output of the module, and `errors`, `late`, `overflow`; they are called
// before Push, AdvanceTo or ReadClock returns, after each trigger is committed, in the order of the rules. They must
// not call back into the Local. What they get lives as long as the call.
//
// Before an event, Push runs what has fallen due for its key; timers and windows of the other keys wait for AdvanceTo,
// timers by clock for ReadClock.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <new>
#include <optional>
#include <string_view>
#include <type_traits>

#include "rulert/emitted.h"
#include "rulert/local_sources.h"
#include "rulert/row.h"
#include "rulert/state_store.h"

namespace rulert {

namespace detail {

/// What a trigger of a Local emitted, until it is committed.
struct PendingOutput {
  void (*send)(void* sink, const void* record, const Emitted& emitted);  // null: late or overflow
  const void* record;
  std::uint32_t rule;  // or construct
  std::uint32_t ordinal;
  std::int64_t time;  // of the row that left; kNoWatermark: late
};

/// deliver(): hands over what is in the log.
template <class Sink, class Deliver>
class LocalOutlet {
 public:
  /// `log` is empty, and again after the trigger.
  LocalOutlet(ShortLog<PendingOutput>& log, Scratch& scratch, Deliver deliver) noexcept
      : log_(log), scratch_(scratch), deliver_(deliver) {}

  void Rule(std::uint32_t) noexcept {}
  template <class Output, class Record>
  void Emit(Output, std::uint32_t rule, std::uint32_t ordinal, const Record& record) noexcept {
    static_assert(std::is_trivially_copyable_v<Record>, "records are plain data");
    const auto* const copy = new (scratch_.AllocateArray<Record>(1)) Record(record);
    const auto send = [](void* sink, const void* r, const Emitted& emitted) {
      Output::Send(*static_cast<Sink*>(sink), *static_cast<const Record*>(r), emitted);
    };
    log_.Add({send, copy, rule, ordinal, 0});
  }
  void Late(std::uint32_t construct) noexcept { log_.Add({nullptr, nullptr, construct, 0, kNoWatermark}); }
  template <class Row>
  void Overflow(std::uint32_t construct, std::int64_t time, const Row&) noexcept {
    log_.Add({nullptr, nullptr, construct, 0, time});
  }
  void Commit() noexcept { deliver_(); }

 private:
  ShortLog<PendingOutput>& log_;
  Scratch& scratch_;
  const Deliver deliver_;
};

}  // namespace detail

template <class P>
class Local {
 public:
  explicit Local(const typename P::Params& params = {}) noexcept : store_(params) {
    std::fill(std::begin(newest_), std::end(newest_), kNoWatermark);
  }

  /// An event of the stream that has such records.
  template <class Record, class Sink>
  void Push(const Record& event, const Position& position, Sink& sink) {
    constexpr std::uint32_t index = IndexOf<Record>(typename P::Inputs{});
    PushTo<typename P::Inputs::template At<index>, index>(event, position, sink);
  }
  /// Of the input named, where several streams have such records: Push<P::Transactions>(...).
  template <class Input, class Sink>
    requires requires { typename Input::Record; }
  void Push(const typename Input::Record& event, const Position& position, Sink& sink) {
    constexpr std::uint32_t index = P::Inputs::template IndexOf<Input>();
    PushTo<Input, index>(event, position, sink);
  }

  /// Time moves to `watermark`, and what is due by then runs; it never goes back. kEndOfTime ends it. Until the first
  /// call it follows the events: of each stream the greatest time seen - delay - 1 us, of the process the least of
  /// them; from then on it moves by these calls only.
  template <class Sink>
  void AdvanceTo(Timestamp watermark, Sink& sink) {
    P::Accept(sink);
    by_hand_ = true;
    DueHost<Sink> due(*this, sink);
    if (watermark.us == kEndOfTime) store_.AdvanceTo(watermark_, due);
    if (watermark.us > watermark_) watermark_ = watermark.us;
    store_.AdvanceTo(watermark_, due);
    store_.Sweep(kSweepPerAdvance, watermark_);
  }

  /// The service's clock stands at `clock`: runs what is due by it, of all keys, after all that the watermark lets run.
  /// It never goes back: an earlier reading changes nothing, nor does one after the end of time. `start .. after d`
  /// before the first call counts from that.
  template <class Sink>
  void ReadClock(Timestamp clock, Sink& sink) {
    P::Accept(sink);
    if (clock.us <= store_.clock() || watermark_ == kEndOfTime) return;
    DueHost<Sink> due(*this, sink);
    store_.AdvanceTo(watermark_, due);
    store_.ReadClock(watermark_, clock.us, due);
  }

  std::optional<Timestamp> watermark() const noexcept {
    if (watermark_ == kNoWatermark) return std::nullopt;
    return Timestamp{watermark_};
  }
  ShardStats stats() const noexcept { return store_.stats(); }

 private:
  static constexpr std::uint32_t kSweepPerRow = 4;
  static constexpr std::uint32_t kSweepPerAdvance = 64;

  template <class Record, class... Input>
  static constexpr std::uint32_t IndexOf(Inputs<Input...>) noexcept {
    constexpr std::uint32_t matches = (0u + ... + (std::is_same_v<typename Input::Record, Record> ? 1u : 0u));
    static_assert(matches != 0, "the process reads no stream of such records");
    static_assert(matches == 1, "several streams have such records: Push<Process::Stream>(...)");
    std::uint32_t index = 0;
    (void)((std::is_same_v<typename Input::Record, Record> || (++index, false)) || ...);
    return index;
  }

  template <class Input, std::uint32_t kIndex, class Sink>
  void PushTo(const typename Input::Record& event, const Position& position, Sink& sink) {
    P::Accept(sink);
    const std::int64_t time = TimeOf<Input>(event, position);
    const auto key = KeyOfEvent<Input>(event);
    key_buffer_.Clear();
    key.Encode(key_buffer_);
    Origin origin;
    origin.position = &position;
    origin.stream = Input::kName;
    origin.trigger.time = time;
    const auto deliver = [&] { Deliver(origin, sink); };
    detail::LocalOutlet<Sink, decltype(deliver)> outlet(log_, store_.scratch(), deliver);
    DueHost<Sink> due(*this, sink);
    if (!store_.template Run<Input>(event, key_buffer_.Hash(), RefOf(position), time, watermark_, key, nullptr, outlet,
                                    due)) {
      Reject(origin, store_.failure(), sink);
    }
    newest_[kIndex] = std::max(newest_[kIndex], detail::SaturatingSub(time, Input::kDelay + 1));
    if (!by_hand_) watermark_ = std::max(watermark_, *std::min_element(std::begin(newest_), std::end(newest_)));
    store_.Sweep(kSweepPerRow, watermark_);
  }

  template <class Input>
  static std::int64_t TimeOf(const typename Input::Record& event, const Position& position) noexcept {
    if constexpr (requires { Input::TimeOf(event); }) {
      return Input::TimeOf(event).us;
    } else {
      return position.time.value_or(Timestamp{0}).us;
    }
  }
  template <class Input>
  static KeyOf<P> KeyOfEvent(const typename Input::Record& event) noexcept {
    if constexpr (kIsKeyed<P>) {
      return Input::KeyOf(event);
    } else {
      return {};
    }
  }

  /// What made a trigger run. Its key is in key_buffer_.
  struct Origin {
    TriggerRef trigger{};
    const Position* position = nullptr;  // null: due work
    std::string_view stream;
  };
  /// Where due work emits to.
  template <class Sink>
  class DueHost {
   public:
    DueHost(Local& local, Sink& sink) noexcept : local_(local), sink_(sink) {}
    void Begin(TriggerRef& trigger) noexcept {
      local_.key_buffer_.Clear();
      static_cast<const KeyOf<P>*>(trigger.key)->Encode(local_.key_buffer_);
    }
    auto OutletOf(const TriggerRef& trigger) noexcept {
      const auto deliver = [this, &trigger] {
        local_.WithOrigin(trigger, [this](const Origin& origin) { local_.Deliver(origin, sink_); });
      };
      return detail::LocalOutlet<Sink, decltype(deliver)>(local_.log_, local_.store_.scratch(), deliver);
    }
    void Reject(const TriggerRef& trigger, const TriggerFailure& failure) noexcept {
      local_.WithOrigin(trigger, [&](const Origin& origin) { local_.Reject(origin, failure, sink_); });
    }

   private:
    Local& local_;
    Sink& sink_;
  };

  EventRef RefOf(const Position& position) noexcept {
    EventRef ref{position.offset, static_cast<std::uint32_t>(position.partition), 0, 0};
    if constexpr (DueWorkOf<P>::kAnyOfEvents) ref.input = sources_.NumberOf(position.source, position.partition);
    return ref;
  }
  /// Of due work: an event that has waited has its position.
  template <class Visit>
  void WithOrigin(const TriggerRef& trigger, Visit&& visit) {
    Origin origin{trigger, nullptr, {}};
    Position position;
    if constexpr (kIsOrderTime<P>) {
      if (trigger.kind == TriggerKind::kEvent) {
        position = {sources_.name(trigger.event.input), sources_.partition(trigger.event.input), trigger.event.offset,
                    Timestamp{trigger.time}};
        origin.position = &position;
        P::Inputs::With(trigger.construct, [&]<class Input>(Input) { origin.stream = Input::kName; });
      }
    }
    visit(origin);
  }

  /// Of one that was remembered.
  EventIdentity IdentityOf(const EventRef& event) const noexcept {
    return {sources_.name(event.input), sources_.partition(event.input), event.offset};
  }
  static std::string_view ConstructOf(const TriggerRef& trigger) noexcept {
    const bool is_event = trigger.kind == TriggerKind::kRow || trigger.kind == TriggerKind::kEvent;
    return is_event ? std::string_view() : std::string_view(P::Module::kConstructs[trigger.construct]);
  }

  template <class Sink>
  void Deliver(const Origin& origin, Sink& sink) {
    const Position position = origin.position == nullptr ? Position{} : *origin.position;
    for (const detail::PendingOutput& pending : log_) {
      if (pending.send != nullptr) {
        const std::string_view rule = P::Module::kRules[pending.rule];
        const bool is_join = origin.trigger.kind == TriggerKind::kJoin;
        const OutputId id =
            IdOfOutput(id_buffer_, P::Module::kName, P::kName, rule, key_buffer_.bytes(), origin.trigger,
                       ConstructOf(origin.trigger),
                       is_join ? IdentityOf(origin.trigger.event)
                               : EventIdentity{position.source, position.partition, position.offset},
                       is_join && origin.trigger.partner_stream != kNoPartner ? IdentityOf(origin.trigger.partner)
                                                                              : EventIdentity{},
                       pending.ordinal);
        pending.send(&sink, pending.record, {id, {origin.trigger.time}, rule});
      } else if (pending.time == kNoWatermark) {
        const bool has_waited = origin.trigger.kind == TriggerKind::kEvent;
        const std::int64_t watermark = has_waited ? origin.trigger.instant - 1 : watermark_;
        sink.late(LateEvent{
            P::Module::kConstructs[pending.rule], origin.stream, {origin.trigger.time}, {watermark}, position});
      } else {
        sink.overflow(Overflow{P::Module::kConstructs[pending.rule], {pending.time}, position});
      }
    }
    log_.clear();
  }
  template <class Sink>
  [[gnu::cold, gnu::noinline]] void Reject(const Origin& origin, const TriggerFailure& failure, Sink& sink) {
    log_.clear();
    const Place& place = P::Module::kPlaces[failure.failure.place];
    char place_text[512];
    char position_text[512];
    const auto size_of = [](int printed, std::size_t room) {
      return std::min(static_cast<std::size_t>(printed < 0 ? 0 : printed), room - 1);
    };
    const int place_size = std::snprintf(place_text, sizeof(place_text), "%.*s:%u:%u",
                                         static_cast<int>(place.file.size), place.file.data, place.line, place.column);
    Rejected rejected;
    rejected.module = P::Module::kName;
    rejected.process = P::kName;
    rejected.rule = P::Module::kRules[failure.rule];
    rejected.place = {place_text, size_of(place_size, sizeof(place_text))};
    rejected.message = failure.failure.message;
    rejected.expression = place.expression;
    rejected.operands = {failure.failure.operands, failure.failure.operand_size};
    if (origin.position != nullptr) {
      const Position& position = *origin.position;
      const int position_size = std::snprintf(
          position_text, sizeof(position_text), "%.*s/%lld@%lld", static_cast<int>(position.source.size()),
          position.source.data(), static_cast<long long>(position.partition), static_cast<long long>(position.offset));
      rejected.stream = origin.stream;
      rejected.position = {position_text, size_of(position_size, sizeof(position_text))};
    } else {
      rejected.construct = ConstructOf(origin.trigger);
      rejected.key = key_buffer_.bytes();
      rejected.time = Timestamp{origin.trigger.time};
    }
    sink.errors(rejected);
  }

  StateStore<P> store_;
  ShortLog<detail::PendingOutput> log_;
  KeyBuffer key_buffer_;  // of the trigger at hand
  KeyBuffer id_buffer_;
  detail::LocalSources sources_;
  std::int64_t newest_[P::Inputs::kCount];  // by input: what the greatest time seen makes of the watermark
  std::int64_t watermark_ = kNoWatermark;
  bool by_hand_ = false;
};

}  // namespace rulert
