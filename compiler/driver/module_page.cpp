#include "compiler/driver/module_page.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "compiler/base/utf8.h"

namespace rulec::driver {
namespace {

using base::Span;

/// On one line, blanks as one.
std::string OnOneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string Code(const std::string& text) {
  return text.find('`') == std::string::npos ? "`" + text + "`" : "`` " + text + " ``";
}

std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : OnOneLine(text)) cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

std::string TableLine(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

std::string TableHead(const std::vector<std::string>& cells) {
  return TableLine(cells) + TableLine(std::vector<std::string>(cells.size(), "---"));
}

class Page {
 public:
  Page(const ast::Module& module, const base::SourceFile& file) : module_(module), file_(file) {}

  std::string Write() {
    Head();
    for (const auto& item : module_.items) Item(item);
    std::string visible;
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = text_.find('\n', begin);
      visible += base::EscapeHidden(text_.substr(begin, end - begin), base::EscapeStyle::kRules) + "\n";
      begin = end + 1;
    }
    return visible;
  }

 private:
  std::string Source(Span span) const { return OnOneLine(file_.Text(span)); }
  std::string Name(const ast::Name& name) const { return Source(name.span); }
  std::string Expr(ast::ExprId id) const { return Source(module_.exprs[id].span); }
  std::string Type(ast::TypeRefId id) const { return Source(module_.type_refs[id].span); }
  /// What stands before the body in braces.
  std::string Opening(Span span) const {
    const std::string whole(file_.Text(span));
    return OnOneLine(whole.substr(0, whole.find('{')));
  }

  void Line(const std::string& text) { text_ += text + "\n"; }
  void Paragraph(const std::string& text) {
    if (!text.empty()) text_ += "\n" + text + "\n";
  }
  void Section(const std::string& kind, const ast::Name& name, const std::string& doc) {
    Line("\n## " + kind + " " + Code(Name(name)));
    Paragraph(doc);
  }

  void Head() {
    std::string name;
    for (const ast::Name& part : module_.path) name += (name.empty() ? "" : ".") + Name(part);
    Line(name.empty() ? "# " + file_.path().substr(file_.path().rfind('/') + 1) : "# Module " + Code(name));
    Paragraph(name.empty() ? "" : ModuleDoc());
  }

  /// The `///` lines right above `module`, which the tree does not keep.
  std::string ModuleDoc() const {
    std::string doc;
    std::uint32_t line = file_.Locate(module_.path[0].span.begin).line;
    std::vector<std::string> lines;
    while (line > 1) {
      const std::string text = OnOneLine(file_.Line(--line));
      if (!text.starts_with("///")) break;
      lines.push_back(OnOneLine(text.substr(3)));
    }
    for (auto one = lines.rbegin(); one != lines.rend(); ++one) {
      doc += (doc.empty() ? "" : "\n") + one->substr(one->starts_with(' ') ? 1 : 0);
    }
    return doc;
  }

  void Item(const ast::Slot<ast::ItemKind>& item) {
    switch (item.kind) {
      case ast::ItemKind::kRecord:
        return Record(module_.records[item.index]);
      case ast::ItemKind::kVariant:
        return Variant(module_.variants[item.index]);
      case ast::ItemKind::kEnum:
        return Enum(module_.enums[item.index]);
      case ast::ItemKind::kParam:
        return Param(module_.params[item.index]);
      case ast::ItemKind::kFunction:
        return Function(module_.functions[item.index]);
      case ast::ItemKind::kDecision:
        return Decision(module_.decisions[item.index]);
      case ast::ItemKind::kStream:
        return Declared("Stream", module_.streams[item.index]);
      case ast::ItemKind::kOutput:
        return Declared("Output", module_.outputs[item.index]);
      case ast::ItemKind::kProcess:
        return Process(module_.processes[item.index]);
      case ast::ItemKind::kImport:
      case ast::ItemKind::kZone:
      case ast::ItemKind::kCalendar:
      case ast::ItemKind::kOpaque:
        return;
    }
  }

  template <class Declaration>
  void Declared(const std::string& kind, const Declaration& declaration) {
    Section(kind, declaration.name, declaration.doc);
    Paragraph(Code(Source(declaration.span)));
  }

  void Fields(const std::vector<ast::Field>& fields) {
    if (fields.empty()) return;
    text_ += "\n" + TableHead({"field", "type", "meaning"});
    for (const ast::Field& field : fields) {
      text_ += TableLine({Code(Name(field.name)), Code(Type(field.type)), Cell(field.doc)});
    }
  }

  void Record(const ast::Record& record) {
    Section("Record", record.name, record.doc);
    Fields(record.fields);
  }

  void Variant(const ast::Variant& variant) {
    Section("Variant", variant.name, variant.doc);
    for (const ast::Arm& arm : variant.arms) {
      Paragraph("Arm " + Code(Name(arm.name)) + (arm.doc.empty() ? "" : ": " + OnOneLine(arm.doc)));
      Fields(arm.fields);
    }
  }

  void Enum(const ast::Enum& declared) {
    Section("Enum", declared.name, declared.doc);
    std::string values;
    for (const ast::Name& value : declared.values) values += (values.empty() ? "" : ", ") + Code(Name(value));
    Paragraph(values);
  }

  void Param(const ast::Param& param) {
    Section("Parameter", param.name, param.doc);
    Paragraph(Code(Name(param.name) + ": " + Type(param.type) + " = " + Expr(param.default_value)));
  }

  void Function(const ast::Function& function) {
    Section("Function", function.name, function.doc);
    const Span whole = function.span;
    Paragraph(Code(Source({whole.file, whole.begin, module_.type_refs[function.result].span.end})));
  }

  void Decision(const ast::Decision& decision) {
    Section(decision.base ? "Score card" : "Decision", decision.name, decision.doc);
    Paragraph(Code(Opening(decision.span)));
    if (!decision.lets.empty() || decision.base) Line("");
    for (const ast::Let& let : decision.lets) Line("- let " + Code(Name(let.name) + " = " + Expr(let.value)));
    if (decision.base) Line("- base " + Code(Expr(*decision.base)));
    if (!decision.rules.empty() && decision.lets.empty() && !decision.base) Line("");
    for (const ast::DecisionRule& rule : decision.rules) Rule(rule, decision.base.has_value());
    if (decision.table_file) {
      Paragraph("The table is in " + Code(decision.table_file->path) + ".");
    } else if (decision.table) {
      Table(*decision.table);
    }
    if (!decision.otherwise) return;
    if (decision.rules.empty()) Line("");
    Line("- otherwise " + Code(Expr(*decision.otherwise)));
  }

  void Rule(const ast::DecisionRule& rule, bool adds) {
    std::string line = "- rule " + Code(Name(rule.name));
    if (rule.attributes.shadow) line += ", in shadow";
    if (rule.attributes.effective) line += ", " + Source(rule.attributes.effective->span);
    if (!rule.description.empty()) line += ", " + OnOneLine(rule.description);
    if (!rule.doc.empty()) line += ". " + OnOneLine(rule.doc);
    line += ": when " + Code(Expr(rule.when)) + (adds ? " add " : " then ") + Code(Expr(rule.then));
    if (!rule.because.empty()) line += " because " + OnOneLine(rule.because);
    if (rule.code) line += " (" + OnOneLine(*rule.code) + ")";
    Line(line);
  }

  void Table(const ast::Table& table) {
    std::vector<std::string> head;
    for (const ast::TableInput& input : table.inputs) {
      head.push_back(Cell(input.label ? Name(*input.label) : Expr(input.expr)));
    }
    for (const ast::Name& output : table.outputs) head.push_back("**" + Cell(Name(output)) + "**");
    text_ += "\n" + TableHead(head);
    for (const ast::TableRow& row : table.rows) {
      std::vector<std::string> cells;
      for (const ast::Cell& cell : table.cells_of(row)) cells.push_back(Cell(Source(cell.span)));
      for (const ast::ExprId result : table.results_of(row)) cells.push_back("**" + Cell(Expr(result)) + "**");
      text_ += TableLine(cells);
    }
  }

  template <class Declaration>
  void Members(const std::vector<Declaration>& declarations) {
    for (const Declaration& declared : declarations) {
      Line("- " + Code(Source(declared.span)) + (declared.doc.empty() ? "" : ": " + OnOneLine(declared.doc)));
    }
  }

  void Process(const ast::Process& process) {
    Section("Process", process.name, process.doc);
    Paragraph(Code(Opening(process.span)));
    Line("");
    Members(process.states);
    Members(process.timers);
    Members(process.windows);
    Members(process.joins);
    for (const ast::Handler& handler : process.handlers) {
      Line("- " + Code(Opening(handler.span)) + (handler.doc.empty() ? "" : ": " + OnOneLine(handler.doc)));
      for (const ast::StatementId id : handler.body) Statement(module_.statements[id]);
    }
  }

  void Statement(const ast::Statement& statement) {
    if (statement.kind != ast::StatementKind::kRule) return;
    std::string line = "  - rule " + Code(Name(statement.name));
    if (!statement.description.empty()) line += ", " + OnOneLine(statement.description);
    if (!statement.doc.empty()) line += ". " + OnOneLine(statement.doc);
    Line(line + ": when " + Code(Expr(statement.when)));
  }

  const ast::Module& module_;
  const base::SourceFile& file_;
  std::string text_;
};

}  // namespace

std::string ModulePage(const ast::Module& module, const base::SourceFile& file) { return Page(module, file).Write(); }

}  // namespace rulec::driver
