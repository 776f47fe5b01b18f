#pragma once
// The functions of a generated process that its module hands to the host.
#include <cstdint>
#include <new>
#include <type_traits>

#include "rulert/key_buffer.h"
#include "rulert/keyed_shard.h"
#include "rulert/stateless_shard.h"

namespace rulert {

namespace detail {

/// A process that emits nothing need not say so.
template <class P>
struct OutputsOf {
  using Type = Outputs<>;
};
template <class P>
  requires requires { typename P::Outputs; }
struct OutputsOf<P> {
  using Type = typename P::Outputs;
};

template <class P, bool kKeyed = kIsKeyed<P>>
struct ShardOf {
  using Type = KeyedShard<P>;
};
template <class P>
struct ShardOf<P, false> {
  using Type = StatelessShard<P>;
};

template <class P>
struct ProcessFunctions {
  using Shard = typename ShardOf<P>::Type;

  static void Hash(std::uint32_t stream, const RowHeader* const* rows, std::uint32_t count, std::uint64_t* hashes) {
    P::Inputs::With(stream, [&]<class Input>(Input) {
      KeyBuffer buffer;
      for (std::uint32_t i = 0; i < count; ++i) {
        buffer.Clear();
        Input::KeyOf(reinterpret_cast<const Row<typename Input::Event>*>(rows[i])->event).Encode(buffer);
        hashes[i] = buffer.Hash();
      }
    });
  }
  static void HashToZero(std::uint32_t, const RowHeader* const*, std::uint32_t count, std::uint64_t* hashes) {
    for (std::uint32_t i = 0; i < count; ++i) hashes[i] = 0;
  }
  static void* Open(const HostApi* api, void* host, const void* params) {
    using Params = typename P::Params;
    return new Shard(*api, host, params == nullptr ? Params{} : *static_cast<const Params*>(params));
  }
  static void Process(void* shard, const RowRef* rows, std::uint32_t count) {
    static_cast<Shard*>(shard)->Process(rows, count);
  }
  static void Advance(void* shard, std::int64_t watermark) { static_cast<Shard*>(shard)->Advance(watermark); }
  static void ReadClock(void* shard, std::int64_t watermark, std::int64_t clock) {
    static_cast<Shard*>(shard)->ReadClock(watermark, clock);
  }
  static void Stats(const void* shard, ShardStats* stats) { *stats = static_cast<const Shard*>(shard)->stats(); }
  static void Close(void* shard) { delete static_cast<Shard*>(shard); }
};

template <class P>
constexpr auto HashFunctionOf() noexcept -> decltype(ProcessDesc::hash) {
  if constexpr (!kIsKeyed<P>) {
    return nullptr;
  } else if constexpr (std::is_empty_v<typename P::Key>) {
    return &ProcessFunctions<P>::HashToZero;
  } else {
    return &ProcessFunctions<P>::Hash;
  }
}

template <class P>
constexpr auto ClockFunctionOf() noexcept -> decltype(ProcessDesc::read_clock) {
  if constexpr (rulert::ClockWorkOf<P>::kAny) {
    return &ProcessFunctions<P>::ReadClock;
  } else {
    return nullptr;
  }
}

}  // namespace detail

/// `key` describes P::Key; null without key and for `by ()`, whose rows hash to 0. Without key there is no hash
/// function: the process has no state, so any worker may have its rows.
template <class P>
constexpr ProcessDesc DescribeProcess(const RecordSpec* key) noexcept {
  using Functions = detail::ProcessFunctions<P>;
  using Emitted = typename detail::OutputsOf<P>::Type;
  return {Text(P::kName),
          key,
          P::Inputs::kStreams,
          Emitted::kIndexes,
          P::Inputs::kCount,
          Emitted::kCount,
          detail::HashFunctionOf<P>(),
          &Functions::Open,
          &Functions::Process,
          &Functions::Advance,
          detail::ClockFunctionOf<P>(),
          &Functions::Stats,
          &Functions::Close};
}

}  // namespace rulert
