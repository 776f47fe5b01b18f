#include "compiler/base/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/catch.h"

using namespace rulec::base;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "rulec_files_XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string At(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

}  // namespace

TEST_CASE("what is written is read back, in new folders too, and nothing else is left") {
  const Folder folder;
  std::string text("a\0b\n", 4);
  text.append(200'000, 'x');
  REQUIRE(WriteIfChanged(folder.At("deep/er/file"), text) == true);
  CHECK(ReadFile(folder.At("deep/er/file")) == text);
  CHECK(std::distance(fs::directory_iterator(folder.path / "deep/er"), fs::directory_iterator()) == 1);
}

TEST_CASE("a file that holds the text is not touched, another one keeps its mode") {
  const Folder folder;
  const std::string path = folder.At("file");
  REQUIRE(WriteIfChanged(path, "one") == true);
  CHECK(WriteIfChanged(path, "one") == false);
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  CHECK(WriteIfChanged(path, "on") == true);
  CHECK(ReadFile(path) == "on");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("failures of files have a kind and name the file") {
  const Folder folder;
  const auto missing = ReadFile(folder.At("missing"));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == StatusCode::kNotFound);
  CHECK(missing.error().message.find("missing") != std::string::npos);
  CHECK(ReadFile(folder.path.string()).error().code == StatusCode::kIsDirectory);
  REQUIRE(WriteIfChanged(folder.At("file"), "12345"));
  CHECK(ReadFile(folder.At("file"), 5).has_value());
  CHECK(ReadFile(folder.At("file"), 4).error().code == StatusCode::kTooLarge);
  CHECK_FALSE(WriteIfChanged(folder.At("file/below"), "x").has_value());
}
