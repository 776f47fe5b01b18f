#include "compiler/driver/explain_decision.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "compiler/base/closest_name.h"
#include "compiler/base/files.h"
#include "compiler/base/utf8.h"
#include "compiler/driver/exit_code.h"
#include "compiler/driver/param_option.h"
#include "compiler/driver/pipeline.h"
#include "compiler/eval/json_value.h"
#include "compiler/eval/trace.h"

namespace rulec::driver {
namespace {

using diagnostics::Code;
using eval::RuleOutcome;
using eval::RuleTrace;

constexpr std::uint64_t kMostInput = 16u << 20;
constexpr std::uint64_t kMostSteps = 50'000'000;

struct Paint {
  std::string_view yes, no, rest, off;
};
constexpr Paint kPlain{};
constexpr Paint kColours{"\033[1;32m", "\033[1;31m", "\033[2m", "\033[0m"};

/// What an explanation is made of: names and values as the author writes them.
class Texts {
 public:
  Texts(const ir::Program& program, const base::SourceSet& sources) : program_(program), sources_(sources) {}

  std::string Source(base::Span span) const {
    std::string text;
    for (const char c : sources_[span.file].Text(span)) {
      const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!blank) text += c;
      if (blank && !text.empty() && text.back() != ' ') text += ' ';
    }
    return text;
  }

  /// `file:line:column`, as errors of `rulec run` have it.
  std::string Place(base::Span span) const {
    const base::SourceFile& file = sources_[span.file];
    const base::LineCol at = file.Locate(span.begin);
    return fmt::format("{}:{}:{}", file.path().substr(file.path().rfind('/') + 1), at.line, at.column);
  }

  std::string Source(ir::ExprId expr) const { return Source(program_.exprs[expr].span); }

  /// Of what was read. A path that a cell reads stands in the header, so its span says nothing.
  std::string Name(ir::ExprId id) const {
    const ir::Expr& expr = program_.exprs[id];
    if (!eval::IsPath(program_, id)) return Source(id);
    if (expr.kind == ir::ExprKind::kLocal) {
      const ir::Local& local = program_.locals[ir::LocalId(expr.index)];
      return local.kind == ir::LocalKind::kLet ? Source(local.span) : local.name;
    }
    const ir::ExprId from = program_.children_of(expr)[0];
    if (expr.kind == ir::ExprKind::kNarrow) return Name(from);
    const ir::TypeId record = program_.types.WithoutOptional(program_.exprs[from].type);
    return Name(from) + (expr.kind == ir::ExprKind::kOptionalField ? "?." : ".") +
           program_.records[program_.types[record].record].fields[expr.index].name;
  }

  struct Named {
    std::string name;
    const eval::Reading* reading;
  };
  std::vector<Named> Readings(const RuleTrace& trace) const {
    std::vector<Named> named;
    for (const eval::Reading& reading : trace.readings) {
      std::string name = Name(reading.expr);
      const bool known = std::any_of(named.begin(), named.end(), [&name](const Named& of) { return of.name == name; });
      if (!known) named.push_back({std::move(name), &reading});
    }
    return named;
  }

  std::string Value(const eval::Reading& reading) const {
    return eval::TextOf(program_, reading.value, program_.exprs[reading.expr].type);
  }

 private:
  const ir::Program& program_;
  const base::SourceSet& sources_;
};

class Explanation {
 public:
  Explanation(const Compilation& compilation, ir::DecisionId id, const eval::DecisionTrace& trace)
      : program_(*compilation.program),
        decision_(program_.decisions[id]),
        trace_(trace),
        texts_(program_, compilation.sources) {}

  std::string Text(const Paint& paint) const {
    std::string text;
    ForEachRule([&](const ir::DecisionRule& of, const RuleTrace& rule, const eval::ShadowTrace* shadow) {
      std::string why = Why(of, rule, shadow != nullptr && shadow->failure ? shadow->failure : trace_.failure);
      if (shadow != nullptr && shadow->value) why += ShadowText(*shadow);
      text += Line(shadow != nullptr ? of.name + " (shadow)" : of.name, rule.outcome, why, paint);
    });
    const bool failed = trace_.otherwise == RuleOutcome::kFailed;
    if (decision_.otherwise)
      text += Line("otherwise", trace_.otherwise, failed ? FailureText(*trace_.failure) : "", paint);
    if (trace_.failure) return text + fmt::format("no answer: {}\n", Visible(FailureText(*trace_.failure)));
    return text + fmt::format("answer: {}\n", base::EscapeHidden(Answer(), base::EscapeStyle::kJson));
  }

