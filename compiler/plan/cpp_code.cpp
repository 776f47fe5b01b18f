#include "compiler/plan/cpp_code.h"

#include <utility>

namespace rulec::plan {
namespace {

Code Of(CodeKind kind, std::string text, std::vector<CodeId> children = {}) {
  Code code;
  code.kind = kind;
  code.text = std::move(text);
  code.children = std::move(children);
  return code;
}

}  // namespace

CodeId Name(CodePool& pool, std::string text) { return pool.Add(Of(CodeKind::kName, std::move(text))); }

CodeId Integer(CodePool& pool, base::Int128 value, std::string type) {
  Code code = Of(CodeKind::kInteger, std::move(type));
  code.number = value;
  return pool.Add(std::move(code));
}

CodeId Float(CodePool& pool, double value) {
  Code code = Of(CodeKind::kFloat, {});
  code.real = value;
  return pool.Add(std::move(code));
}

CodeId Text(CodePool& pool, std::string value, bool typed) {
  Code code = Of(CodeKind::kString, std::move(value));
  code.typed = typed;
  return pool.Add(std::move(code));
}

CodeId Member(CodePool& pool, CodeId object, std::string member) {
  return pool.Add(Of(CodeKind::kMember, std::move(member), {object}));
}

CodeId Call(CodePool& pool, std::string callee, std::vector<CodeId> args) {
  return pool.Add(Of(CodeKind::kCall, std::move(callee), std::move(args)));
}

CodeId CallOn(CodePool& pool, CodeId object, std::string method, std::vector<CodeId> args) {
  args.insert(args.begin(), object);
  Code code = Of(CodeKind::kCall, std::move(method), std::move(args));
  code.on_object = true;
  return pool.Add(std::move(code));
}

CodeId Braces(CodePool& pool, std::string type, std::vector<CodeId> values) {
  return pool.Add(Of(CodeKind::kBraces, std::move(type), std::move(values)));
}

CodeId Unary(CodePool& pool, CodeOp op, CodeId operand) {
  Code code = Of(CodeKind::kUnary, {}, {operand});
  code.op = op;
  return pool.Add(std::move(code));
}

CodeId Binary(CodePool& pool, CodeOp op, CodeId left, CodeId right) {
  Code code = Of(CodeKind::kBinary, {}, {left, right});
  code.op = op;
  return pool.Add(std::move(code));
}

CodeId Conditional(CodePool& pool, CodeId condition, CodeId yes, CodeId no) {
  return pool.Add(Of(CodeKind::kConditional, {}, {condition, yes, no}));
}

CodeId Lambda(CodePool& pool, BlockId block) {
  Code code = Of(CodeKind::kLambda, {});
  code.block = block;
  return pool.Add(std::move(code));
}

CodeId Closure(CodePool& pool, std::string parameter, BlockId block) {
  Code code = Of(CodeKind::kClosure, std::move(parameter));
  code.block = block;
  return pool.Add(std::move(code));
}

}  // namespace rulec::plan
