#include "compiler/lower/matches_type.h"

namespace rulec::lower {
namespace {

std::string ScoreMember(Context& context, const ir::Decision& declared, std::uint32_t field) {
  const plan::Struct& in = context.plan().records[context.TypeOf(declared.result).record.value];
  return "&" + context.Qualified(in.cpp) + "::" + in.fields[field].member;
}

}  // namespace

std::string ByField(Context& context, const ir::Decision& declared) {
  const types::Type& record = context.TypeOf(context.program().types.WithoutOptional(declared.given));
  const plan::Struct& in = context.plan().records[record.record.value];
  return "&" + context.Qualified(in.cpp) + "::" + in.fields[*declared.by_field].member;
}

std::string MatchesType(Context& context, const ir::Decision& declared) {
  switch (declared.policy) {
    case ir::HitPolicy::kFirstMatch:
      return {};
    case ir::HitPolicy::kUniqueMatch:
      return "::rulert::UniqueMatch<Answer>";
    case ir::HitPolicy::kAnyMatch:
      return "::rulert::AnyMatch<Answer>";
    case ir::HitPolicy::kPriorityMatch:
      return "::rulert::PriorityMatch<Answer, " + ByField(context, declared) + ">";
    case ir::HitPolicy::kAllMatches:
      return "::rulert::Matches<Answer>";
    case ir::HitPolicy::kCollectSum:
      return "::rulert::SumOfMatches<Answer>";
    case ir::HitPolicy::kCollectMin:
      return "::rulert::LeastMatch<Answer>";
    case ir::HitPolicy::kCollectMax:
      return "::rulert::GreatestMatch<Answer>";
    case ir::HitPolicy::kCollectCount:
      return "::rulert::CountOfMatches<Answer>";
    case ir::HitPolicy::kCollectList:
      return "::rulert::ListOfMatches<Answer, " + context.Spell(declared.given) + ">";
    case ir::HitPolicy::kScore: {
      const plan::Struct& reason = context.plan().records[declared.score->reason.value];
      return "::rulert::ScoreOfMatches<Answer, " + ScoreMember(context, declared, declared.score->total) + ", " +
             ScoreMember(context, declared, declared.score->reasons) + ", " + context.Qualified(reason.cpp) + ", &" +
             context.Qualified(reason.cpp) + "::" + reason.fields[declared.score->weight].member + ">";
    }
  }
  return {};
}

}  // namespace rulec::lower
