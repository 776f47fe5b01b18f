// Results, rejections and the text of operands.
#include "rulert/result.h"

#include <optional>
#include <string>

#include "rulert/arithmetic.h"
#include "tests/support/catch.h"

namespace rulert {
namespace {

struct Answer {
  std::optional<std::int64_t> limit;
  std::string_view reason;
};

constexpr Place kPlaces[] = {{std::string_view("a.rules"), 1, 1, std::string_view("x")},
                             {std::string_view("a.rules"), 4, 9, std::string_view("a.n + 1")}};

template <class M>
Answer Body(std::int64_t n, M& m) {
  return {m.Add(n, std::int64_t{1}, 1), "sum"};
}

Result<Answer> Decide(std::int64_t n) {
  Fast m;
  const Answer answer = Body(n, m);
  if (m.failed()) {
    Traced traced;
    Body(n, traced);
    return RejectionOf(traced, kPlaces);
  }
  return answer;
}

}  // namespace

TEST_CASE("a result is a value or the place and operands of what failed") {
  const Result<Answer> good = Decide(4);
  REQUIRE(good);
  CHECK(good->limit == 5);
  CHECK((*good).reason == "sum");
  const Result<Answer> bad = Decide(INT64_MAX);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().kind() == ErrorKind::kIntegerOverflow);
  CHECK(bad.error().message() == std::string("integer overflow"));
  CHECK(bad.error().operands() == "9223372036854775807 + 1");
  REQUIRE(bad.error().place() == &kPlaces[1]);
  CHECK(std::string_view(bad.error().place()->expression) == "a.n + 1");
  const Failure failure = FailureOf(bad.error(), kPlaces);
  CHECK(failure.place == 1);
  CHECK(std::string_view(failure.operands, failure.operand_size) == bad.error().operands());
  CHECK(failure.message == std::string("integer overflow"));
  const Result<Answer> none;
  CHECK_FALSE(none.has_value());
  CHECK(none.error().place() == nullptr);
  static_assert(std::is_trivially_copyable_v<Result<Answer>>);
  static_assert(sizeof(Rejection) == 128);
}

TEST_CASE("operand texts are cut between characters") {
  Traced m;
  std::string text(63, 'x');
  text += "\xc3\xa9 and more";
  m.IntOf(std::string_view(text), 0);
  CHECK(m.operands() == "int(\"" + std::string(63, 'x') + "...\")");

  Traced quoted;
  quoted.IntOf(std::string_view("say \"no\"\\\n\t\xc3\xa9"), 0);
  CHECK(quoted.operands() == "int(\"say \\\"no\\\"\\\\\\n\\t\xc3\xa9\")");

  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xc3\xa9";
  const Rejection rejection(ErrorKind::kNotANumber, nullptr, wide);
  CHECK(rejection.operands() == std::string_view(wide).substr(0, 118));
  const Rejection odd(ErrorKind::kNotANumber, nullptr, "x" + wide);
  CHECK(odd.operands().size() == 117);
}

}  // namespace rulert
