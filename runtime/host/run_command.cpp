#include "runtime/host/run_command.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/host/bindings.h"
#include "runtime/host/config.h"
#include "runtime/host/exit_code.h"
#include "runtime/host/progress.h"
#include "runtime/host/readiness.h"
#include "runtime/src/core/job.h"
#include "runtime/src/core/module_loader.h"
#include "runtime/src/http/server.h"
#include "runtime/src/metrics/registry.h"

namespace rulert::host {
namespace {

constexpr std::size_t kMostConfigBytes = 1 << 20;

int Complain(int code, const std::string& sentence) {
  std::fprintf(stderr, "ruled: error: %s\n", sentence.c_str());
  return code;
}

std::optional<std::string> ReadText(const std::string& path, std::string& failure) {
  std::error_code error;
  std::string text;
  if (std::filesystem::is_directory(path, error)) {
    failure = fmt::format("cannot read {}: it is a directory", path);
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    failure = fmt::format("cannot read {}: {}", path, std::strerror(errno));
    return std::nullopt;
  }
  text.assign(std::istreambuf_iterator<char>(file), {});
  if (file.bad() || text.size() > kMostConfigBytes) {
    failure = path + (file.bad() ? " cannot be read to its end" : " is larger than 1 MiB");
    return std::nullopt;
  }
  return text;
}

bool Report(const std::string& path, const std::string& text, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) std::fputs(RenderFinding(path, text, finding).c_str(), stderr);
  return !findings.empty();
}

http::Response Answer(const http::Request& request, const metrics::Registry& registry, const Readiness& readiness) {
  if (request.method != "GET" && request.method != "HEAD") return {405, "text/plain; charset=utf-8", "only GET\n"};
  if (request.path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", registry.Text()};
  if (request.path == "/healthz") return {200, "text/plain; charset=utf-8", "ok\n"};
  if (request.path == "/readyz") return {readiness.ready() ? 200 : 503, "text/plain; charset=utf-8", readiness.Text()};
  return {404, "text/plain; charset=utf-8", "there are /metrics, /healthz and /readyz\n"};
}

/// Waits for signals on a thread of its own, and shows progress meanwhile.
class Attendant {
 public:
  Attendant(core::Job& job, Progress& progress) : thread_([this, &job, &progress] { Run(job, progress); }) {}
  ~Attendant() {
    done_ = true;
    thread_.join();
  }
  Attendant(const Attendant&) = delete;
  Attendant& operator=(const Attendant&) = delete;

  /// The signals that are waited for, held back from all threads started after this.
  static sigset_t Hold() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return signals;
  }

 private:
  void Run(core::Job& job, Progress& progress) {
    const sigset_t signals = Hold();
    int received = 0;
    while (!done_) {
      const timespec wait{0, 50'000'000};
      const int number = sigtimedwait(&signals, nullptr, &wait);
      if (number > 0) {
        progress.End();
        if (++received == 1) {
          spdlog::info("{}: no more is read; what was read is processed, delivered and committed",
                       number == SIGINT ? "SIGINT" : "SIGTERM");
          job.Stop();
        } else {
          spdlog::warn("a second signal: not waiting any longer");
          job.Abort();
        }
      }
      const Progress::Clock::time_point now = Progress::Clock::now();
      core::StageMeters& stages = job.stage_meters();
      if (stages.Sample(now, core::StageMeters::Wall::now())) {
        progress.End();
        spdlog::info("{}", stages.text());
      }
      progress.Tick(now, stages.text());
    }
    progress.End();
  }

  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace

int RunJob(const RunOptions& options) {
  std::string failure;
  const std::optional<std::string> text = ReadText(options.config, failure);
  if (!text) return Complain(kExitIo, failure);
  std::vector<Finding> findings;
  const Config config = ReadConfig(options.config, *text, findings);
  if (Report(options.config, *text, findings)) return kExitUsage;
  const std::string module_path = options.module.empty() ? config.module : options.module;
  if (module_path.empty())
    return Complain(kExitUsage, "no module is given: name it on the command line or as `module` in " + options.config);

  const auto loaded = core::LoadedModule::Open(module_path);
  if (!loaded) return Complain(kExitIo, loaded.error());
  const Module& module = (*loaded)->module();
  CheckAgainstModule(config, module, findings);
  if (Report(options.config, *text, findings)) return kExitUsage;

  Attendant::Hold();
  spdlog::set_default_logger(spdlog::stderr_color_mt("ruled"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  const std::string job_name = config.job.empty() ? std::string(std::string_view(module.name)) : config.job;
  const std::uint32_t workers = options.workers.value_or(config.workers);

  metrics::Registry registry;
  Readiness readiness;
  readiness.CountCorruptBatches(registry.AddCounter("rulert_corrupt_batches_skipped_total",
                                                    "Batches of Kafka records left out because they are damaged."));
  io::Expected<OpenBindings> bindings = Open(config, module, job_name, readiness);
  if (!bindings)
    return Complain(bindings.error().code == io::StatusCode::kInvalid ? kExitUsage : kExitIo, bindings.error().message);

  std::unique_ptr<http::Server> admin;
  if (!config.admin_listen.empty()) {
    auto server = http::Server::Start(
        config.admin_listen, [&](const http::Request& request) { return Answer(request, registry, readiness); });
    if (!server) return Complain(kExitIo, server.error());
    admin = std::move(*server);
    spdlog::info("admin server at http://{}", admin->address());
  }

  core::JobOptions job_options;
  job_options.workers = workers;
  job_options.validation = config.validate_full ? io::Validation::kFull : io::Validation::kProjected;
  job_options.max_record = config.max_record;
  job_options.until_end = options.until_end;
  core::SystemClock clock;
  job_options.clock = &clock;
  core::AdaptiveCutter cutter;
  io::Expected<void> result;
  Progress progress(registry, isatty(STDERR_FILENO) == 1);
  {
    core::Job job(module, job_options, std::move(bindings->inputs), std::move(bindings->routes),
                  std::move(bindings->sinks), cutter, registry);
    spdlog::info("job {}: module {} with {} {}", job_name, std::string_view(module.name), workers,
                 workers == 1 ? "worker" : "workers");
    spdlog::warn(
        "state is kept in memory only and is lost when ruled stops: checkpoints are not built yet; a restart goes on "
        "at the committed offsets with empty state");
    readiness.SetRunning(true);
    const Attendant attendant(job, progress);
    result = job.Run();
    readiness.SetRunning(false);
  }
  spdlog::info("{}", progress.Totals());
  if (!result) return Complain(kExitIo, result.error().message);
  spdlog::info("everything was delivered and committed");
  return kExitOk;
}

}  // namespace rulert::host
