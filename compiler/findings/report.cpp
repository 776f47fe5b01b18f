#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/findings/findings.h"

namespace rulec::findings {
namespace {

using diagnostics::Code;
using diagnostics::Diagnostic;

class Reporter {
 public:
  Reporter(const ir::Program& program, const DecisionFindings& findings, diagnostics::Sink& sink)
      : program_(program), decision_(program.decisions[findings.decision]), findings_(findings), sink_(sink) {}

  void Run() {
    Dead();
    Shadowed();
    Constants();
    Gap();
    Overlaps();
    Undecided();
  }

 private:
  static constexpr std::size_t kMostNamed = 3;
  static constexpr std::size_t kMostShown = 2;

  std::string Kind(bool many = false) const {
    return fmt::format("{}{}", decision_.is_table ? "row" : "rule", many ? "s" : "");
  }

  std::string Name(std::uint32_t rule) const {
    const std::string& name = decision_.rules[rule].name;
    return decision_.is_table ? name : fmt::format("rule `{}`", name);
  }

  // "rule `a`", "rules `a` and `b`", "rows 1, 2, 3 and 4 more".
  std::string Names(const std::vector<std::uint32_t>& rules) const {
    if (rules.size() == 1) return Name(rules[0]);
    const std::size_t named = rules.size() <= kMostNamed + 1 ? rules.size() : kMostNamed;
    std::string text = Kind(true);
    for (std::size_t i = 0; i < named; ++i) {
      const std::string& name = decision_.rules[rules[i]].name;
      const bool last = i + 1 == rules.size();
      text += i == 0 ? " " : last ? " and " : ", ";
      text += decision_.is_table ? name.substr(name.find(' ') + 1) : "`" + name + "`";
    }
    return named == rules.size() ? text : text + fmt::format(" and {} more", rules.size() - named);
  }

  base::Span PlaceOf(ir::ExprId expr) const { return program_.exprs[expr].span; }
  base::Span WhenOf(std::uint32_t rule) const { return PlaceOf(decision_.rules[rule].when); }

  bool unfinished() const { return findings_.out_of_steps || findings_.costly; }

  /// Why conditions leave something open: what they are, if it is not the work that they make.
  std::string Reason(std::string_view otherwise) const {
    if (findings_.costly) return "take too many steps to be evaluated";
    return findings_.out_of_steps ? "are too many to go through" : std::string(otherwise);
  }

  void Dead() {
    for (std::uint32_t rule = 0; rule < findings_.rules.size(); ++rule) {
      const RuleFinding& finding = findings_.rules[rule];
      if (finding.fate != Fate::kNeverTrue) continue;
      const auto& clash = finding.clash;
      // Both ends of one cell stand at one place.
      const bool two_places = clash.size() == 2 && PlaceOf(clash.front()) != PlaceOf(clash.back());
      Diagnostic& told =
          sink_.Report(Code::kDeadRule, clash.empty() ? WhenOf(rule) : PlaceOf(clash.back()),
                       fmt::format("{} can never fire", Name(rule)),
                       two_places ? "never true at the same time as the part noted below" : "never true");
      told.Hint(fmt::format("correct the condition, or remove the {}", Kind()));
      if (two_places) told.Note(PlaceOf(clash.front()), "the other part");
    }
  }

  // One finding for all that the same rules take everything from.
  void Shadowed() {
    std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> by_cause;
    for (std::uint32_t rule = 0; rule < findings_.rules.size(); ++rule) {
      if (findings_.rules[rule].fate == Fate::kShadowed) by_cause[findings_.rules[rule].by].push_back(rule);
    }
    for (const auto& [by, rules] : by_cause) {
      const bool one = rules.size() == 1;
      Diagnostic& told = sink_.Report(Code::kShadowedRule, WhenOf(rules[0]),
                                      fmt::format("{} {} never reached", Names(rules), one ? "is" : "are"),
                                      fmt::format("{} {} every input that {} would", Names(by),
                                                  by.size() == 1 ? "takes" : "together take", one ? "it" : "they"));
      told.Hint(fmt::format("move {} before {}, or remove {}", one ? "it" : "them",
                            by.size() == 1 ? Name(by[0]) : "those", one ? "it" : "them"));
      for (std::size_t i = 1; i < rules.size() && i < kMostNamed; ++i) {
        told.Note(WhenOf(rules[i]), fmt::format("{} is not either", Name(rules[i])));
      }
      for (std::size_t i = 0; i < by.size() && i < kMostShown; ++i) {
        told.Note(WhenOf(by[i]), fmt::format("{} comes first", Name(by[i])));
      }
    }
  }

