// Descriptions of records for codecs: tables of ::rulert::FieldSpec.
#include "compiler/base/check.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

std::string_view KindName(types::TypeKind kind) {
  switch (kind) {
    case types::TypeKind::kBool:
      return "kBool";
    case types::TypeKind::kInt:
      return "kInt";
    case types::TypeKind::kFloat:
      return "kFloat";
    case types::TypeKind::kDecimal:
      return "kDecimal";
    case types::TypeKind::kString:
      return "kString";
    case types::TypeKind::kBytes:
      return "kBytes";
    case types::TypeKind::kTimestamp:
      return "kTimestamp";
    case types::TypeKind::kDuration:
      return "kDuration";
    case types::TypeKind::kDate:
      return "kDate";
    case types::TypeKind::kEnum:
      return "kEnum";
    case types::TypeKind::kRecord:
      return "kRecord";
    case types::TypeKind::kVariant:
      return "kVariant";
    case types::TypeKind::kList:
      return "kList";
    case types::TypeKind::kSet:
      return "kSet";
    case types::TypeKind::kMap:
      return "kMap";
    default:
      break;
  }
  RULEC_CHECK(false, "emit: a field of no kind");
  __builtin_unreachable();
}

/// `kAlertSpec`, of an arm `kOutcome_ApproveSpec`.
std::string SpecOf(const std::string& cpp, std::string_view what) {
  const std::size_t at = cpp.find("::");
  const std::string name = at == std::string::npos ? cpp : cpp.substr(0, at) + "_" + cpp.substr(at + 2);
  return "k" + name + std::string(what);
}

/// Name of the table that describes the elements of a list or set.
std::string ElementName(std::uint32_t element) { return "kElement" + std::to_string(element + 1); }
/// Of a map.
std::string EntryName(std::uint32_t entry) { return "Entry" + std::to_string(entry + 1); }

}  // namespace

std::string SpecName(const plan::Plan& plan, std::uint32_t record) { return SpecOf(plan.records[record].cpp, "Spec"); }

std::string FieldSpecText(const plan::Plan& plan, std::string_view name, const plan::Type& type,
                          const Placement& placement, std::string_view scope) {
  const std::string size = "sizeof(" + type.cpp + ")";
  std::string out = "{.name = " + TextOf(name) + ", .kind = ::rulert::FieldKind::" + std::string(KindName(type.kind));
  const auto add = [&](std::string_view member, const std::string& value) {
    out += ", ." + std::string(member) + " = " + value;
  };
  if (type.kind == types::TypeKind::kDecimal) {
    add("precision", std::to_string(type.precision));
    add("scale", std::to_string(type.scale));
  }
  if (type.optional) add("optional", "1");
  if (!placement.offset.empty()) {
    add("offset", placement.offset);
    // libstdc++ and libc++ keep the flag of an optional right behind its value.
    if (type.optional) add("present_offset", placement.offset == "0" ? size : placement.offset + " + " + size);
  }
  add("size", size);
  if (type.kind == types::TypeKind::kRecord) add("record", "&" + std::string(scope) + SpecName(plan, type.record));
  if (type.kind == types::TypeKind::kVariant) {
    add("record", "&" + std::string(scope) + SpecOf(plan.variants[type.variant].cpp, "Spec"));
  }
  if (type.element != plan::kNoIndex) add("element", "&" + std::string(scope) + ElementName(type.element));
  if (type.entry != plan::kNoIndex) add("record", "&" + std::string(scope) + "k" + EntryName(type.entry) + "Spec");
  if (type.kind == types::TypeKind::kEnum) {
    add("names", plan.enums[type.enumeration].names);
    add("name_count", std::to_string(plan.enums[type.enumeration].values.size()));
  }
  return out + "}";
}

namespace {

/// Records, variants and collections hold each other: each stands behind what it holds.
class SpecPrinter {
 public:
  SpecPrinter(CodeWriter& out, const plan::Plan& plan)
      : out_(out),
        plan_(plan),
        records_(plan.records.size()),
        variants_(plan.variants.size()),
        elements_(plan.elements.size()),
        entries_(plan.entries.size()) {}