  std::string Json() const {
    std::string rules;
    ForEachRule([&](const ir::DecisionRule& of, const RuleTrace& rule, const eval::ShadowTrace* shadow) {
      rules += (rules.empty() ? "" : ",") + RuleJson(of, rule, shadow);
    });
    if (decision_.otherwise) {
      ir::DecisionRule rest;
      rest.name = "otherwise";
      RuleTrace otherwise;
      otherwise.outcome = trace_.otherwise;
      rules += (rules.empty() ? "" : ",") + RuleJson(rest, otherwise, nullptr);
    }
    const std::string end = trace_.failure ? FailureJson(*trace_.failure) : "\"answer\":" + Answer();
    return fmt::format("{{\"decision\":{},\"rules\":[{}],{}}}\n", eval::JsonString(ir::PublicName(decision_)), rules,
                       end);
  }

 private:
  /// In file order: the rule, what became of it, and of a rule in shadow what it would have said.
  template <class Tell>
  void ForEachRule(const Tell& tell) const {
    std::uint32_t shadow = 0;
    for (std::uint32_t i = 0; i <= decision_.rules.size(); ++i) {
      for (; shadow < decision_.shadows.size() && decision_.shadows[shadow].before == i; ++shadow) {
        tell(decision_.shadows[shadow].rule, trace_.shadows[shadow].rule, &trace_.shadows[shadow]);
      }
      if (i < decision_.rules.size()) tell(decision_.rules[i], trace_.rules[i], nullptr);
    }
  }

  /// A rule in shadow gives what the decision might have given.
  bool compares() const { return base::AnswersByOneRule(decision_.policy); }

  /// What a rule in shadow gives, beside what the decision gave.
  std::string ShadowText(const eval::ShadowTrace& shadow) const {
    return fmt::format("; would give {}{}", ShadowValue(shadow),
                       !compares()   ? ""
                       : shadow.same ? ", as the decision does"
                                     : ", not what the decision gives");
  }

  std::string ShadowValue(const eval::ShadowTrace& shadow) const {
    const auto at = static_cast<std::size_t>(&shadow - trace_.shadows.data());
    const ir::ExprId then = decision_.shadows[at].rule.then;
    return eval::WriteValue(program_, *shadow.value, program_.exprs[then].type);
  }

  /// What cannot move the cursor of a terminal, or hide what stands there.
  static std::string Visible(const std::string& text) { return base::EscapeHidden(text, base::EscapeStyle::kRules); }

  static std::string Line(const std::string& name, RuleOutcome outcome, const std::string& why, const Paint& paint) {
    std::string_view said = "not reached", colour = paint.rest;
    if (outcome == RuleOutcome::kFired) said = "yes", colour = paint.yes;
    if (outcome == RuleOutcome::kNotFired) said = "no", colour = paint.no;
    if (outcome == RuleOutcome::kFailed) said = "failed", colour = paint.no;
    return fmt::format("{}: {}{}{}{}{}\n", Visible(name), colour, said, paint.off, why.empty() ? "" : " - ",
                       Visible(why));
  }

  /// The end of the time of a dated rule that the decision was asked outside of, as its author writes it.
  std::optional<std::string> End(const ir::DecisionRule& rule, const RuleTrace& trace, std::string_view from,
                                 std::string_view to) const {
    if (!rule.effective.valid() || trace.outcome != RuleOutcome::kNotFired) return std::nullopt;
    const ir::Expr& effective = program_.exprs[rule.effective];
    const auto ends = program_.children_of(effective);
    const bool of_both = effective.kind == ir::ExprKind::kAnd && (trace.part == ends[0] || trace.part == ends[1]);
    if (!of_both && trace.part != rule.effective) return std::nullopt;
    const bool begins = program_.exprs[trace.part].binary == ir::BinaryOp::kGreaterEqual;
    return fmt::format(fmt::runtime(begins ? from : to), texts_.Source(trace.part));
  }

