#include "compiler/check/declarations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/check/builtins.h"
#include "compiler/check/calendars.h"
#include "compiler/check/effective.h"
#include "compiler/check/imports.h"
#include "compiler/check/time_zones.h"
#include "compiler/check/type_order.h"
#include "compiler/types/time_text.h"

namespace rulec::check {
namespace {

constexpr std::array<std::string_view, 13> kTypeNames = {"bool",      "int",      "float", "string", "decimal",
                                                         "timestamp", "duration", "date",  "list",   "set",
                                                         "map",       "bytes",    "money"};
constexpr std::array<std::string_view, 3> kOutputNames = {"errors", "late", "overflow"};

template <class Names>
bool Holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Declarer {
 public:
  Declarer(Context& context, const ModuleGraph& graph) : context_(context), graph_(graph) {}

  void Run() {
    context_.modules.resize(graph_.modules.size());
    const std::vector<std::string> origins = Origins(graph_, context_.symbols);
    for (std::uint32_t i = 0; i < graph_.modules.size(); ++i) {
      context_.modules[i].origin = origins[i];
      DeclareNames(i);
    }
    for (const TypePlace& place : OrderTypes(context_)) {
      if (place.is_variant) {
        AddVariant(place.module, context_.modules[place.module].ast->variants[place.index]);
      } else {
        AddRecord(place.module, context_.modules[place.module].ast->records[place.index]);
      }
    }
    // Fields only name records and variants before theirs, and enums, which are all known.
    for (std::uint32_t i = 0; i < graph_.modules.size(); ++i) FillModule(i);
  }

 private:
  void DeclareNames(std::uint32_t module) {
    ModuleScope& scope = context_.modules[module];
    scope.ast = &graph_.modules[module].ast;
    scope.root = module + 1 == graph_.modules.size();
    scope.name = ModuleName(*scope.ast, context_.symbols);
    const ast::Module& tree = *scope.ast;
    for (const auto& item : tree.items) {
      switch (item.kind) {
        case ast::ItemKind::kImport:
          DeclareImport(module, item.index);
          break;
        case ast::ItemKind::kRecord:
          DeclareType(scope, tree.records[item.index].name, DeclKind::kRecord, item.index);
          break;
        case ast::ItemKind::kVariant:
          DeclareType(scope, tree.variants[item.index].name, DeclKind::kVariant, item.index);
          break;
        case ast::ItemKind::kEnum:
          DeclareEnum(scope, item.index);
          break;
        case ast::ItemKind::kStream:
          DeclareChannel(scope, tree.streams[item.index].name, DeclKind::kStream, item.index);
          break;
        case ast::ItemKind::kOutput:
          DeclareOutput(scope, item.index);
          break;
        case ast::ItemKind::kParam:
          DeclareName(scope.names, tree.params[item.index].name, DeclKind::kParam, item.index);
          break;
        case ast::ItemKind::kFunction:
          DeclareCallable(scope, tree.functions[item.index].name, DeclKind::kFunction, item.index);
          break;
        case ast::ItemKind::kDecision:
          DeclareCallable(scope, tree.decisions[item.index].name, DeclKind::kDecision, item.index);
          break;
        case ast::ItemKind::kProcess:
          DeclareName(scope.names, tree.processes[item.index].name, DeclKind::kProcess, item.index);
          break;
        case ast::ItemKind::kZone:
          DeclareZone(scope, tree.zones[item.index]);
          break;
        case ast::ItemKind::kCalendar:
          DeclareCalendar(scope, item.index);
          break;
        case ast::ItemKind::kOpaque:
          DeclareOpaque(scope, tree.opaques[item.index], item.index);
          break;
      }
    }
  }

  Decl* DeclareName(DeclMap& names, ast::Name name, DeclKind kind, std::uint32_t index) {
    const auto [place, added] = names.try_emplace(name.symbol, Decl{kind, index, kNoId, name.span});
    if (added) return &place->second;
    context_
        .Report(Code::kDuplicateName, name.span, fmt::format("`{}` is declared twice", context_.Text(name.symbol)),
                "another name is needed here")
        .Note(place->second.span, "first declared here");
    return nullptr;
  }

  void DeclareImport(std::uint32_t module, std::uint32_t index) {
    if (!CheckImport(context_, graph_.modules[module], index)) return;
    const ast::Import& import = context_.modules[module].ast->imports[index];
    Decl* decl = DeclareName(context_.modules[module].names, *import.alias, DeclKind::kImport, index);
    if (decl != nullptr) decl->id = graph_.modules[module].imports[index];
  }

  void DeclareType(ModuleScope& scope, ast::Name name, DeclKind kind, std::uint32_t index) {
    if (Holds(kTypeNames, context_.Text(name.symbol))) {
      context_.Report(Code::kReservedName, name.span,
                      fmt::format("`{}` is a type of the language", context_.Text(name.symbol)),
                      "another name is needed here");
      return;
    }
    DeclareName(scope.names, name, kind, index);
  }

  void DeclareEnum(ModuleScope& scope, std::uint32_t index) {
    const ast::Enum& tree = scope.ast->enums[index];
    DeclareType(scope, tree.name, DeclKind::kEnum, index);
    ir::Enum of;
    of.origin = scope.origin;
    of.name = context_.TextOf(tree.name.symbol);
    of.span = tree.span;
    of.doc = tree.doc;
    std::unordered_map<Symbol, Span> declared;
    for (const ast::Name& value : tree.values) {
      if (DeclareOnce(context_, declared, value)) of.values.push_back(context_.TextOf(value.symbol));
    }
    if (tree.values.empty()) {
      context_.Report(Code::kEmptyEnum, tree.name.span, fmt::format("enum `{}` has no values", of.name),
                      "name what it can be: `{ low, high }`");
      const auto decl = scope.names.find(tree.name.symbol);
      if (decl != scope.names.end() && decl->second.kind == DeclKind::kEnum) decl->second.kind = DeclKind::kOpaque;
      return;
    }
    const ir::EnumId id = context_.program.enums.Add(std::move(of));
    const auto decl = scope.names.find(tree.name.symbol);
    if (decl != scope.names.end() && decl->second.kind == DeclKind::kEnum && decl->second.index == index) {
      decl->second.id = id.value;
    }
  }

  void DeclareChannel(ModuleScope& scope, ast::Name name, DeclKind kind, std::uint32_t index) {
    if (Holds(kOutputNames, context_.Text(name.symbol))) {
      context_.Report(Code::kReservedName, name.span,
                      fmt::format("`{}` is a built-in output", context_.Text(name.symbol)),
                      "another name is needed here");
      return;
    }
    const auto other = scope.channels.find(name.symbol);
    if (other != scope.channels.end() && other->second.kind != kind && other->second.kind != DeclKind::kOpaque) {
      context_.NotBuilt(name.span, "a stream that is also an output",
                        "leave the stream out: `on` reads an output by its name");
      return;
    }
    DeclareName(scope.channels, name, kind, index);
  }

  void DeclareOutput(ModuleScope& scope, std::uint32_t index) {
    DeclareChannel(scope, scope.ast->outputs[index].name, DeclKind::kOutput, index);
  }

  void DeclareCallable(ModuleScope& scope, ast::Name name, DeclKind kind, std::uint32_t index) {
    const std::string_view text = context_.Text(name.symbol);
    if (IsBuiltin(text) || ir::EachOf(text) != ir::Each::kNone) {
      context_.Report(Code::kReservedName, name.span, fmt::format("`{}` is a built-in function", text),
                      "another name is needed here");
      return;
    }
    DeclareName(scope.names, name, kind, index);
  }

  void DeclareZone(ModuleScope& scope, const ast::Zone& zone) {
    if (scope.zone) {
      context_.Report(Code::kDuplicateName, zone.span, "the zone of the module is said twice", "one of them is enough")
          .Note(scope.zone->span, "said first here");
      return;
    }
    if (FindZone(context_, zone.name, zone.name_span, Code::kUnknownTimeZone)) scope.zone = zone;
  }

  void DeclareCalendar(ModuleScope& scope, std::uint32_t index) {
    const ast::Calendar& tree = scope.ast->calendars[index];
    Decl* decl = DeclareName(scope.names, tree.name, DeclKind::kCalendar, index);
    if (decl != nullptr) decl->id = AddCalendar(context_, scope.origin, tree);
  }

  void DeclareOpaque(ModuleScope& scope, const ast::Opaque& opaque, std::uint32_t index) {
    context_.NotBuilt(opaque.name ? opaque.name->span : opaque.span, context_.Text(opaque.construct));
    if (!opaque.name) return;
    scope.names.try_emplace(opaque.name->symbol, Decl{DeclKind::kOpaque, index, 0, opaque.name->span});
    scope.channels.try_emplace(opaque.name->symbol, Decl{DeclKind::kOpaque, index, 0, opaque.name->span});
  }

  void AddRecord(std::uint32_t module, const ast::Record& tree) {
    ir::Record record;
    record.name = context_.TextOf(tree.name.symbol);
    record.span = tree.span;
    record.doc = tree.doc;
    const types::RecordId id = AddFields(module, std::move(record), tree.fields);
    context_.modules[module].names.at(tree.name.symbol).id = id.value;
  }

  void AddVariant(std::uint32_t module, const ast::Variant& tree) {
    Decl& decl = context_.modules[module].names.at(tree.name.symbol);
    if (tree.arms.empty()) {
      context_.Report(Code::kEmptyVariant, tree.name.span,
                      fmt::format("variant `{}` has no arms", context_.Text(tree.name.symbol)),
                      "name what it can be: `approve { limit: decimal(12,2) }  decline`");
      decl.kind = DeclKind::kOpaque;
      return;
    }
    const types::VariantId id(static_cast<std::uint32_t>(context_.program.variants.size()));
    ir::Variant variant;
    variant.origin = context_.modules[module].origin;
    variant.name = context_.TextOf(tree.name.symbol);
    variant.span = tree.span;
    variant.doc = tree.doc;
    std::unordered_map<Symbol, Span> declared;
    for (const ast::Arm& arm : tree.arms) {
      if (!DeclareOnce(context_, declared, arm.name)) continue;
      const std::string name = context_.TextOf(arm.name.symbol);
      ir::Record fields;
      fields.name = variant.name + "." + name;
      fields.span = arm.span;
      fields.doc = arm.doc;
      fields.variant = id;
      variant.arms.push_back({name, arm.span, arm.doc, AddFields(module, std::move(fields), arm.fields)});
    }
    context_.program.variants.Add(std::move(variant));
    decl.id = id.value;
  }

  types::RecordId AddFields(std::uint32_t module, ir::Record record, const std::vector<ast::Field>& fields) {
    record.origin = context_.modules[module].origin;
    std::unordered_map<Symbol, Span> declared;
    const types::RecordId id(static_cast<std::uint32_t>(context_.program.records.size()));
    for (const ast::Field& field : fields) {
      CheckPlainField(field);
      const TypeId type = ResolveType(context_, module, field.type);
      if (!DeclareOnce(context_, declared, field.name)) continue;
      context_.fields[Context::FieldKey(id, field.name.symbol)] = static_cast<std::uint32_t>(record.fields.size());
      record.fields.push_back({context_.TextOf(field.name.symbol), type, field.name.span, field.doc});
    }
    return context_.program.records.Add(std::move(record));
  }

  void CheckPlainField(const ast::Field& field) {
    if (field.default_value)
      context_.NotBuilt(field.name.span, "a default of a field or parameter in brackets",
                        "make it a `T?`, and say `x ?? ..` where it is read");
    for (const auto& [mark, span] : field.marks)
      context_.NotBuilt(span, fmt::format("`{}`", context_.Text(mark)), "leave it out");
  }

  // Whether the declaration of that kind and index won its name.
  static Decl* Find(DeclMap& names, Symbol name, DeclKind kind, std::uint32_t index) {
    const auto found = names.find(name);
    if (found == names.end() || found->second.kind != kind || found->second.index != index) return nullptr;
    return &found->second;
  }

  void FillModule(std::uint32_t module) {
    ModuleScope& scope = context_.modules[module];
    const ast::Module& tree = *scope.ast;
    scope.first_param = static_cast<std::uint32_t>(context_.program.params.size());
    scope.first_function = static_cast<std::uint32_t>(context_.program.functions.size());
    scope.first_decision = static_cast<std::uint32_t>(context_.program.decisions.size());
    for (std::uint32_t i = 0; i < tree.params.size(); ++i) FillParam(module, i);
    for (std::uint32_t i = 0; i < tree.functions.size(); ++i) {
      const ast::Function& function = tree.functions[i];
      ir::Function filled;
      filled.origin = scope.origin;
      filled.name = context_.TextOf(function.name.symbol);
      filled.span = function.span;
      filled.doc = function.doc;
      filled.params = FillParameters(module, function.params);
      filled.result = ResolveType(context_, module, function.result);
      const ir::FunctionId id = context_.program.functions.Add(std::move(filled));
      if (Decl* decl = Find(scope.names, function.name.symbol, DeclKind::kFunction, i)) decl->id = id.value;
    }
    for (std::uint32_t i = 0; i < tree.decisions.size(); ++i) FillDecision(module, i);
    if (!scope.root) return;
    for (std::uint32_t i = 0; i < tree.streams.size(); ++i) FillStream(module, i);
    for (std::uint32_t i = 0; i < tree.outputs.size(); ++i) FillOutput(module, i);
  }

  std::vector<ir::LocalId> FillParameters(std::uint32_t module, const std::vector<ast::Field>& fields) {
    std::vector<ir::LocalId> params;
    std::unordered_map<Symbol, Span> declared;
    for (const ast::Field& field : fields) {
      CheckPlainField(field);
      DeclareOnce(context_, declared, field.name);
      ir::Local local;
      local.kind = ir::LocalKind::kParameter;
      local.name = context_.TextOf(field.name.symbol);
      local.type = ResolveType(context_, module, field.type);
      local.span = field.name.span;
      params.push_back(context_.program.locals.Add(std::move(local)));
    }
    return params;
  }

  void FillParam(std::uint32_t module, std::uint32_t index) {
    ModuleScope& scope = context_.modules[module];
    const ast::Param& tree = scope.ast->params[index];
    ir::Param param;
    param.name = context_.TextOf(tree.name.symbol);
    param.span = tree.span;
    param.doc = tree.doc;
    param.type = ResolveType(context_, module, tree.type);
    const TypeKind kind = context_.types().Kind(param.type);
    if (kind != TypeKind::kError && !context_.types().IsScalar(param.type)) {
      context_.NotBuilt(scope.ast->type_refs[tree.type].span,
                        "a parameter that is a record, variant or list or may be missing",
                        "declare a parameter for each value");
      param.type = context_.types().Simple(TypeKind::kError);
    }
    for (const ir::Param& other : context_.program.params) {
      if (other.name != param.name || other.span.file == param.span.file) continue;
      context_
          .Report(Code::kDuplicateName, tree.name.span,
                  fmt::format("parameter `{}` is also declared by an imported file", param.name),
                  "parameters of all files are set by name, so each needs its own")
          .Note(other.span, "declared here too");
    }
    const ir::ParamId id = context_.program.params.Add(std::move(param));
    if (Decl* decl = Find(scope.names, tree.name.symbol, DeclKind::kParam, index)) decl->id = id.value;
  }

  void FillDecision(std::uint32_t module, std::uint32_t index) {
    ModuleScope& scope = context_.modules[module];
    const ast::Decision& tree = scope.ast->decisions[index];
    ir::Decision decision;
    decision.origin = scope.origin;
    decision.name = context_.TextOf(tree.name.symbol);
    decision.span = tree.span;
    decision.name_span = tree.name.span;
    decision.doc = tree.doc;
    decision.params = FillParameters(module, tree.params);
    if (IsDated(tree)) DeclareAsOf(context_, *scope.ast, tree, decision);
    decision.result = ResolveType(context_, module, tree.result);
    decision.policy = tree.policy;
    if (tree.policy == ir::HitPolicy::kAllMatches) {
      // `list<T>` is the list of all answers, each of them a `T`.
      const types::Type type = context_.types()[decision.result];
      if (type.kind == TypeKind::kList) decision.result = type.element;
    }
    decision.given = decision.result;
    const ir::DecisionId id = context_.program.decisions.Add(std::move(decision));
    if (Decl* decl = Find(scope.names, tree.name.symbol, DeclKind::kDecision, index)) decl->id = id.value;
  }

  std::optional<types::RecordId> RecordOf(std::uint32_t module, ast::TypeRefId ref, std::string_view what) {
    const TypeId type = ResolveType(context_, module, ref);
    const types::Type resolved = context_.types()[type];
    if (resolved.kind == TypeKind::kRecord) return resolved.record;
    if (resolved.kind != TypeKind::kError) {
      context_.Report(Code::kTypeMismatch, context_.modules[module].ast->type_refs[ref].span,
                      fmt::format("{} carries records, not `{}`", what, context_.TypeText(type)));
    }
    return std::nullopt;
  }

  void FillStream(std::uint32_t module, std::uint32_t index) {
    ModuleScope& scope = context_.modules[module];
    const ast::Stream& tree = scope.ast->streams[index];
    ir::Stream stream;
    stream.name = context_.TextOf(tree.name.symbol);
    stream.span = tree.span;
    stream.doc = tree.doc;
    const auto record = RecordOf(module, tree.type, "a stream");
    if (tree.delay) stream.delay_us = DurationOf(context_, *scope.ast, *tree.delay, 0, "`delay`").value_or(0);
    if (tree.idle) stream.idle_us = DurationOf(context_, *scope.ast, *tree.idle, 1, "`idle`");
    stream.idle_by_clock = tree.idle_by_clock;
    if (tree.ahead) stream.ahead_us = DurationOf(context_, *scope.ast, *tree.ahead, 1, "`ahead`");
    Decl* decl = Find(scope.channels, tree.name.symbol, DeclKind::kStream, index);
    if (!record) {
      if (decl != nullptr) decl->kind = DeclKind::kOpaque;
      return;
    }
    stream.record = *record;
    if (tree.time) stream.time_field = TimeField(*record, *tree.time);
    const ir::StreamId id = context_.program.streams.Add(std::move(stream));
    if (decl != nullptr) decl->id = id.value;
  }

  std::optional<std::uint32_t> FieldOf(types::RecordId id, ast::Name name) {
    if (const auto index = context_.FindField(id, name.symbol)) return index;
    const ir::Record& record = context_.program.records[id];
    std::vector<std::string_view> names;
    for (const ir::Field& field : record.fields) names.push_back(field.name);
    context_.Report(Code::kUnknownField, name.span,
                    fmt::format("unknown field `{}` in record `{}`", context_.Text(name.symbol), record.name),
                    context_.DidYouMean(context_.Text(name.symbol), names));
    return std::nullopt;
  }

  std::optional<std::uint32_t> TimeField(types::RecordId record, ast::Name name) {
    const auto index = FieldOf(record, name);
    if (!index) return std::nullopt;
    const ir::Field& field = context_.program.records[record].fields[*index];
    const TypeKind kind = context_.types().Kind(field.type);
    if (kind != TypeKind::kTimestamp && kind != TypeKind::kError) {
      context_
          .Report(Code::kTimeField, name.span,
                  fmt::format("the time field `{}` is of type `{}`", field.name, context_.TypeText(field.type)),
                  "it must be a `timestamp` that is always present")
          .Note(field.span, "declared here");
    }
    return index;
  }

  void FillOutput(std::uint32_t module, std::uint32_t index) {
    ModuleScope& scope = context_.modules[module];
    const ast::Output& tree = scope.ast->outputs[index];
    const auto record = RecordOf(module, tree.type, "an output");
    Decl* decl = Find(scope.channels, tree.name.symbol, DeclKind::kOutput, index);
    if (!record) {
      if (decl != nullptr) decl->kind = DeclKind::kOpaque;
      return;
    }
    ir::Output output;
    output.name = context_.TextOf(tree.name.symbol);
    output.span = tree.span;
    output.doc = tree.doc;
    output.record = *record;
    if (tree.key) {
      output.key_field = FieldOf(*record, *tree.key);
      if (output.key_field) {
        const ir::Field& field = context_.program.records[*record].fields[*output.key_field];
        if (context_.types().Kind(field.type) != TypeKind::kError && !context_.types().IsScalar(field.type)) {
          context_
              .Report(Code::kKeyField, tree.key->span,
                      fmt::format("`{}` of type `{}` cannot be the key of an output", field.name,
                                  context_.TypeText(field.type)),
                      "a key is a single value that is always present")
              .Note(field.span, "declared here");
        }
      }
    }
    const ir::OutputId id = context_.program.outputs.Add(std::move(output));
    if (decl != nullptr) decl->id = id.value;
  }

  Context& context_;
  const ModuleGraph& graph_;
};

}  // namespace

void Declare(Context& context, const ModuleGraph& graph) { Declarer(context, graph).Run(); }

bool DeclareOnce(Context& context, std::unordered_map<Symbol, Span>& declared, ast::Name name) {
  const auto [place, added] = declared.try_emplace(name.symbol, name.span);
  if (added) return true;
  context
      .Report(Code::kDuplicateName, name.span, fmt::format("`{}` is declared twice", context.Text(name.symbol)),
              "another name is needed here")
      .Note(place->second, "first declared here");
  return false;
}

std::optional<std::int64_t> DurationOf(Context& context, const ast::Module& tree, ast::ExprId expr, std::int64_t least,
                                       std::string_view what) {
  const ast::Expr& literal = tree.exprs[expr];
  const auto us = types::ParseDuration(context.Text(literal.text));
  if (us && *us >= least && *us <= types::kLongestUs) return us;
  context.Report(Code::kDurationRange, literal.span,
                 us && *us < least ? fmt::format("{} must be longer than nothing", what)
                                   : fmt::format("{} is longer than 10,000 years", what));
  return std::nullopt;
}

}  // namespace rulec::check