  void Run() {
    for (std::uint32_t i = 0; i < plan_.records.size(); ++i) Record(i);
    for (std::uint32_t i = 0; i < plan_.variants.size(); ++i) Variant(i);
    for (std::uint32_t i = 0; i < plan_.elements.size(); ++i) Element(i);
    for (std::uint32_t i = 0; i < plan_.entries.size(); ++i) Entry(i);
  }

 private:
  void Need(const plan::Type& type) {
    if (type.kind == types::TypeKind::kRecord) Record(type.record);
    if (type.kind == types::TypeKind::kVariant) Variant(type.variant);
    if (type.element != plan::kNoIndex) Element(type.element);
    if (type.entry != plan::kNoIndex) Entry(type.entry);
  }

  void Entry(std::uint32_t index) {
    if (entries_[index]) return;
    entries_[index] = true;
    const plan::Entry& entry = plan_.entries[index];
    Need(entry.key);
    Need(entry.value);
    const std::string name = EntryName(index);
    out_.Emit({{"name", name}, {"key", entry.key.spelled()}, {"value", entry.value.spelled()}}, R"cc(
      using $name$ = ::rulert::MapEntry<$key$, $value$>;
    )cc");
    Print("entry", name,
          {FieldSpecText(plan_, "key", entry.key, {"offsetof(" + name + ", key)"}, ""),
           FieldSpecText(plan_, "value", entry.value, {"offsetof(" + name + ", value)"}, "")});
  }

  void Element(std::uint32_t index) {
    if (elements_[index]) return;
    elements_[index] = true;
    Need(plan_.elements[index]);
    out_.Emit({{"name", ElementName(index)}, {"spec", FieldSpecText(plan_, "", plan_.elements[index], {"0"}, "")}},
              R"cc(
      inline constexpr ::rulert::FieldSpec $name$ = $spec$;

    )cc");
  }

  void Record(std::uint32_t index) {
    if (records_[index]) return;
    records_[index] = true;
    const plan::Struct& record = plan_.records[index];
    std::vector<std::string> fields;
    for (const plan::Field& field : record.fields) {
      Need(field.type);
      const Placement at{"offsetof(" + record.cpp + ", " + field.member + ")"};
      fields.push_back(FieldSpecText(plan_, field.name, field.type, at, ""));
    }
    Print(record.name, record.cpp, fields);
  }

  /// Each arm is a field.
  void Variant(std::uint32_t index) {
    if (variants_[index]) return;
    variants_[index] = true;
    const plan::Variant& variant = plan_.variants[index];
    std::vector<std::string> arms;
    for (const plan::Arm& arm : variant.arms) {
      Record(arm.record);
      plan::Type type;
      type.kind = types::TypeKind::kRecord;
      type.record = arm.record;
      type.cpp = plan_.records[arm.record].cpp;
      const Placement at{"offsetof(" + variant.cpp + ", " + arm.member + ")"};
      arms.push_back(FieldSpecText(plan_, arm.name, type, at, ""));
    }
    Print(variant.name, variant.cpp, arms);
  }

  void Print(const std::string& name, const std::string& cpp, const std::vector<std::string>& fields) {
    const std::string table = SpecOf(cpp, "Fields");
    if (!fields.empty()) {
      const auto rows = [&] {
        for (const std::string& field : fields) out_.Line(field + ",");
      };
      out_.Emit({{"table", table}, {"fields", rows}}, R"cc(
        inline constexpr ::rulert::FieldSpec $table$[] = {
            $fields$
        };
      )cc");
    }
    out_.Emit({{"cpp", cpp},
               {"spec", SpecOf(cpp, "Spec")},
               {"name", TextOf(name)},
               {"count", std::to_string(fields.size())},
               {"table", fields.empty() ? "nullptr" : table}},
              R"cc(
      inline constexpr ::rulert::RecordSpec $spec$ = {
          .name = $name$, .fields = $table$, .field_count = $count$,
          .size = sizeof($cpp$), .align = alignof($cpp$)};

    )cc");
  }

  CodeWriter& out_;
  const plan::Plan& plan_;
  std::vector<bool> records_;
  std::vector<bool> variants_;
  std::vector<bool> elements_;
  std::vector<bool> entries_;
};

}  // namespace

void PrintRecordSpecs(CodeWriter& out, const plan::Plan& plan) { SpecPrinter(out, plan).Run(); }

}  // namespace rulec::emit
