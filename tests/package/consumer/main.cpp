#include <cstdio>

#include "credit.rules.h"

int main() {
  using bank::credit::CreditApproval;
  rulert::Scratch scratch;
  const auto answer =
      CreditApproval::Decide({.id = "a1", .score = 780, .income = {8'500'000}, .debt = {10'000}, .age = 40}, scratch);
  if (!answer) return 1;
  const bool prime = answer->rule == CreditApproval::Rule::kPrime;
  const auto cents = answer->value.limit.mantissa;
  std::printf("%s %lld.%02lld by %s\n", answer->value.outcome == bank::credit::Outcome::kApprove ? "approve" : "other",
              static_cast<long long>(cents / 100), static_cast<long long>(cents % 100),
              prime ? "prime" : "another rule");
  return 0;
}