  void Constants() {
    for (const ConstantPart& constant : findings_.constants) {
      if (findings_.rules[constant.rule].fate == Fate::kNeverTrue) continue;
      sink_
          .Report(Code::kConstantCondition, PlaceOf(constant.part),
                  fmt::format("a condition of {} is always {}", Name(constant.rule), constant.truth ? "true" : "false"),
                  constant.truth ? "every value passes" : "no value passes")
          .Hint("leave it out, or correct its bounds");
    }
  }

  void Gap() {
    if (!findings_.gap) return;
    if (findings_.gap->found) {
      sink_
          .Report(Code::kDecisionGap, decision_.name_span,
                  fmt::format("decision `{}` has no answer for {}", decision_.name, findings_.gap->input),
                  fmt::format("no {} matches it", Kind()))
          .Hint(fmt::format("add a {} for it, or `otherwise` at the end", Kind()));
      return;
    }
    sink_
        .Report(Code::kNoOtherwise, decision_.name_span,
                fmt::format("it is not proved that decision `{}` always has an answer", decision_.name),
                "add `otherwise` at its end")
        .Hint("its conditions " + Reason("compare computed values, or inputs with each other"));
  }

  void Overlaps() {
    const bool any = decision_.policy == ir::HitPolicy::kAnyMatch;
    for (const Overlap& overlap : findings_.overlaps) {
      if (!overlap.example.found) continue;
      const std::string names = Names({overlap.first, overlap.second});
      sink_
          .Report(any ? Code::kDisagreement : Code::kOverlap, WhenOf(overlap.second),
                  any ? fmt::format("{} disagree about {}", names, overlap.example.input)
                      : fmt::format("{} both match {}", names, overlap.example.input),
                  any ? "`any match` rejects that" : "`unique match` rejects a second match")
          .Hint("narrow one of the conditions, or choose another hit policy")
          .Note(WhenOf(overlap.first), "the other condition");
    }
  }

  void Undecided() {
    UndecidedOverlaps();
    std::vector<std::uint32_t> rules;
    for (std::uint32_t rule = 0; rule < findings_.rules.size(); ++rule) {
      if (findings_.rules[rule].fate == Fate::kUndecided) rules.push_back(rule);
    }
    if (rules.empty()) return;
    sink_.Report(Code::kUndecided, decision_.name_span,
                 fmt::format("it is not decided whether {} can fire", Names(rules)),
                 unfinished() ? "the conditions " + Reason({})
                              : "no input was found, but the conditions compare computed values");
  }

  void UndecidedOverlaps() {
    std::vector<std::uint32_t> rules;
    for (const Overlap& overlap : findings_.overlaps) {
      if (!overlap.example.found) rules.push_back(overlap.second);
    }
    if (rules.empty()) return;
    sink_.Report(
        Code::kUndecided, decision_.name_span,
        fmt::format("it is not decided whether {} can match together with an earlier one", Names(rules)),
        unfinished() ? "the conditions " + Reason({}) : "no input was found; one that comes is rejected when it comes");
  }

  const ir::Program& program_;
  const ir::Decision& decision_;
  const DecisionFindings& findings_;
  diagnostics::Sink& sink_;
};

}  // namespace

void Report(const ir::Program& program, const DecisionFindings& findings, diagnostics::Sink& sink) {
  Reporter(program, findings, sink).Run();
}

}  // namespace rulec::findings
