#pragma once
// What a decision makes of the rules that match: the first is the answer, or an object of rulert gathers them all.
#include <functional>
#include <string>
#include <vector>

#include "compiler/lower/body_builder.h"

namespace rulec::lower {

/// A rule or row that matches: codes of what it gives, of its enumerator and, where the policy can fail, of its name
/// and place.
struct Match {
  std::function<plan::CodeId(LiteralUse)> value;
  plan::CodeId rule;
  plan::CodeId name;
  plan::CodeId place;
};

class DecisionOutcomes {
 public:
  /// `out` has its policy, rules and class of matches before anything is asked.
  DecisionOutcomes(Context& context, const ir::Decision& declared, const plan::Decision& out)
      : context_(context), declared_(declared), out_(out), pool_(context.pool()) {}

  bool all_matches() const { return declared_.policy == ir::HitPolicy::kAllMatches; }
  bool collects_list() const { return declared_.policy == ir::HitPolicy::kCollectList; }
  bool takes_scratch() const { return all_matches() || collects_list() || declared_.score; }
  /// The first match is not the whole answer.
  bool gathers() const { return !out_.matches.empty(); }
  bool names_matches() const;
  bool places_matches() const;
  /// Of a rule that matches nothing but its Answer counts.
  bool takes_answers() const;

  void DeclareMatches(BodyBuilder& body);
  plan::CodeId Answer(plan::CodeId value, std::uint32_t rule);
  std::uint32_t PlaceOf(const ir::DecisionRule& rule);
  /// What a rule does with its value, in the open block.
  void AddOutcome(BodyBuilder& body, ir::ExprId then, std::uint32_t rule, bool in_shard);
  /// Where the first match is not the whole answer.
  void AddMatch(BodyBuilder& body, const Match& match);
  /// The same, where the policy takes answers.
  void AddAnswer(BodyBuilder& body, plan::CodeId answer);
  /// What stands behind all rules.
  void End(BodyBuilder& body);

 private:
  plan::CodeId None();
  void Gather(BodyBuilder& body, const std::string& method, std::vector<plan::CodeId> args);
  void AddReason(BodyBuilder& body, const ir::DecisionRule& rule, const Match& match);
  void AddRuleMatch(BodyBuilder& body, std::uint32_t index);
  void AddOtherwise(BodyBuilder& body, std::uint32_t otherwise);

  Context& context_;
  const ir::Decision& declared_;
  const plan::Decision& out_;
  plan::CodePool& pool_;
};

}  // namespace rulec::lower
