#pragma once
// What handlers, conditions and questions read of events.
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "compiler/ir/ir.h"

namespace rulec::lower {

/// Of the events of one stream, or of one side of a join.
struct EventReads {
  std::set<std::uint32_t> fields;
  bool whole = false;
};

class ReadFinder {
 public:
  explicit ReadFinder(const ir::Program& program) : program_(program) {}

  /// Reads of this local count as reads of `reads`, which outlives this.
  void Watch(ir::LocalId event, EventReads& reads) { events_[event.value] = &reads; }
  void Visit(ir::ExprId expr);
  void Visit(const std::vector<ir::StatementId>& body);

 private:
  EventReads* ReadsOf(const ir::Expr& expr) const;

  const ir::Program& program_;
  std::map<std::uint32_t, EventReads*> events_;  // by LocalId
};

}  // namespace rulec::lower
