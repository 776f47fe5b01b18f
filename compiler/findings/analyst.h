#pragma once
// The questions that are asked of one decision.
#include "compiler/findings/conditions.h"
#include "compiler/findings/cover.h"
#include "compiler/findings/findings.h"
#include "compiler/findings/inputs.h"
#include "compiler/findings/taken_points.h"

namespace rulec::findings {

class Analyst {
 public:
  Analyst(const ir::Program& program, ir::DecisionId decision, const Options& options);

  std::vector<RuleFinding> Rules();
  std::vector<ConstantPart> Constants();
  /// Nothing if the rules answer every input.
  std::optional<Example> Gap();
  std::vector<Overlap> Overlaps(bool disagreeing);
  bool out_of_steps() const { return out_of_steps_; }
  bool costly() const { return costly_ || conditions_.costly() || columns_.costly(); }

 private:
  using Boxed = std::vector<const Box*>;

  /// What earlier rules take from the later ones.
  struct Earlier {
    std::vector<std::uint32_t> rules;
    Boxed boxes;
    TakenPoints points;
  };

  Fate FateOf(std::uint32_t rule, const Earlier& earlier);
  bool IsOpenSomewhere(BoxSpan when, const Earlier& earlier);
  Cover Search(const Box& region, const Boxed& obstacles, const CoverSearch::Accept& accept);
  std::vector<std::uint32_t> Shadowing(std::uint32_t rule, const std::vector<std::uint32_t>& earlier);
  std::vector<ir::ExprId> Clash(std::uint32_t rule);
  bool AreCovered(BoxSpan boxes, const std::vector<std::uint32_t>& by);
  bool TakesEverything(std::uint32_t rule) const;
  bool IsCatchAll(std::uint32_t rule) const;
  bool IsExact(const Box& box) const;
  bool DoFire(std::uint32_t rule, const Box& part);
  /// An input in `box` of which `holds` is true.
  template <class Holds>
  std::optional<std::string> Try(const Box& box, const Holds& holds);
  bool EachPartNarrows(std::uint32_t rule) const;
  bool AsksOneInput(ir::ExprId part) const;
  void FindConstants(std::uint32_t rule, ir::ExprId part, std::vector<ConstantPart>& found);
  bool MayDisagree(std::uint32_t first, std::uint32_t second) const;
  Example MeetingPoint(std::uint32_t first, std::uint32_t second, bool disagreeing);

  const ir::Program& program_;
  const ir::Decision& decision_;
  const Options& options_;
  Columns columns_;
  ConditionReader conditions_;
  Inputs inputs_;
  BoxLists whens_;  // by rule
  Steps steps_;     // of the decision
  bool out_of_steps_ = false;
  bool costly_ = false;  // to evaluate
};

}  // namespace rulec::findings
