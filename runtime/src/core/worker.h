#pragma once
// Runs the processes of a module on the rows that one worker owns, and encodes what they emit. One thread at a time.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rulert/key_buffer.h"
#include "rulert/module_abi.h"
#include "runtime/src/core/built_in_outputs.h"
#include "runtime/src/core/epoch.h"

namespace rulert::core {

/// What the sink of an output needs of a record.
enum class KeyShape : std::uint8_t {
  kJson,     // an object by key field, for output lines
  kPlain,    // the bytes of a Kafka key
  kDiscard,  // the output is counted only: nothing is encoded
};

class Worker {
 public:
  /// Opens a shard of every process. `outputs`: the module's, then the built-in ones. All references outlive the
  /// worker.
  Worker(const Module& module, const Stages& stages, const std::vector<InputDesc>& inputs,
         const std::vector<KeyShape>& outputs, const void* params, std::uint32_t index);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Runs this worker's rows of the epoch in the processes of one stage, after those of the stages before; what is
  /// emitted goes to its chunk.
  void Run(Epoch& epoch, std::uint32_t stage);
  void ReadStats(std::uint32_t process, ShardStats& stats) const;

 private:
  static constexpr std::uint64_t kNoTrigger = UINT64_MAX;
  static constexpr std::uint64_t kRowItself = UINT64_MAX - 1;  // beside numbers of due work

  struct Shard {
    Worker* worker;
    std::uint32_t process;
    void* handle;
  };

  static const HostApi& Api();
  void Begin(std::uint32_t process, const TriggerRef& trigger);
  void Emit(std::uint32_t process, const Emission& emission);
  void Reject(std::uint32_t process, const TriggerRef& trigger, std::uint32_t rule, const Failure& failure);
  void Late(std::uint32_t process, const TriggerRef& trigger, std::uint32_t construct);
  void Overflow(std::uint32_t process, const TriggerRef& trigger, std::uint32_t construct, std::int64_t time,
                const void* value);
  void AppendKey(const OutputDesc& output, KeyShape shape, const ProcessDesc& process, const Emission& emission,
                 std::string& out) const;
  /// Adds what was appended since `begin`; the first `key_size` bytes of it are the key.
  void Add(std::uint32_t process, const TriggerRef& trigger, std::uint32_t output, std::int64_t time, OutputId id,
           std::size_t begin, std::size_t key_size);
  OutputId Id(std::uint32_t process, std::string_view rule, std::string_view key, const TriggerRef& trigger,
              std::uint32_t ordinal);
  /// Of a record of a built-in output: those of rows are without the key.
  OutputId BuiltInId(std::uint32_t process, std::string_view rule, const TriggerRef& trigger, std::uint32_t ordinal);
  /// Of an event: of a row, or one that has waited.
  EventIdentity IdentityOf(const TriggerRef& trigger) const;
  EventIdentity IdentityOf(std::uint32_t stream, const EventRef& event) const;
  static std::uint64_t OrderOf(const TriggerRef& trigger);
  /// Canonical, until the next call.
  std::string_view KeyOf(std::uint32_t process, const TriggerRef& trigger);
  bool Discards(BuiltIn output) const { return outputs_[Number(output)] == KeyShape::kDiscard; }
  std::uint32_t Number(BuiltIn output) const { return module_.output_count + static_cast<std::uint32_t>(output); }

  const Module& module_;
  const Stages& stages_;
  std::vector<std::uint32_t> derived_;  // by output: the stream that others read it as, or kNoStream
  const std::vector<InputDesc>& inputs_;
  const std::vector<KeyShape>& outputs_;
  const BuiltInOutputs built_in_;
  const std::uint32_t index_;
  std::vector<std::unique_ptr<Shard>> shards_;  // by process; modules keep their addresses
  KeyBuffer key_;
  KeyBuffer id_;

  // Of the call under way.
  Epoch* epoch_ = nullptr;
  OutputChunk* chunk_ = nullptr;
  // The trigger that emitted last, where it began, and how many rows left its constructs.
  const RowRef* row_ = nullptr;
  std::uint64_t sequence_ = kNoTrigger;
  OutputChunk::Mark mark_;
  std::size_t derived_mark_ = 0;
  std::uint32_t overflows_ = 0;
};

}  // namespace rulert::core
