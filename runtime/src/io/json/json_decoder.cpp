#include "runtime/src/io/json/record_walk.h"
#include "runtime/src/io/record_codec.h"

namespace rulert::io {

class JsonDecoder::Impl {
 public:
  Impl(const RecordSpec& spec, Validation validation) : plan_(plans_.PlanOf(spec)), validation_(validation) {}

  bool Decode(std::string_view text, char* row, Scratch& arena, DecodeError& error) {
    if (!index_.Build(text, error)) return false;
    keys_.Clear();
    json::RecordWalk walk(text, index_, arena, keys_, error);
    const std::uint32_t* const end = walk.ReadObject(plan_, index_.begin(), row, 0, validation_);
    if (end == index_.end()) return true;
    if (end != nullptr) {
      error.message = "text after the record";
      error.path.clear();
      error.offset = *end;
    }
    return false;
  }

 private:
  json::PlanSet plans_;
  json::RecordPlan& plan_;
  const Validation validation_;
  json::StructuralIndex index_;
  json::KeySets keys_;
};

JsonDecoder::JsonDecoder(const RecordSpec& spec, Validation validation)
    : impl_(std::make_unique<Impl>(spec, validation)) {}
JsonDecoder::~JsonDecoder() = default;
JsonDecoder::JsonDecoder(JsonDecoder&&) noexcept = default;
JsonDecoder& JsonDecoder::operator=(JsonDecoder&&) noexcept = default;

bool JsonDecoder::Decode(std::string_view json, void* row, Scratch& arena, DecodeError& error) {
  return impl_->Decode(json, static_cast<char*>(row), arena, error);
}

}  // namespace rulert::io
