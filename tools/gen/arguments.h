#pragma once
// `name=value` command-line arguments, as the generator and the benches take them: 10K is 10,000, 1M is 1,000,000.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/gen/transactions.h"

namespace rulec::gen {

/// Reads values one by one; the first mistake is kept in error(), and what is wrong reads as its default. So: read all,
/// then look at error() once.
class Arguments {
 public:
  /// An argument without `=`, one given twice, or one whose name is not among `known` is a mistake.
  Arguments(const std::vector<std::string_view>& words, const std::vector<std::string_view>& known);

  /// The first mistake, empty if there is none.
  [[nodiscard]] const std::string& error() const { return error_; }

  [[nodiscard]] std::string Text(std::string_view name, std::string_view otherwise) const;
  [[nodiscard]] std::int64_t Number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                    std::int64_t most);
  /// A number above 0.
  [[nodiscard]] double Real(std::string_view name, double otherwise);

  /// Reads spec_names(): seed, events, keys, dist, perhour or rate, disorder.
  [[nodiscard]] TransactionsSpec Spec(const TransactionsSpec& defaults);
  [[nodiscard]] static const std::vector<std::string_view>& spec_names();

 private:
  [[nodiscard]] const std::string* Find(std::string_view name) const;
  void Fail(std::string message);

  std::map<std::string, std::string, std::less<>> values_;
  std::string error_;
};

}  // namespace rulec::gen
