// Joins: what is kept of their events, and what happens to pairs and to events without a partner.
#include "compiler/emit/code_uses.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

std::string Flag(std::string_view name, bool is_set) {
  return "static constexpr bool " + std::string(name) + (is_set ? " = true;" : " = false;");
}

void PrintSide(CodeWriter& out, const plan::Plan& plan, const std::string& type, const plan::JoinSide& side) {
  const plan::Stream& stream = plan.streams[side.stream];
  const auto event = [&] {
    if (side.whole) return out.Line("using Event = " + side.event + ";");
    out.Emit({{"fields", [&] { PrintFields(out, plan, side.fields); }},
              {"members", [&] { PrintMembers(out, "Event", side.fields); }}},
             R"cc(
      struct Event {
        $fields$
        $members$
      };
    )cc");
  };
  out.Doc("What is kept of " + stream.name + ".");
  out.Emit({{"type", type},
            {"stream", std::to_string(side.stream)},
            {"derived", Flag("kIsDerived", stream.output.has_value())},
            {"outer", Flag("kIsOuter", side.is_outer)},
            {"late", Flag("kHandlesLate", side.handles_late)},
            {"event", event}},
           R"cc(
    struct $type$ {
      static constexpr std::uint32_t kStream = $stream$;
      $derived$
      $outer$
      $late$
      $event$
    };
  )cc");
}

}  // namespace

void PrintJoin(CodeWriter& out, const plan::Plan& plan, const plan::Join& join) {
  out.Line("");
  out.Doc(join.doc);
  out.Emit({{"type", join.type},
            {"construct", std::to_string(join.construct)},
            {"lower", CppInteger(join.lower_us)},
            {"upper", CppInteger(join.upper_us)},
            {"pairs", Flag("kHandlesPairs", join.match.valid())},
            {"left", [&] { PrintSide(out, plan, "Left", join.left); }},
            {"right", [&] { PrintSide(out, plan, "Right", join.right); }}},
           R"cc(
    struct $type$ {
      static constexpr std::uint32_t kConstruct = $construct$;
      static constexpr std::int64_t kLower = $lower$;  // us
      static constexpr std::int64_t kUpper = $upper$;  // us
      $pairs$
      $left$
      $right$
    };
  )cc");
}

void PrintJoinWork(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const plan::Process& process,
                   const plan::Join& join) {
  const auto function = [&](const std::string& name, plan::BlockId body,
                            const std::vector<std::pair<const plan::JoinSide*, std::string>>& events) {
    if (!body.valid()) return;
    const auto mark = [&](std::string_view what) { return Mentions(plan.pool, body, what) ? "" : "[[maybe_unused]] "; };
    const auto head = [&] {
      std::string text = "static void " + name + "(";
      for (const auto& [side, event] : events) text += mark(event) + ("const " + side->event + "& " + event) + ", ";
      WriteBroken(
          out, text + mark("state") + "State& state, " + mark("ctx") + "Ctx& ctx, " + mark("m") + "M& m) noexcept {");
    };
    out.Emit({{"head", head}, {"body", [&] { code.Body(out, body); }}}, R"cc(
      template <class Ctx, class M>
      $head$
        $body$
      }
    )cc");
  };
  const auto functions = [&] {
    function("OnMatch", join.match, {{&join.left, join.left.matched}, {&join.right, join.right.matched}});
    function("OnUnmatchedLeft", join.left.unmatched_body, {{&join.left, join.left.unmatched}});
    function("OnUnmatchedRight", join.right.unmatched_body, {{&join.right, join.right.unmatched}});
  };
  out.Line("");
  out.Doc("What becomes of " + join.name + ": " + join.doc);
  out.Emit({{"type", join.work},
            {"member", join.member},
            {"construct", std::to_string(join.construct)},
            {"at_once",
             [&] {
               if (join.match.valid()) out.Line("static constexpr bool kAtOnce = true;");
             }},
            {"saved", [&] { PrintSaved(out, process, "Saved", join.saved); }},
            {"functions", functions}},
           R"cc(
    struct $type$ : ::rulert::JoinWork<$type$> {
      static constexpr auto kMember = &State::$member$;
      static constexpr std::uint32_t kConstruct = $construct$;
      $at_once$
      $saved$
      $functions$
    };
  )cc");
}

}  // namespace rulec::emit
