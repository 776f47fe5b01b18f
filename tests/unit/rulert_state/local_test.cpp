#include "rulert/local.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/rulert_state/card_velocity_rules.h"

namespace {

using card::velocity::Alert;
using card::velocity::CardVelocity;
using card::velocity::Note;
using card::velocity::Summary;
using card::velocity::Transaction;

struct Lines {
  std::vector<std::string> lines;
  std::vector<rulert::OutputId> ids;

  void alerts(const Alert& alert, const rulert::Emitted& emitted) {
    lines.push_back(std::string(emitted.rule) + " " + std::string(alert.customer) + " " + std::to_string(alert.count));
    ids.push_back(emitted.id);
  }
  void summaries(const Summary& summary, const rulert::Emitted& emitted) {
    lines.push_back(std::string(emitted.rule) + " " + std::string(summary.home) + " " + std::to_string(summary.visits));
    ids.push_back(emitted.id);
  }
  void errors(const rulert::Rejected& r) {
    lines.push_back(std::string(r.rule) + " at " + std::string(r.place) + ": " + std::string(r.message) + " in " +
                    std::string(r.expression) + ": " + std::string(r.operands) + " by " + std::string(r.position));
  }
  void late(const rulert::LateEvent& e) {
    lines.push_back("late " + std::string(e.construct) + " " + std::string(e.stream) + " " +
                    std::to_string(e.position.offset));
  }
  void overflow(const rulert::Overflow&) { lines.push_back("overflow"); }
};

constexpr std::int64_t kMinute = 60'000'000;

Transaction At(std::int64_t minutes, std::string_view country = "GB") {
  return {"id", "customer-1", {100}, country, true, {minutes * kMinute}};
}

}  // namespace

TEST_CASE("a service pushes events and its sink is called", "[local]") {
  rulert::Local<CardVelocity> local{{.velocity_limit = 2}};
  Lines sink;
  local.Push(Note{"customer-1", "home, sweet home", 1}, {.time = rulert::Timestamp{0}}, sink);
  for (int i = 0; i < 4; ++i) local.Push(At(i, i == 3 ? "??" : "GB"), {.offset = i}, sink);
  REQUIRE(sink.lines == std::vector<std::string>{"velocity customer-1 3", "summary home, sweet home 1"});

  Lines again;
  rulert::Local<CardVelocity> other{{.velocity_limit = 2}};
  other.Push(Note{"customer-1", "home, sweet home", 1}, {.time = rulert::Timestamp{0}}, again);
  for (int i = 0; i < 4; ++i) other.Push(At(i, i == 3 ? "??" : "GB"), {.offset = i}, again);
  REQUIRE(again.ids == sink.ids);
  REQUIRE(again.ids[0].low != again.ids[1].low);

  rulert::KeyBuffer key;
  key.Add(std::string_view("customer-1"));
  rulert::KeyBuffer buffer;
  REQUIRE(sink.ids[0] ==
          rulert::IdOfOutput(buffer, "card.velocity", "CardVelocity", "velocity", key.bytes(), {"local", 0, 2}, 0));
}

TEST_CASE("time moves with the events until it is moved by hand", "[local]") {
  rulert::Local<CardVelocity> local;
  Lines sink;
  local.Push(At(100), {}, sink);
  REQUIRE(!local.watermark());  // the other stream has shown no time yet
  local.Push(Note{"x", {}, 1}, {.time = rulert::Timestamp{90 * kMinute}}, sink);
  REQUIRE(local.watermark()->us == 90 * kMinute - 1);
  local.AdvanceTo({200 * kMinute}, sink);
  local.AdvanceTo({150 * kMinute}, sink);
  REQUIRE(local.watermark()->us == 200 * kMinute);
  local.Push(At(500), {}, sink);
  REQUIRE(local.watermark()->us == 200 * kMinute);
  local.Push(At(140), {.offset = 9}, sink);  // 140 min + 1 h <= watermark
  REQUIRE(sink.lines == std::vector<std::string>{"late hour transactions 9"});
}

TEST_CASE("a rejected event leaves no trace but an error with place and operands", "[local]") {
  rulert::Local<CardVelocity> local;
  Lines sink;
  local.Push(Note{"customer-1", "a home that is long enough", 3}, {}, sink);
  local.Push(Note{"customer-1", "another home, even longer", INT64_MAX},
             {.source = "notes", .partition = 2, .offset = 5}, sink);
  local.Push(At(0, "??"), {}, sink);
  REQUIRE(sink.lines ==
          std::vector<std::string>{"on notes at card.rules:31:5: integer overflow in profile.visits += n.visits: "
                                   "3 + 9223372036854775807 by notes/2@5",
                                   "summary a home that is long enough 3"});
}
