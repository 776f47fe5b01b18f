#pragma once
// Rules and C++ that calls them in one shared object, as a service would be built: both sides of a comparison are
// compiled together by g++ at the same -O2.
#include <cstdint>
#include <string>

namespace rulec::bench {

class Harness {
 public:
  /// `name`: of a folder for the files. `rules`: of `bench.rules`, with `table` beside it as `table.csv` unless that is
  /// empty. `text`: C++ that includes "bench.rules.h". What does not compile ends the bench.
  Harness(const std::string& name, const std::string& rules, const std::string& table, const std::string& text);

  /// A function that `text` declares extern "C".
  template <class Function>
  Function* Find(const char* function) const {
    return reinterpret_cast<Function*>(Symbol(function));
  }
  /// What g++ took.
  double seconds() const { return seconds_; }

 private:
  void* Symbol(const char* function) const;

  void* handle_ = nullptr;
  double seconds_ = 0;
};

}  // namespace rulec::bench
