#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "tools/gen/output.h"

namespace rulec::gen {
namespace {

class FileOutput final : public Output {
 public:
  FileOutput(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {
    std::setvbuf(file_, nullptr, _IOFBF, 1 << 20);
  }
  ~FileOutput() override {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  }
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  WriteStatus Write(std::string_view, std::int64_t, std::string_view json) override {
    std::fwrite(json.data(), 1, json.size(), file_);
    if (std::fputc('\n', file_) == EOF) return Failure();
    return {};
  }

  WriteStatus Finish() override {
    if (std::fflush(file_) != 0 || std::ferror(file_) != 0) return Failure();
    return {};
  }

 private:
  [[nodiscard]] tl::unexpected<std::string> Failure() const {
    return tl::unexpected(fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
  }

  std::FILE* file_;
  std::string name_;
};

}  // namespace

tl::expected<std::unique_ptr<Output>, std::string> OpenFile(const std::string& path) {
  if (path == "-") return std::make_unique<FileOutput>(stdout, "standard output");
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return tl::unexpected(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  return std::make_unique<FileOutput>(file, path);
}

}  // namespace rulec::gen
