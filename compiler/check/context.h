#pragma once
// What every part of the checker shares: the program under construction, the names of each module, reporting.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/base/interner.h"
#include "compiler/check/ir_builder.h"
#include "compiler/check/module_graph.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/ir/ir.h"

namespace rulec::check {

using base::Span;
using base::Symbol;
using diagnostics::Code;
using diagnostics::Diagnostic;
using types::TypeId;
using types::TypeKind;

enum class DeclKind : std::uint8_t {
  kImport,
  kRecord,
  kVariant,
  kEnum,
  kParam,
  kFunction,
  kDecision,
  kProcess,
  kStream,
  kOutput,
  kCalendar,  // id: index into Program::calendars
  kOpaque,    // reported as not built yet: its name is known and stands for anything
};

/// The id of what has been declared but not described yet.
inline constexpr std::uint32_t kNoId = 0xFFFFFFFFu;

/// A name of a module. `id` is the value of the typed id of its kind; for kImport an index of a module.
struct Decl {
  DeclKind kind = DeclKind::kOpaque;
  std::uint32_t index = 0;  // in the vector of its kind in the tree
  std::uint32_t id = kNoId;
  Span span;
};

using DeclMap = std::unordered_map<Symbol, Decl>;

struct ModuleScope {
  const ast::Module* ast = nullptr;
  std::string name;    // dotted path
  std::string origin;  // what the main file calls it; empty: the main file itself
  bool root = false;
  DeclMap names;     // types, parameters, functions, decisions, processes, aliases of imports
  DeclMap channels;  // streams and outputs
  // Ids of its first parameter, function and decision; the others follow in file order.
  std::uint32_t first_param = 0;
  std::uint32_t first_function = 0;
  std::uint32_t first_decision = 0;
  std::optional<ast::Zone> zone;  // where nothing else is said; a known one
};

/// A function or decision, as a node of the graph of calls.
struct Callable {
  bool decision = false;
  std::uint32_t id = 0;
  friend bool operator==(const Callable&, const Callable&) = default;
};

struct Call {
  Callable caller;
  Callable callee;
  Span span;
};

/// A process emits to an output, or reads it as a stream.
struct OutputUse {
  std::uint32_t process = 0;
  ir::OutputId output;
  bool reads = false;
  Span span;
};

class Context {
 public:
  Context(const base::Interner& symbols_in, diagnostics::Sink& sink_in)
      : symbols(symbols_in), sink(sink_in), build(program) {}

  ir::Program program;
  const base::Interner& symbols;
  diagnostics::Sink& sink;
  Builder build;
  std::vector<ModuleScope> modules;  // as in the graph
  std::vector<Call> calls;
  std::vector<OutputUse> output_uses;
  std::vector<bool> literals;  // by ir::ExprId: constants that take the type of what they meet

  bool IsLiteral(ir::ExprId id) const { return id.value < literals.size() && literals[id.value]; }
  ir::ExprId MarkLiteral(ir::ExprId id) {
    if (literals.size() <= id.value) literals.resize(id.value + 1);
    literals[id.value] = true;
    return id;
  }

  /// Index of a field in its record.
  std::optional<std::uint32_t> FindField(types::RecordId record, Symbol name) const {
    const auto found = fields.find(FieldKey(record, name));
    return found == fields.end() ? std::nullopt : std::optional(found->second);
  }
  static std::uint64_t FieldKey(types::RecordId record, Symbol name) {
    return std::uint64_t{record.value} << 32 | name.value;
  }
  std::unordered_map<std::uint64_t, std::uint32_t> fields;

  types::TypeTable& types() { return program.types; }
  std::string_view Text(Symbol symbol) const { return symbols.Text(symbol); }
  std::string TextOf(Symbol symbol) const { return std::string(symbols.Text(symbol)); }
  /// "record `Alert`", "arm `Outcome.approve`".
  std::string NameOf(types::RecordId record) const;
  /// `decimal(12,2)?`, `list<string>`, `Severity`: as the author would write it.
  std::string TypeText(TypeId type) const;

  Diagnostic& Report(Code code, Span span, std::string message, std::string label = {}) {
    return sink.Report(code, span, std::move(message), std::move(label));
  }
  /// `instead`: what does the same today.
  void NotBuilt(Span span, std::string_view construct, std::string_view instead = {});
  /// "did you mean `x`?", or nothing.
  std::string DidYouMean(std::string_view written, const std::vector<std::string_view>& candidates) const;
  /// Names of the declarations of those kinds.
  std::vector<std::string_view> NamesOf(const DeclMap& map, std::initializer_list<DeclKind> kinds) const;
};

}  // namespace rulec::check
