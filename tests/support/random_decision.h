#pragma once
// Random decisions: rules or a table, lets, every hit policy, with and without `otherwise`.
#include <string>
#include <vector>

#include "compiler/base/hit_policy.h"
#include "tests/support/random_expr.h"

namespace rulec::testing {

class DecisionWriter {
 public:
  DecisionWriter(Random& random, const std::vector<Callable>& callables, int level)
      : random_(random), callables_(callables), level_(level) {}

  /// What it may read beside its parameters: add them before Write.
  Scope& scope() { return scope_; }
  /// Once. `callable`: one answer that others may call.
  std::string Write(const std::string& name, const std::vector<NamedType>& params, const ValueType& result,
                    bool callable);
  /// The same for a score card.
  std::string WriteScore(const std::string& name, const std::vector<NamedType>& params);

 private:
  std::string Params(const std::vector<NamedType>& params);
  std::string Effective();
  std::string Lets();
  std::string Rules();
  std::string Policy(bool callable);
  std::string Given(int depth);
  std::string InRecord(const std::string& value) const;
  bool first_match() const { return policy_ == base::HitPolicy::kFirstMatch; }
  Condition WithShared(Condition condition);
  /// random_table.cpp
  std::string Table();
  std::string Cell(std::size_t column, Paths& when_true, Paths& when_false);
  std::string Tests(Kind kind);
  std::string Bound(Kind kind, std::uint32_t least, std::uint32_t& number);
  std::string Results();
  std::string Data(const ValueType& type);
  std::string DataFields(Kind kind);

  ExprWriter Writer() { return ExprWriter(random_, scope_, callables_, level_); }

  struct Column {
    std::string header;
    std::string path;  // also of what is no path: the column remembers what rows proved
    ValueType type;
  };

  Random& random_;
  const std::vector<Callable>& callables_;
  const int level_;
  Scope scope_;
  ValueType result_;
  ValueType given_;        // by each rule
  bool by_field_ = false;  // the matches have an order
  std::string collected_;  // the field of what rules give; empty: all of it
  base::HitPolicy policy_ = base::HitPolicy::kFirstMatch;
  bool dated_ = false;               // has a parameter `as_of`
  std::vector<std::string> shared_;  // conditions that several rules have
  std::vector<Column> columns_;
  bool data_ = false;                 // a table of many rows, all of literals
  std::vector<std::string> outputs_;  // fields of the result; empty: one column for the whole
};

}  // namespace rulec::testing