  std::string Why(const ir::DecisionRule& rule, const RuleTrace& trace,
                  const std::optional<eval::Failure>& failure) const {
    if (trace.outcome == RuleOutcome::kFailed) return FailureText(*failure);
    if (trace.outcome == RuleOutcome::kNotReached) return {};
    std::string values;
    for (const auto& [name, reading] : texts_.Readings(trace)) {
      values += fmt::format("{}{} = {}", values.empty() ? "" : ", ", name, texts_.Value(*reading));
    }
    if (decision_.is_table) {
      if (trace.outcome == RuleOutcome::kFired) return values;
      return fmt::format("{} does not match {}", values, texts_.Source(trace.part));
    }
    const std::string part =
        End(rule, trace, "not in force before {}", "not in force from {} on").value_or(texts_.Source(trace.part));
    return part + (values.empty() ? "" : ": " + values);
  }

  std::string FailureText(const eval::Failure& failure) const {
    return fmt::format("{} in {}: {}", failure.message, texts_.Source(failure.span), failure.operands);
  }

  std::string FailureJson(const eval::Failure& failure) const {
    return fmt::format("\"error\":{{\"place\":{},\"message\":{},\"expression\":{},\"operands\":{}}}",
                       eval::JsonString(texts_.Place(failure.span)), eval::JsonString(failure.message),
                       eval::JsonString(texts_.Source(failure.span)), eval::JsonString(failure.operands));
  }

  std::string RuleJson(const ir::DecisionRule& rule, const RuleTrace& trace, const eval::ShadowTrace* shadow) const {
    static constexpr const char* kOutcomes[] = {"fired", "not_fired", "not_reached", "failed"};
    std::string text = fmt::format("{{\"rule\":{},\"outcome\":\"{}\"", eval::JsonString(rule.name),
                                   kOutcomes[static_cast<std::size_t>(trace.outcome)]);
    if (shadow != nullptr) {
      text += ",\"shadow\":true";
      if (shadow->value) text += ",\"answer\":" + ShadowValue(*shadow);
      if (shadow->value && compares()) text += fmt::format(",\"same\":{}", shadow->same);
      if (shadow->failure) text += "," + FailureJson(*shadow->failure);
    }
    if (trace.part.valid()) {
      std::string values;
      for (const auto& [of, reading] : texts_.Readings(trace)) {
        values += (values.empty() ? "" : ",") + eval::JsonString(of) + ":" +
                  eval::WriteValue(program_, reading->value, program_.exprs[reading->expr].type);
      }
      const std::string part =
          End(rule, trace, "effective from {}", "effective to {}").value_or(texts_.Source(trace.part));
      text += fmt::format(",\"condition\":{},\"values\":{{{}}}", eval::JsonString(part), values);
    }
    return text + "}";
  }

  std::string Answer() const {
    if (decision_.policy != ir::HitPolicy::kAllMatches) {
      return trace_.answers.empty() ? "null" : eval::WriteValue(program_, trace_.answers[0].value, decision_.result);
    }
    std::string list;
    for (const eval::Answer& answer : trace_.answers) {
      list += (list.empty() ? "" : ",") + eval::WriteValue(program_, answer.value, decision_.result);
    }
    return "[" + list + "]";
  }

