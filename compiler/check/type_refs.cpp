// Types as they are written.
#include <fmt/format.h>

#include <array>

#include "compiler/check/currencies.h"
#include "compiler/check/declarations.h"

namespace rulec::check {
namespace {

struct SimpleName {
  std::string_view name;
  TypeKind kind;
};
constexpr std::array<SimpleName, 8> kSimple = {{{"bool", TypeKind::kBool},
                                                {"int", TypeKind::kInt},
                                                {"float", TypeKind::kFloat},
                                                {"string", TypeKind::kString},
                                                {"bytes", TypeKind::kBytes},
                                                {"timestamp", TypeKind::kTimestamp},
                                                {"duration", TypeKind::kDuration},
                                                {"date", TypeKind::kDate}}};

class TypeResolver {
 public:
  TypeResolver(Context& context, std::uint32_t module) : context_(context), scope_(context.modules[module]) {}

  TypeId Resolve(ast::TypeRefId id) {
    const ast::TypeRef& ref = scope_.ast->type_refs[id];
    const TypeId type = Required(ref);
    return ref.optional ? context_.types().Optional(type) : type;
  }
  /// Of a state cell.
  TypeId ResolveState(ast::TypeRefId id) {
    const ast::TypeRef& ref = scope_.ast->type_refs[id];
    const std::string_view name = context_.Text(ref.path[0].symbol);
    if (ref.path.size() > 1 || (name != "set" && name != "map")) return Resolve(id);
    if (ref.optional) {
      context_.Report(Code::kInvalidType, ref.span, fmt::format("a {} may be empty, but is never missing", name),
                      "leave out the `?`");
    }
    return name == "set" ? Set(ref) : Map(ref);
  }

 private:
  TypeId Error() { return context_.types().Simple(TypeKind::kError); }

  TypeId Required(const ast::TypeRef& ref) {
    const std::string_view name = context_.Text(ref.path[0].symbol);
    if (ref.path.size() == 1) {
      if (name == "decimal") return Decimal(ref);
      if (name == "money") return Money(ref);
      if (name == "list") return List(ref);
      if (name == "set" || name == "map") {
        const TypeId type = name == "set" ? Set(ref) : Map(ref);
        return IsValue(type) ? type : RefuseCell(ref, name);
      }
    }
    if (!ref.arguments.empty() || !ref.elements.empty()) {
      context_.Report(Code::kInvalidType, ref.span, fmt::format("`{}` takes nothing in brackets", name));
      return Error();
    }
    if (ref.path.size() == 1) {
      for (const SimpleName& simple : kSimple) {
        if (simple.name == name) return context_.types().Simple(simple.kind);
      }
    }
    return Declared(ref);
  }

  TypeId Decimal(const ast::TypeRef& ref) {
    int numbers[2] = {0, 0};
    bool valid = ref.elements.empty() && ref.arguments.size() == 2;
    for (std::size_t i = 0; valid && i < 2; ++i) {
      const std::string_view digits = context_.Text(ref.arguments[i].symbol);
      valid = digits.size() <= 2;
      for (char digit : digits) {
        valid = valid && digit >= '0' && digit <= '9';
        numbers[i] = numbers[i] * 10 + (digit - '0');
      }
    }
    if (valid && numbers[0] >= 1 && numbers[0] <= types::kMaxDigits && numbers[1] <= numbers[0]) {
      return context_.types().Decimal(numbers[0], numbers[1]);
    }
    context_.Report(Code::kInvalidType, ref.span, "a decimal has 1 to 38 digits, some of them after the point",
                    "write `decimal(12,2)`: 12 digits, 2 of them after the point");
    return Error();
  }

  TypeId Money(const ast::TypeRef& ref) {
    if (!ref.elements.empty() || ref.arguments.size() != 1) {
      context_.Report(Code::kInvalidType, ref.span, "money needs its currency", "write `money(GBP)`");
      return Error();
    }
    const auto currency = CurrencyNamed(context_, ref.arguments[0].symbol, ref.arguments[0].span);
    return currency ? context_.types().Money(*currency) : Error();
  }

