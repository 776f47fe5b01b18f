#include "compiler/driver/native_compiler.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <iterator>

#include "compiler/base/files.h"
#include "compiler/driver/child_process.h"
#include "rulert/hash.h"

namespace rulec::driver {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Result;
using base::StatusCode;

constexpr const char* kPrecompiled = "module_pch.h";

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string ProgramFolder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path().string();
}

std::string Hex(std::uint64_t value) {
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4) text[static_cast<std::size_t>(i)] = "0123456789abcdef"[value & 15];
  return text;
}

bool IsClang(const std::string& compiler) { return fs::path(compiler).filename().string().find("clang") == 0; }

/// Holds an advisory lock on a file as long as it lives: one rulec makes a result, the others wait for it.
class FileLock {
 public:
  static Result<FileLock> Take(const std::string& path) {
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (fd < 0) return Failure(StatusCode::kIo, "cannot open `" + path + "`: " + std::strerror(errno));
    FileLock lock(fd);
    while (::flock(fd, LOCK_EX) != 0) {
      if (errno != EINTR) return Failure(StatusCode::kIo, "cannot lock `" + path + "`: " + std::strerror(errno));
    }
    return lock;
  }
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (fd_ >= 0) ::close(fd_);
  }

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

std::vector<std::string> CompilerFlags(const NativeOptions& options) {
  std::vector<std::string> flags = {"-std=c++20",
                                    options.optimization,
                                    "-march=" + options.cpu,
                                    "-fPIC",
                                    "-fvisibility=hidden",
                                    "-fvisibility-inlines-hidden",
                                    "-ffp-contract=off",
                                    "-fno-exceptions",
                                    "-fno-rtti",
                                    "-fno-math-errno",
                                    "-I" + options.include_dir};
  if (!IsClang(options.compiler)) flags.push_back("-fno-gnu-unique");
  flags.insert(flags.end(), options.extra_flags.begin(), options.extra_flags.end());
  return flags;
}

/// Everything that a precompiled header depends on, as text.
Result<std::string> ToolchainIdentity(const NativeOptions& options) {
  std::string identity = options.compiler;
  std::error_code error;
  const fs::path real = fs::canonical(options.compiler, error);
  identity += "|" + real.string() + "|" + std::to_string(fs::file_size(real, error)) + "|" +
              std::to_string(fs::last_write_time(real, error).time_since_epoch().count());
  for (const std::string& flag : CompilerFlags(options)) identity += " " + flag;
  std::vector<fs::path> headers;
  for (const auto& entry : fs::recursive_directory_iterator(options.include_dir + "/rulert", error)) {
    if (entry.is_regular_file()) headers.push_back(entry.path());
  }
  if (headers.empty()) return Failure(StatusCode::kNotFound, "no rulert headers in `" + options.include_dir + "`");
  std::sort(headers.begin(), headers.end());
  for (const fs::path& header : headers) {
    auto text = base::ReadFile(header.string());
    if (!text) return tl::unexpected(text.error());
    identity += "\n" + header.string() + "\n" + *text;
  }
  return identity;
}

Result<void> Run(const std::vector<std::string>& command, const std::string& what) {
  auto result = RunProcess(command);
  if (!result) return tl::unexpected(result.error());
  if (result->exit_code == 0) return {};
  std::string detail = result->output.substr(0, 2000);
  return Failure(result->exit_code < 128 ? StatusCode::kUnavailable : StatusCode::kIo,
                 what + " failed (" + command[0] + ", exit " + std::to_string(result->exit_code) + "):\n" + detail);
}

/// What rulec has generated is its own: if a compiler that works refuses it, that is a bug.
Result<void> RunOnGenerated(const std::vector<std::string>& command, const std::string& what) {
  auto ran = Run(command, what);
  if (!ran && ran.error().code == StatusCode::kUnavailable) ran.error().code = StatusCode::kBug;
  return ran;
}

Result<void> Rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return {};
  return Failure(StatusCode::kIo, "cannot rename `" + from + "`: " + std::strerror(errno));
}

Result<void> MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return Failure(StatusCode::kIo, "cannot make the folder `" + path + "`: " + error.message());
  return {};
}

/// Makes the precompiled runtime header if it is not there; gives the arguments that use it.
Result<std::vector<std::string>> PrecompiledHeader(const NativeOptions& options, const std::string& key) {
  const std::string folder = options.cache_dir + "/pch-" + key;
  const std::string header = folder + "/" + kPrecompiled;
  const bool clang = IsClang(options.compiler);
  const std::string binary = header + (clang ? ".pch" : ".gch");
  std::vector<std::string> use =
      clang ? std::vector<std::string>{"-include-pch", binary} : std::vector<std::string>{"-include", header};
  if (fs::exists(binary)) return use;
  if (auto made = MakeFolder(folder); !made) return tl::unexpected(made.error());
  auto lock = FileLock::Take(folder + "/lock");
  if (!lock) return tl::unexpected(lock.error());
  if (fs::exists(binary)) return use;
  if (auto written = base::WriteIfChanged(header, "#include \"rulert/module.h\"\n"); !written) {
    return tl::unexpected(written.error());
  }
  const std::string temporary = binary + ".tmp";
  std::vector<std::string> command = {options.compiler};
  for (const std::string& flag : CompilerFlags(options)) command.push_back(flag);
  if (clang) command.insert(command.end(), {"-Xclang", "-fno-pch-timestamp"});
  command.insert(command.end(), {"-x", "c++-header", header, "-o", temporary});
  if (auto ran = Run(command, "precompiling the runtime header"); !ran) return tl::unexpected(ran.error());
  if (auto renamed = Rename(temporary, binary); !renamed) return tl::unexpected(renamed.error());
  return use;
}

