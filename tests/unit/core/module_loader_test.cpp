#include "runtime/src/core/module_loader.h"

#include <cstdlib>
#include <fstream>

#include "runtime/testing/script.h"
#include "tests/support/catch.h"
#include "tests/unit/core/fake_module.h"

namespace rulert::core {
namespace {

/// The fake module with one thing changed.
template <class Change>
std::string ReasonWith(Change change) {
  Module module = FakeModule();
  change(module);
  return ReasonToRefuse(module);
}

TEST_CASE("a module of this host is taken") {
  CHECK(ReasonToRefuse(FakeModule()) == "");
  const auto loaded = LoadedModule::Open(RULERT_FAKE_MODULE);
  REQUIRE(loaded.has_value());
  CHECK(std::string_view((*loaded)->module().name) == "fake");
  CHECK((*loaded)->path() == RULERT_FAKE_MODULE);
}

TEST_CASE("a loaded module gives what a linked one gives") {
  testing::Script script;
  script.lines = {R"({"stream":"tx","value":{"customer":"a","amount":1,"at":10}})"};
  const testing::Outcome loaded = testing::Run(std::string(RULERT_FAKE_MODULE), script);
  CHECK(!loaded.failure);
  CHECK(loaded.lines.size() == 2);
  CHECK(loaded.lines == testing::Run(FakeModule(), script).lines);
}

TEST_CASE("what is no module is refused by name") {
  CHECK(LoadedModule::Open("no/such.so").error().find("cannot load module no/such.so: ") == 0);
  const std::string text = std::string(RULERT_FAKE_MODULE) + ".txt";
  std::ofstream(text) << std::string(1000, 'x');
  CHECK(LoadedModule::Open(text).error().find("invalid ELF header") != std::string::npos);
  std::remove(text.c_str());
  CHECK(LoadedModule::Open(RULERT_NO_ENTRY).error() ==
        std::string(RULERT_NO_ENTRY) + " is a shared object but no module: it does not export `rulert_module`");
  CHECK(LoadedModule::Open(RULERT_NO_TABLE).error() ==
        "cannot load module " + std::string(RULERT_NO_TABLE) + ": it describes nothing");
  CHECK(LoadedModule::Open(RULERT_OTHER_ABI).error() ==
        "cannot load module " + std::string(RULERT_OTHER_ABI) + ": it speaks module contract " +
            std::to_string(kModuleAbi + 1) + ", this host speaks " + std::to_string(kModuleAbi) +
            ": build it again with the rulec of this host");
}

TEST_CASE("a table that is cut short or does not hang together is refused") {
  CHECK(ReasonWith([](Module& m) { m.size -= 8; }).find("cut short") != std::string::npos);
  CHECK(ReasonWith([](Module& m) { m.name = {}; }) == "it has no name");
  CHECK(ReasonWith([](Module& m) { m.streams = nullptr; }) == "its table of streams is missing");
  CHECK(ReasonWith([](Module& m) { m.stream_count = 1; }) == "process `Pass` reads a stream that is not there");
  CHECK(ReasonWith([](Module& m) { m.manifest = std::string_view("no json"); }) == "its manifest is not JSON");
  StreamDesc stream = FakeModule().streams[0];
  const auto with_stream = [&] {
    return ReasonWith([&](Module& m) {
      m.streams = &stream;
      m.stream_count = 1;
      m.process_count = 1;
    });
  };
  CHECK(with_stream() == "");
  stream.time_offset = stream.row_size - 4;
  CHECK(with_stream() == "the time of stream `tx` lies outside its row");
  stream.row_size = 8;
  CHECK(with_stream() == "rows of stream `tx` have an impossible size");
}

TEST_CASE("another layout of std::optional is refused") {
  const FieldSpec field{.name = std::string_view("limit"),
                        .kind = FieldKind::kInt,
                        .optional = 1,
                        .offset = 8,
                        .present_offset = 0,
                        .size = 8};
  const RecordSpec record{std::string_view("R"), &field, 1, 16, 8};
  const OutputDesc output{std::string_view("o"), &record, -1, 0};
  CHECK(ReasonWith([&](Module& m) {
          m.outputs = &output;
          m.output_count = 1;
        }) ==
        "field `R.limit` keeps its flag of presence elsewhere than this host does: it was built with another C++ "
        "library");
}

TEST_CASE("a variant whose arms are no records is refused") {
  const RecordSpec fields{std::string_view("V.a"), nullptr, 0, 1, 1};
  FieldSpec arm{.name = std::string_view("a"), .kind = FieldKind::kRecord, .offset = 4, .size = 1, .record = &fields};
  RecordSpec arms{std::string_view("V"), &arm, 1, 8, 4};
  FieldSpec field{.name = std::string_view("v"), .kind = FieldKind::kVariant, .offset = 0, .size = 8, .record = &arms};
  const RecordSpec record{std::string_view("R"), &field, 1, 8, 4};
  const OutputDesc output{std::string_view("o"), &record, -1, 0};
  const auto reason = [&] {
    return ReasonWith([&](Module& m) {
      m.outputs = &output;
      m.output_count = 1;
      m.process_count = 0;
    });
  };
  const std::string no_arms = "field `R.v` is a variant without arms that are records";
  CHECK(reason() == "");
  arm.offset = 8;
  CHECK(reason() == "field `V.a` lies outside its record");
  arm.offset = kNotStored;
  CHECK(reason() == no_arms);
  arm.offset = 4;
  arm.kind = FieldKind::kInt;
  CHECK(reason() == no_arms);
  arms.field_count = 0;
  CHECK(reason() == no_arms);
  field.record = nullptr;
  CHECK(reason() == "field `R.v` has no record");
}

TEST_CASE("a CPU that this machine is not is refused") {
  CHECK(ReasonWith([](Module& m) { m.manifest = std::string_view(R"({"cpu":"armv8-a"})"); }) ==
        "it was compiled for the CPU `armv8-a`, which this host does not know");
  CHECK(ReasonWith([](Module& m) { m.manifest = std::string_view(R"({"cpu":"x86-64-v2"})"); }) == "");
}

}  // namespace
}  // namespace rulert::core
