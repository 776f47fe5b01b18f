// Joins and their handlers.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/check/declarations.h"
#include "compiler/check/process_checker.h"
#include "compiler/types/time_text.h"

namespace rulec::check {

using ir::JoinHandlerKind;
using ir::JoinSide;

void ProcessChecker::CheckJoin(const ast::Join& source) {
  const bool named = DeclareItem(source.name);
  RequireKey(source.name.span, "an end of the interval");
  const auto left = FindStream(source.left);
  const auto right = FindStream(source.right);
  const auto bound = [&](const ast::JoinBound& at) -> std::optional<std::int64_t> {
    const auto us = DurationOf(context_, tree(), at.distance, 0, "an end of the interval");
    return us && at.negative ? -*us : us;
  };
  const auto lower = bound(source.lower);
  const auto upper = bound(source.upper);
  if (source.left_side.symbol == source.right_side.symbol) {
    context_
        .Report(Code::kJoinNames, source.right_side.span,
                fmt::format("both sides of join `{}` are called `{}`", context_.Text(source.name.symbol),
                            context_.Text(source.right_side.symbol)),
                "another name is needed here")
        .Note(source.left_side.span, "the left side");
  }
  if (lower && upper && *lower > *upper) {
    const auto text = [](std::int64_t us) { return types::DurationText(us); };
    context_.Report(Code::kJoinInterval,
                    base::Join(tree().exprs[source.lower.distance].span, tree().exprs[source.upper.distance].span),
                    fmt::format("no time lies between {} and {}", text(*lower), text(*upper)),
                    fmt::format("the earlier end comes first: `within {} .. {}`", text(*upper), text(*lower)));
  }
  if (!left || !right || !lower || !upper || *lower > *upper) {
    scope_.opaques.try_emplace(source.name.symbol, source.name.span);
    return;
  }
  ir::Join join;
  join.name = context_.TextOf(source.name.symbol);
  join.span = source.span;
  join.doc = source.doc;
  join.sides.left = {context_.TextOf(source.left_side.symbol), *left};
  join.sides.right = {context_.TextOf(source.right_side.symbol), *right};
  join.lower_us = *lower;
  join.upper_us = *upper;
  const ir::JoinId id = process_.joins.Add(std::move(join));
  if (named) scope_.joins.emplace(source.name.symbol, id);
}

// ---- handlers

// Reports nothing for a name that stands for a mistake reported before.
std::optional<ir::JoinId> ProcessChecker::FindJoin(ast::Name name) {
  const auto found = scope_.joins.find(name.symbol);
  if (found != scope_.joins.end()) return found->second;
  if (scope_.opaques.contains(name.symbol)) return std::nullopt;
  const std::string_view text = context_.Text(name.symbol);
  std::vector<std::string_view> names;
  for (const ir::Join& join : process_.joins) names.push_back(join.name);
  const char* what = scope_.cells.contains(name.symbol)     ? "a state cell"
                     : scope_.windows.contains(name.symbol) ? "a window"
                     : scope_.timers.contains(name.symbol)  ? "a timer"
                                                            : nullptr;
  context_.Report(
      Code::kUnknownJoin, name.span,
      what == nullptr ? fmt::format("unknown join `{}`", text) : fmt::format("`{}` is {}, not a join", text, what),
      what == nullptr ? context_.DidYouMean(text, names) : std::string());
  return std::nullopt;
}

// Of `on unmatched` and `on late`: the side that the name means.
std::optional<JoinSide> ProcessChecker::FindSide(const ir::Join& join, ast::Name name) {
  const std::string_view text = context_.Text(name.symbol);
  for (const JoinSide side : ir::kJoinSides) {
    if (join.sides[side].name == text) return side;
  }
  context_
      .Report(Code::kJoinNames, name.span, fmt::format("join `{}` has no side `{}`", join.name, text),
              fmt::format("its sides are `{}` and `{}`", join.sides.left.name, join.sides.right.name))
      .Note(join.span, "declared here");
  return std::nullopt;
}

void ProcessChecker::CheckMatch(const ast::Handler& source) {
  const auto id = FindJoin(source.subject);
  if (!id) return;
  const ir::Join& join = process_.joins[*id];
  if (source.binders.size() != 2) {
    context_
        .Report(
            Code::kJoinNames, source.binders.front().span, fmt::format("a match of join `{}` is two events", join.name),
            fmt::format("name both: `on match {} as ({}, {})`", join.name, join.sides.left.name, join.sides.right.name))
        .Note(join.span, "declared here");
    return;
  }
  CheckJoinBody(source, JoinHandlerKind::kMatch, *id, {&source.binders[0], &source.binders[1]});
}

void ProcessChecker::CheckOneSide(const ast::Handler& source, JoinHandlerKind kind) {
  const auto join = FindJoin(source.subject);
  if (!join) return;
  const auto side = FindSide(process_.joins[*join], source.binders.front());
  if (!side) return;
  ir::BothSides<const ast::Name*> names;
  names[*side] = &source.binders.front();
  CheckJoinBody(source, kind, *join, names);
}

// `names`: of the events at hand; null for one that is not.
void ProcessChecker::CheckJoinBody(const ast::Handler& source, JoinHandlerKind kind, ir::JoinId join,
                                   const ir::BothSides<const ast::Name*>& names) {
  const std::size_t mark = exprs_.MarkLocals();
  const std::size_t facts = exprs_.narrowing().Mark();
  ir::JoinHandler handler;
  handler.kind = kind;
  handler.span = source.span;
  handler.doc = source.doc;
  handler.join = join;
  for (const JoinSide side : ir::kJoinSides) {
    if (names[side] == nullptr) continue;
    const ir::StreamId stream = process_.joins[join].sides[side].stream;
    const TypeId type = context_.types().Record(context_.program.streams[stream].record);
    handler.events[side] = exprs_.AddLocal(ir::LocalKind::kEvent, *names[side], type);
    exprs_.DeclareLocal(*names[side], handler.events[side]);
  }
  handler.body = CheckBody(source.body);
  exprs_.narrowing().Leave(facts);
  exprs_.LeaveLocals(mark);
  process_.join_handlers.push_back(std::move(handler));
}

void ProcessChecker::ReportIdleJoins() {
  for (const ast::Join& source : source_.joins) {
    if (!scope_.joins.contains(source.name.symbol)) continue;
    const bool is_handled =
        std::any_of(source_.handlers.begin(), source_.handlers.end(), [&](const ast::Handler& handler) {
          return (handler.trigger == ast::TriggerKind::kMatch || handler.trigger == ast::TriggerKind::kUnmatched) &&
                 handler.subject.symbol == source.name.symbol;
        });
    if (is_handled) continue;
    const std::string_view name = context_.Text(source.name.symbol);
    context_.Report(Code::kIdleJoin, source.name.span,
                    fmt::format("nothing happens when events of join `{}` meet", name),
                    fmt::format("write `on match {} as ({}, {}) {{ .. }}`", name,
                                context_.Text(source.left_side.symbol), context_.Text(source.right_side.symbol)));
  }
}

}  // namespace rulec::check
