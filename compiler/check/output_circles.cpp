#include "compiler/check/output_circles.h"

#include <fmt/format.h>

#include <algorithm>

namespace rulec::check {
namespace {

class Circles {
 public:
  explicit Circles(Context& context) : context_(context), reported_(context.program.processes.size()) {}

  void Run() {
    for (std::uint32_t process = 0; process < reported_.size(); ++process) {
      for (const OutputUse& read : context_.output_uses) {
        if (read.process != process || !read.reads || reported_[process]) continue;
        std::vector<std::uint32_t> path;
        visited_.assign(reported_.size(), false);
        if (Leads(process, read.output, path)) Report(read, path);
      }
    }
  }

 private:
  /// Whether what `from` emits comes, by way of `path`, to the output.
  bool Leads(std::uint32_t from, ir::OutputId output, std::vector<std::uint32_t>& path) {
    if (visited_[from]) return false;
    visited_[from] = true;
    for (const OutputUse& emit : context_.output_uses) {
      if (emit.process != from || emit.reads) continue;
      if (emit.output == output) return true;
      for (const OutputUse& read : context_.output_uses) {
        if (!read.reads || read.output != emit.output) continue;
        path.push_back(read.process);
        if (Leads(read.process, output, path)) return true;
        path.pop_back();
      }
    }
    return false;
  }

  void Report(const OutputUse& read, const std::vector<std::uint32_t>& path) {
    const auto& processes = context_.program.processes;
    std::string through;
    for (const std::uint32_t process : path)
      through += fmt::format("{}`{}`", through.empty() ? " through " : ", ", processes[process].name);
    context_.Report(Code::kOutputCircle, read.span,
                    fmt::format("process `{}` reads the output `{}`, which it feeds itself{}",
                                processes[read.process].name, context_.program.outputs[read.output].name, through),
                    "events would go round for ever");
    reported_[read.process] = true;
    for (const std::uint32_t process : path) reported_[process] = true;
  }

  Context& context_;
  std::vector<bool> reported_;  // by process
  std::vector<bool> visited_;
};

}  // namespace

void CheckOutputCircles(Context& context) { Circles(context).Run(); }

}  // namespace rulec::check