Result<std::string> CompileOne(const NativeOptions& options, const std::vector<std::string>& pch,
                               const std::string& folder, const std::string& source) {
  const std::string object = folder + "/" + source + ".o";
  std::vector<std::string> command = {options.compiler};
  for (const std::string& flag : CompilerFlags(options)) command.push_back(flag);
  command.insert(command.end(), pch.begin(), pch.end());
  command.insert(command.end(),
                 {"-ffile-prefix-map=" + folder + "=.", "-I" + folder, "-c", folder + "/" + source, "-o", object});
  if (auto ran = RunOnGenerated(command, "compiling generated code (this is a bug of rulec)"); !ran) {
    return tl::unexpected(ran.error());
  }
  return object;
}

Result<void> Build(const std::map<std::string, std::string>& files, const std::vector<std::string>& libraries,
                   const NativeOptions& options, const std::string& toolchain_key, const std::string& folder,
                   const std::string& target) {
  auto pch = PrecompiledHeader(options, toolchain_key);
  if (!pch) return tl::unexpected(pch.error());
  std::vector<std::future<Result<std::string>>> objects;
  for (const auto& [path, text] : files) {
    if (auto written = base::WriteIfChanged(folder + "/" + path, text); !written)
      return tl::unexpected(written.error());
  }
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".cpp")) continue;
    objects.push_back(
        std::async(std::launch::async, [&, path = path] { return CompileOne(options, *pch, folder, path); }));
  }
  std::vector<std::string> link = {options.compiler, "-shared", "-static-libgcc", "-Wl,-z,defs", "-Wl,--as-needed"};
  link.insert(link.end(), options.extra_flags.begin(), options.extra_flags.end());
  link.insert(link.end(), options.extra_link_flags.begin(), options.extra_link_flags.end());
  Result<void> outcome;
  for (auto& pending : objects) {
    auto object = pending.get();
    if (object) {
      link.push_back(*object);
    } else {
      outcome = tl::unexpected(object.error());
    }
  }
  if (!outcome) return outcome;
  const std::string temporary = target + ".tmp";
  link.insert(link.end(), {"-o", temporary, "-lm"});
  for (const std::string& library : libraries) link.push_back("-l" + library);
  if (auto ran = RunOnGenerated(link, "linking generated code (this is a bug of rulec)"); !ran) return ran;
  return Rename(temporary, target);
}

}  // namespace

Result<NativeOptions> DefaultNativeOptions() {
  NativeOptions options;
  options.compiler = Environment("RULEC_CXX");
  if (!options.compiler.empty()) {
    const std::string found = FindProgram(options.compiler);
    if (found.empty()) {
      return Failure(StatusCode::kUnavailable, "RULEC_CXX names `" + options.compiler + "`, which cannot be run");
    }
    options.compiler = found;
  }
  for (const char* name : {"clang++-19", "g++-12", "g++", "clang++"}) {
    if (options.compiler.empty()) options.compiler = FindProgram(name);
  }
  if (options.compiler.empty()) {
    return Failure(StatusCode::kUnavailable, "no C++ compiler found: install clang-19 or g++, or set RULEC_CXX");
  }

  std::vector<std::string> candidates = {Environment("RULEC_INCLUDE_DIR"), ProgramFolder() + "/../include",
                                         RULEC_SOURCE_INCLUDE_DIR};
  for (const std::string& candidate : candidates) {
    if (options.include_dir.empty() && !candidate.empty() && fs::exists(candidate + "/rulert/module.h")) {
      std::error_code error;
      options.include_dir = fs::canonical(candidate, error).string();
    }
  }
  if (options.include_dir.empty()) {
    return Failure(StatusCode::kNotFound,
                   "the runtime headers (rulert/module.h) are not installed beside rulec: set RULEC_INCLUDE_DIR");
  }

  options.cache_dir = Environment("RULEC_CACHE_DIR");
  if (options.cache_dir.empty()) {
    const std::string base = Environment("XDG_CACHE_HOME");
    const std::string home = Environment("HOME");
    options.cache_dir = !base.empty() ? base + "/rulec" : (!home.empty() ? home : "/tmp") + "/.cache/rulec";
  }
  return options;
}

Result<NativeModule> CompileModule(const std::map<std::string, std::string>& files,
                                   const std::vector<std::string>& libraries, const NativeOptions& options) {
  auto identity = ToolchainIdentity(options);
  if (!identity) return tl::unexpected(identity.error());
  const std::string toolchain_key = Hex(rulert::Hash64(*identity));
  std::string content = toolchain_key;
  for (const std::string& flag : options.extra_link_flags) content += " " + flag;
  for (const auto& [path, text] : files) content += "\n" + path + "\n" + std::to_string(text.size()) + "\n" + text;
  const std::string folder = options.cache_dir + "/module-" + Hex(rulert::Hash64(content));
  NativeModule module{folder + "/module.so", true};
  if (fs::exists(module.path)) return module;
  if (auto made = MakeFolder(folder); !made) return tl::unexpected(made.error());
  auto lock = FileLock::Take(folder + "/lock");
  if (!lock) return tl::unexpected(lock.error());
  if (fs::exists(module.path)) return module;
  module.from_cache = false;
  if (auto built = Build(files, libraries, options, toolchain_key, folder, module.path); !built) {
    return tl::unexpected(built.error());
  }
  return module;
}

}  // namespace rulec::driver
