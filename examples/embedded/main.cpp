// A service that decides and remembers: rules compiled into it, no host beside it.
#include <cstdio>
#include <string>

#include "credit.rules.h"
#include "rulert/local.h"
#include "velocity.rules.h"

namespace {

/// The service's own sink: a member function for each output of velocity.rules, and the three that every module has.
struct Sink {
  int seen = 0;

  void alerts(const bank::velocity::Alert& alert, const rulert::Emitted& emitted) {
    ++seen;
    const auto cents = static_cast<long long>(alert.spent.mantissa);
    std::printf("alert of rule %.*s: customer %.*s, %lld transactions, %lld.%02lld spent\n",
                static_cast<int>(emitted.rule.size()), emitted.rule.data(), static_cast<int>(alert.customer.size()),
                alert.customer.data(), static_cast<long long>(alert.count), cents / 100, cents % 100);
  }
  void errors(const rulert::Rejected& rejected) {
    std::printf("rejected: %s\n", std::string(rejected.message).c_str());
  }
  void late(const rulert::LateEvent&) { std::printf("late\n"); }
  void overflow(const rulert::Overflow&) { std::printf("overflow\n"); }
};

const char* NameOf(bank::credit::Outcome outcome) {
  switch (outcome) {
    case bank::credit::Outcome::kApprove:
      return "approve";
    case bank::credit::Outcome::kRefer:
      return "refer";
    case bank::credit::Outcome::kDecline:
      return "decline";
  }
  return "";
}

}  // namespace

int main() {
  // A decision is an inline call: pure, thread-safe, without allocation; strings of the answer live in the scratch.
  rulert::Scratch scratch;
  const bank::credit::Application application{
      .id = "a1", .score = 780, .income = {8'500'000}, .debt = {1'200'000}, .age = 40};
  const auto answer = bank::credit::CreditApproval::Decide(application, scratch);
  if (!answer) {
    std::printf("rejected\n");
    return 1;
  }
  std::printf("%s: %.*s\n", NameOf(answer->value.outcome), static_cast<int>(answer->value.reason.size()),
              answer->value.reason.data());

  // A process takes events; the position identifies each and goes into the ids of what it causes.
  rulert::Local<bank::velocity::Velocity> velocity{{.velocity_limit = 2}};
  Sink sink;
  constexpr std::int64_t kMinute = 60'000'000;
  for (std::int64_t i = 0; i < 4; ++i) {
    const bank::velocity::Transaction transaction{.customer = "c1", .amount = {1'000 + i}, .at = {i * kMinute}};
    velocity.Push(transaction, {.source = "orders", .offset = i}, sink);
  }
  return sink.seen == 2 ? 0 : 1;
}
