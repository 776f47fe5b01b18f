#include <algorithm>
#include <cstring>
#include <optional>

#include "rulert/base64.h"
#include "rulert/int128.h"
#include "rulert/list.h"
#include "rulert/value_text.h"
#include "runtime/src/io/json/text.h"
#include "runtime/src/io/record_codec.h"
#include "runtime/src/io/record_layout.h"

namespace rulert::io {
namespace {

template <class T>
T Load(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// Collects small pieces before they are appended to the output.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  ~Writer() { Flush(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void Char(char c) {
    Reserve(1);
    *next_++ = c;
  }
  void Text(std::string_view text) {
    if (text.size() > kSize) {
      Flush();
      out_.append(text);
      return;
    }
    Reserve(text.size());
    std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }
  /// `count` bytes to write at; then Advance to the end of what was written.
  char* Room(std::size_t count) {
    Reserve(count);
    return next_;
  }
  void Advance(char* end) { next_ = end; }
  void Quoted(std::string_view text) {
    Char('"');
    Escaped(text);
    Char('"');
  }
  void Escaped(std::string_view text);
  void Base64(std::string_view bytes) {
    constexpr std::size_t kPiece = kSize / 4 * 3;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) {
      const std::string_view piece = bytes.substr(0, kPiece);
      Advance(WriteBase64(Room(Base64Size(piece.size())), piece));
    }
  }

 private:
  static constexpr std::size_t kSize = 512;

  void Reserve(std::size_t count) {
    if (count > static_cast<std::size_t>(buffer_ + kSize - next_)) Flush();
  }
  void Flush() {
    out_.append(buffer_, next_);
    next_ = buffer_;
  }

  std::string& out_;
  char buffer_[kSize];
  char* next_ = buffer_;
};

constexpr bool MustEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Length of the front of `text` that needs no escape.
std::size_t PlainPrefix(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t high = 0x8080808080808080;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    const std::uint64_t quote = word ^ ones * '"';
    const std::uint64_t backslash = word ^ ones * '\\';
    const std::uint64_t found = ((word - ones * 0x20) | (quote - ones) | (backslash - ones)) & ~word & high;
    if (found != 0) break;
  }
  while (i < text.size() && !MustEscape(text[i])) ++i;
  return i;
}

