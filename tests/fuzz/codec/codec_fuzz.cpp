// Whatever the bytes: full validation takes them if and only if an oracle that shares nothing with it does, and with
// the same values; what it takes a projection takes too; what was read and written is read back equal. The envelope
// reader never hands out a value outside its line.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "runtime/src/io/envelope.h"
#include "runtime/src/io/record_codec.h"
#include "tests/unit/io/json_oracle.h"

namespace {

using namespace rulert;
using namespace rulert::io;

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "codec_fuzz: %s\n", what);
  std::abort();
}

struct Decoders {
  JsonDecoder full{test::SampleSpec(), Validation::kFull};
  JsonDecoder full_projection{test::ProjectedSpec(), Validation::kFull};
  JsonDecoder sample{test::SampleSpec(), Validation::kProjected};
  JsonDecoder projection{test::ProjectedSpec(), Validation::kProjected};
  EnvelopeReader envelopes;
  Scratch arena;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Decoders decoders;
  // A copy of exactly this size: a read beyond its end is seen by the sanitizer.
  const auto copy = std::make_unique<char[]>(size);
  if (size > 0) std::memcpy(copy.get(), data, size);
  const std::string_view text(copy.get(), size);
  decoders.arena.Reset();

  test::Sample row;
  DecodeError error;
  const bool ok = decoders.full.Decode(text, &row, decoders.arena, error);
  Require(ok || !error.message.empty(), "a refusal has a reason");
  Require(ok || error.offset <= size, "the place of an error lies in the record");
  const test::Judgement judgement = test::Judge(text);
  if (judgement.certain) Require(ok == judgement.row.has_value(), "the decoder and the oracle disagree");

  test::Sample part;
  const bool full_projection = decoders.full_projection.Decode(text, &part, decoders.arena, error);
  Require(full_projection == ok, "what is stored decides nothing about what is valid");
  test::Sample other;
  const bool projected = decoders.sample.Decode(text, &other, decoders.arena, error);
  const bool projection = decoders.projection.Decode(text, &part, decoders.arena, error);
  if (ok) {
    Require(projected && projection, "a projection takes what full validation takes");
    const std::string seen = test::Describe(row);
    if (judgement.certain) Require(seen == *judgement.row, "other values than the oracle's");
    Require(seen == test::Describe(other), "other values in a projection");
    Require(part.text == row.text && part.amount.mantissa == row.amount.mantissa && part.place.floor == row.place.floor,
            "other values in a smaller projection");
    std::string written;
    EncodeJson(test::SampleSpec(), &row, written);
    test::Sample again;
    Require(decoders.full.Decode(written, &again, decoders.arena, error), "what was written cannot be read");
    Require(test::Describe(again) == seen, "what was written reads differently");
  }

  EnvelopeItem item;
  const bool envelope = decoders.envelopes.Read(text, item, error);
  if (envelope && item.value.data() != nullptr) {
    Require(item.value_offset + item.value.size() <= size && item.value.data() == text.data() + item.value_offset,
            "a value outside its line");
  }
  return ok || projected || envelope ? 0 : -1;
}
