#include "runtime/src/core/module_loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>

#include "runtime/src/core/stages.h"

namespace rulert::core {
namespace {

/// Checks descriptions that point to each other; the first fault is kept.
class DescriptionCheck {
 public:
  explicit DescriptionCheck(const Module& module) : module_(module) {}

  std::string Run() {
    if (module_.name.size == 0 || module_.name.data == nullptr) return "it has no name";
    Table(module_.streams, module_.stream_count, "streams");
    Table(module_.outputs, module_.output_count, "outputs");
    Table(module_.processes, module_.process_count, "processes");
    Table(module_.decisions, module_.decision_count, "decisions");
    Table(module_.rules, module_.rule_count, "rules");
    Table(module_.constructs, module_.construct_count, "constructs");
    Table(module_.places, module_.place_count, "places");
    if (!fault_.empty()) return fault_;
    for (std::uint32_t i = 0; i < module_.stream_count; ++i) Stream(module_.streams[i]);
    for (std::uint32_t i = 0; i < module_.output_count; ++i) Output(module_.outputs[i]);
    for (std::uint32_t i = 0; i < module_.process_count; ++i) Process(module_.processes[i]);
    for (std::uint32_t i = 0; i < module_.decision_count; ++i) Decision(module_.decisions[i]);
    if (fault_.empty() && !Stages::Of(module_)) Fault("its processes feed each other in a circle");
    if (module_.params != nullptr) {
      Record(*module_.params);
      if (module_.default_params == nullptr) Fault("its parameters have no defaults");
    }
    return fault_;
  }

 private:
  void Fault(std::string text) {
    if (fault_.empty()) fault_ = std::move(text);
  }
  void Table(const void* table, std::uint32_t count, std::string_view what) {
    if (count != 0 && table == nullptr) Fault(fmt::format("its table of {} is missing", what));
  }

  void Stream(const StreamDesc& stream) {
    const std::string_view name = stream.name;
    if (stream.record == nullptr) return Fault(fmt::format("stream `{}` has no record", name));
    if (stream.row_size < sizeof(RowHeader) || stream.row_align < alignof(RowHeader) || stream.row_align > 64 ||
        (stream.row_align & (stream.row_align - 1)) != 0) {
      return Fault(fmt::format("rows of stream `{}` have an impossible size", name));
    }
    if (stream.time_offset != kNotStored && stream.time_offset + sizeof(std::int64_t) > stream.row_size) {
      return Fault(fmt::format("the time of stream `{}` lies outside its row", name));
    }
    if (stream.output >= static_cast<std::int32_t>(module_.output_count))
      return Fault(fmt::format("stream `{}` is of an output that is not there", name));
    Record(*stream.record, stream.row_size);
  }

  void Output(const OutputDesc& output) {
    if (output.record == nullptr) return Fault(fmt::format("output `{}` has no record", std::string_view(output.name)));
    if (output.key_field >= 0 && static_cast<std::uint32_t>(output.key_field) >= output.record->field_count) {
      return Fault(fmt::format("output `{}` has a key that is no field", std::string_view(output.name)));
    }
    Record(*output.record);
  }

  void Process(const ProcessDesc& process) {
    const std::string_view name = process.name;
    for (std::uint32_t i = 0; i < process.stream_count; ++i) {
      if (process.streams[i] >= module_.stream_count)
        return Fault(fmt::format("process `{}` reads a stream that is not there", name));
    }
    for (std::uint32_t i = 0; i < process.output_count; ++i) {
      if (process.outputs[i] >= module_.output_count)
        return Fault(fmt::format("process `{}` emits to an output that is not there", name));
    }
    if (process.open == nullptr || process.process == nullptr || process.advance == nullptr ||
        process.stats == nullptr || process.close == nullptr || (process.key != nullptr && process.hash == nullptr)) {
      return Fault(fmt::format("process `{}` lacks a function", name));
    }
    if (process.key != nullptr) Record(*process.key);
  }

  void Decision(const DecisionDesc& decision) {
    const std::string_view name = decision.name;
    if (decision.input == nullptr || decision.answer == nullptr || decision.decide == nullptr) {
      return Fault(fmt::format("decision `{}` lacks a description", name));
    }
    if (decision.shadow_count != 0 && decision.shadows == nullptr)
      return Fault(fmt::format("decision `{}` lacks its rules in shadow", name));
    for (std::uint32_t i = 0; i < decision.shadow_count; ++i) {
      if (decision.shadows[i].count == nullptr)
        return Fault(fmt::format("decision `{}` has a rule in shadow that counts nothing", name));
    }
    Record(*decision.input);
    Field(*decision.answer, UINT32_MAX, name);
  }

  void Record(const RecordSpec& record, std::uint32_t size = 0) {
    if (!seen_.insert(&record).second) return;
    if (record.field_count != 0 && record.fields == nullptr)
      return Fault(fmt::format("record `{}` has no fields", std::string_view(record.name)));
    for (std::uint32_t i = 0; i < record.field_count; ++i)
      Field(record.fields[i], size != 0 ? size : record.size, record.name);
  }

  static bool HasArms(const RecordSpec& arms) {
    const auto is_arm = [](const FieldSpec& arm) {
      return arm.kind == FieldKind::kRecord && arm.optional == 0 && arm.offset != kNotStored;
    };
    return arms.field_count != 0 && arms.fields != nullptr &&
           std::all_of(arms.fields, arms.fields + arms.field_count, is_arm);
  }