  TypeId List(const ast::TypeRef& ref) {
    if (ref.elements.size() != 1 || !ref.arguments.empty()) {
      context_.Report(Code::kInvalidType, ref.span, "a list needs the type of what it holds", "write `list<string>`");
      return Error();
    }
    const auto element = Element(ref, 0, "a list");
    return element ? context_.types().List(*element) : Error();
  }
  TypeId Set(const ast::TypeRef& ref) {
    if (ref.elements.size() != 1 || !ref.arguments.empty()) {
      context_.Report(Code::kInvalidType, ref.span, "a set needs the type of what it holds", "write `set<string>`");
      return Error();
    }
    const auto element = Element(ref, 0, "a set");
    return element ? context_.types().Set(*element) : Error();
  }
  TypeId Map(const ast::TypeRef& ref) {
    if (ref.elements.size() != 2 || !ref.arguments.empty()) {
      context_.Report(Code::kInvalidType, ref.span, "a map needs the types of its keys and values",
                      "write `map<string, int>`");
      return Error();
    }
    const auto key = Element(ref, 0, "a map");
    const auto value = Element(ref, 1, "a map");
    return key && value ? context_.types().Map(*key, *value) : Error();
  }
  /// What a collection can hold.
  std::optional<TypeId> Element(const ast::TypeRef& ref, std::size_t at, std::string_view what) {
    const TypeId element = Resolve(ref.elements[at]);
    const TypeKind kind = context_.types().Kind(element);
    if (kind == TypeKind::kError) return std::nullopt;
    if (kind != TypeKind::kOptional && !context_.types().IsCollection(element)) return element;
    context_.NotBuilt(ref.span,
                      fmt::format("{} of {}", what, kind == TypeKind::kOptional ? "optional values" : "collections"),
                      kind == TypeKind::kOptional ? "hold values that are there, and leave the missing ones out"
                                                  : "hold records that have the inner one as a field");
    return std::nullopt;
  }
  // Elements of sets and keys of maps that are no state cells are single values: codecs know their order.
  bool IsValue(TypeId type) const {
    const TypeKind kind = context_.types().Kind(type);
    return kind == TypeKind::kError || context_.types().IsScalar(context_.types().ElementOf(type));
  }
  TypeId RefuseCell(const ast::TypeRef& ref, std::string_view name) {
    NotBuiltByRecords(context_, ref.span, name);
    return Error();
  }

  TypeId Declared(const ast::TypeRef& ref) {
    const ModuleScope* scope = &scope_;
    const ast::Name* name = &ref.path[0];
    std::string prefix;
    if (ref.path.size() > 1) {
      const auto alias = scope_.names.find(name->symbol);
      if (ref.path.size() > 2 || alias == scope_.names.end() || alias->second.kind != DeclKind::kImport) {
        if (alias != scope_.names.end() && alias->second.kind == DeclKind::kOpaque) return Error();
        context_.Report(
            Code::kUnknownType, name->span,
            fmt::format("`{}` is not the name of an import", context_.Text(name->symbol)),
            context_.DidYouMean(context_.Text(name->symbol), context_.NamesOf(scope_.names, {DeclKind::kImport})));
        return Error();
      }
      prefix = context_.TextOf(name->symbol) + ".";
      scope = &context_.modules[alias->second.id];
      name = &ref.path[1];
    }
    const auto found = scope->names.find(name->symbol);
    if (found != scope->names.end()) {
      if (found->second.kind == DeclKind::kRecord) {
        if (found->second.id == kNoId) return Error();  // it holds itself, which was reported
        return context_.types().Record(types::RecordId(found->second.id));
      }
      if (found->second.kind == DeclKind::kVariant) {
        if (found->second.id == kNoId) return Error();  // it holds itself, which was reported
        return context_.types().Variant(types::VariantId(found->second.id));
      }
      if (found->second.kind == DeclKind::kEnum) return context_.types().Enum(types::EnumId(found->second.id));
      if (found->second.kind == DeclKind::kOpaque) return Error();
    }
    auto names = context_.NamesOf(scope->names, {DeclKind::kRecord, DeclKind::kVariant, DeclKind::kEnum});
    if (prefix.empty()) {
      for (const SimpleName& simple : kSimple) names.push_back(simple.name);
      names.push_back("decimal");
      names.push_back("money");
      names.push_back("list");
      names.push_back("set");
      names.push_back("map");
    }
    context_.Report(Code::kUnknownType, name->span,
                    fmt::format("unknown type `{}{}`", prefix, context_.Text(name->symbol)),
                    context_.DidYouMean(context_.Text(name->symbol), names));
    return Error();
  }

  Context& context_;
  const ModuleScope& scope_;
};

}  // namespace

void NotBuiltByRecords(Context& context, Span span, std::string_view what) {
  context.NotBuilt(span, fmt::format("a `{}` by records or variants that is not a state cell", what),
                   what == "map" ? "let a string or number of each stand for it: `[x.id: 2]`"
                                 : "hold them in a list, or a string or number of each in the set");
}

TypeId ResolveStateType(Context& context, std::uint32_t module, ast::TypeRefId ref) {
  return TypeResolver(context, module).ResolveState(ref);
}

TypeId ResolveType(Context& context, std::uint32_t module, ast::TypeRefId ref) {
  return TypeResolver(context, module).Resolve(ref);
}

}  // namespace rulec::check
