#include "compiler/findings/analyst.h"

#include <algorithm>

#include "compiler/findings/meeting_rules.h"
#include "compiler/ir/print.h"

namespace rulec::findings {
namespace {

using ir::ExprKind;

constexpr std::uint32_t kAttempts = 48;   // inputs tried in a part of which not all is known
constexpr int kParts = 8;                 // such parts looked at for one question
constexpr std::uint64_t kRuleSteps = 16;  // what evaluating a condition costs, as a rule

bool MeetAny(BoxSpan a, BoxSpan b) {
  return std::any_of(a.begin(), a.end(), [&b](const Box& box) {
    return std::any_of(b.begin(), b.end(), [&box](const Box& other) { return Meet(box, other); });
  });
}

}  // namespace

Analyst::Analyst(const ir::Program& program, ir::DecisionId decision, const Options& options)
    : program_(program),
      decision_(program.decisions[decision]),
      options_(options),
      columns_(program, decision_),
      conditions_(program, columns_, options.reading_steps),
      inputs_(program, decision, columns_, options.input_steps + kRuleSteps * kRuleSteps * decision_.rules.size()),
      steps_{options.steps} {
  whens_.Reserve(decision_.rules.size());
  for (const ir::DecisionRule& rule : decision_.rules) whens_.Add(conditions_.Read(rule.when, true));
}

bool Analyst::IsExact(const Box& box) const {
  return std::all_of(box.sides.begin(), box.sides.end(),
                     [this](const Side& side) { return columns_[side.column].input.has_value(); });
}

Cover Analyst::Search(const Box& region, const Boxed& obstacles, const CoverSearch::Accept& accept) {
  Steps steps{std::min(options_.question_steps + obstacles.size(), steps_.left)};
  const std::uint64_t before = steps.left;
  const Cover cover = CoverSearch(columns_, steps).Search(region, obstacles, accept);
  steps_.Take(std::min(before - steps.left, steps_.left));
  if (cover == Cover::kOutOfSteps) out_of_steps_ = true;
  return cover;
}

template <class Holds>
std::optional<std::string> Analyst::Try(const Box& box, const Holds& holds) {
  const std::uint32_t attempts = IsExact(box) ? 4 : kAttempts;
  for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
    const std::uint64_t least = kRuleSteps * (decision_.rules.size() + 1);
    if (!steps_.Take(least)) {
      out_of_steps_ = true;
      return std::nullopt;
    }
    const std::vector<eval::Value> arguments = inputs_.Make(box, attempt);
    const auto holding = inputs_.Holding(arguments);
    const bool fits = holding && holds(*holding);
    if (inputs_.steps_taken() > least) steps_.Take(std::min(inputs_.steps_taken() - least, steps_.left));
    if (fits) return inputs_.Json(arguments);
    if (inputs_.gave_up()) {
      costly_ = true;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// ---- rules that never answer

bool Analyst::DoFire(std::uint32_t rule, const Box& part) {
  if (IsExact(part)) return true;
  return Try(part, [rule](const std::vector<bool>& holding) { return rule < holding.size() && holding[rule]; })
      .has_value();
}

// A few points are looked at before all of the region is.
bool Analyst::IsOpenSomewhere(BoxSpan when, const Earlier& earlier) {
  constexpr std::uint32_t kPoints = 8;
  for (const Box& box : when) {
    if (!IsExact(box)) continue;
    for (std::uint32_t attempt = 0; attempt < kPoints; ++attempt) {
      if (!earlier.points.MayHold(PointIn(box, columns_, attempt), steps_)) return true;
    }
  }
  return false;
}

Fate Analyst::FateOf(std::uint32_t rule, const Earlier& earlier) {
  const BoxSpan when = whens_[rule];
  if (when.empty()) return Fate::kNeverTrue;
  if (IsOpenSomewhere(when, earlier)) return Fate::kFires;
  bool whole = true;
  for (const Box& box : when) {
    int parts = 0;
    bool fires = false;
    const Cover cover = Search(box, earlier.boxes, [&](const Box& part) {
      fires = DoFire(rule, part);
      return fires || ++parts == kParts;
    });
    if (fires) return Fate::kFires;
    whole &= cover == Cover::kWhole;
  }
  return whole ? Fate::kShadowed : Fate::kUndecided;
}

std::vector<ir::ExprId> Analyst::Clash(std::uint32_t rule) {
  std::vector<std::pair<ir::ExprId, Boxes>> parts;
  ir::ExprId left = decision_.rules[rule].when;
  const auto add = [&](ir::ExprId part) { parts.emplace_back(part, conditions_.Read(part, true)); };
  for (; program_.exprs[left].kind == ExprKind::kAnd; left = program_.children_of(program_.exprs[left])[0]) {
    add(program_.children_of(program_.exprs[left])[1]);
  }
  add(left);
  std::reverse(parts.begin(), parts.end());
  for (const auto& [part, boxes] : parts) {
    if (boxes.empty()) return {part};
  }
  for (std::size_t j = 1; j < parts.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      if (!MeetAny(parts[i].second, parts[j].second)) return {parts[i].first, parts[j].first};
    }
  }
  return {};
}

bool Analyst::AreCovered(BoxSpan boxes, const std::vector<std::uint32_t>& by) {
  Boxed obstacles;
  for (const std::uint32_t rule : by) {
    for (const Box& box : whens_[rule]) obstacles.push_back(&box);
  }
  return std::all_of(boxes.begin(), boxes.end(), [&](const Box& box) {
    return Search(box, obstacles, [](const Box&) { return true; }) == Cover::kWhole;
  });
}

// Leaves out one after the other what is not needed, the latest first.
std::vector<std::uint32_t> Analyst::Shadowing(std::uint32_t rule, const std::vector<std::uint32_t>& earlier) {
  constexpr std::size_t kMostTried = 32;
  std::vector<std::uint32_t> by;
  for (const std::uint32_t other : earlier) {
    if (!MeetAny(whens_[rule], whens_[other])) continue;
    if (AreCovered(whens_[rule], {other})) return {other};
    by.push_back(other);
  }
  if (by.size() > kMostTried) return by;
  for (std::size_t i = by.size(); i-- > 0;) {
    std::vector<std::uint32_t> without = by;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    if (AreCovered(whens_[rule], without)) by = std::move(without);
  }
  return by;
}

bool Analyst::TakesEverything(std::uint32_t rule) const {
  return program_.exprs[decision_.rules[rule].when].kind == ExprKind::kConstant && !whens_[rule].empty();
}

// A last rule without a condition stands for `otherwise`: it may well be there for nothing.
bool Analyst::IsCatchAll(std::uint32_t rule) const {
  return rule + 1 == decision_.rules.size() && TakesEverything(rule);
}

std::vector<RuleFinding> Analyst::Rules() {
  std::vector<RuleFinding> findings;
  findings.reserve(decision_.rules.size());
  Earlier earlier{{}, {}, TakenPoints(columns_)};
  for (std::uint32_t rule = 0; rule < decision_.rules.size(); ++rule) {
    RuleFinding finding;
    finding.fate = FateOf(rule, earlier);
    if (finding.fate == Fate::kShadowed && IsCatchAll(rule)) {
      const bool another = std::any_of(earlier.rules.begin(), earlier.rules.end(),
                                       [this](std::uint32_t other) { return TakesEverything(other); });
      if (!another) finding.fate = Fate::kSpare;
    }
    if (finding.fate == Fate::kShadowed) finding.by = Shadowing(rule, earlier.rules);
    if (finding.fate == Fate::kNeverTrue) finding.clash = Clash(rule);
    if (decision_.policy == ir::HitPolicy::kFirstMatch && finding.fate != Fate::kShadowed) {
      earlier.rules.push_back(rule);
      for (const Box& box : whens_[rule]) {
        earlier.boxes.push_back(&box);
        earlier.points.Add(box);
      }
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

// ---- conditions that say nothing

// A comparison of an input with a constant, or two of one input.
bool Analyst::AsksOneInput(ir::ExprId part) const {
  const ir::Expr& expr = program_.exprs[part];
  const auto sides = program_.children_of(expr);
  if (expr.kind == ExprKind::kBinary) {
    return program_.exprs[sides[1]].kind == ExprKind::kConstant && columns_.IsInput(sides[0]);
  }
  return expr.kind == ExprKind::kAnd && program_.exprs[sides[0]].kind == ExprKind::kBinary &&
         program_.exprs[sides[1]].kind == ExprKind::kBinary && AsksOneInput(sides[0]) && AsksOneInput(sides[1]) &&
         program_.children_of(program_.exprs[sides[0]])[0] == program_.children_of(program_.exprs[sides[1]])[0];
}

// Whether it is plain that no part of the condition is constant, which then need not be asked of each: they are as many
// as the inputs that the condition narrows, and each asks one.
bool Analyst::EachPartNarrows(std::uint32_t rule) const {
  if (whens_[rule].size() != 1) return false;
  const Box& when = whens_[rule][0];
  const bool exact = std::all_of(when.sides.begin(), when.sides.end(), [this](const Side& side) {
    return columns_[side.column].input && columns_[side.column].domain == columns_[side.column].present;
  });
  if (!exact || when.sides.empty()) return false;
  ir::ExprId left = decision_.rules[rule].when;
  for (std::size_t parts = 1;; ++parts) {
    if (AsksOneInput(left)) return parts == when.sides.size();
    const ir::Expr& expr = program_.exprs[left];
    if (expr.kind != ExprKind::kAnd || !AsksOneInput(program_.children_of(expr)[1])) return false;
    left = program_.children_of(expr)[0];
  }
}

// The smallest parts that an author would see as conditions of their own: what `and` and `or` join, a cell's range.
void Analyst::FindConstants(std::uint32_t rule, ir::ExprId part, std::vector<ConstantPart>& found) {
  const ir::Expr& expr = program_.exprs[part];
  if (expr.kind == ExprKind::kConstant) return;
  const std::size_t before = found.size();
  const auto is_chain = [&](ir::ExprId id) {
    const ir::Expr& link = program_.exprs[id];
    if (link.kind != expr.kind || (link.kind != ExprKind::kAnd && link.kind != ExprKind::kOr)) return false;
    const auto sides = program_.children_of(link);
    return program_.exprs[sides[0]].span != program_.exprs[sides[1]].span;
  };
  ir::ExprId left = part;
  for (; is_chain(left); left = program_.children_of(program_.exprs[left])[0]) {
    FindConstants(rule, program_.children_of(program_.exprs[left])[1], found);
  }
  if (left != part) FindConstants(rule, left, found);
  if (found.size() != before) return;
  if (conditions_.Read(part, true).empty()) {
    found.push_back({rule, part, false});
  } else if (conditions_.Read(part, false).empty()) {
    found.push_back({rule, part, true});
  }
}

std::vector<ConstantPart> Analyst::Constants() {
  std::vector<ConstantPart> found;
  for (std::uint32_t rule = 0; rule < decision_.rules.size(); ++rule) {
    if (!EachPartNarrows(rule)) FindConstants(rule, decision_.rules[rule].when, found);
  }
  return found;
}

// ---- inputs without an answer

std::optional<Example> Analyst::Gap() {
  Boxed obstacles;
  for (const Box& box : whens_.all()) obstacles.push_back(&box);
  Example gap;
  int parts = 0;
  const Cover cover = Search(Box(), obstacles, [&](const Box& part) {
    const auto input = Try(part, [](const std::vector<bool>& holding) {
      return std::none_of(holding.begin(), holding.end(), [](bool holds) { return holds; });
    });
    if (input) gap = {true, *input};
    return gap.found || ++parts == kParts;
  });
  if (cover == Cover::kWhole) return std::nullopt;
  return gap;
}

// ---- rules that hold together

bool Analyst::MayDisagree(std::uint32_t first, std::uint32_t second) const {
  const ir::ExprId a = decision_.rules[first].then;
  const ir::ExprId b = decision_.rules[second].then;
  return ir::ExprText(program_, nullptr, a) != ir::ExprText(program_, nullptr, b);
}

Example Analyst::MeetingPoint(std::uint32_t first, std::uint32_t second, bool disagreeing) {
  for (const Box& a : whens_[first]) {
    for (const Box& b : whens_[second]) {
      if (!Meet(a, b)) continue;
      const auto input = Try(Intersect(a, b), [&](const std::vector<bool>& holding) {
        if (!holding[first] || !holding[second]) return false;
        if (!disagreeing) return true;
        const auto one = inputs_.AnswerOf(first);
        const auto other = inputs_.AnswerOf(second);
        const ir::TypeId type = program_.exprs[decision_.rules[first].then].type;
        const ir::TypeId other_type = program_.exprs[decision_.rules[second].then].type;
        return one && other && !eval::Equal(program_, *one, type, *other, other_type);
      });
      if (input) return {true, *input};
    }
  }
  return {};
}

std::vector<Overlap> Analyst::Overlaps(bool disagreeing) {
  std::vector<Overlap> overlaps;
  const MeetingRules meeting(whens_);
  for (std::uint32_t second = 0; second < whens_.size(); ++second) {
    std::optional<Overlap> overlap;
    meeting.ForEachEarlier(second, [&](std::uint32_t first) {
      if (!steps_.Take(1)) {
        out_of_steps_ = true;
        if (!overlap) overlap = {first, second, {}};
        return false;
      }
      if (!MeetAny(whens_[first], whens_[second])) return true;
      if (disagreeing && !MayDisagree(first, second)) return true;
      const Example example = MeetingPoint(first, second, disagreeing);
      if (!overlap || example.found) overlap = {first, second, example};
      return !example.found;
    });
    if (overlap) overlaps.push_back(*overlap);
  }
  return overlaps;
}

}  // namespace rulec::findings
