#include "compiler/base/check.h"
#include "compiler/parse/build.h"

namespace rulec::parse {

using ast::ItemKind;

namespace {

template <class T>
void Add(ast::Module& module, ItemKind kind, std::vector<T>& items, T item) {
  module.items.push_back({kind, static_cast<std::uint32_t>(items.size())});
  items.push_back(std::move(item));
}

}  // namespace

void Builder::Item(NodeRef node) {
  switch (node.rule()) {
    case Rule::kImportItem:
      return ImportItem(node);
    case Rule::kRecordItem:
      return Add(module_, ItemKind::kRecord, module_.records, RecordItem(node));
    case Rule::kEnumItem:
      return Add(module_, ItemKind::kEnum, module_.enums, EnumItem(node));
    case Rule::kStreamItem:
      return Add(module_, ItemKind::kStream, module_.streams, StreamItem(node));
    case Rule::kOutputItem:
      return Add(module_, ItemKind::kOutput, module_.outputs, OutputItem(node));
    case Rule::kParamItem:
      return Add(module_, ItemKind::kParam, module_.params, ParamItem(node));
    case Rule::kFunctionItem:
      return Add(module_, ItemKind::kFunction, module_.functions, FunctionItem(node));
    case Rule::kDecisionItem:
      return Add(module_, ItemKind::kDecision, module_.decisions, DecisionItem(node));
    case Rule::kProcessItem:
      return Add(module_, ItemKind::kProcess, module_.processes, ProcessItem(node));
    case Rule::kVariantItem:
      return Add(module_, ItemKind::kVariant, module_.variants, VariantItem(node));
    case Rule::kScorecardItem:
      return Add(module_, ItemKind::kDecision, module_.decisions, ScorecardItem(node));
    case Rule::kTestItem:
      return AddOpaqueItem(node, "test");
    case Rule::kFixtureItem:
      return AddOpaqueItem(node, "fixture");
    case Rule::kReferenceItem:
      return AddOpaqueItem(node, node.Has(TokenType::kBroadcast) ? "broadcast reference" : "reference");
    case Rule::kLookupItem:
      return AddOpaqueItem(node, "lookup");
    case Rule::kCalendarItem:
      return Add(module_, ItemKind::kCalendar, module_.calendars, CalendarItem(node));
    case Rule::kZoneItem:
      return Add(module_, ItemKind::kZone, module_.zones, ZoneItem(node));
    case Rule::kExperimentItem:
      return AddOpaqueItem(node, "experiment");
    default:
      RULEC_CHECK(false, "an item that the builder does not know");
  }
}

void Builder::AddOpaqueItem(NodeRef node, std::string_view construct) {
  ast::Opaque opaque{Intern(construct), SpanOf(node), {}};
  if (node.Has(Rule::kName)) opaque.name = NameOf(node.Child(Rule::kName));
  Add(module_, ItemKind::kOpaque, module_.opaques, std::move(opaque));
}

void Builder::ImportItem(NodeRef node) {
  if (node.Has(TokenType::kSchema)) return AddOpaqueItem(node, "import schema");
  if (node.Has(TokenType::kCpp)) return AddOpaqueItem(node, "import cpp");
  if (node.Has(TokenType::kModel)) return AddOpaqueItem(node, "import model");
  const NodeRef path = node.Child(Rule::kText);
  ast::Import import{SpanOf(node), Text(path), SpanOf(path), {}};
  if (node.Has(Rule::kName)) import.alias = NameOf(node.Child(Rule::kName));
  Add(module_, ItemKind::kImport, module_.imports, std::move(import));
}

ast::Zone Builder::ZoneItem(NodeRef node) {
  const NodeRef name = node.Child(Rule::kText);
  return {SpanOf(node), Intern(Text(name)), SpanOf(name)};
}

ast::Calendar Builder::CalendarItem(NodeRef node) {
  ast::Calendar calendar;
  calendar.name = NameOf(node.Child(Rule::kName));
  calendar.span = SpanOf(node);
  calendar.doc = DocOf(node);
  calendar.path = Text(node.Child(Rule::kText));
  calendar.path_span = SpanOf(node.Child(Rule::kText));
  return calendar;
}

ast::Record Builder::RecordItem(NodeRef node) {
  ast::Record record{NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), {}};
  for (const NodeRef child : node) {
    if (child.Is(Rule::kField)) record.fields.push_back(FieldOf(child));
  }
  return record;
}

