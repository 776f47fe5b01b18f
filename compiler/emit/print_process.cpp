// A process: its class with everything that rulert's templates ask of it.
#include "compiler/emit/code_uses.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

using plan::Process;

std::string StringView(std::string_view text) { return CppStringLiteral(text); }

bool HasDue(const Process& process) {
  return !process.due.empty() || !process.joins.empty() || !process.waiting.empty();
}

/// Where only the bytes of a key are at hand: what falls due.
void PrintDecode(CodeWriter& out, const Process& process) {
  const auto reads = [&] {
    for (const plan::KeyField& field : process.key) out.Line("in.Read(key." + field.member + ");");
  };
  out.Emit({{"unused", process.key.empty() ? "[[maybe_unused]] " : ""}, {"reads", reads}}, R"cc(
    template <class Reader>
    static Key Decode($unused$Reader& in) noexcept {
      Key key;
      $reads$
      return key;
    }
  )cc");
}

void PrintKey(CodeWriter& out, const Process& process) {
  if (process.key_kind == plan::KeyKind::kNone) return;
  const auto fields = [&] {
    for (const plan::KeyField& field : process.key) out.Line(field.type.spelled() + " " + field.member + "{};");
  };
  const auto adds = [&] {
    for (const plan::KeyField& field : process.key) out.Line("out.Add(" + field.member + ");");
  };
  const auto decode = [&] {
    if (HasDue(process)) PrintDecode(out, process);
  };
  out.Emit({{"unused", process.key.empty() ? "[[maybe_unused]] " : ""},
            {"fields", fields},
            {"adds", adds},
            {"decode", decode}},
           R"cc(

    struct Key {
      $fields$

      /// The canonical bytes: what is hashed and compared.
      template <class Buffer>
      constexpr void Encode($unused$Buffer& out) const noexcept {
        $adds$
      }
      $decode$
    };
  )cc");
}

void PrintTimeOf(CodeWriter& out, const plan::Plan& plan, const plan::Stream& stream) {
  if (!stream.time_field) return;
  const plan::Struct& record = plan.records[stream.record];
  out.Line("static ::rulert::Timestamp TimeOf(const Record& record) noexcept { return record." +
           record.fields[*stream.time_field].member + "; }");
}

void PrintKeyOf(CodeWriter& out, const plan::Plan& plan, const Process& process, const plan::Handler& handler) {
  if (process.key_kind == plan::KeyKind::kNone) return;
  const plan::Struct& record = plan.records[plan.streams[handler.stream].record];
  std::string values;
  for (const std::uint32_t field : handler.key) {
    values += (values.empty() ? "" : ", ") + std::string("event.") + record.fields[field].member;
  }
  out.Emit({{"unused", handler.key.empty() ? "[[maybe_unused]] " : ""}, {"values", values}}, R"cc(
    template <class E>
    static Key KeyOf($unused$const E& event) noexcept {
      return {$values$};
    }
  )cc");
}

/// What a process in `order time` says of one of its streams.
void PrintWaits(CodeWriter& out, const plan::Plan& plan, const plan::Handler& handler) {
  const plan::Stream& stream = plan.streams[handler.stream];
  const plan::Struct& record = plan.records[stream.record];
  if (stream.output) out.Line("static constexpr bool kDerived = true;  // processes emit to it");
  if (handler.late != plan::kNoIndex)
    out.Line("static constexpr std::uint32_t kLate = " + std::to_string(handler.late) + ";");
  std::string fields;
  for (const std::uint32_t field : stream.fields)
    fields += (fields.empty() ? "" : ", ") + std::string("event.") + record.fields[field].member;
  out.Emit({{"unused", fields.empty() ? "[[maybe_unused]] " : ""}, {"fields", fields}}, R"cc(
    /// What waits of an event.
    template <class E>
    static Event Keep($unused$const E& event) noexcept {
      return {$fields$};
    }
  )cc");
}

void PrintOnLate(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const Process& process,
                 const plan::Handler& handler) {
  const auto mark = [&](std::string_view name) {
    return Mentions(plan.pool, handler.late_body, name) ? "" : "[[maybe_unused]] ";
  };
  const auto head = [&] {
    WriteBroken(out, std::string("static void OnLate(") + mark(handler.late_event) + "const E& " + handler.late_event +
                         ", " + mark("state") + "State& state, " + mark("ctx") + "Ctx& ctx, " + mark("m") +
                         "M& m) noexcept {");
  };
  out.Emit({{"saved", [&] { PrintSaved(out, process, "SavedOfLate", handler.saved_of_late); }},
            {"head", head},
            {"body", [&] { code.Body(out, handler.late_body); }}},
           R"cc(
    static constexpr bool kHandlesLate = true;
    $saved$
    template <class E, class Ctx, class M>
    $head$
      $body$
    }
  )cc");
}

