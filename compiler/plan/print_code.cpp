#include "compiler/plan/print_code.h"

#include <charconv>

namespace rulec::plan {
namespace {

std::string_view OpText(CodeOp op) {
  switch (op) {
    case CodeOp::kNone:
      return "?";
    case CodeOp::kNot:
      return "!";
    case CodeOp::kDereference:
      return "*";
    case CodeOp::kEqual:
      return "==";
    case CodeOp::kNotEqual:
      return "!=";
    case CodeOp::kLess:
      return "<";
    case CodeOp::kLessEqual:
      return "<=";
    case CodeOp::kGreater:
      return ">";
    case CodeOp::kGreaterEqual:
      return ">=";
    case CodeOp::kAnd:
      return "and";
    case CodeOp::kOr:
      return "or";
  }
  return "?";
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20) {
      out += c;
    } else {
      out += "\\x";
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 15];
    }
  }
  return out + '"';
}

std::string FloatText(double value) {
  char digits[64];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

std::string InBrackets(const CodePool& pool, std::string head, const std::vector<CodeId>& children) {
  for (const CodeId child : children) head += " " + PrintCode(pool, child);
  return "(" + head + ")";
}

}  // namespace

std::string PrintCode(const CodePool& pool, CodeId id) {
  if (!id.valid()) return "()";
  const Code& code = pool.codes[id];
  switch (code.kind) {
    case CodeKind::kName:
      return code.text;
    case CodeKind::kInteger:
      return base::ToString(code.number);
    case CodeKind::kFloat:
      return FloatText(code.real) + "f";
    case CodeKind::kString:
      return Quoted(code.text);
    case CodeKind::kMember:
      return PrintCode(pool, code.children[0]) + "." + code.text;
    case CodeKind::kCall:
      if (!code.on_object) return InBrackets(pool, code.text, code.children);
      return InBrackets(pool, PrintCode(pool, code.children[0]) + "." + code.text,
                        {code.children.begin() + 1, code.children.end()});
    case CodeKind::kBraces:
      return InBrackets(pool, "new " + code.text, code.children);
    case CodeKind::kUnary:
    case CodeKind::kBinary:
      return InBrackets(pool, std::string(OpText(code.op)), code.children);
    case CodeKind::kConditional:
      return InBrackets(pool, "if", code.children);
    case CodeKind::kLambda:
    case CodeKind::kClosure: {
      std::string out = code.kind == CodeKind::kLambda ? "(do" : "(function (" + code.text + ")";
      for (const Action& action : pool.blocks[code.block].actions) {
        if (action.kind == ActionKind::kDeclare) {
          out += " (const " + action.name + " " + PrintCode(pool, action.value) + ")";
        } else {
          out += (action.kind == ActionKind::kReturn ? " (return " : " (do ") + PrintCode(pool, action.value) + ")";
        }
      }
      return out + ")";
    }
  }
  return "?";
}

void PrintBlock(const CodePool& pool, BlockId id, int indent, std::string& out) {
  for (const Action& action : pool.blocks[id].actions) {
    out.append(static_cast<std::size_t>(indent), ' ');
    switch (action.kind) {
      case ActionKind::kDeclare:
        out += std::string(action.is_mutable ? "var " : "const ") + action.name + ": " + action.type + " = " +
               PrintCode(pool, action.value);
        break;
      case ActionKind::kAssign:
        out += PrintCode(pool, action.target) + " = " + PrintCode(pool, action.value);
        break;
      case ActionKind::kDo:
        out += "do " + PrintCode(pool, action.value);
        break;
      case ActionKind::kIf:
        out += "if " + PrintCode(pool, action.value) + (action.likely ? " likely" : "");
        break;
      case ActionKind::kReturn:
        out += "return" + (action.value.valid() ? " " + PrintCode(pool, action.value) : "");
        break;
      case ActionKind::kScope:
        out += "block";
        break;
      case ActionKind::kEach:
        out += "for each " + action.name + " in " + PrintCode(pool, action.value);
        break;
      case ActionKind::kCase:
        out += "case " + PrintCode(pool, action.value);
        break;
    }
    if (action.line.line != 0)
      out += "   @" + std::to_string(action.line.file) + ":" + std::to_string(action.line.line);
    out += '\n';
    if (action.body.valid()) PrintBlock(pool, action.body, indent + 2, out);
  }
}

}  // namespace rulec::plan
