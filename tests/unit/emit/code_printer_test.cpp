#include "compiler/emit/code_printer.h"

#include <random>
#include <string>

#include "tests/support/catch.h"

using namespace rulec;
using plan::CodeId;
using plan::CodeOp;

namespace {

constexpr CodeOp kBinaryOps[] = {CodeOp::kEqual,   CodeOp::kNotEqual,     CodeOp::kLess, CodeOp::kLessEqual,
                                 CodeOp::kGreater, CodeOp::kGreaterEqual, CodeOp::kAnd,  CodeOp::kOr};

bool Apply(CodeOp op, bool a, bool b) {
  switch (op) {
    case CodeOp::kEqual:
      return a == b;
    case CodeOp::kNotEqual:
      return a != b;
    case CodeOp::kLess:
      return a < b;
    case CodeOp::kLessEqual:
      return a <= b;
    case CodeOp::kGreater:
      return a > b;
    case CodeOp::kGreaterEqual:
      return a >= b;
    case CodeOp::kAnd:
      return a && b;
    default:
      return a || b;
  }
}

/// Values of `a` to `d`, by the bits of `inputs`.
bool Input(const std::string& name, unsigned inputs) { return ((inputs >> (name[0] - 'a')) & 1) != 0; }

bool Evaluate(const plan::CodePool& pool, CodeId id, unsigned inputs) {
  const plan::Code& code = pool.codes[id];
  switch (code.kind) {
    case plan::CodeKind::kName:
      return Input(code.text, inputs);
    case plan::CodeKind::kUnary:
      return !Evaluate(pool, code.children[0], inputs);
    case plan::CodeKind::kConditional:
      return Evaluate(pool, code.children[Evaluate(pool, code.children[0], inputs) ? 1 : 2], inputs);
    default:
      return Apply(code.op, Evaluate(pool, code.children[0], inputs), Evaluate(pool, code.children[1], inputs));
  }
}

CodeId Random(plan::CodePool& pool, std::mt19937& random, int depth) {
  if (depth == 0 || random() % 5 == 0) return plan::Name(pool, std::string(1, static_cast<char>('a' + random() % 4)));
  switch (random() % 6) {
    case 0:
      return plan::Unary(pool, CodeOp::kNot, Random(pool, random, depth - 1));
    case 1: {
      const CodeId condition = Random(pool, random, depth - 1);
      const CodeId yes = Random(pool, random, depth - 1);
      return plan::Conditional(pool, condition, yes, Random(pool, random, depth - 1));
    }
    default: {
      const CodeId left = Random(pool, random, depth - 1);
      return plan::Binary(pool, kBinaryOps[random() % 8], left, Random(pool, random, depth - 1));
    }
  }
}

/// C++'s grammar of these operators, evaluated while it is read.
class Reader {
 public:
  Reader(std::string_view text, unsigned inputs) : text_(text), inputs_(inputs) {}
  bool Run() {
    const bool value = Conditional();
    REQUIRE(text_.empty());
    return value;
  }

 private:
  bool Take(std::string_view token) {
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    if (!text_.starts_with(token)) return false;
    if ((token == "<" || token == ">") && text_.substr(1).starts_with('=')) return false;
    if (token == "!" && text_.substr(1).starts_with('=')) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool Conditional() {
    const bool condition = Or();
    if (!Take("?")) return condition;
    const bool yes = Conditional();
    REQUIRE(Take(":"));
    const bool no = Conditional();
    return condition ? yes : no;
  }
  bool Or() {
    bool value = And();
    while (Take("||")) {
      const bool right = And();
      value = value || right;
    }
    return value;
  }
  bool And() {
    bool value = Equality();
    while (Take("&&")) {
      const bool right = Equality();
      value = value && right;
    }
    return value;
  }
  bool Equality() {
    bool value = Relation();
    for (;;) {
      if (Take("==")) {
        value = value == Relation();
      } else if (Take("!=")) {
        value = value != Relation();
      } else {
        return value;
      }
    }
  }
  bool Relation() {
    bool value = Prefix();
    for (;;) {
      if (Take("<=")) {
        value = value <= Prefix();
      } else if (Take(">=")) {
        value = value >= Prefix();
      } else if (Take("<")) {
        value = value < Prefix();
      } else if (Take(">")) {
        value = value > Prefix();
      } else {
        return value;
      }
    }
  }
  bool Prefix() {
    if (Take("!")) return !Prefix();
    if (Take("(")) {
      const bool value = Conditional();
      REQUIRE(Take(")"));
      return value;
    }
    while (text_.starts_with(' ')) text_.remove_prefix(1);
    const std::string name(text_.substr(0, 1));
    text_.remove_prefix(1);
    return Input(name, inputs_);
  }

  std::string_view text_;
  unsigned inputs_;
};

}  // namespace

TEST_CASE("what is printed means what was built") {
  std::mt19937 random(11);
  for (int i = 0; i < 3000; ++i) {
    plan::Plan plan;
    const CodeId code = Random(plan.pool, random, 5);
    const std::string text = emit::CodePrinter(plan).Expression(code);
    CAPTURE(text);
    for (unsigned inputs = 0; inputs < 16; ++inputs) {
      REQUIRE(Reader(text, inputs).Run() == Evaluate(plan.pool, code, inputs));
    }
  }
}

TEST_CASE("parentheses stand where they are needed, or where compilers ask for them") {
  plan::Plan plan;
  plan::CodePool& pool = plan.pool;
  const auto print = [&](CodeId code) { return emit::CodePrinter(plan).Expression(code); };
  const CodeId a = plan::Name(pool, "a");
  const CodeId b = plan::Name(pool, "b");
  const CodeId both = plan::Binary(pool, CodeOp::kAnd, a, b);
  CHECK(print(plan::Binary(pool, CodeOp::kOr, both, a)) == "(a && b) || a");
  CHECK(print(plan::Binary(pool, CodeOp::kAnd, both, a)) == "a && b && a");
  CHECK(print(plan::Binary(pool, CodeOp::kAnd, a, both)) == "a && (a && b)");
  CHECK(print(plan::Unary(pool, CodeOp::kNot, both)) == "!(a && b)");
  CHECK(print(plan::Binary(pool, CodeOp::kEqual, plan::Unary(pool, CodeOp::kNot, a), b)) == "(!a) == b");
  CHECK(print(plan::Member(pool, plan::Unary(pool, CodeOp::kDereference, a), "x")) == "a->x");
  CHECK(print(plan::Binary(pool, CodeOp::kLess, plan::Integer(pool, -5), a)) == "-5 < a");
  CHECK(print(plan::Text(pool, std::string("a\0b", 3), false)) == "std::string_view(\"a\\000b\", 3)");
  CHECK(print(plan::Integer(pool, 7, "std::int64_t")) == "std::int64_t{7}");
}
