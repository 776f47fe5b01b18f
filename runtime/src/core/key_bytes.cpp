#include "runtime/src/core/key_bytes.h"

#include <cstring>
#include <string_view>

#include "rulert/check.h"
#include "rulert/int128.h"

namespace rulert::core {
namespace {

template <class T>
T Read(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof(value));
  return value;
}

void AddField(const FieldSpec& field, const char* record, KeyBuffer& buffer) {
  if (field.optional != 0) {
    const bool present = Read<std::uint8_t>(record + field.present_offset) != 0;
    buffer.Add(present);
    if (!present) return;
  }
  const char* const at = record + field.offset;
  switch (field.kind) {
    case FieldKind::kBool:
      return buffer.Add(Read<std::uint8_t>(at) != 0);
    case FieldKind::kInt:
      return buffer.Add(Read<std::int64_t>(at));
    case FieldKind::kTimestamp:
      return buffer.Add(Read<Timestamp>(at));
    case FieldKind::kDuration:
      return buffer.Add(Read<Duration>(at));
    case FieldKind::kDate:
      return buffer.Add(Read<Date>(at));
    case FieldKind::kFloat:
      return buffer.Add(Read<double>(at));
    case FieldKind::kString:
    case FieldKind::kBytes:
      return buffer.Add(Read<std::string_view>(at));
    case FieldKind::kEnum:
      return buffer.Add(Date{Read<std::int32_t>(at)});  // 4 bytes as they are
    case FieldKind::kRecord:
      return AddKeyBytes(*field.record, at, buffer);
    case FieldKind::kDecimal:
      if (field.size == sizeof(std::int64_t)) return buffer.Add(Read<std::int64_t>(at));
      return buffer.Add(Decimal<38, 0>{Read<Int128>(at)});
    case FieldKind::kList:
    case FieldKind::kVariant:
    case FieldKind::kSet:
    case FieldKind::kMap:
      break;
  }
  RULERT_CHECK(false, "a collection or variant cannot be part of a key");
}

}  // namespace

void AddKeyBytes(const RecordSpec& spec, const void* key, KeyBuffer& buffer) {
  for (std::uint32_t i = 0; i < spec.field_count; ++i) AddField(spec.fields[i], static_cast<const char*>(key), buffer);
}

}  // namespace rulert::core
