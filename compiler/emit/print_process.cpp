// A process: its class with everything that rulert's templates ask of it.
#include "compiler/emit/code_uses.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

using plan::Process;

std::string Micros(std::int64_t us) { return CppInteger(us); }

std::string StringView(std::string_view text) { return CppStringLiteral(text); }

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
    if (!process.due.empty() || !process.waiting.empty()) PrintDecode(out, process);
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

// How its rows become answers.
void PrintWindowForm(CodeWriter& out, const plan::Window& window) {
  const auto number = [&](std::string_view name, std::int64_t value, std::string_view unit) {
    out.Line("static constexpr std::int64_t " + std::string(name) + " = " + Micros(value) + ";" + std::string(unit));
  };
  if (window.rows != 0) return out.Line("static constexpr std::uint32_t kRows = " + Micros(window.rows) + ";");
  if (window.closes.empty()) {
    number("kSize", window.size_us, "  // us");
    if (window.up_to != 0) out.Line("static constexpr std::uint32_t kMaxRows = " + Micros(window.up_to) + ";");
  } else if (window.grid.empty()) {
    number("kGap", window.size, "  // us");
  } else {
    out.Line("using Grid = " + window.grid + ";");
    number("kSize", window.size, "");
    if (window.every != 0) number("kEvery", window.every, "");
    if (window.offset != 0) number("kOffset", window.offset, "");
  }
  if (window.late_us != 0) number("kLate", window.late_us, "  // us");
  if (window.early_us != 0) number("kEarlyEvery", window.early_us, "  // us");
  if (window.early_on_each) out.Line("static constexpr bool kEarlyOnEach = true;");
  if (window.keeps_rows) out.Line("static constexpr bool kKeepsRows = true;");
  if (window.handles_late) out.Line("static constexpr bool kHandlesLate = true;");
}

void PrintWindow(CodeWriter& out, const plan::Window& window) {
  const auto columns = [&] {
    std::string members;
    for (const plan::Field& column : window.columns) {
      out.Line(column.type.spelled() + " " + column.member + "{};");
      members += (members.empty() ? "&Row::" : ", &Row::") + column.member;
    }
    if (window.stores_members) WriteBroken(out, "using Members = ::rulert::Members<" + members + ">;");
  };
  const auto aliases = [&] {
    if (!window.time_member.empty()) out.Line("static constexpr auto kTime = &Row::" + window.time_member + ";");
    for (const plan::Aggregate& aggregate : window.aggregates) {
      out.Line("using " + aggregate.alias + " = " + aggregate.type + ";");
    }
  };
  std::string list;
  for (const plan::Aggregate& aggregate : window.aggregates) list += (list.empty() ? "" : ", ") + aggregate.alias;
  out.Line("");
  out.Doc(window.doc);
  out.Emit({{"type", window.type},
            {"construct", std::to_string(window.construct)},
            {"form", [&] { PrintWindowForm(out, window); }},
            {"columns", columns},
            {"aliases", aliases},
            {"list", list}},
           R"cc(
    struct $type$ {
      static constexpr std::uint32_t kConstruct = $construct$;
      $form$
      /// What is kept of an event.
      struct Row {
        $columns$
      };
      $aliases$
      using Aggregates = ::rulert::Aggregates<$list$>;
    };
  )cc");
}

void PrintCell(CodeWriter& out, CodePrinter& code, const plan::Cell& cell) {
  out.Line("");
  out.Doc(cell.doc);
  out.Emit(
      {{"type", cell.type},
       {"value", cell.value},
       {"expires", cell.expires_us ? Micros(*cell.expires_us) + ";  // us after the last write" : "::rulert::kNever;"},
       {"initial", [&] { code.Body(out, cell.initial); }}},
      R"cc(
    struct $type$ {
      using Value = $value$;
      static constexpr std::int64_t kExpires = $expires$
      static Value Default() noexcept {
        $initial$
      }
    };
  )cc");
}

void PrintState(CodeWriter& out, const Process& process) {
  const auto members = [&] {
    for (const plan::Slot& slot : process.state) out.Line(slot.type + " " + slot.member + ";");
  };
  const auto visits = [&] {
    for (const plan::Slot& slot : process.state) out.Line("visit(" + slot.member + ");");
  };
  out.Emit({{"what", process.key_kind == plan::KeyKind::kNone ? "Nothing is remembered."
                                                              : "All that is remembered of one key."},
            {"unused", process.state.empty() ? "[[maybe_unused]] " : ""},
            {"members", members},
            {"visits", visits}},
           R"cc(

    /// $what$
    struct State {
      $members$

      /// Every member, in order.
      template <class F>
      void ForEach($unused$F&& visit) {
        $visits$
      }
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

void PrintOnLate(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const plan::Handler& handler) {
  const auto mark = [&](std::string_view name) {
    return Mentions(plan.pool, handler.late_body, name) ? "" : "[[maybe_unused]] ";
  };
  const auto head = [&] {
    WriteBroken(out, std::string("static void OnLate(") + mark(handler.late_event) + "const E& " + handler.late_event +
                         ", " + mark("state") + "State& state, " + mark("ctx") + "Ctx& ctx, " + mark("m") +
                         "M& m) noexcept {");
  };
  out.Emit({{"head", head}, {"body", [&] { code.Body(out, handler.late_body); }}}, R"cc(
    static constexpr bool kHandlesLate = true;
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
            {"delay", Micros(stream.delay_us)},
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
               if (!handler.late_event.empty()) PrintOnLate(out, plan, code, handler);
             }},
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
      template <class E, class Ctx, class M>
      $head$
        $body$
      }
      $late$
    };
  )cc");
}

void PrintDue(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const plan::DueWork& due) {
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
            {"head", head},
            {"body", [&] { code.Body(out, due.body); }}},
           R"cc(
    struct $type$ {
      static constexpr auto kMember = &State::$member$;
      static constexpr std::uint32_t kRank = $rank$;
      static constexpr std::uint32_t kConstruct = $construct$;
      $at_once$
      template <class F, class Ctx, class M>
      $head$
        $body$
      }
    };
  )cc");
}

/// `using DueWork`, where there is any.
void PrintDueList(CodeWriter& out, const Process& process, const std::string& inputs) {
  if (process.due.empty() && process.waiting.empty()) return;
  std::string list;
  if (!process.waiting.empty()) {
    list = "WaitingEvents";
    out.Emit({{"member", process.waiting}, {"inputs", inputs}}, R"cc(

      /// Events wait until the watermark has passed them.
      struct WaitingEvents : ::rulert::WaitingWork<WaitingEvents> {
        static constexpr auto kMember = &State::$member$;
        using Inputs = ::rulert::Inputs<$inputs$>;
      };
    )cc");
  }
  for (const plan::DueWork& due : process.due) list += (list.empty() ? "" : ", ") + due.type;
  out.Line("using DueWork = ::rulert::DueWork<" + list + ">;");
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
    PrintState(out, process);
    for (const plan::Handler& handler : process.handlers) PrintInput(out, plan, code, process, handler);
    for (const plan::DueWork& due : process.due) PrintDue(out, plan, code, due);
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
            {"undo", process.needs_undo ? "true" : "false"},
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
      /// An operation can fail after a write: undo needs a copy of the state.
      static constexpr bool kNeedsUndo = $undo$;
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
