#include "runtime/src/io/copy_record.h"

#include <cstring>
#include <string>
#include <vector>

#include "runtime/src/io/record_codec.h"
#include "tests/support/catch.h"
#include "tests/unit/io/sample_record.h"

namespace rulert::io::test {
namespace {

/// A sample whose text lies in memory of its own, so that nothing of it is left when that is overwritten.
class Original {
 public:
  explicit Original(const std::string& json) : json_(json) {
    DecodeError error;
    REQUIRE(JsonDecoder(SampleSpec(), Validation::kFull).Decode(json_, &sample_, memory_, error));
  }
  ~Original() { Scribble(); }

  const Sample& sample() const { return sample_; }
  void Scribble() {
    std::fill(json_.begin(), json_.end(), '#');
    memory_.Reset();
    std::memset(memory_.AllocateChars(3000), '#', 3000);
  }

 private:
  std::string json_;
  Scratch memory_;
  Sample sample_;
};

std::string TextOf(const RecordSpec& spec, const void* record) {
  std::string text;
  EncodeJson(spec, record, text);
  return text;
}

const std::string kWhole =
    std::string(kRequiredFields.substr(0, kRequiredFields.size() - 23)) +
    R"("places":[{"city":"Ulm \u00e4","floor":3},{"city":"Köln"}],"counts":[1,2,3],"note":"n\n","rate":9.5,)"
    R"("home":{"city":"Bern","floor":-1},"tags":["a","","c"],"seal":"YWJj"})";

TEST_CASE("A copied record owns everything it holds") {
  for (const std::string& json : {kWhole, std::string(kRequiredFields) + "}"}) {
    INFO(json);
    Original original(json);
    const std::string before = TextOf(SampleSpec(), &original.sample());
    Scratch memory;
    alignas(Sample) char row[sizeof(Sample)];
    std::memset(row, 0x7f, sizeof(row));
    CopyRecord(SampleSpec(), &original.sample(), SampleSpec(), row, memory);
    original.Scribble();
    CHECK(TextOf(SampleSpec(), row) == before);
  }
}

TEST_CASE("Fields that a row does not store are not written") {
  const Original original(kWhole);
  Scratch memory;
  alignas(Sample) char row[sizeof(Sample)];
  std::memset(row, 0x7f, sizeof(row));
  CopyRecord(SampleSpec(), &original.sample(), ProjectedSpec(), row, memory);
  CHECK(TextOf(ProjectedSpec(), row) == R"({"text":"t","amount":12.34,"place":{},"rate":9.5})");
  for (std::size_t i = offsetof(Sample, number); i < offsetof(Sample, amount); ++i) CHECK(row[i] == 0x7f);
}

}  // namespace
}  // namespace rulert::io::test
