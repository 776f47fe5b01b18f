// The rows of a large table: rulert/packed_rows.h says what they mean.
#include <algorithm>

#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {
namespace {

/// Lines of `width` bytes each. A pointer to the literal: of an array clang makes a constant for each byte.
void PrintLiteral(CodeWriter& out, const std::string& name, std::string_view bytes, std::size_t width) {
  out.Line("static constexpr const char* " + name + " =");
  out.Indent();
  out.Indent();
  do {
    const std::string_view line = bytes.substr(0, std::max<std::size_t>(width, 1));
    bytes.remove_prefix(line.size());
    out.Line(CppStringLiteral(line) + (bytes.empty() ? ";" : ""));
  } while (!bytes.empty());
  out.Outdent();
  out.Outdent();
}

std::string Bytes(const std::vector<std::uint32_t>& numbers) {
  std::string bytes;
  for (const std::uint32_t number : numbers) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((number >> shift) & 0xFF);
  }
  return bytes;
}

void PrintList(CodeWriter& out, CodePrinter& code, const plan::PackedList& list, const std::string& type,
               const std::string& read, const std::string& name, const std::string& member) {
  const std::string value = code.Expression(list.read);
  const std::string unused = value.find("in.") == std::string::npos ? "[[maybe_unused]] " : "";
  WriteBroken(out, "static " + type + " " + read + "(" + unused + "const ::rulert::PackedRow& in) noexcept { return " +
                       value + "; }");
  PrintLiteral(out, name, list.rows, list.bytes);
  WriteBroken(out, "static constexpr ::rulert::PackedRows<" + type + ", " + read + ", " + std::to_string(list.bytes) +
                       "> " + member + "{" + name + ", kTexts, " + std::to_string(list.count) + "};");
}

}  // namespace

void PrintPacked(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision) {
  const plan::PackedTable& table = *decision.packed;
  CodePrinter code(plan);
  const auto keys = [&] {
    if (table.keys.count == 0) return;
    PrintList(out, code, table.keys, table.key_type, "ReadKey", "kKeys", "keys");
    out.Line("static constexpr std::size_t kSlots = " + std::to_string(table.slots.size()) + ";");
    PrintLiteral(out, "kSlotKeys", Bytes(table.slots), 16);
    out.Line("static constexpr ::rulert::PackedNumbers slots{kSlotKeys};");
    PrintLiteral(out, "kStarts", Bytes(table.starts), 16);
    out.Line("static constexpr ::rulert::PackedNumbers starts{kStarts};");
    PrintLiteral(out, "kOrder", Bytes(table.order), 16);
    out.Line("static constexpr ::rulert::PackedNumbers order{kOrder};");
  };
  out.Doc("The rows of " + decision.name + ", each in so many bytes, and where to find those of one input's value.");
  out.Emit({{"name", decision.cpp},
            {"texts", [&] { PrintLiteral(out, "kTexts", table.texts, 64); }},
            {"rows", [&] { PrintList(out, code, table.rows, "Row", "ReadRow", "kRows", "rows"); }},
            {"keys", keys}},
           R"cc(
    #pragma GCC diagnostic push
    #pragma GCC diagnostic ignored "-Woverlength-strings"
    struct $name$::Packed {
      $texts$
      $rows$
      $keys$
    };
    #pragma GCC diagnostic pop

  )cc");
}

}  // namespace rulec::emit
