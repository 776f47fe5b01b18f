#pragma once
// What handlers of the model do to lists, sets and maps.
#include <functional>
#include <set>
#include <string>

#include "compiler/eval/evaluator.h"
#include "tests/support/naive_state.h"

namespace rulec::testing {

class CollectionChange {
 public:
  /// overflow(value): what had to leave, as JSON.
  CollectionChange(const ir::Program& program, const ir::Process& process, NaiveMoment& moment,
                   eval::Evaluator& evaluator, std::function<void(const std::string& value)> overflow)
      : program_(program), process_(process), moment_(moment), evaluator_(evaluator), overflow_(std::move(overflow)) {}

  /// `add`, `remove`, `clear`, an assignment to an element, or one to a whole list, set or map.
  std::optional<eval::Failure> Run(const ir::Statement& statement);

 private:
  std::optional<eval::Failure> ChangeList(const ir::Statement& statement, const std::optional<eval::Value>& index,
                                          const eval::Value& value, ir::TypeId element);
  void PutElement(ir::CellId cell, const eval::Value& key, eval::Value value);

  const ir::Program& program_;
  const ir::Process& process_;
  NaiveMoment& moment_;
  eval::Evaluator& evaluator_;
  const std::function<void(const std::string&)> overflow_;
};

/// Cells that expire as a whole after access, named by the handler.
std::set<ir::CellId> CellsAccessed(const ir::Program& program, const ir::Process& process,
                                   const std::vector<ir::StatementId>& body);

}  // namespace rulec::testing