ast::Variant Builder::VariantItem(NodeRef node) {
  ast::Variant variant{NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), {}};
  for (const NodeRef child : node) {
    if (!child.Is(Rule::kVariantArm)) continue;
    ast::Arm arm{NameOf(child.Child(Rule::kName)), SpanOf(child), DocOf(child), {}};
    for (const NodeRef part : child) {
      if (part.Is(Rule::kField)) arm.fields.push_back(FieldOf(part));
    }
    variant.arms.push_back(std::move(arm));
  }
  return variant;
}

ast::Enum Builder::EnumItem(NodeRef node) {
  ast::Enum result{NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), {}};
  bool inside = false;
  for (const NodeRef child : node) {
    if (inside && child.Is(Rule::kName)) result.values.push_back(NameOf(child));
    inside = inside || child.Is(TokenType::kLc);
  }
  return result;
}

ast::Stream Builder::StreamItem(NodeRef node) {
  ast::Stream stream;
  stream.name = NameOf(node.Child(Rule::kName));
  stream.span = SpanOf(node);
  stream.doc = DocOf(node);
  stream.type = Type(node.Child(Rule::kType));
  for (const NodeRef option : node) {
    if (!option.Is(Rule::kStreamOption)) continue;
    const base::Span span = SpanOf(option);
    if (option.first().Is(TokenType::kTime)) {
      if (stream.time) Repeated(span, "time");
      stream.time = NameOf(option.Child(Rule::kName));
    } else if (option.first().Is(TokenType::kDelay)) {
      if (stream.delay) Repeated(span, "delay");
      stream.delay = DurationOf(option);
    } else if (option.first().Is(TokenType::kAhead)) {
      if (stream.ahead) Repeated(span, "ahead");
      stream.ahead = DurationOf(option);
    } else {
      if (stream.idle) Repeated(span, "idle");
      stream.idle = DurationOf(option);
      stream.idle_by_clock = option.Has(TokenType::kBy);
    }
  }
  return stream;
}

ast::Output Builder::OutputItem(NodeRef node) {
  ast::Output output{NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), Type(node.Child(Rule::kType)), {}};
  if (node.Has(TokenType::kKey)) output.key = NameOf(node.Child(Rule::kName, 1));
  return output;
}

ast::Param Builder::ParamItem(NodeRef node) {
  return {NameOf(node.Child(Rule::kName)), SpanOf(node), DocOf(node), Type(node.Child(Rule::kType)),
          Expr(node.Child(Rule::kExpr))};
}

ast::Function Builder::FunctionItem(NodeRef node) {
  ast::Function function;
  function.name = NameOf(node.Child(Rule::kName));
  function.span = SpanOf(node);
  function.doc = DocOf(node);
  function.params = Params(node.Child(Rule::kParams));
  function.result = Type(node.Child(Rule::kType));
  function.body = Expr(node.Child(Rule::kExpr));
  return function;
}

std::vector<ast::Field> Builder::Params(NodeRef node) {
  std::vector<ast::Field> params;
  for (const NodeRef child : node) {
    if (child.Is(Rule::kField)) params.push_back(FieldOf(child));
  }
  return params;
}

ast::Field Builder::FieldOf(NodeRef node) {
  ast::Field field;
  field.doc = DocOf(node);
  field.name = NameOf(node.Child(Rule::kName));
  field.type = Type(node.Child(Rule::kType));
  if (node.Has(Rule::kExpr)) field.default_value = Expr(node.Child(Rule::kExpr));
  for (const NodeRef child : node) {
    if (!child.Is(Rule::kFieldMark)) continue;
    field.marks.emplace_back(Intern("@" + std::string(TextOf(child.Child(Rule::kName).token()))), SpanOf(child));
  }
  return field;
}

ast::TypeRefId Builder::Type(NodeRef node) {
  ast::TypeRef type;
  type.span = SpanOf(node);
  for (const NodeRef child : node) {
    if (child.Is(Rule::kPath)) {
      for (const NodeRef part : child) {
        if (part.Is(Rule::kName)) type.path.push_back(NameOf(part));
      }
    } else if (child.Is(Rule::kTypeArg)) {
      const NodeRef argument = child.first();
      type.arguments.push_back(argument.Is(Rule::kName) ? NameOf(argument)
                                                        : ast::Name{NumberSymbol(argument.token()), SpanOf(argument)});
    } else if (child.Is(Rule::kType)) {
      type.elements.push_back(Type(child));
    } else if (child.Is(TokenType::kQ)) {
      type.optional = true;
    }
  }
  return module_.type_refs.Add(std::move(type));
}

}  // namespace rulec::parse
