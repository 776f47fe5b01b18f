#pragma once
// Random well-typed expressions. Operations that can fail (overflow, division, conversions) are as likely as others.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/builtins.h"
#include "tests/support/random.h"
#include "tests/support/random_scope.h"
#include "tests/support/random_types.h"

namespace rulec::testing {

/// A value that is there. Everything but a literal or a path stands in brackets.
struct Written {
  std::string text;
  types::DecimalShape shape{1, 0};  // kDecimal
  bool literal = false;             // of a number: it takes the type of what is beside it
};

/// A condition and what it proves to be present.
struct Condition {
  std::string text;
  Paths when_true;
  Paths when_false;
};

/// A function, or a decision that gives one answer.
struct Callable {
  std::string name;
  std::vector<ValueType> params;
  ValueType result;
  int level = 0;  // it calls those of lower levels, so that calls do not multiply
};

class ExprWriter {
 public:
  /// `level`: of the callable that is written. Everything outlives the writer.
  ExprWriter(Random& random, Scope& scope, const std::vector<Callable>& callables, int level)
      : random_(random), scope_(scope), callables_(callables), level_(level) {}

  /// A decimal has any shape.
  Written Value(Kind kind, int depth);
  /// Where this type is expected.
  std::string Typed(const ValueType& type, int depth);
  Condition Test(int depth);
  /// A literal of the kind, the smaller the number the smaller the value: what bounds of ranges are made of.
  static std::string Literal(Kind kind, std::uint32_t number);
  static constexpr std::uint32_t kLiterals = 5;

 private:
  // random_expr.cpp: what all kinds have.
  Written Leaf(Kind kind);
  std::optional<Written> Path(Kind kind);
  Written Constant(Kind kind);
  Written OfAnyKind(Kind kind, int depth);
  std::string Call(const Callable& callable, int depth);
  std::optional<Written> CallOf(Kind kind, int depth);
  std::optional<Written> FieldOf(Kind kind, int depth);
  std::optional<Written> ElementAt(Kind kind, int depth);
  std::optional<Written> Coalesce(Kind kind, int depth);
  Written If(Kind kind, int depth);
  Written Match(Kind kind, int depth);
  /// Of a decimal as wide as all of them; absent: there is none.
  static std::optional<types::DecimalShape> CommonShape(const std::vector<Written>& values);
  Written Extreme(Kind kind, int depth);
  std::string Record(Kind kind, int depth);
  std::string List(Kind kind, int depth);
  std::string Map(int depth);
  std::string Fields(Kind kind, int depth);
  std::string Arm(bool bare, int depth);
  std::string MaybeTyped(const ValueType& type, int depth);
  std::string FittedDecimal(types::DecimalShape shape, int depth);
  /// A decimal literal with a type of its own; anything else as it is.
  static Written NoLiteral(Kind kind, Written written);

  // random_numbers.cpp
  Written Int(int depth);
  Written Float(int depth);
  Written Decimal(int depth);
  std::string FloatOperand(int depth);
  std::string Digits(int depth);
  Written IntColumn();

  // random_values.cpp: texts and times, records and lists.
  Written String(int depth);
  Written Timestamp(int depth);
  Written Duration(int depth);
  Written Date(int depth);
  Written Special(Kind kind, int depth);

  // random_elements.cpp
  struct Binding {
    std::string name;
    std::string text;  // `name in list`
  };
  /// Names an element of such a list; the caller removes the name from the scope.
  std::optional<Binding> Bind(Kind collection, int depth);
  std::optional<std::string> ElementTest(int depth);
  /// Of a single value, a list or a set.
  std::optional<Written> OfElements(Kind kind, int depth);
  // random_money.cpp: amounts, and bytes.
  Written Money(int depth);
  Written Rounded(const Written& amount);
  Written Bytes(int depth);
  // random_calls.cpp
  std::string ArgumentOf(const ir::BuiltinParam& param, int depth);
  std::optional<Written> FunctionCall(Kind kind, int depth);

  // random_condition.cpp
  Condition Chain(int depth, bool all);
  std::optional<Readable> AnyOptional();
  Condition Presence(const Readable& read);
  Condition NarrowedUse(int depth);
  std::string Comparison(int depth);
  std::string NumberComparison(int depth);
  std::string Membership(int depth);
  std::string TextTest(int depth);

  std::string Word(const std::vector<std::string>& choices) { return random_.Pick(choices); }
  std::string Infix(const Written& left, const std::string& op, const Written& right) {
    return "(" + left.text + " " + op + " " + right.text + ")";
  }

  Random& random_;
  Scope& scope_;
  const std::vector<Callable>& callables_;
  const int level_;
};

}  // namespace rulec::testing
