// What a process remembers: its windows, cells and the record of one key.
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

// How its rows become answers.
void PrintWindowForm(CodeWriter& out, const plan::Window& window) {
  const auto number = [&](std::string_view name, std::int64_t value, std::string_view unit) {
    out.Line("static constexpr std::int64_t " + std::string(name) + " = " + CppInteger(value) + ";" +
             std::string(unit));
  };
  if (window.rows != 0) return out.Line("static constexpr std::uint32_t kRows = " + CppInteger(window.rows) + ";");
  if (window.closes.empty()) {
    number("kSize", window.size_us, "  // us");
  } else if (window.grid.empty()) {
    number("kGap", window.size, "  // us");
  } else {
    out.Line("using Grid = " + window.grid + ";");
    number("kSize", window.size, "");
    if (window.every != 0) number("kEvery", window.every, "");
    if (window.offset != 0) number("kOffset", window.offset, "");
  }
  if (window.up_to != 0) out.Line("static constexpr std::uint32_t kMaxRows = " + CppInteger(window.up_to) + ";");
  if (window.late_us != 0) number("kLate", window.late_us, "  // us");
  if (window.early_us != 0) number("kEarlyEvery", window.early_us, "  // us");
  if (window.early_on_each) out.Line("static constexpr bool kEarlyOnEach = true;");
  if (window.keeps_rows) out.Line("static constexpr bool kKeepsRows = true;");
  if (window.handles_late) out.Line("static constexpr bool kHandlesLate = true;");
}

std::string ExpiresText(const plan::Cell& cell) {
  if (!cell.expires_us) return "::rulert::kNever;";
  return CppInteger(*cell.expires_us) + ";  // us after the last " + (cell.after_access ? "access" : "write");
}

void PrintCollection(CodeWriter& out, CodePrinter& code, const plan::Cell& cell) {
  const auto types = [&] {
    const std::string value = cell.value.spelled();
    switch (cell.kind) {
      case plan::CellKind::kSet:
        out.Line("using Key = " + value + ";");
        out.Line("using Value = ::rulert::Nothing;");
        break;
      case plan::CellKind::kMap:
        out.Line("using Key = " + cell.key.spelled() + ";");
        out.Line("using Value = " + value + ";");
        if (cell.up_to != 0) out.Line("using Entry = ::rulert::MapEntry<Key, Value>;");
        break;
      default:
        out.Line("using Element = " + value + ";");
    }
  };
  const auto construct = [&] {
    if (cell.up_to != 0)
      out.Line("static constexpr std::uint32_t kConstruct = " + std::to_string(cell.construct) + ";");
  };
  const auto access = [&] {
    if (cell.kind == plan::CellKind::kList) return;
    out.Line(std::string("static constexpr bool kAfterAccess = ") + (cell.after_access ? "true;" : "false;"));
  };
  const auto initial = [&] {
    if (cell.kind != plan::CellKind::kList) return;
    out.Emit({{"body", [&] { code.Body(out, cell.initial); }}}, R"cc(
      static ::rulert::List<Element> Default() noexcept {
        $body$
      }
    )cc");
  };
  out.Emit({{"type", cell.type},
            {"types", types},
            {"expires", ExpiresText(cell)},
            {"access", access},
            {"up_to", std::to_string(cell.up_to) + (cell.up_to == 0 ? ";  // any number" : ";  // elements")},
            {"construct", construct},
            {"initial", initial}},
           R"cc(
    struct $type$ {
      $types$
      static constexpr std::int64_t kExpires = $expires$
      $access$
      static constexpr std::uint32_t kUpTo = $up_to$
      $construct$
      $initial$
    };
  )cc");
}

}  // namespace

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
  if (cell.kind != plan::CellKind::kValue) return PrintCollection(out, code, cell);
  out.Emit({{"type", cell.type},
            {"value", cell.value.spelled()},
            {"expires", ExpiresText(cell)},
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

void PrintState(CodeWriter& out, const plan::Process& process) {
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

}  // namespace rulec::emit