  void Field(const FieldSpec& field, std::uint32_t size, std::string_view owner) {
    const std::string name = fmt::format("{}.{}", owner, std::string_view(field.name));
    if (field.kind < FieldKind::kBool || field.kind > FieldKind::kMap)
      return Fault(fmt::format("field `{}` has an unknown type", name));
    const bool record =
        field.kind == FieldKind::kRecord || field.kind == FieldKind::kVariant || field.kind == FieldKind::kMap;
    if (record && field.record == nullptr) return Fault(fmt::format("field `{}` has no record", name));
    if (field.kind == FieldKind::kVariant && !HasArms(*field.record))
      return Fault(fmt::format("field `{}` is a variant without arms that are records", name));
    if ((field.kind == FieldKind::kList || field.kind == FieldKind::kSet) && field.element == nullptr)
      return Fault(fmt::format("field `{}` has no element", name));
    if (field.kind == FieldKind::kEnum && field.name_count != 0 && field.names == nullptr)
      return Fault(fmt::format("field `{}` has no names", name));
    if (field.record != nullptr) Record(*field.record);
    if (field.element != nullptr) Field(*field.element, UINT32_MAX, name);
    if (field.offset == kNotStored) return;
    if (static_cast<std::uint64_t>(field.offset) + field.size > size)
      return Fault(fmt::format("field `{}` lies outside its record", name));
    // libstdc++ and libc++ put the flag of std::optional right after the value; codecs write it there.
    if (field.optional != 0 && field.present_offset != field.offset + field.size) {
      Fault(fmt::format(
          "field `{}` keeps its flag of presence elsewhere than this host does: it was built with another C++ library",
          name));
    }
  }

  const Module& module_;
  std::set<const RecordSpec*> seen_;
  std::string fault_;
};

bool HostHasOptionalFlagBehindValue() {
  std::optional<std::int64_t> value(0x0102030405060708);
  unsigned char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  std::int64_t first = 0;
  std::memcpy(&first, bytes, sizeof(first));
  return first == 0x0102030405060708 && bytes[sizeof(first)] == 1;
}

/// Highest level of the x86-64 psABI that this machine has: 1 to 4; 0 on other machines.
int MachineLevel() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return 4;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("fma")) {
    return 3;
  }
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("ssse3")) return 2;
  return 1;
#else
  return 0;
#endif
}

/// Why code for `cpu` (an -march of the x86-64 levels) cannot run here; empty if it can.
std::string CpuFault(std::string_view cpu) {
  if (cpu.empty()) return {};
  constexpr std::string_view kLevel = "x86-64-v";
  int wanted = 0;
  if (cpu == "x86-64") {
    wanted = 1;
  } else if (cpu.size() == kLevel.size() + 1 && cpu.substr(0, kLevel.size()) == kLevel && cpu.back() >= '2' &&
             cpu.back() <= '4') {
    wanted = cpu.back() - '0';
  } else {
    return fmt::format("it was compiled for the CPU `{}`, which this host does not know", cpu);
  }
  const int level = MachineLevel();
  if (level >= wanted) return {};
  return level == 0 ? fmt::format("it was compiled for `{}`, and this machine is no x86-64", cpu)
                    : fmt::format("it was compiled for `{}`, and this machine has only x86-64{}", cpu,
                                  level == 1 ? std::string() : fmt::format("-v{}", level));
}

}  // namespace

std::string ReasonToRefuse(const Module& module) {
  if (module.abi != kModuleAbi) {
    return fmt::format("it speaks module contract {}, this host speaks {}: build it again with the rulec of this host",
                       module.abi, kModuleAbi);
  }
  if (module.size != sizeof(Module)) {
    return fmt::format("its description is cut short or of another build ({} bytes, {} expected)", module.size,
                       sizeof(Module));
  }
  if (!HostHasOptionalFlagBehindValue())
    return "this host's C++ library lays out std::optional in a way that codecs do not know";
  std::string fault = DescriptionCheck(module).Run();
  if (!fault.empty()) return fault;
  if (module.manifest.size == 0) return {};
  const std::string_view text = module.manifest;
  const nlohmann::json manifest = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!manifest.is_object()) return "its manifest is not JSON";
  const auto cpu = manifest.find("cpu");
  return cpu != manifest.end() && cpu->is_string() ? CpuFault(cpu->get<std::string>()) : std::string();
}

tl::expected<std::shared_ptr<const LoadedModule>, std::string> LoadedModule::Open(const std::string& path) {
  // Without a slash dlopen would search the system's library path.
  const std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  std::shared_ptr<LoadedModule> loaded(new LoadedModule());
  loaded->path_ = path;
  loaded->handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded->handle_ == nullptr) {
    const char* reason = dlerror();
    return tl::unexpected(
        fmt::format("cannot load module {}: {}", path, reason != nullptr ? reason : "unknown reason"));
  }
  using Entry = const Module* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(loaded->handle_, kModuleEntry));
  if (entry == nullptr)
    return tl::unexpected(
        fmt::format("{} is a shared object but no module: it does not export `{}`", path, kModuleEntry));
  loaded->module_ = entry();
  if (loaded->module_ == nullptr)
    return tl::unexpected(fmt::format("cannot load module {}: it describes nothing", path));
  const std::string reason = ReasonToRefuse(*loaded->module_);
  if (!reason.empty()) return tl::unexpected(fmt::format("cannot load module {}: {}", path, reason));
  return loaded;
}

LoadedModule::~LoadedModule() {
  if (handle_ != nullptr) dlclose(handle_);
}

}  // namespace rulert::core