  const ir::Program& program_;
  const ir::Decision& decision_;
  const eval::DecisionTrace& trace_;
  const Texts texts_;
};

std::optional<ir::DecisionId> FindDecision(const ExplainDecision& options, Compilation& compilation) {
  const ir::Program& program = *compilation.program;
  std::vector<std::string> all;
  for (const ir::DecisionId id : program.decisions.ids()) {
    all.push_back(ir::PublicName(program.decisions[id]));
    if (all.back() == options.decision) return id;
  }
  const std::vector<std::string_view> names(all.begin(), all.end());
  diagnostics::Diagnostic& told = compilation.sink.Report({Code::kNoSuchDecision,
                                                           diagnostics::kNoPlace,
                                                           fmt::format("there is no decision `{}`", options.decision),
                                                           {},
                                                           {},
                                                           {},
                                                           options.file});
  if (const auto near = base::ClosestName(options.decision, names)) {
    told.Hint(fmt::format("did you mean `{}`?", *near));
    return std::nullopt;
  }
  std::string there;
  for (const std::string_view name : names) there += fmt::format("{}`{}`", there.empty() ? "" : ", ", name);
  told.Hint(names.empty() ? "the file declares none" : "there are " + there);
  return std::nullopt;
}

/// The arguments; what is wrong with them is reported.
std::optional<std::vector<eval::Value>> ReadInput(const ExplainDecision& options, ir::DecisionId id,
                                                  Compilation& compilation) {
  auto text = base::ReadFile(options.input == "-" ? "/dev/stdin" : options.input, kMostInput);
  if (!text) {
    compilation.input_failed = true;
    ReportUnreadable(options.input, text.error(), compilation.sink);
    return std::nullopt;
  }
  const base::SourceFile& file =
      compilation.sources.Add(options.input == "-" ? "<stdin>" : options.input, std::move(*text));
  const auto report = [&](std::size_t at, std::string message, std::string label) {
    const auto begin = static_cast<std::uint32_t>(std::min(at, file.text().size()));
    compilation.sink.Report(Code::kDecisionInput, {file.index(), begin, begin + 1}, std::move(message),
                            std::move(label));
    return std::nullopt;
  };
  const std::size_t begin =
      std::string_view(file.text()).starts_with(base::kByteOrderMark) ? base::kByteOrderMark.size() : 0;
  const auto json = eval::ReadJson(std::string_view(file.text()).substr(begin));
  if (!json) return report(begin + json.error().at, json.error().message, "one JSON object is wanted");
  if (json->kind != eval::JsonKind::kObject)
    return report(begin + json->at, "the input is no object", "one JSON object is wanted");
  auto arguments = eval::ReadArguments(*compilation.program, id, *json);
  if (!arguments) {
    return report(begin + arguments.error().at, arguments.error().message,
                  fmt::format("decision `{}` takes something else", options.decision));
  }
  return std::move(*arguments);
}

void ReportTooLong(const eval::Failure& failure, const ir::Decision& decision, diagnostics::Sink& sink) {
  sink.Report(Code::kExplanationTooLong, decision.name_span,
              fmt::format("what decision `{}` does with this input takes too long to explain", decision.name),
              failure.message)
      .Hint("`rulec run` answers it");
}

/// Sets parameters of the module; says in a sentence what does not fit.
base::Result<void> SetParams(const std::map<std::string, std::string>& given, const ir::Program& program,
                             eval::Evaluator& evaluator) {
  const auto wrong = [](const std::string& what) { return base::Failure(base::StatusCode::kUsage, what); };
  std::vector<std::string_view> names;
  for (const ir::Param& param : program.params) names.push_back(param.name);
  for (const auto& [name, text] : given) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      const auto near = base::ClosestName(name, names);
      return wrong(fmt::format("the module has no parameter `{}`{}", name,
                               near ? fmt::format("; did you mean `{}`?", *near) : ""));
    }
    const ir::ParamId id(static_cast<std::uint32_t>(found - names.begin()));
    const auto json = eval::ReadJson(text, 1);  // as a member of the parameters
    if (!json) return wrong(fmt::format("parameter `{}`: `{}` is not one JSON value", name, text));
    auto value = eval::ReadValue(program, *json, program.params[id].type);
    if (!value) return wrong(fmt::format("parameter `{}`: {}", name, value.error().message));
    evaluator.SetParam(id, std::move(*value));
  }
  return {};
}

}  // namespace

int Explain(const ExplainDecision& options) {
  const auto params = ReadParamOptions(options.params);
  if (!params) return ReportFailure(params.error());
  Compilation compilation = Compile(options.file, Stage::kCheck);
  std::optional<eval::DecisionTrace> trace;
  std::optional<ir::DecisionId> id;
  if (compilation.ok()) id = FindDecision(options, compilation);
  if (id) {
    if (auto arguments = ReadInput(options, *id, compilation)) {
      eval::Evaluator evaluator(*compilation.program);
      if (auto set = SetParams(*params, *compilation.program, evaluator); !set) return ReportFailure(set.error());
      evaluator.SetSteps(kMostSteps);
      trace = eval::Trace(*compilation.program, *id, std::move(*arguments), std::move(evaluator));
      if (trace->failure && trace->failure->gave_up)
        ReportTooLong(*trace->failure, compilation.program->decisions[*id], compilation.sink);
    }
  }
  if (!compilation.ok()) {
    options.reporting.Report(compilation.sink, compilation.sources);
    return ExitCodeOf(compilation);
  }
  const Explanation explanation(compilation, *id, *trace);
  if (options.format == "json") return Answer(explanation.Json());
  const bool terminal = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  const bool colours = options.reporting.color == "always" || (options.reporting.color == "auto" && terminal);
  return Answer(explanation.Text(colours ? kColours : kPlain));
}

}  // namespace rulec::driver
