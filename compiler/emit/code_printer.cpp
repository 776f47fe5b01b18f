#include "compiler/emit/code_printer.h"

#include <string_view>

#include "compiler/base/check.h"
#include "compiler/emit/code_uses.h"
#include "compiler/emit/cpp_literal.h"
#include "compiler/emit/line_breaks.h"

namespace rulec::emit {
namespace {

using plan::ActionKind;
using plan::Code;
using plan::CodeKind;
using plan::CodeOp;

// How tightly C++ binds; the gaps follow its grammar.
constexpr int kPrimary = 16;
constexpr int kPrefix = 15;
constexpr int kRelational = 9;
constexpr int kEquality = 8;
constexpr int kAndLevel = 5;
constexpr int kOrLevel = 4;
constexpr int kConditionalLevel = 3;
constexpr int kAnything = 0;

int LevelOf(CodeOp op) {
  switch (op) {
    case CodeOp::kNot:
    case CodeOp::kDereference:
      return kPrefix;
    case CodeOp::kLess:
    case CodeOp::kLessEqual:
    case CodeOp::kGreater:
    case CodeOp::kGreaterEqual:
      return kRelational;
    case CodeOp::kEqual:
    case CodeOp::kNotEqual:
      return kEquality;
    case CodeOp::kAnd:
      return kAndLevel;
    case CodeOp::kOr:
      return kOrLevel;
    case CodeOp::kNone:
      break;
  }
  RULEC_CHECK(false, "emit: an operation without operator");
  __builtin_unreachable();
}

std::string_view Sign(CodeOp op) {
  switch (op) {
    case CodeOp::kNot:
      return "!";
    case CodeOp::kDereference:
      return "*";
    case CodeOp::kLess:
      return " < ";
    case CodeOp::kLessEqual:
      return " <= ";
    case CodeOp::kGreater:
      return " > ";
    case CodeOp::kGreaterEqual:
      return " >= ";
    case CodeOp::kEqual:
      return " == ";
    case CodeOp::kNotEqual:
      return " != ";
    case CodeOp::kAnd:
      return " && ";
    case CodeOp::kOr:
      return " || ";
    case CodeOp::kNone:
      break;
  }
  RULEC_CHECK(false, "emit: an operation without operator");
  __builtin_unreachable();
}

bool IsComparison(CodeOp op) { return LevelOf(op) == kRelational || LevelOf(op) == kEquality; }

int LevelOf(const Code& code) {
  switch (code.kind) {
    case CodeKind::kUnary:
    case CodeKind::kBinary:
      return LevelOf(code.op);
    case CodeKind::kConditional:
      return kConditionalLevel;
    case CodeKind::kInteger:
      return code.text.empty() && code.number < 0 ? kPrefix : kPrimary;
    case CodeKind::kFloat:
      return code.real < 0 ? kPrefix : kPrimary;
    default:
      return kPrimary;
  }
}

}  // namespace

std::string CodePrinter::Operand(plan::CodeId id, int least) const {
  const std::string text = Expression(id);
  return LevelOf(plan_.pool.codes[id]) < least ? "(" + text + ")" : text;
}

std::string CodePrinter::Arguments(const Code& code, std::size_t from) const {
  std::string out;
  for (std::size_t i = from; i < code.children.size(); ++i) {
    if (i > from) out += ", ";
    out += Expression(code.children[i]);
  }
  return out;
}

std::string CodePrinter::BinaryText(const Code& code) const {
  const int level = LevelOf(code.op);
  auto side = [&](plan::CodeId id, bool right) {
    const Code& child = plan_.pool.codes[id];
    int least = right ? level + 1 : level;
    // Compilers ask for parentheses where the binding is right but easily misread.
    if (child.kind == CodeKind::kBinary && IsComparison(code.op) && IsComparison(child.op)) least = kPrimary;
    if (child.kind == CodeKind::kUnary && IsComparison(code.op) && child.op == CodeOp::kNot) least = kPrimary;
    if (child.kind == CodeKind::kBinary && code.op == CodeOp::kOr && child.op == CodeOp::kAnd) least = kPrimary;
    return Operand(id, least);
  };
  const std::string left = side(code.children[0], false);
  return left + std::string(Sign(code.op)) + side(code.children[1], true);
}

std::string CodePrinter::Expression(plan::CodeId id) const {
  const Code& code = plan_.pool.codes[id];
  switch (code.kind) {
    case CodeKind::kName:
      return code.text;
    case CodeKind::kInteger:
      return code.text.empty() ? CppInteger(code.number) : code.text + "{" + CppInteger(code.number) + "}";
    case CodeKind::kFloat:
      return CppFloat(code.real);
    case CodeKind::kString:
      // A plain literal would end at its first NUL.
      return code.typed || code.text.find('\0') != std::string::npos ? CppStringView(code.text)
                                                                     : CppStringLiteral(code.text);
    case CodeKind::kMember: {
      const Code& object = plan_.pool.codes[code.children[0]];
      if (object.kind == CodeKind::kUnary && object.op == CodeOp::kDereference) {
        return Operand(object.children[0], kPrimary) + "->" + code.text;
      }
      return Operand(code.children[0], kPrimary) + "." + code.text;
    }
    case CodeKind::kCall:
      if (code.on_object) return Operand(code.children[0], kPrimary) + "." + code.text + "(" + Arguments(code, 1) + ")";
      return code.text + "(" + Arguments(code, 0) + ")";
    case CodeKind::kBraces:
      return code.text + "{" + Arguments(code, 0) + "}";
    case CodeKind::kUnary:
      return std::string(Sign(code.op)) + Operand(code.children[0], kPrefix);
    case CodeKind::kBinary:
      return BinaryText(code);
    case CodeKind::kConditional:
      return Operand(code.children[0], kConditionalLevel + 1) + " ? " +
             Operand(code.children[1], kConditionalLevel + 1) + " : " + Operand(code.children[2], kConditionalLevel);
    case CodeKind::kLambda:
      return "[&] { " + LambdaText(code.block) + "}()";
    case CodeKind::kClosure:
      return "[&](" + code.text + ") { " + LambdaText(code.block) + "}";
  }
  RULEC_CHECK(false, "emit: unknown kind of code");
  __builtin_unreachable();
}

std::string CodePrinter::LambdaText(plan::BlockId id) const {
  std::string out;
  for (const plan::Action& action : plan_.pool.blocks[id].actions) out += Statement(action) + " ";
  return out;
}

std::string CodePrinter::Declaration(const plan::Action& action) const {
  std::string out =
      action.is_unused && !(root_.valid() && Reads(plan_.pool, root_, action.name)) ? "[[maybe_unused]] " : "";
  if (!action.is_mutable) out += "const ";
  out += action.type + " " + action.name;
  const Code& value = plan_.pool.codes[action.value];
  // `Matches<Answer> matches{scratch, 3};` says the type once.
  if (value.kind == CodeKind::kBraces && value.text == action.type) return out + "{" + Arguments(value, 0) + "};";
  return out + " = " + Expression(action.value) + ";";
}

std::string CodePrinter::Statement(const plan::Action& action) const {
  switch (action.kind) {
    case ActionKind::kDeclare:
      return Declaration(action);
    case ActionKind::kAssign:
      return Expression(action.target) + " = " + Expression(action.value) + ";";
    case ActionKind::kDo:
      return Expression(action.value) + ";";
    case ActionKind::kReturn:
      return action.value.valid() ? "return " + Expression(action.value) + ";" : "return;";
    case ActionKind::kIf:
    case ActionKind::kScope:
    case ActionKind::kEach:
    case ActionKind::kCase:
      break;
  }
  RULEC_CHECK(false, "emit: a block stands where one statement is due");
  __builtin_unreachable();
}

void CodePrinter::Act(CodeWriter& out, const plan::Action& action) const {
  if (!action.comment.empty()) {
    out.BackToGenerated();
    out.Comment(action.comment);
  }
  if (action.line.line != 0) {
    out.SourceLine(plan_.files[action.line.file], action.line.line);
  } else {
    out.BackToGenerated();
  }
  if (!action.body.valid()) {
    WriteBroken(out, Statement(action));
    return;
  }
  std::string head;
  if (action.kind == ActionKind::kEach) {
    head = "for (const " + action.type + " " + action.name + " : " + Expression(action.value) + ") ";
  }
  if (action.kind == ActionKind::kCase) head = "case " + Expression(action.value) + ": ";
  if (action.kind == ActionKind::kIf) {
    head = "if (" + Expression(action.value) + ")" + (action.likely ? " [[likely]] " : " ");
    const auto& actions = plan_.pool.blocks[action.body].actions;
    if (actions.size() == 1 && actions[0].kind == ActionKind::kReturn && actions[0].comment.empty()) {
      const std::string line = head + Statement(actions[0]);
      if (out.Fits(line)) {
        out.Line(line);
        return;
      }
    }
  }
  WriteBroken(out, head + "{");
  out.Indent();
  const auto& actions = plan_.pool.blocks[action.body].actions;
  for (const plan::Action& inner : actions) Act(out, inner);
  if (action.kind == ActionKind::kCase && (actions.empty() || actions.back().kind != ActionKind::kReturn))
    out.Line("break;");
  out.Outdent();
  out.Line("}");
}

void CodePrinter::Body(CodeWriter& out, plan::BlockId id) {
  root_ = id;
  for (const plan::Action& action : plan_.pool.blocks[id].actions) Act(out, action);
  out.BackToGenerated();
}

}  // namespace rulec::emit
