#include "runtime/src/io/json/record_plan.h"

#include <algorithm>

#include "runtime/src/io/record_layout.h"

namespace rulert::io::json {
namespace {

/// So many keys of an object are expected where they stood last time, also beside keys that are not declared.
constexpr std::size_t kOrderedKeys = 32;

}  // namespace

FieldPlan PlanSet::PlanOf(const FieldSpec& spec) {
  FieldPlan plan;
  plan.key = KeyPattern(spec.name);
  plan.spec = &spec;
  plan.kind = spec.kind;
  plan.precision = spec.precision;
  plan.scale = spec.scale;
  plan.optional = spec.optional != 0;
  plan.stored = spec.offset != kNotStored;
  plan.offset = spec.offset;
  plan.present_offset = spec.present_offset;
  if (spec.record != nullptr) plan.record = &PlanOf(*spec.record);
  if (spec.kind == FieldKind::kList) {
    plan.element = std::make_unique<FieldPlan>(PlanOf(*spec.element));
    plan.stride = StrideOf(*spec.element);
    plan.align = AlignOf(*spec.element);
  }
  if (spec.kind == FieldKind::kEnum) {
    plan.names = std::make_unique<NameTable>(std::vector<std::string_view>(spec.names, spec.names + spec.name_count));
  }
  return plan;
}

RecordPlan& PlanSet::PlanOf(const RecordSpec& spec) {
  std::unique_ptr<RecordPlan>& entry = records_[&spec];
  if (entry) return *entry;
  entry = std::make_unique<RecordPlan>();
  RecordPlan& plan = *entry;
  plan.spec = &spec;
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < spec.field_count; ++i) {
    plan.fields.push_back(PlanOf(spec.fields[i]));
    plan.order.push_back(i);
    names.emplace_back(spec.fields[i].name);
  }
  plan.order.resize(std::max<std::size_t>(plan.order.size(), kOrderedKeys), kNoName);
  plan.names = NameTable(std::move(names));
  plan.stored_count = static_cast<std::uint32_t>(
      std::count_if(plan.fields.begin(), plan.fields.end(), [](const FieldPlan& field) { return field.stored; }));
  return plan;
}

}  // namespace rulert::io::json
