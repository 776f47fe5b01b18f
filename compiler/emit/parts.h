#pragma once
// The parts of generated files, one function each.
#include <functional>
#include <string>
#include <string_view>

#include "compiler/emit/code_printer.h"
#include "compiler/emit/code_writer.h"
#include "compiler/plan/plan.h"

namespace rulec::emit {

// ---- of the header ----
void PrintTypes(CodeWriter& out, const plan::Plan& plan);  // enums, records, events, params
void PrintStruct(CodeWriter& out, const plan::Plan& plan, const plan::Struct& record);
void PrintVariant(CodeWriter& out, const plan::Plan& plan, const plan::Variant& variant);
/// Members of a struct, and for one in state the list of them.
void PrintFields(CodeWriter& out, const plan::Plan& plan, const std::vector<plan::Field>& fields);
void PrintMembers(CodeWriter& out, const std::string& name, const std::vector<plan::Field>& fields);
void PrintModuleFacts(CodeWriter& out, const plan::Plan& plan);  // name, places, rules, constructs
void PrintOutput(CodeWriter& out, const plan::Plan& plan, const plan::Output& output, std::uint32_t index);
void PrintFunction(CodeWriter& out, const plan::Plan& plan, const plan::Function& function);
void PrintDecision(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision);
/// The constants by which the rules of a decision are found, behind its class.
void PrintIndex(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision);
/// Of a decision: rules in shadow. What its class says of them in public and in private, and what is behind it.
void PrintShadowNames(CodeWriter& out, const plan::Decision& decision);
void PrintShadowCounts(CodeWriter& out, const plan::Decision& decision);
void PrintShadowMembers(CodeWriter& out, const plan::Decision& decision);
void PrintShadowBodies(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision);
/// The rows of a table that has many, behind the class of its decision.
void PrintPacked(CodeWriter& out, const plan::Plan& plan, const plan::Decision& decision);
/// Of a process: what it remembers.
void PrintWindow(CodeWriter& out, const plan::Window& window);
void PrintCell(CodeWriter& out, CodePrinter& code, const plan::Cell& cell);
void PrintJoin(CodeWriter& out, const plan::Plan& plan, const plan::Join& join);
void PrintJoinWork(CodeWriter& out, const plan::Plan& plan, CodePrinter& code, const plan::Process& process,
                   const plan::Join& join);
/// What an undo puts back: `using Saved = ...`. Without state there is nothing to say.
void PrintSaved(CodeWriter& out, const plan::Process& process, const std::string& alias,
                const std::vector<std::string>& members);
void PrintState(CodeWriter& out, const plan::Process& process);
void PrintProcess(CodeWriter& out, const plan::Plan& plan, const plan::Process& process);

// ---- of the codec file ----
void PrintRecordSpecs(CodeWriter& out, const plan::Plan& plan);

/// Where the value of a field is: offsets and sizes as C++ expressions; without `offset` the field has no place.
struct Placement {
  std::string offset;
};
/// One initialiser of a ::rulert::FieldSpec. `scope` is put before the names of specs: `codec::` or nothing.
std::string FieldSpecText(const plan::Plan& plan, std::string_view name, const plan::Type& type,
                          const Placement& placement, std::string_view scope);
std::string SpecName(const plan::Plan& plan, std::uint32_t record);
/// `Approve` of `Outcome::Approve`.
std::string ShortName(const std::string& cpp);

// ---- of the module ----
void PrintRows(CodeWriter& out, const plan::Plan& plan);             // specs of rows, keys, inputs, windows
void PrintDecisionEntries(CodeWriter& out, const plan::Plan& plan);  // specs and functions of DecisionDesc
void PrintTables(CodeWriter& out, const plan::Plan& plan);           // StreamDesc ... ConstructDesc
/// A constexpr array of a rulert struct; nothing where it would have no element.
void PrintArray(CodeWriter& out, std::string_view type, std::string_view name, std::size_t count,
                const std::function<void()>& rows);
/// The ::rulert::RecordSpec of what a decision takes.
std::string InputSpec(const plan::Plan& plan, const plan::Decision& decision);
void PrintModuleFields(CodeWriter& out, const plan::Plan& plan);  // initialisers of ::rulert::Module

/// `{"text", size}`: a ::rulert::Text.
std::string TextOf(std::string_view text);
/// `credit.rules:42`.
std::string Where(const plan::Plan& plan, plan::SourceLine line);
/// `const Application& app, M& m`: what is given, then what is needed. One for which `is_read` says no is marked as
/// unused.
using IsRead = std::function<bool(std::string_view)>;
std::string ParameterList(const std::vector<plan::Param>& params, const plan::Needs& needs, const IsRead& is_read = {});
/// `app, m`.
std::string ArgumentList(const std::vector<plan::Param>& params, const plan::Needs& needs);

std::string Manifest(const plan::Plan& plan, std::string_view cpu, std::string_view content_hash);

}  // namespace rulec::emit
