#include "tests/unit/io/sample_record.h"

#include <algorithm>
#include <vector>

namespace rulert::io::test {
namespace {

FieldSpec Field(std::string_view name, FieldKind kind, std::size_t offset, std::size_t size) {
  FieldSpec field;
  field.name = name;
  field.kind = kind;
  field.offset = static_cast<std::uint32_t>(offset);
  field.size = static_cast<std::uint32_t>(size);
  return field;
}

FieldSpec DecimalField(std::string_view name, int precision, int scale, std::size_t offset) {
  FieldSpec field = Field(name, FieldKind::kDecimal, offset, precision <= 18 ? 8 : 16);
  field.precision = static_cast<std::uint8_t>(precision);
  field.scale = static_cast<std::uint8_t>(scale);
  return field;
}

/// The flag of std::optional stands behind the value.
FieldSpec Optional(FieldSpec field) {
  field.optional = 1;
  field.present_offset = field.offset + field.size;
  return field;
}

RecordSpec Record(std::string_view name, const std::vector<FieldSpec>& fields, std::size_t size, std::size_t align) {
  RecordSpec record;
  record.name = name;
  record.fields = fields.data();
  record.field_count = static_cast<std::uint32_t>(fields.size());
  record.size = static_cast<std::uint32_t>(size);
  record.align = static_cast<std::uint32_t>(align);
  return record;
}

using Limit = MapEntry<Decimal<4, 1>, std::string_view>;

const Text kSeverities[] = {std::string_view("low"), std::string_view("medium"), std::string_view("high")};

struct Specs {
  std::vector<FieldSpec> place_fields = {Field("city", FieldKind::kString, offsetof(Place, city), 16),
                                         Optional(Field("floor", FieldKind::kInt, offsetof(Place, floor), 8))};
  std::vector<FieldSpec> projected_place_fields = place_fields;
  RecordSpec place = Record("Place", place_fields, sizeof(Place), alignof(Place));
  RecordSpec projected_place = Record("Place", projected_place_fields, sizeof(Place), alignof(Place));
  FieldSpec place_element = Field("", FieldKind::kRecord, 0, sizeof(Place));
  FieldSpec int_element = Field("", FieldKind::kInt, 0, 8);
  FieldSpec text_element = Field("", FieldKind::kString, 0, 16);
  std::vector<FieldSpec> limit_fields = {DecimalField("key", 4, 1, offsetof(Limit, key)),
                                         Field("value", FieldKind::kString, offsetof(Limit, value), 16)};
  RecordSpec limit = Record("entry", limit_fields, sizeof(Limit), alignof(Limit));
  std::vector<FieldSpec> fields;
  std::vector<FieldSpec> projected_fields;
  RecordSpec sample;
  RecordSpec projected;

  Specs() {
    place_element.record = &place;
    fields = {Field("text", FieldKind::kString, offsetof(Sample, text), 16),
              Field("number", FieldKind::kInt, offsetof(Sample, number), 8),
              Field("real", FieldKind::kFloat, offsetof(Sample, real), 8),
              DecimalField("amount", 12, 2, offsetof(Sample, amount)),
              DecimalField("wide", 38, 6, offsetof(Sample, wide)),
              Field("flag", FieldKind::kBool, offsetof(Sample, flag), 1),
              Field("at", FieldKind::kTimestamp, offsetof(Sample, at), 8),
              Field("span", FieldKind::kDuration, offsetof(Sample, span), 8),
              Field("day", FieldKind::kDate, offsetof(Sample, day), 4),
              Field("severity", FieldKind::kEnum, offsetof(Sample, severity), 4),
              Field("place", FieldKind::kRecord, offsetof(Sample, place), sizeof(Place)),
              Field("places", FieldKind::kList, offsetof(Sample, places), 16),
              Field("counts", FieldKind::kList, offsetof(Sample, counts), 16),
              Optional(Field("note", FieldKind::kString, offsetof(Sample, note), 16)),
              Optional(DecimalField("rate", 4, 1, offsetof(Sample, rate))),
              Optional(Field("home", FieldKind::kRecord, offsetof(Sample, home), sizeof(Place))),
              Optional(Field("tags", FieldKind::kList, offsetof(Sample, tags), 16)),
              Optional(Field("seal", FieldKind::kBytes, offsetof(Sample, seal), 16)),
              Optional(Field("marks", FieldKind::kSet, offsetof(Sample, marks), 16)),
              Optional(Field("limits", FieldKind::kMap, offsetof(Sample, limits), 16))};
    for (FieldSpec& field : fields) {
      if (field.kind == FieldKind::kRecord) field.record = &place;
      if (field.kind == FieldKind::kEnum) {
        field.names = kSeverities;
        field.name_count = 3;
      }
      const std::string_view name = field.name;
      if (name == "places") field.element = &place_element;
      if (name == "limits") field.record = &limit;
      if (name == "counts" || name == "marks") field.element = &int_element;
      if (name == "tags") field.element = &text_element;
    }
    sample = Record("Sample", fields, sizeof(Sample), alignof(Sample));

    projected_place_fields[0].offset = kNotStored;
    projected_fields = fields;
    for (FieldSpec& field : projected_fields) {
      const std::string_view name = field.name;
      if (name == "place") field.record = &projected_place;
      if (name != "text" && name != "amount" && name != "rate" && name != "place") {
        field.offset = kNotStored;
        field.present_offset = kRequired;
      }
    }
    projected = Record("Sample", projected_fields, sizeof(Sample), alignof(Sample));
  }
};

const Specs& TheSpecs() {
  static const Specs specs;
  return specs;
}

}  // namespace

const RecordSpec& SampleSpec() { return TheSpecs().sample; }
const RecordSpec& ProjectedSpec() { return TheSpecs().projected; }

const std::string_view kRequiredFields =
    R"({"text":"t","number":1,"real":2.5,"amount":12.34,"wide":1,"flag":true,"at":"2026-01-31T10:00:00Z","span":"1h30m",)"
    R"("day":"2026-01-31","severity":"high","place":{"city":"Bonn"},"places":[],"counts":[])";

}  // namespace rulert::io::test
