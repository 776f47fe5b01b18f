#pragma once
// What every part of lowering shares: the program, the plan as far as it is built, and the C++ names of declared
// things.
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/ir/ir.h"
#include "compiler/lower/namer.h"
#include "compiler/plan/plan.h"

namespace rulec::lower {

class Context {
 public:
  Context(const ir::Program& program, const base::SourceSet& sources);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const ir::Program& program() const { return program_; }
  plan::Plan& plan() { return plan_; }
  plan::CodePool& pool() { return plan_.pool; }
  Scope& module_scope() { return module_scope_; }

  const types::Type& TypeOf(ir::TypeId id) const { return program_.types[id]; }
  const types::Type& TypeOf(ir::ExprId id) const { return TypeOf(program_.exprs[id].type); }

  /// As codecs and C++ see it.
  plan::Type Plan(ir::TypeId id);
  /// `std::optional` included.
  std::string Spell(ir::TypeId id) { return Plan(id).spelled(); }
  /// As the type of a parameter: records and variants by reference.
  std::string SpellParam(ir::TypeId id);

  /// C++ name of the zone that a constant names.
  std::string ZoneOf(ir::ExprId name) const;
  /// C++ name of the calendar whose number a constant is.
  std::string CalendarOf(ir::ExprId number) const;
  /// C++ name of the pattern that is this constant.
  std::string PatternOf(ir::ExprId text) const;
  /// C++ name of a type, function or class of this module, qualified where a class may hide it.
  std::string Visible(const std::string& cpp) const;
  std::string Qualified(const std::string& cpp) const { return plan_.qualified + "::" + cpp; }

  /// Member of a struct for a field of that name, unique in `scope`.
  std::string MemberName(std::string_view name, Scope& scope) const;

  /// The name of a type or function at namespace level. What an import declares says where it comes from if its plain
  /// name is taken, so those of the main file are to be taken first.
  std::string TakeName(std::string_view name, std::string_view origin);
  /// Of the class of a decision or process: none that its own members have.
  std::string TakeClassName(std::string_view name, std::string_view origin);

  /// Names that a class may give to what is nested in it.
  Scope ClassScope() const;

  /// As the author wrote it.
  std::string_view Text(ir::Span span) const;
  /// Of a declaration: what stands before its first `{` or line end.
  std::string HeadText(ir::Span span) const;
  plan::SourceLine Source(ir::Span span) const;
  /// `fraud.rules:42`.
  std::string Where(ir::Span span) const;
  /// Index into Plan::places; one for each span.
  std::uint32_t PlaceOf(ir::Span span);
  /// Of a declaration, with its head as the expression.
  std::uint32_t PlaceOfHead(ir::Span span);

 private:
  std::string WantedName(std::string_view name, std::string_view origin) const;

  const ir::Program& program_;
  const base::SourceSet& sources_;
  plan::Plan plan_;
  Scope module_scope_;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> places_;
  std::map<std::uint32_t, std::uint32_t> elements_;  // TypeId of an element of a list or set to Plan::elements
  std::map<std::uint32_t, std::uint32_t> entries_;   // TypeId of a map to Plan::entries
};

class Failures;

/// The parts of lowering, in this order; functions and decisions in CallOrder().
void LowerTypes(Context& context);  // enums, records, variants, params; names of everything at namespace level
void LowerFunction(Context& context, const Failures& failures, ir::FunctionId id);
void LowerDecision(Context& context, const Failures& failures, ir::DecisionId id);
void LowerStreams(Context& context);                              // streams with the fields that are read, outputs
void LowerProcesses(Context& context, const Failures& failures);  // and rules and constructs

}  // namespace rulec::lower
