// A service that watches card payments: the rules of ../card_fraud compiled into it, with their windows and timers.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "card_fraud.rules.h"
#include "rulert/local.h"

namespace {

using bank::fraud::Alert;
using bank::fraud::CardFraud;
using bank::fraud::Transaction;

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kTenOClock = 1'767'261'600'000'000;  // 2026-01-01T10:00:00Z

/// What the service does with what the rules say: here it prints.
struct Sink {
  std::vector<std::string> said;

  void Say(std::string_view what, const Alert& alert) {
    said.push_back(std::string(what) + " " + std::string(alert.customer) + " " + std::string(alert.reason) + " " +
                   std::to_string(alert.score));
    std::printf("%s\n", said.back().c_str());
  }
  void alerts(const Alert& alert, const rulert::Emitted&) { Say("alert:", alert); }
  void reviews(const Alert& alert, const rulert::Emitted&) { Say("review:", alert); }
  void errors(const rulert::Rejected& rejected) { said.push_back(std::string(rejected.message)); }
  void late(const rulert::LateEvent&) { said.push_back("late"); }
  void overflow(const rulert::Overflow&) { said.push_back("overflow"); }
};

}  // namespace

int main() {
  rulert::Local<CardFraud> fraud{{.velocity_limit = 5}};
  Sink sink;
  std::int64_t offset = 0;
  const auto pay = [&](std::int64_t minute) {
    const Transaction payment{
        .id = "t", .customer = "ann", .amount = {2'000}, .approved = true, .at = {kTenOClock + minute * kMinute}};
    fraud.Push(payment, {.source = "terminal 7", .offset = offset++}, sink);
  };
  for (std::int64_t minute = 0; minute < 21; ++minute) pay(minute);
  // Nobody pays for two hours: the visit closes after half an hour, and the risk of ann cools off after one.
  fraud.AdvanceTo({kTenOClock + 140 * kMinute}, sink);
  for (std::int64_t minute = 150; minute < 156; ++minute) pay(minute);

  const std::vector<std::string> promised = {"alert: ann velocity 10", "review: ann long visit 10",
                                             "alert: ann velocity 10"};
  return sink.said == promised ? 0 : 1;
}
