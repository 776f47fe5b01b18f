// A variant: which arm it is, and a union of the arms' fields.
#include "compiler/emit/line_breaks.h"
#include "compiler/emit/parts.h"

namespace rulec::emit {

void PrintVariant(CodeWriter& out, const plan::Plan& plan, const plan::Variant& variant) {
  std::string enumerators;
  for (const plan::Arm& arm : variant.arms) enumerators += (enumerators.empty() ? "" : ", ") + arm.enumerator;
  const auto fields_of = [&](const plan::Arm& arm) { return ShortName(plan.records[arm.record].cpp); };
  const auto structs = [&] {
    for (const plan::Arm& arm : variant.arms) {
      out.Doc(plan.records[arm.record].doc);
      PrintStruct(out, plan, plan.records[arm.record]);
    }
  };
  const auto members = [&] {
    for (const plan::Arm& arm : variant.arms) out.Line(fields_of(arm) + " " + arm.member + ";");
  };
  const auto constructors = [&] {
    for (const plan::Arm& arm : variant.arms) {
      WriteBroken(out, "constexpr " + variant.cpp + "(const " + fields_of(arm) +
                           "& fields) noexcept : arm(Arm::" + arm.enumerator + "), " + arm.member + "(fields) {}");
    }
  };
  const auto cases = [&] {
    for (const plan::Arm& arm : variant.arms) {
      out.Line("case Arm::" + arm.enumerator + ":");
      out.Line("  return a." + arm.member + " == b." + arm.member + ";");
    }
  };
  const auto stored = [&] {
    if (!variant.stored) return;
    std::string arms;
    for (const plan::Arm& arm : variant.arms) arms += ", &" + variant.cpp + "::" + arm.member;
    out.Line("");
    out.Doc("For state that holds one.");
    WriteBroken(out, "using Arms = ::rulert::Arms<&" + variant.cpp + "::arm" + arms + ">;");
  };
  out.Doc(variant.doc);
  out.Doc("variant " + variant.name + " (" + Where(plan, variant.line) + "): `arm` says which member is there.");
  out.Emit({{"name", variant.cpp},
            {"enumerators", enumerators},
            {"structs", structs},
            {"first", variant.arms[0].member},
            {"members", members},
            {"constructors", constructors},
            {"cases", cases},
            {"stored", stored}},
           R"cc(
    struct $name$ {
      enum class Arm : std::uint32_t { $enumerators$ };

      $structs$
      Arm arm{};
      union {
        $members$
      };

      constexpr $name$() noexcept : $first${} {}
      $constructors$
      $stored$

      friend bool operator==(const $name$& a, const $name$& b) noexcept {
        if (a.arm != b.arm) return false;
        switch (a.arm) {
          $cases$
        }
        return false;
      }
    };

  )cc");
}

}  // namespace rulec::emit
