#pragma once
// C++ as `lower` decides it and `emit` prints it: expressions and statements, without layout. Every text in here but
// that of kString, and the comments, is made of identifiers by lower's Namer; emit escapes strings and makes comments
// safe.
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/base/int128.h"

namespace rulec::plan {

struct CodeTag;
using CodeId = base::Id<CodeTag>;
struct BlockTag;
using BlockId = base::Id<BlockTag>;

enum class CodeKind : std::uint8_t {
  kName,         // text
  kInteger,      // number; `text` is the type to spell out, or empty where a plain literal will do
  kFloat,        // real
  kString,       // text: the value; `typed`: spelled as std::string_view
  kMember,       // child 0 . text
  kCall,         // callee `text` (child 0 . text if `on_object`) applied to the other children
  kBraces,       // text{children}; text may be empty
  kUnary,        // op
  kBinary,       // op
  kConditional,  // child 0 ? child 1 : child 2
  kLambda,       // the value that `block` returns: [&] { ... }()
  kClosure,      // of parameter `text`, returns what `block` does: [&](std::int64_t row) { ... }
};

enum class CodeOp : std::uint8_t {
  kNone,
  kNot,
  kDereference,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
};

struct Code {
  CodeKind kind = CodeKind::kName;
  CodeOp op = CodeOp::kNone;
  bool typed = false;
  bool on_object = false;
  std::string text;
  base::Int128 number = 0;
  double real = 0;
  std::vector<CodeId> children;
  BlockId block;
};

/// Where the author wrote it: file is an index into Plan::files. line 0: nowhere.
struct SourceLine {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
};

enum class ActionKind : std::uint8_t {
  kDeclare,  // `type` `name` = value; a constant unless `is_mutable`
  kAssign,   // target = value
  kDo,       // value, for its effect
  kIf,       // if (value) body
  kReturn,   // value, or nothing
  kScope,    // { body }
  kEach,     // for (const `type` `name` : value) body
  kCase,     // case value: body; of the switch around it
};

struct Action {
  ActionKind kind = ActionKind::kDo;
  bool likely = false;
  bool is_mutable = false;
  bool is_unused = false;  // kDeclare: nothing may read it
  std::string comment;     // printed before it, as `// comment`
  SourceLine line;
  std::string type;
  std::string name;
  CodeId target;
  CodeId value;
  BlockId body;
};

struct Block {
  std::vector<Action> actions;
};

/// Owner of the code of one Plan.
struct CodePool {
  base::Vec<CodeId, Code> codes;
  base::Vec<BlockId, Block> blocks;

  CodeId Add(Code code) { return codes.Add(std::move(code)); }
  BlockId AddBlock(Block block) { return blocks.Add(std::move(block)); }
};

/// The constructors of code that are used everywhere.
CodeId Name(CodePool& pool, std::string text);
CodeId Integer(CodePool& pool, base::Int128 value, std::string type = {});
CodeId Float(CodePool& pool, double value);
CodeId Text(CodePool& pool, std::string value, bool typed);
CodeId Member(CodePool& pool, CodeId object, std::string member);
CodeId Call(CodePool& pool, std::string callee, std::vector<CodeId> args);
CodeId CallOn(CodePool& pool, CodeId object, std::string method, std::vector<CodeId> args);
CodeId Braces(CodePool& pool, std::string type, std::vector<CodeId> values);
CodeId Unary(CodePool& pool, CodeOp op, CodeId operand);
CodeId Binary(CodePool& pool, CodeOp op, CodeId left, CodeId right);
CodeId Conditional(CodePool& pool, CodeId condition, CodeId yes, CodeId no);
CodeId Lambda(CodePool& pool, BlockId block);
CodeId Closure(CodePool& pool, std::string parameter, BlockId block);

}  // namespace rulec::plan
