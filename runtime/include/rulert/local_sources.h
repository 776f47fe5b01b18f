#pragma once
// The sources and partitions that events of a Local came from, by number: for events that wait.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "rulert/trigger.h"

namespace rulert::detail {

class LocalSources {
 public:
  LocalSources() noexcept = default;
  LocalSources(const LocalSources&) = delete;
  LocalSources& operator=(const LocalSources&) = delete;
  ~LocalSources() {
    for (const Source& source : sources_) std::free(source.name);
  }

  std::uint32_t NumberOf(std::string_view name, std::int64_t partition) noexcept {
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].partition == partition && this->name(i) == name) return i;
    }
    RULERT_CHECK(sources_.size() < kMost, "events come from more than 65,536 sources and partitions");
    char* const copy = static_cast<char*>(std::malloc(name.size() + 1));
    RULERT_CHECK(copy != nullptr, "out of memory");
    if (!name.empty()) std::memcpy(copy, name.data(), name.size());
    sources_.Add({copy, name.size(), partition});
    return sources_.size() - 1;
  }
  std::string_view name(std::uint32_t number) const noexcept { return {sources_[number].name, sources_[number].size}; }
  std::int64_t partition(std::uint32_t number) const noexcept { return sources_[number].partition; }

 private:
  static constexpr std::uint32_t kMost = 1u << 16;
  struct Source {
    char* name;
    std::size_t size;
    std::int64_t partition;
  };
  ShortLog<Source> sources_;
};

}  // namespace rulert::detail