void PrintInput(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const Process& process,
                const plan::Handler& handler) {
  const plan::Stream& stream = plan.streams[handler.stream];
  const auto is_read = [&](std::string_view name) { return Mentions(plan.pool, handler.body, name); };
  const auto mark = [&](std::string_view name) { return is_read(name) ? "" : "[[maybe_unused]] "; };
  const auto head = [&] {
    WriteBroken(out, std::string("static void On(") + mark(handler.event) + "const E& " + handler.event + ", " +
                         mark("state") + "State& state, " + mark("ctx") + "Ctx& ctx, " + mark("m") +
                         "M& m) noexcept {");
  };
  out.Line("");
  out.Doc(handler.doc);
  out.Emit({{"type", handler.type},
            {"index", std::to_string(handler.stream)},
            {"name", StringView(stream.name)},
            {"delay", CppInteger(stream.delay_us)},
            {"event", stream.event},
            {"record", plan.records[stream.record].cpp},
            {"qualified", plan.qualified},
            {"time_of", [&] { PrintTimeOf(out, plan, stream); }},
            {"key_of", [&] { PrintKeyOf(out, plan, process, handler); }},
            {"waits",
             [&] {
               if (!process.waiting.empty()) PrintWaits(out, plan, handler);
             }},
            {"late",
             [&] {
               if (!handler.late_event.empty()) PrintOnLate(out, plan, code, process, handler);
             }},
            {"saved", [&] { PrintSaved(out, process, "Saved", handler.saved); }},
            {"head", head},
            {"body", [&] { code.Body(out, handler.body); }}},
           R"cc(
    struct $type$ {
      static constexpr std::uint32_t kStream = $index$;
      static constexpr std::string_view kName = $name$;
      static constexpr std::int64_t kDelay = $delay$;  // us
      using Event = $qualified$::$event$;
      using Record = $qualified$::$record$;
      $time_of$
      $key_of$
      $waits$
      $saved$
      template <class E, class Ctx, class M>
      $head$
        $body$
      }
      $late$
    };
  )cc");
}

void PrintDue(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const Process& process,
              const plan::DueWork& due) {
  const auto mark = [&](std::string_view name) {
    return Mentions(plan.pool, due.body, name) ? "" : "[[maybe_unused]] ";
  };
  const auto head = [&] {
    const std::string what = due.what.empty() ? "const F&" : mark(due.what) + ("const F& " + due.what);
    WriteBroken(out, "static void On(" + what + ", " + mark("state") + "State& state, " + mark("ctx") + "Ctx& ctx, " +
                         mark("m") + "M& m) noexcept {");
  };
  out.Line("");
  out.Doc(due.doc);
  out.Emit({{"type", due.type},
            {"member", due.member},
            {"rank", due.rank},
            {"construct", std::to_string(due.construct)},
            {"at_once",
             [&] {
               if (due.at_once) out.Line("static constexpr bool kAtOnce = true;");
             }},
            {"saved", [&] { PrintSaved(out, process, "Saved", due.saved); }},
            {"head", head},
            {"body", [&] { code.Body(out, due.body); }}},
           R"cc(
    struct $type$ {
      static constexpr auto kMember = &State::$member$;
      static constexpr std::uint32_t kRank = $rank$;
      static constexpr std::uint32_t kConstruct = $construct$;
      $at_once$
      $saved$
      template <class F, class Ctx, class M>
      $head$
        $body$
      }
    };
  )cc");
}

/// `using DueWork` and `using ClockWork`, where there is any.
void PrintDueList(CodeWriter& out, const Process& process, const std::string& inputs) {
  if (!HasDue(process)) return;
  std::string list;
  if (!process.waiting.empty()) {
    list = "WaitingEvents";
    out.Emit({{"member", process.waiting}, {"inputs", inputs}}, R"cc(

      /// Events wait until the watermark has passed them.
      struct WaitingEvents : ::rulert::WaitingWork {
        static constexpr auto kMember = &State::$member$;
        using Inputs = ::rulert::Inputs<$inputs$>;
      };
    )cc");
  }
  std::string by_clock;
  for (const plan::DueWork& due : process.due) {
    std::string& line = due.by_clock ? by_clock : list;
    line += (line.empty() ? "" : ", ") + due.type;
  }
  for (const plan::Join& join : process.joins) list += (list.empty() ? "" : ", ") + join.work;
  if (!list.empty()) out.Line("using DueWork = ::rulert::DueWork<" + list + ">;");
  if (!by_clock.empty()) out.Line("using ClockWork = ::rulert::DueWork<" + by_clock + ">;");
}

