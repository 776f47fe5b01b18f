#include "tests/unit/core/fake_module.h"

#include <xxhash.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rulert/list.h"
#include "rulert/time.h"

namespace rulert::core {
namespace {

struct TxRow {
  RowHeader header;
  std::string_view customer;
  std::int64_t amount;
  Timestamp at;
};
struct TickRow {
  RowHeader header;
  std::int64_t n;
};
struct Counted {
  std::string_view customer;
  std::int64_t count;
  std::int64_t amount;
  std::int64_t watermark;
};
struct Passed {
  std::int64_t n;
  std::string_view stream;
  std::int64_t watermark;
};
struct Key {
  std::string_view customer;
};

#define FAKE_FIELD(type, member, kind_)                                                            \
  FieldSpec {                                                                                      \
    .name = std::string_view(#member), .kind = FieldKind::kind_, .offset = offsetof(type, member), \
    .size = sizeof(type::member)                                                                   \
  }

const FieldSpec kTxFields[] = {
    FAKE_FIELD(TxRow, customer, kString), FAKE_FIELD(TxRow, amount, kInt), FAKE_FIELD(TxRow, at, kTimestamp),
    FieldSpec{.name = std::string_view("note"), .kind = FieldKind::kString, .optional = 1, .size = 16}};
const RecordSpec kTx{std::string_view("Tx"), kTxFields, 4, sizeof(TxRow), alignof(TxRow)};
const FieldSpec kTickFields[] = {FAKE_FIELD(TickRow, n, kInt)};
const RecordSpec kTick{std::string_view("Tick"), kTickFields, 1, sizeof(TickRow), alignof(TickRow)};
const FieldSpec kCountedFields[] = {FAKE_FIELD(Counted, customer, kString), FAKE_FIELD(Counted, count, kInt),
                                    FAKE_FIELD(Counted, amount, kInt), FAKE_FIELD(Counted, watermark, kInt)};
const RecordSpec kCounted{std::string_view("Counted"), kCountedFields, 4, sizeof(Counted), alignof(Counted)};
const FieldSpec kCountedOverflow{
    .name = {}, .kind = FieldKind::kRecord, .offset = 0, .size = sizeof(Counted), .record = &kCounted};
const FieldSpec kPassedFields[] = {FAKE_FIELD(Passed, n, kInt), FAKE_FIELD(Passed, stream, kString),
                                   FAKE_FIELD(Passed, watermark, kInt)};
const RecordSpec kPassed{std::string_view("Passed"), kPassedFields, 3, sizeof(Passed), alignof(Passed)};
const FieldSpec kKeyFields[] = {FAKE_FIELD(Key, customer, kString)};
const RecordSpec kKey{std::string_view("CountKey"), kKeyFields, 1, sizeof(Key), alignof(Key)};

std::atomic<int> g_open{0};

struct Shard {
  const HostApi* api;
  void* host;
  std::unordered_map<std::string, std::int64_t> counts;
};

void* Open(const HostApi* api, void* host, const void*) {
  ++g_open;
  return new Shard{api, host, {}};
}
void Close(void* shard) {
  --g_open;
  delete static_cast<Shard*>(shard);
}
void Advance(void*, std::int64_t) {}
void Stats(const void* shard, ShardStats* stats) {
  const auto& counts = static_cast<const Shard*>(shard)->counts;
  *stats = {counts.size(), counts.size() * 100, counts.size() * 50, 0, 0};
}

std::int64_t Shown(std::int64_t watermark) { return watermark == kNoWatermark ? -1 : watermark; }

void HashByCustomer(std::uint32_t, const RowHeader* const* rows, std::uint32_t count, std::uint64_t* hashes) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view customer = reinterpret_cast<const TxRow*>(rows[i])->customer;
    hashes[i] = XXH3_64bits(customer.data(), customer.size());
  }
}

TriggerRef TriggerOf(const RowRef& ref, const Key* key) {
  TriggerRef trigger{};
  trigger.row = &ref;
  trigger.key = key;
  trigger.time = ref.row->time;
  return trigger;
}

void Count(void* opaque, const RowRef* rows, std::uint32_t count) {
  auto& shard = *static_cast<Shard*>(opaque);
  for (std::uint32_t i = 0; i < count; ++i) {
    const RowRef& ref = rows[i];
    const auto& row = *reinterpret_cast<const TxRow*>(ref.row);
    const Key key{row.customer};
    const TriggerRef trigger = TriggerOf(ref, &key);
    std::int64_t& n = shard.counts[std::string(row.customer)];
    ++n;
    if (ref.watermark != kNoWatermark && row.header.time <= ref.watermark) shard.api->late(shard.host, &trigger, 0);
    Counted out{row.customer, n, row.amount, Shown(ref.watermark)};
    Emission emission{0, 0, 0, 0, &out, &trigger};
    shard.api->emit(shard.host, &emission);
    if (row.amount == 7 || row.amount == 13) {
      emission.ordinal = 1;
      shard.api->emit(shard.host, &emission);
    }
    if (row.amount == 99) shard.api->overflow(shard.host, &trigger, 0, row.header.time, &out);
    if (row.amount == 13) {
      --n;
      Failure failure{};
      failure.place = 0;
      failure.message = "unlucky number";
      failure.operand_size =
          static_cast<std::uint32_t>(std::snprintf(failure.operands, sizeof(failure.operands), "t.amount = %d", 13));
      shard.api->reject(shard.host, &trigger, 0, &failure);
    }
  }
}

void Pass(void* opaque, const RowRef* rows, std::uint32_t count) {
  auto& shard = *static_cast<Shard*>(opaque);
  for (std::uint32_t i = 0; i < count; ++i) {
    const RowRef& ref = rows[i];
    Passed out{};
    out.n = ref.stream == 0 ? reinterpret_cast<const TxRow*>(ref.row)->amount
                            : reinterpret_cast<const TickRow*>(ref.row)->n;
    out.stream = ref.stream == 0 ? "tx" : "ticks";
    out.watermark = Shown(ref.watermark);
    const TriggerRef trigger = TriggerOf(ref, nullptr);
    const Emission emission{1, 1, 0, 0, &out, &trigger};
    shard.api->emit(shard.host, &emission);
  }
}

struct GradeInput {
  std::int64_t n;
};
struct Grade {
  std::string_view grade;
};
const FieldSpec kGradeInputFields[] = {FAKE_FIELD(GradeInput, n, kInt)};
const RecordSpec kGradeInput{std::string_view("GradeInput"), kGradeInputFields, 1, sizeof(GradeInput),
                             alignof(GradeInput)};
const FieldSpec kGradeFields[] = {FAKE_FIELD(Grade, grade, kString)};
const RecordSpec kGrade{std::string_view("Grade"), kGradeFields, 1, sizeof(Grade), alignof(Grade)};
const FieldSpec kGradeAnswer{.name = std::string_view("answer"),
                             .kind = FieldKind::kRecord,
                             .offset = 0,
                             .size = sizeof(Grade),
                             .record = &kGrade};
const FieldSpec kDivisorAnswer{
    .name = std::string_view("answer"), .kind = FieldKind::kInt, .offset = 0, .size = sizeof(std::int64_t)};

bool DecideGrade(DecisionCall* call) {
  static thread_local Grade answer;
  const std::int64_t n = static_cast<const GradeInput*>(call->input)->n;
  if (n == 13) {
    call->failure.place = 0;
    call->failure.message = "unlucky number";
    call->failure.operand_size = 0;
    return false;
  }
  answer.grade = n < 10 ? "low" : "high \"n\"";
  call->answers = &answer;
  call->count = n < 0 ? 0 : 1;
  call->stride = sizeof(Grade);
  return true;
}

bool DecideDivisors(DecisionCall* call) {
  static thread_local std::vector<std::int64_t> answers;
  answers.clear();
  const std::int64_t n = static_cast<const GradeInput*>(call->input)->n;
  for (std::int64_t d = 1; d <= n; ++d) {
    if (n % d == 0) answers.push_back(d);
  }
  call->answers = answers.data();
  call->count = static_cast<std::uint32_t>(answers.size());
  call->stride = sizeof(std::int64_t);
  return true;
}

const StreamDesc kStreams[] = {
    {std::string_view("tx"), &kTx, sizeof(TxRow), alignof(TxRow), 2'000'000, 1'000'000, -1, offsetof(TxRow, at), 0, -1,
     0},
    {std::string_view("ticks"), &kTick, sizeof(TickRow), alignof(TickRow), 0, -1, -1, kNotStored, 0, -1, 0}};
const OutputDesc kOutputs[] = {{std::string_view("counts"), &kCounted, -1, 0},
                               {std::string_view("passed"), &kPassed, 0, 0}};
const std::uint32_t kCountStreams[] = {0};
const std::uint32_t kPassStreams[] = {0, 1};
const std::uint32_t kCountOutputs[] = {0};
const std::uint32_t kPassOutputs[] = {1};
const ProcessDesc kProcesses[] = {{std::string_view("Count"), &kKey, kCountStreams, kCountOutputs, 1, 1, HashByCustomer,
                                   Open, Count, Advance, nullptr, Stats, Close},
                                  {std::string_view("Pass"), nullptr, kPassStreams, kPassOutputs, 2, 1, nullptr, Open,
                                   Pass, Advance, nullptr, Stats, Close}};
const Place kPlaces[] = {{std::string_view("fake.rules"), 12, 8, std::string_view("t.amount + 1")}};
const RuleDesc kRules[] = {{std::string_view("Count"), std::string_view("each"), kPlaces[0]},
                           {std::string_view("Pass"), std::string_view("all"), kPlaces[0]}};
const ConstructDesc kConstructs[] = {{std::string_view("Count"), std::string_view("hour"), &kCountedOverflow}};
const DecisionDesc kDecisions[] = {
    {std::string_view("Grade"), &kGradeInput, &kGradeAnswer, 0, 0, DecideGrade, nullptr},
    {std::string_view("Divisors"), &kGradeInput, &kDivisorAnswer, 1, 0, DecideDivisors, nullptr}};

Module Describe() {
  Module module{};
  module.abi = kModuleAbi;
  module.size = sizeof(Module);
  module.name = std::string_view("fake");
  module.manifest = std::string_view(R"({"module":"fake","cpu":"x86-64"})");
  module.streams = kStreams;
  module.outputs = kOutputs;
  module.processes = kProcesses;
  module.decisions = kDecisions;
  module.rules = kRules;
  module.constructs = kConstructs;
  module.places = kPlaces;
  module.stream_count = 2;
  module.output_count = 2;
  module.process_count = 2;
  module.decision_count = 2;
  module.rule_count = 2;
  module.construct_count = 1;
  module.place_count = 1;
  return module;
}

}  // namespace

const Module& FakeModule() {
  static const Module module = Describe();
  return module;
}

int OpenFakeShards() { return g_open; }

}  // namespace rulert::core

extern "C" const rulert::Module* rulert_module() { return &rulert::core::FakeModule(); }
