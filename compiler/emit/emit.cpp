#include "compiler/emit/emit.h"

#include <algorithm>
#include <set>
#include <vector>

#include "compiler/base/utf8.h"
#include "compiler/emit/code_writer.h"
#include "compiler/emit/content_hash.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/parts.h"
#include "templates/templates.h"

namespace rulec::emit {
namespace {

/// As it can stand in an #include and in #line: nothing that ends the name, or that nobody sees.
std::string FileStem(const std::string& name) {
  std::string stem;
  for (std::size_t i = 0; i < name.size();) {
    const base::CodePoint point = base::DecodeUtf8(name, i);
    const char32_t c = point.value;
    const bool is_invalid = c == 0xFFFD && point.length == 1;
    if (is_invalid || base::IsHidden(c) || c == '"' || c == '\\' || c == '/' || c == '?') {
      stem += '_';
    } else {
      stem.append(name, i, point.length);
    }
    i += point.length;
  }
  return stem.empty() ? "rules" : stem;
}

std::string NamespaceOf(const plan::Plan& plan) {
  std::string out;
  for (const std::string& name : plan.namespaces) out += (out.empty() ? "" : "::") + name;
  return out;
}

void PrintIncludes(CodeWriter& out, std::vector<std::string_view> headers) {
  for (const std::string_view header : headers) out.Line("#include \"rulert/" + std::string(header) + "\"");
}

std::vector<std::string_view> HeadersOf(const plan::Plan& plan) {
  std::set<std::string_view> headers = {"arithmetic.h", "list_of.h",        "matches.h",
                                        "result.h",     "string_convert.h", "text.h"};
  for (const plan::Decision& decision : plan.decisions) {
    if (!decision.matches.empty()) headers.insert("hit_policies.h");
    if (!decision.table.rows.empty()) headers.insert("table_rows.h");
    if (decision.packed) headers.insert({"packed_rows.h", "table_rows.h"});
    if (!decision.shadows.empty()) headers.insert("shadow.h");
    if (decision.index) {
      const bool is_bitmap = std::holds_alternative<plan::BitmapIndex>(decision.index->form);
      headers.insert({"rule_codes.h", is_bitmap ? "bitmap_index.h" : "row_index.h"});
    }
  }
  if (!plan.processes.empty()) headers.insert({"context.h", "due.h", "emitted.h", "row.h"});
  if (!plan.zones.empty()) headers.insert("zone.h");
  if (!plan.calendars.empty()) headers.insert("business_calendar.h");
  if (!plan.patterns.empty()) headers.insert("pattern.h");
  for (const plan::Variant& variant : plan.variants) {
    if (variant.stored) headers.insert("stored_variant.h");
  }
  for (const plan::Process& process : plan.processes) {
    if (!process.waiting.empty()) headers.insert("waiting.h");
    if (!process.joins.empty()) headers.insert("join.h");
    for (const plan::Window& window : process.windows) {
      if (!window.closes.empty()) headers.insert("closing_windows.h");
    }
    for (const plan::Cell& cell : process.cells) {
      if (cell.kind == plan::CellKind::kList) headers.insert("list_cell.h");
      if (cell.kind == plan::CellKind::kSet || cell.kind == plan::CellKind::kMap) headers.insert("keyed_cell.h");
    }
  }
  headers.insert(plan.headers.begin(), plan.headers.end());
  return {headers.begin(), headers.end()};
}

std::string Header(const plan::Plan& plan, const std::string& stem) {
  CodeWriter out(stem + ".rules.h");
  const auto includes = [&] { PrintIncludes(out, HeadersOf(plan)); };
  const auto callables = [&] {
    for (const plan::Callable& callable : plan.callables) {
      if (callable.is_decision) {
        PrintDecision(out, plan, plan.decisions[callable.index]);
      } else {
        PrintFunction(out, plan, plan.functions[callable.index]);
      }
    }
  };
  const auto processes = [&] {
    if (plan.processes.empty()) return;
    for (std::uint32_t i = 0; i < plan.outputs.size(); ++i) PrintOutput(out, plan, plan.outputs[i], i);
    for (const plan::Process& process : plan.processes) PrintProcess(out, plan, process);
  };
  out.Emit({{"source", CommentLine(plan.files[0])},
            {"includes", includes},
            {"namespace", NamespaceOf(plan)},
            {"types", [&] { PrintTypes(out, plan); }},
            {"module", [&] { PrintModuleFacts(out, plan); }},
            {"callables", callables},
            {"processes", processes}},
           templates::rules_h);
  return out.text();
}

std::string CodecFile(const plan::Plan& plan, const std::string& stem) {
  CodeWriter out(stem + ".codec.h");
  out.Emit({{"source", CommentLine(plan.files[0])},
            {"namespace", NamespaceOf(plan)},
            {"header", "\"" + stem + ".rules.h\""},
            {"specs", [&] { PrintRecordSpecs(out, plan); }}},
           templates::codec_h);
  return out.text();
}

/// A literal for each line of the text.
void PrintLongLiteral(CodeWriter& out, std::string_view text) {
  while (!text.empty()) {
    const auto size = text.find('\n') + 1;  // the text ends in a line end
    out.Line(CppStringLiteral(text.substr(0, size)) + (size == text.size() ? ";" : ""));
    text.remove_prefix(size);
  }
}

std::string ModuleFile(const plan::Plan& plan, const std::string& stem, const std::string& manifest) {
  CodeWriter out(stem + ".module.cpp");
  const auto includes = [&] {
    if (!plan.processes.empty()) PrintIncludes(out, {"process_desc.h"});
  };
  out.Emit({{"source", CommentLine(plan.files[0])},
            {"namespace", NamespaceOf(plan)},
            {"header", "\"" + stem + ".rules.h\""},
            {"codec", "\"" + stem + ".codec.h\""},
            {"includes", includes},
            {"rows", [&] { PrintRows(out, plan); }},
            {"decisions", [&] { PrintDecisionEntries(out, plan); }},
            {"tables", [&] { PrintTables(out, plan); }},
            {"manifest", [&] { PrintLongLiteral(out, manifest); }},
            {"module", [&] { PrintModuleFields(out, plan); }}},
           templates::module_cpp);
  return out.text();
}

}  // namespace

FileSet Emit(const plan::Plan& plan, const EmitOptions& options) {
  const std::string stem = FileStem(options.name);
  FileSet set;
  if (!plan.patterns.empty()) set.libraries.push_back("re2");
  const std::string header = Header(plan, stem);
  const std::string codec = CodecFile(plan, stem);
  // The module's text holds its manifest, so the hash is of the text without one.
  const std::string hash = ContentHash(header + codec + ModuleFile(plan, stem, "\n"));
  set.manifest = Manifest(plan, options.cpu, hash);
  set.files[stem + ".module.cpp"] = ModuleFile(plan, stem, set.manifest);
  set.files[stem + ".rules.h"] = header;
  set.files[stem + ".codec.h"] = codec;
  return set;
}

}  // namespace rulec::emit