void PrintSink(CodeWriter& out, const plan::Plan& plan, const Process& process) {
  const auto calls = [&] {
    for (const std::uint32_t index : process.outputs) {
      const plan::Output& output = plan.outputs[index];
      out.Line("sink." + output.method + "(std::declval<const " + plan.qualified +
               "::" + plan.records[output.record].cpp + "&>(), emitted);");
    }
  };
  out.Doc("What a service gives to ::rulert::Local<" + process.cpp + ">: one member function for each output.");
  out.Emit({{"name", process.sink}, {"calls", calls}}, R"cc(
    template <class Sink>
    concept $name$ = requires(Sink& sink, const ::rulert::Emitted& emitted, const ::rulert::Rejected& rejected,
                              const ::rulert::LateEvent& late, const ::rulert::Overflow& overflow) {
      $calls$
      sink.errors(rejected);
      sink.late(late);
      sink.overflow(overflow);
    };

  )cc");
}

std::string KeyText(const Process& process) {
  std::string fields;
  for (const plan::KeyField& field : process.key) fields += (fields.empty() ? "" : ", ") + field.name;
  switch (process.key_kind) {
    case plan::KeyKind::kNone:
      return "";
    case plan::KeyKind::kUnit:
      return " by ()";
    case plan::KeyKind::kFields:
      return " by " + fields;
  }
  return "";
}

}  // namespace

void PrintSaved(CodeWriter& out, const Process& process, const std::string& alias,
                const std::vector<std::string>& members) {
  if (process.key_kind == plan::KeyKind::kNone) return;
  std::string list;
  for (const std::string& member : members) list += (list.empty() ? "&State::" : ", &State::") + member;
  const std::string head = "using " + alias + " = ::rulert::Saved<";
  list += ">;";
  if (static_cast<std::size_t>(out.indent()) + head.size() + list.size() <= CodeWriter::kLineLength) {
    out.Line(head + list);
    return;
  }
  out.Line(head);
  out.Indent();
  out.Indent();
  WriteBroken(out, list);
  out.Outdent();
  out.Outdent();
}

void PrintOutput(CodeWriter& out, const plan::Plan& plan, const plan::Output& output, std::uint32_t index) {
  out.Doc(output.doc);
  out.Doc("output " + output.name + ": " + plan.records[output.record].name + ".");
  out.Emit({{"type", output.type},
            {"constant", output.constant},
            {"index", std::to_string(index)},
            {"name", StringView(output.name)},
            {"method", output.method},
            {"record", plan.qualified + "::" + plan.records[output.record].cpp}},
           R"cc(
    struct $type$ {
      using Record = $record$;
      static constexpr std::uint32_t kIndex = $index$;
      static constexpr std::string_view kName = $name$;
      template <class Sink>
      static void Send(Sink& sink, const Record& record, const ::rulert::Emitted& emitted) {
        sink.$method$(record, emitted);
      }
    };
    inline constexpr $type$ $constant$;

  )cc");
}

void PrintProcess(CodeWriter& out, const plan::Plan& plan, const Process& process) {
  CodePrinter code(plan);
  PrintSink(out, plan, process);
  out.Doc(process.doc);
  out.Doc("process " + process.name + KeyText(process) + " (" + Where(plan, process.line) + ").");
  const auto rules = [&] {
    for (const plan::Constant& rule : process.rules) {
      out.Line("static constexpr std::uint32_t " + rule.member + " = " + std::to_string(rule.value) + ";");
    }
  };
  const auto nested = [&] {
    PrintKey(out, process);
    for (const plan::Window& window : process.windows) PrintWindow(out, window);
    for (const plan::Cell& cell : process.cells) PrintCell(out, code, cell);
    for (const plan::Join& join : process.joins) PrintJoin(out, plan, join);
    PrintState(out, process);
    for (const plan::Handler& handler : process.handlers) PrintInput(out, plan, code, process, handler);
    for (const plan::DueWork& due : process.due) PrintDue(out, plan, code, process, due);
    for (const plan::Join& join : process.joins) PrintJoinWork(out, plan, code, process, join);
  };
  std::string inputs;
  for (const plan::Handler& handler : process.handlers) inputs += (inputs.empty() ? "" : ", ") + handler.type;
  std::string outputs;
  for (const std::uint32_t output : process.outputs)
    outputs += (outputs.empty() ? "" : ", ") + plan.outputs[output].type;
  out.Emit({{"name", process.cpp},
            {"text", StringView(process.name)},
            {"qualified", plan.qualified},
            {"params", plan.params ? plan.qualified + "::Params" : "::rulert::NoParams"},
            {"rules", rules},
            {"nested", nested},
            {"inputs", inputs},
            {"outputs", outputs},
            {"due", [&] { PrintDueList(out, process, inputs); }},
            {"sink", process.sink}},
           R"cc(
    class $name$ final {
     public:
      using Module = $qualified$::Module;
      using Params = $params$;
      static constexpr std::string_view kName = $text$;
      // Rules and handlers, as Module::kRules counts them.
      $rules$
      $nested$

      using Inputs = ::rulert::Inputs<$inputs$>;
      using Outputs = ::rulert::Outputs<$outputs$>;
      $due$

      template <$sink$ Sink>
      static void Accept(Sink&) noexcept {}
    };

  )cc");
}

}  // namespace rulec::emit
