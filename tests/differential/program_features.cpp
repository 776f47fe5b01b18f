#include "tests/differential/program_features.h"

#include <fmt/format.h>

#include "compiler/ir/builtins.h"
#include "compiler/lower/packed_rows.h"
#include "compiler/lower/table_data.h"

namespace rulec::testing {
namespace {

using ir::BinaryOp;
using ir::ExprKind;
using types::TypeKind;

template <class Enum>
int Number(Enum value) {
  return static_cast<int>(value);
}

/// A type as arithmetic sees it: decimals of up to 18 digits and wider ones are computed differently.
std::string KindText(const ir::Program& program, ir::TypeId id) {
  const types::Type& type = program.types[program.types.WithoutOptional(id)];
  const bool wide = type.kind == TypeKind::kDecimal && type.precision > 18;
  const bool money = program.types.IsMoney(program.types.WithoutOptional(id));
  return fmt::format("{}{}{}", Number(type.kind), wide ? " wide" : "", money ? " money" : "");
}

void AddExpr(const ir::Program& program, const ir::Expr& expr, Features& features) {
  features.insert(fmt::format("expr {}", Number(expr.kind)));
  const auto children = program.children_of(expr);
  const auto operand = [&] { return KindText(program, program.exprs[children[0]].type); };
  switch (expr.kind) {
    case ExprKind::kUnary:
      features.insert(fmt::format("unary {} of {}", Number(expr.unary), operand()));
      break;
    case ExprKind::kBinary:
      features.insert(fmt::format("binary {} of {}", Number(expr.binary), operand()));
      break;
    case ExprKind::kConvert:
      features.insert(fmt::format("conversion {} of {}", Number(expr.conversion), operand()));
      break;
    case ExprKind::kBuiltin:
      features.insert(fmt::format("builtin {} of {}", Number(expr.builtin), operand()));
      features.insert(fmt::format("function {}", Number(expr.builtin)));
      break;
    case ExprKind::kCallDecision:
      features.insert(
          fmt::format("call of {}", base::PolicyText(program.decisions[ir::DecisionId(expr.index)].policy)));
      break;
    case ExprKind::kMatch:
      features.insert("match of " + operand());
      break;
    case ExprKind::kIsPresent:
    case ExprKind::kCoalesce:
    case ExprKind::kIf:
      features.insert(fmt::format("expr {} with {}", Number(expr.kind), KindText(program, expr.type)));
      break;
    default:
      break;
  }
}

void AddTable(const ast::Table& table, Features& features) {
  for (const ast::Cell& cell : table.cells) {
    features.insert(fmt::format("cell {}", Number(cell.kind)));
    for (const ast::CellTest& test : table.tests_of(cell)) {
      features.insert(fmt::format("test {} {}{} in cell {}", Number(test.kind), test.low_open ? "(" : "[",
                                  test.high_open ? ")" : "]", Number(cell.kind)));
    }
  }
}

void AddDecision(const ir::Program& program, const ir::Decision& decision, Features& features) {
  features.insert(fmt::format("policy {} {} {} {}", Number(decision.policy), decision.is_table ? "table" : "rules",
                              decision.otherwise ? "otherwise" : "open",
                              program.types.IsOptional(decision.result) ? "maybe" : "sure"));
  features.insert(fmt::format("hit {}{} by {}", base::PolicyText(decision.policy), decision.by_field ? " by field" : "",
                              decision.is_table ? "table" : "rules"));
  features.insert(fmt::format("result {}", KindText(program, decision.result)));
  if (decision.as_of) features.insert(fmt::format("dated {}", base::PolicyText(decision.policy)));
  if (!decision.lets.empty()) features.insert("let");
  if (!decision.shadows.empty()) features.insert(fmt::format("shadow {}", base::PolicyText(decision.policy)));
  if (decision.is_table && decision.rules.size() > 64 &&
      lower::FindTableData(program, decision, lower::Failures(program))) {
    features.insert(fmt::format("rows as data {}", base::PolicyText(decision.policy)));
    if (decision.rules.size() > lower::kPackedRows) features.insert("packed rows");
  }
  // More than a function holds (plan::kRulesPerFunction).
  if (decision.rules.size() > 64) features.insert(fmt::format("many rules {}", Number(decision.policy)));
}

void AddOperations(Features& features) {
  const std::string wide = fmt::format("{} wide", Number(TypeKind::kDecimal));
  const auto add = [&](const char* what, int op, const std::string& kind) {
    features.insert(fmt::format("{} {} of {}", what, op, kind));
  };
  const auto kind = [](TypeKind type) { return std::to_string(Number(type)); };
  const std::string narrow = kind(TypeKind::kDecimal);
  const std::string money = narrow + " money";
  const std::string product = wide + " money";  // or a quotient, not rounded yet
  for (const auto& type : {kind(TypeKind::kBool), kind(TypeKind::kInt), kind(TypeKind::kFloat), narrow, wide, money,
                           kind(TypeKind::kString), kind(TypeKind::kBytes), kind(TypeKind::kTimestamp),
                           kind(TypeKind::kDuration), kind(TypeKind::kDate), kind(TypeKind::kEnum)}) {
    for (int op = Number(BinaryOp::kEqual); op <= Number(BinaryOp::kGreaterEqual); ++op) add("binary", op, type);
    add("builtin", Number(ir::Builtin::kMin), type);
    add("builtin", Number(ir::Builtin::kMax), type);
    if (type != kind(TypeKind::kString) && type != kind(TypeKind::kBytes))
      add("conversion", Number(ir::Conversion::kToString), type);
  }
  for (const auto& type : {kind(TypeKind::kInt), kind(TypeKind::kFloat), narrow, wide, money}) {
    for (const BinaryOp op : {BinaryOp::kAdd, BinaryOp::kSubtract, BinaryOp::kMultiply, BinaryOp::kRemainder}) {
      add("binary", Number(op), type);
    }
    add("binary", Number(type == kind(TypeKind::kInt) ? BinaryOp::kDiv : BinaryOp::kDivide), type);
    add("unary", Number(ir::UnaryOp::kNegate), type);
    add("builtin", Number(ir::Builtin::kAbs), type);
    if (type == kind(TypeKind::kInt)) continue;
    for (const ir::Builtin name : {ir::Builtin::kRound, ir::Builtin::kFloor, ir::Builtin::kCeil}) {
      add("builtin", Number(name), type);
    }
  }
  for (const ir::Builtin name : {ir::Builtin::kRound, ir::Builtin::kRoundHalfEven, ir::Builtin::kFloor}) {
    add("builtin", Number(name), product);
  }
  for (const ir::Builtin name :
       {ir::Builtin::kLength, ir::Builtin::kToHex, ir::Builtin::kUtf8Text, ir::Builtin::kSha256}) {
    add("builtin", Number(name), kind(TypeKind::kBytes));
  }
  add("builtin", Number(ir::Builtin::kRoundHalfEven), narrow);
  add("builtin", Number(ir::Builtin::kRoundHalfEven), wide);
  add("unary", Number(ir::UnaryOp::kNot), kind(TypeKind::kBool));
  add("unary", Number(ir::UnaryOp::kNegate), kind(TypeKind::kDuration));
  add("builtin", Number(ir::Builtin::kAbs), kind(TypeKind::kDuration));
  add("binary", Number(BinaryOp::kPower), kind(TypeKind::kInt));
  add("binary", Number(BinaryOp::kPower), kind(TypeKind::kFloat));
  add("binary", Number(BinaryOp::kAdd), kind(TypeKind::kString));
  for (const TypeKind type : {TypeKind::kTimestamp, TypeKind::kDuration, TypeKind::kDate}) {
    add("binary", Number(BinaryOp::kAdd), kind(type));
    add("binary", Number(BinaryOp::kSubtract), kind(type));
  }
  add("binary", Number(BinaryOp::kMultiply), kind(TypeKind::kDuration));
  add("binary", Number(BinaryOp::kDiv), kind(TypeKind::kDuration));
  for (int name = Number(ir::Builtin::kLength); name <= Number(ir::Builtin::kTrim); ++name) {
    add("builtin", name, kind(TypeKind::kString));
  }
  using ir::Conversion;
  add("conversion", Number(Conversion::kIntToDecimal), kind(TypeKind::kInt));
  add("conversion", Number(Conversion::kIntToFloat), kind(TypeKind::kInt));
  for (const auto& type : {narrow, wide, money}) {
    for (const Conversion to :
         {Conversion::kDecimalToDecimal, Conversion::kDecimalToFloat, Conversion::kDecimalToInt}) {
      add("conversion", Number(to), type);
    }
  }
  for (const Conversion to : {Conversion::kStringToInt, Conversion::kStringToFloat, Conversion::kStringToDecimal}) {
    add("conversion", Number(to), kind(TypeKind::kString));
  }
  add("conversion", Number(Conversion::kFloatToInt), kind(TypeKind::kFloat));
  add("conversion", Number(Conversion::kFloatToDecimal), kind(TypeKind::kFloat));
}

void AddCells(Features& features) {
  using ast::CellKind;
  using ast::TestKind;
  for (const CellKind cell : {CellKind::kAny, CellKind::kCondition, CellKind::kTests, CellKind::kNotTests}) {
    features.insert(fmt::format("cell {}", Number(cell)));
    if (cell == CellKind::kAny || cell == CellKind::kCondition) continue;
    for (int test = Number(TestKind::kValue); test <= Number(TestKind::kPresent); ++test) {
      features.insert(fmt::format("test {} [] in cell {}", test, Number(cell)));
    }
    for (const char* ends : {"(]", "[)", "()"}) {
      features.insert(fmt::format("test {} {} in cell {}", Number(TestKind::kRange), ends, Number(cell)));
    }
  }
}

}  // namespace

Features FeaturesOf(const driver::Compilation& checked) {
  Features features;
  const ir::Program& program = *checked.program;
  for (const ir::Expr& expr : program.exprs) AddExpr(program, expr, features);
  for (const ir::Decision& decision : program.decisions) AddDecision(program, decision, features);
  for (const ast::Decision& decision : checked.graph->root().ast.decisions) {
    if (decision.table) AddTable(*decision.table, features);
  }
  return features;
}

Features EveryFeature() {
  Features features;
  for (int kind = 0; kind <= Number(ExprKind::kCallDecision); ++kind) {
    // What only handlers read.
    if (kind == Number(ExprKind::kCell) || kind == Number(ExprKind::kKeyField)) continue;
    if (kind == Number(ExprKind::kHandlerTime) || kind == Number(ExprKind::kClockTime)) continue;
    if (kind == Number(ExprKind::kMap)) continue;
    features.insert(fmt::format("expr {}", kind));
  }
  for (const ExprKind kind : {ExprKind::kIf, ExprKind::kCoalesce}) {
    for (int type = Number(TypeKind::kBool); type <= Number(TypeKind::kList); ++type) {
      // An optional one reads as what it may be.
      if (type != Number(TypeKind::kOptional)) features.insert(fmt::format("expr {} with {}", Number(kind), type));
    }
  }
  for (const TypeKind type : {TypeKind::kVariant, TypeKind::kEnum}) {
    features.insert(fmt::format("match of {}", Number(type)));
  }
  for (const BinaryOp op : {BinaryOp::kEqual, BinaryOp::kNotEqual}) {
    features.insert(fmt::format("binary {} of {}", Number(op), Number(TypeKind::kVariant)));
  }
  for (int type = Number(TypeKind::kBool); type <= Number(TypeKind::kVariant); ++type) {
    features.insert(fmt::format("result {}", type));
  }
  for (const char* form : {"rules", "table"}) {
    for (const char* hit : {"priority match by field", "all matches by field", "collect sum", "collect min",
                            "collect max", "collect count", "collect list"}) {
      features.insert(fmt::format("hit {} by {}", hit, form));
    }
    for (const char* end : {"otherwise maybe", "otherwise sure", "open maybe", "open sure"}) {
      features.insert(fmt::format("policy {} {} {}", Number(ir::HitPolicy::kAllMatches), form, end));
      if (std::string(end) == "open sure") continue;
      for (const ir::HitPolicy policy :
           {ir::HitPolicy::kFirstMatch, ir::HitPolicy::kUniqueMatch, ir::HitPolicy::kAnyMatch}) {
        features.insert(fmt::format("policy {} {} {}", Number(policy), form, end));
      }
    }
  }
  for (const char* hit : {"first match", "score card"}) features.insert(fmt::format("dated {}", hit));
  features.insert("hit score card by rules");
  for (const char* hit : {"first match", "unique match", "any match", "all matches", "collect sum"}) {
    features.insert(fmt::format("rows as data {}", hit));
  }
  features.insert("packed rows");
  features.insert("let");
  for (const char* hit : {"first match", "unique match", "any match", "all matches", "collect sum", "score card"}) {
    features.insert(fmt::format("shadow {}", hit));
  }
  for (const char* hit : {"first match", "all matches"}) features.insert(fmt::format("call of {}", hit));
  features.insert(fmt::format("many rules {}", Number(ir::HitPolicy::kFirstMatch)));
  features.insert(fmt::format("many rules {}", Number(ir::HitPolicy::kAllMatches)));
  for (const ir::BuiltinInfo& info : ir::AllBuiltins()) {
    // A parameter of the modules has the name of one of them; calendars stand in files.
    if (info.builtin != ir::Builtin::kNone && info.name != "after" && !info.takes_calendar()) {
      features.insert(fmt::format("function {}", Number(info.builtin)));
    }
  }
  AddOperations(features);
  AddCells(features);
  return features;
}

}  // namespace rulec::testing
