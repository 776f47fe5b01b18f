#pragma once
// Records from JSON and to JSON, driven by their description (rulert/record_spec.h). docs/design/codec_as_data.md says
// why a codec is data; docs/operations.md says which JSON is taken for which type.
//
// Reading never looks past the record's last byte, so a block needs no padding.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rulert/record_spec.h"
#include "rulert/scratch.h"

namespace rulert::io {

enum class Validation : std::uint8_t {
  kProjected,  // what is read is validated exactly; the rest for UTF-8 and balance; the first of equal keys counts
  kFull,       // the whole record: grammar, declared types of unread fields, no two equal keys in any object
};

/// Deeper JSON is refused.
inline constexpr std::uint32_t kMaxJsonDepth = 250;

struct DecodeError {
  std::string message;       // "expected an int, got a string": lower case, no full stop
  std::string path;          // "customer.addresses[2].city"; empty: the record itself
  std::uint64_t offset = 0;  // byte in the record where it was noticed
};

/// Decodes one kind of record. One thread at a time; make one per thread. Allocates nothing once it has seen the
/// longest record and the deepest nesting.
class JsonDecoder {
 public:
  /// `spec` outlives the decoder.
  JsonDecoder(const RecordSpec& spec, Validation validation);
  ~JsonDecoder();
  JsonDecoder(JsonDecoder&&) noexcept;
  JsonDecoder& operator=(JsonDecoder&&) noexcept;

  /// Fills the fields of `row` that are stored (offsets of the spec count from `row`); other bytes are left alone.
  /// Strings point into `json`, those with escapes and the elements of lists into `arena`. False fills `error`; `row`
  /// is then of no use. A tombstone is a null `json.data()`.
  bool Decode(std::string_view json, void* row, Scratch& arena, DecodeError& error);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Appends the record as one JSON object, fields in declared order; missing fields are absent. Allocates only when
/// `out` must grow.
void EncodeJson(const RecordSpec& spec, const void* record, std::string& out);

/// Appends one value (of an answer, say); a missing optional is `null`.
void EncodeJsonValue(const FieldSpec& field, const void* value, std::string& out);

/// Appends a key as Kafka carries it: the plain text of the value if the key has one field (a string as it is), else
/// the JSON object.
void EncodeKey(const RecordSpec& key, const void* record, std::string& out);
/// The same for an output whose key is one of its own fields; false if the field is missing.
bool EncodeKeyField(const FieldSpec& field, const void* record, std::string& out);

/// Appends `text` with quotes and escapes. `text` is UTF-8.
void AppendJsonString(std::string_view text, std::string& out);
/// Appends bytes of any kind as a JSON string: what is not UTF-8 becomes U+FFFD.
void AppendJsonBytes(std::string_view bytes, std::string& out);

}  // namespace rulert::io
