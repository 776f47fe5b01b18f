#pragma once
// What an expression can read at one place of a random program, and which optional values are proved present there:
// the checker's rules of narrowing (docs/language.md, "Missing values"), written down once more.
#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/random_types.h"

namespace rulec::testing {

/// Names and fields joined by dots, whatever the text has between them.
using Paths = std::vector<std::string>;

struct Readable {
  std::string text;  // `x.maybe_home?.zip`
  std::string path;  // `x.maybe_home.zip`
  ValueType type;    // as it reads here
  Paths proved;      // by `text is present`: the path, and every optional record before it
};

class Scope {
 public:
  /// A parameter or `let`.
  void Add(const std::string& name, const ValueType& type) { roots_.push_back({name, name, type}); }
  /// A name for what another path is: `_` in a table.
  void Add(const std::string& name, const std::string& path, const ValueType& type) {
    roots_.push_back({name, path, type});
  }
  void RemoveLast() { roots_.pop_back(); }

  /// Only what is never missing is read while this is set: such text holds anywhere.
  void set_only_required(bool only) { only_required_ = only; }

  /// What reads as a value of the kind here.
  std::vector<Readable> Present(Kind kind) const;
  /// What reads as an optional one, proved present or not.
  std::vector<Readable> Optional(Kind kind) const;

  bool Holds(const std::string& path) const;
  std::size_t Mark() const { return held_.size(); }
  void Assume(const Paths& proved) { held_.insert(held_.end(), proved.begin(), proved.end()); }
  void Leave(std::size_t mark) { held_.resize(mark); }

 private:
  struct Root {
    std::string name;
    std::string path;
    ValueType type;
  };

  std::vector<Readable> All() const;
  void Walk(Readable at, bool through_missing, std::vector<Readable>& all) const;

  std::vector<Root> roots_;
  Paths held_;
  bool only_required_ = false;
};

/// What is in both.
Paths Common(const Paths& a, const Paths& b);

}  // namespace rulec::testing