void Writer::Escaped(std::string_view text) {
  while (true) {
    const std::size_t plain = PlainPrefix(text);
    Text(text.substr(0, plain));
    if (plain == text.size()) return;
    const char c = text[plain];
    switch (c) {
      case '"':
        Text("\\\"");
        break;
      case '\\':
        Text("\\\\");
        break;
      case '\n':
        Text("\\n");
        break;
      case '\r':
        Text("\\r");
        break;
      case '\t':
        Text("\\t");
        break;
      default: {
        constexpr char digits[] = "0123456789abcdef";
        const char escape[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
        Text({escape, sizeof escape});
      }
    }
    text.remove_prefix(plain + 1);
  }
}

void WriteRecord(const RecordSpec& spec, const char* record, Writer& out);

/// The plain text of a scalar; false for kinds without one.
bool WriteScalar(const FieldSpec& field, const char* value, Writer& out) {
  char* const text = out.Room(64);
  switch (field.kind) {
    case FieldKind::kBool:
      out.Text(Load<bool>(value) ? "true" : "false");
      return true;
    case FieldKind::kInt:
      out.Advance(WriteInt(text, Load<std::int64_t>(value)));
      return true;
    case FieldKind::kFloat:
      out.Advance(WriteDouble(text, Load<double>(value)));
      return true;
    case FieldKind::kDecimal:
      out.Advance(
          WriteDecimal(text, field.precision <= 18 ? Load<std::int64_t>(value) : Load<Int128>(value), field.scale));
      return true;
    case FieldKind::kTimestamp:
      out.Advance(WriteTimestamp(text, Load<Timestamp>(value)));
      return true;
    case FieldKind::kDuration:
      out.Advance(WriteDuration(text, Load<Duration>(value)));
      return true;
    case FieldKind::kDate:
      out.Advance(WriteDate(text, Load<Date>(value)));
      return true;
    default:
      return false;
  }
}

bool IsQuoted(FieldKind kind) {
  return kind == FieldKind::kTimestamp || kind == FieldKind::kDuration || kind == FieldKind::kDate;
}

std::string_view TextOf(const FieldSpec& field, const char* value) {
  if (field.kind == FieldKind::kString) return Load<std::string_view>(value);
  const auto index = Load<std::uint32_t>(value);
  return index < field.name_count ? std::string_view(field.names[index]) : std::string_view();
}

void WriteMap(const FieldSpec& field, const char* value, Writer& out);

/// A value that is there.
void WriteValue(const FieldSpec& field, const char* value, Writer& out) {
  switch (field.kind) {
    case FieldKind::kString:
    case FieldKind::kEnum:
      out.Quoted(TextOf(field, value));
      return;
    case FieldKind::kBytes:
      out.Char('"');
      out.Base64(Load<std::string_view>(value));
      out.Char('"');
      return;
    case FieldKind::kRecord:
      WriteRecord(*field.record, value, out);
      return;
    case FieldKind::kVariant: {
      const FieldSpec& arm = field.record->fields[Load<std::uint32_t>(value)];
      out.Char('{');
      out.Quoted(arm.name);
      out.Char(':');
      WriteRecord(*arm.record, value + arm.offset, out);
      out.Char('}');
      return;
    }
    case FieldKind::kMap:
      WriteMap(field, value, out);
      return;
    case FieldKind::kList:
    case FieldKind::kSet: {
      const auto list = Load<List<char>>(value);
      const std::size_t stride = ElementStrideOf(field);
      out.Char('[');
      for (std::size_t i = 0; i < list.size; ++i) {
        if (i > 0) out.Char(',');
        const char* const element = list.data + i * stride;
        if (field.element->optional != 0 && element[field.element->present_offset] == 0) {
          out.Text("null");
        } else {
          WriteValue(*field.element, element, out);
        }
      }
      out.Char(']');
      return;
    }
    default:
      if (IsQuoted(field.kind)) out.Char('"');
      WriteScalar(field, value, out);
      if (IsQuoted(field.kind)) out.Char('"');
  }
}

/// An object: the text of a key, in quotes, and its value.
void WriteMap(const FieldSpec& field, const char* value, Writer& out) {
  const auto entries = Load<List<char>>(value);
  const FieldSpec& key = field.record->fields[0];
  const FieldSpec& held = field.record->fields[1];
  out.Char('{');
  for (std::size_t i = 0; i < entries.size; ++i) {
    if (i > 0) out.Char(',');
    const char* const entry = entries.data + i * field.record->size;
    const bool number = key.kind == FieldKind::kInt || key.kind == FieldKind::kFloat ||
                        key.kind == FieldKind::kDecimal || key.kind == FieldKind::kBool;
    if (number) out.Char('"');
    WriteValue(key, entry + key.offset, out);
    if (number) out.Char('"');
    out.Char(':');
    WriteValue(held, entry + held.offset, out);
  }
  out.Char('}');
}

bool IsMissing(const FieldSpec& field, const char* record) {
  return field.offset == kNotStored || (field.optional != 0 && record[field.present_offset] == 0);
}

void WriteRecord(const RecordSpec& spec, const char* record, Writer& out) {
  char separator = '{';
  for (std::uint32_t i = 0; i < spec.field_count; ++i) {
    const FieldSpec& field = spec.fields[i];
    if (IsMissing(field, record)) continue;
    out.Char(separator);
    separator = ',';
    out.Quoted(field.name);
    out.Char(':');
    WriteValue(field, record + field.offset, out);
  }
  if (separator == '{') out.Char('{');
  out.Char('}');
}

void WritePlain(const FieldSpec& field, const char* value, Writer& out) {
  if (field.kind == FieldKind::kString || field.kind == FieldKind::kEnum) {
    out.Text(TextOf(field, value));
  } else if (field.kind == FieldKind::kBytes) {
    out.Base64(Load<std::string_view>(value));
  } else if (!WriteScalar(field, value, out)) {
    WriteValue(field, value, out);
  }
}

}  // namespace

void EncodeJson(const RecordSpec& spec, const void* record, std::string& out) {
  Writer writer(out);
  WriteRecord(spec, static_cast<const char*>(record), writer);
}

void EncodeJsonValue(const FieldSpec& field, const void* value, std::string& out) {
  Writer writer(out);
  const auto* const base = static_cast<const char*>(value);
  if (IsMissing(field, base)) {
    writer.Text("null");
  } else {
    WriteValue(field, base + field.offset, writer);
  }
}

bool EncodeKeyField(const FieldSpec& field, const void* record, std::string& out) {
  const auto* const base = static_cast<const char*>(record);
  if (IsMissing(field, base)) return false;
  Writer writer(out);
  WritePlain(field, base + field.offset, writer);
  return true;
}

void EncodeKey(const RecordSpec& key, const void* record, std::string& out) {
  if (key.field_count == 1) {
    EncodeKeyField(key.fields[0], record, out);
  } else {
    EncodeJson(key, record, out);
  }
}

void AppendJsonString(std::string_view text, std::string& out) {
  Writer writer(out);
  writer.Quoted(text);
}

void AppendJsonBytes(std::string_view bytes, std::string& out) {
  Writer writer(out);
  writer.Char('"');
  while (!bytes.empty()) {
    const std::size_t valid = ValidUtf8Prefix(bytes);
    writer.Escaped(bytes.substr(0, valid));
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    writer.Text("\xef\xbf\xbd");
    bytes.remove_prefix(1);
  }
  writer.Char('"');
}

}  // namespace rulert::io
