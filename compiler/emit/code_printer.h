#pragma once
// plan::Code as text: the one printer of expressions and statements.
#include <string>

#include "compiler/emit/code_writer.h"
#include "compiler/plan/plan.h"

namespace rulec::emit {

class CodePrinter {
 public:
  explicit CodePrinter(const plan::Plan& plan) : plan_(plan) {}

  /// With no more parentheses than C++ needs and its compilers ask for under -Wall.
  std::string Expression(plan::CodeId id) const;

  /// The statements of a block, one line each.
  void Body(CodeWriter& out, plan::BlockId id);

 private:
  std::string Operand(plan::CodeId id, int least) const;
  std::string BinaryText(const plan::Code& code) const;
  std::string Arguments(const plan::Code& code, std::size_t from) const;
  std::string LambdaText(plan::BlockId id) const;
  std::string Declaration(const plan::Action& action) const;
  std::string Statement(const plan::Action& action) const;
  void Act(CodeWriter& out, const plan::Action& action) const;

  const plan::Plan& plan_;
  plan::BlockId root_;  // of the function at hand
};

}  // namespace rulec::emit
