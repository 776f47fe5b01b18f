#include "compiler/lower/literal.h"

#include "compiler/base/check.h"

namespace rulec::lower {

plan::CodeId Literal(Context& context, ir::TypeId type, const ir::Constant& constant, LiteralUse use) {
  plan::CodePool& pool = context.pool();
  const types::Type& of = context.TypeOf(type);
  const bool typed = use == LiteralUse::kTyped;
  switch (of.kind) {
    case types::TypeKind::kBool:
      return plan::Name(pool, constant.number != 0 ? "true" : "false");
    case types::TypeKind::kInt:
      return plan::Integer(pool, constant.number, typed ? "std::int64_t" : "");
    case types::TypeKind::kFloat:
      return plan::Float(pool, constant.real);
    case types::TypeKind::kString:
    case types::TypeKind::kBytes:
      return plan::Text(pool, constant.text, typed);
    case types::TypeKind::kDecimal:
    case types::TypeKind::kTimestamp:
    case types::TypeKind::kDuration:
    case types::TypeKind::kDate:
      return plan::Braces(pool, context.Spell(type), {plan::Integer(pool, constant.number)});
    case types::TypeKind::kEnum: {
      const plan::Enum& declared = context.plan().enums[of.enumeration.value];
      const auto index = static_cast<std::size_t>(constant.number);
      RULEC_CHECK(index < declared.values.size(), "lower: an enum constant names one of its values");
      return plan::Name(pool, context.Visible(declared.cpp) + "::" + declared.values[index].enumerator);
    }
    case types::TypeKind::kOptional:
      if (constant.missing) return plan::Braces(pool, context.Spell(type), {});
      return plan::Braces(pool, context.Spell(type), {Literal(context, of.element, constant, LiteralUse::kTyped)});
    default:
      break;
  }
  RULEC_CHECK(false, "lower: a constant is a scalar or missing");
  __builtin_unreachable();
}

}  // namespace rulec::lower
