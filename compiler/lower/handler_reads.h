#pragma once
// What handlers of a process read: cells, the key, their time, and what windows answer.
#include <map>
#include <string>
#include <vector>

#include "compiler/lower/process_parts.h"

namespace rulec::lower {

/// Of one function of generated code; what it does is derived from this.
class HandlerReads : public ProcessReads {
 public:
  HandlerReads(Context& context, const Failures& failures, ProcessParts& parts);

  plan::CodeId Cell(ir::CellId cell) override;
  plan::CodeId Collection(ir::CellId cell) override;
  plan::CodeId Key(std::uint32_t field) override;
  plan::CodeId Time() override;
  plan::CodeId ClockTime() override;
  plan::CodeId Aggregate(const ir::Expr& question, std::uint32_t place) override;
  bool TakesMode(ir::WindowId window, ir::AggregateId aggregate) override;

 protected:
  plan::CodeId StateMember(const std::string& member) { return plan::Member(pool_, state_, member); }
  std::string TakeLocal(std::string_view name);

  /// A window that these handlers read in several places is looked at once, from here on.
  using Bodies = std::vector<const std::vector<ir::StatementId>*>;
  void OpenViews(const Bodies& bodies);
  /// What the window answers is asked of `view`.
  void SetView(ir::WindowId window, plan::CodeId view) { views_[window.value] = view; }
  /// Whether the event at hand is a row of the window: `false` until it is set.
  plan::CodeId IsRow(ir::WindowId window);
  void SetIsRow(ir::WindowId window, plan::CodeId is_row) { is_row_[window.value] = is_row; }

  Context& context_;
  const ir::Program& program_;
  ProcessParts& parts_;
  plan::CodePool& pool_;
  BodyBuilder body_;
  const plan::CodeId ctx_;
  const plan::CodeId state_;

 private:
  plan::CodeId Alias(ir::WindowId window, const std::string& alias);
  plan::CodeId CountWhere(const ir::Expr& question, const ProcessParts::AggregateUse& use);
  plan::CodeId View(ir::WindowId window);
  void CountViews(ir::StatementId id);
  void CountViews(ir::ExprId id);

  std::map<std::uint32_t, int> view_counts_;
  std::map<std::uint32_t, plan::CodeId> views_;
  std::map<std::uint32_t, plan::CodeId> is_row_;  // by window, where something asks
};

}  // namespace rulec::lower
