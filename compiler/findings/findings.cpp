#include "compiler/findings/findings.h"

#include "compiler/findings/analyst.h"

namespace rulec::findings {
namespace {

/// Whether what calls the decision waits for an answer to every input.
bool OwesAnswer(const ir::Program& program, const ir::Decision& decision) {
  return decision.policy != ir::HitPolicy::kAllMatches && !base::AnswersWithoutMatch(decision.policy) &&
         !decision.otherwise && !program.types.IsOptional(decision.result);
}

}  // namespace

DecisionFindings Analyse(const ir::Program& program, ir::DecisionId id, const Options& options) {
  Analyst analyst(program, id, options);
  DecisionFindings findings;
  findings.decision = id;
  findings.rules = analyst.Rules();
  findings.constants = analyst.Constants();
  const ir::Decision& decision = program.decisions[id];
  if (OwesAnswer(program, decision)) findings.gap = analyst.Gap();
  const bool any = decision.policy == ir::HitPolicy::kAnyMatch;
  if (any || decision.policy == ir::HitPolicy::kUniqueMatch) findings.overlaps = analyst.Overlaps(any);
  findings.out_of_steps = analyst.out_of_steps();
  findings.costly = analyst.costly();
  return findings;
}

std::vector<Overlap> FindOverlaps(const ir::Program& program, ir::DecisionId id, bool disagreeing,
                                  const Options& options) {
  return Analyst(program, id, options).Overlaps(disagreeing);
}

void ReportAll(const ir::Program& program, diagnostics::Sink& sink) {
  for (const ir::DecisionId id : program.decisions.ids()) Report(program, Analyse(program, id), sink);
}

}  // namespace rulec::findings
