#include "rulert/output_id.h"

#include <cstring>
#include <string>

#include "rulert/hash128.h"
#include "tests/support/catch.h"

namespace {

void AddText(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), 4);
  out.append(text);
}
template <class T>
void AddNumber(std::string& out, T x) {
  out.append(reinterpret_cast<const char*>(&x), sizeof(x));
}

}  // namespace

TEST_CASE("an id hashes every part of the identity in its fixed layout", "[output_id]") {
  std::string bytes;
  AddText(bytes, "card.velocity");
  AddText(bytes, "CardVelocity");
  AddText(bytes, "velocity");
  AddText(bytes, std::string_view("\4\0\0\0c001", 8));
  AddText(bytes, "card.transactions");
  AddNumber<std::int64_t>(bytes, 3);
  AddNumber<std::int64_t>(bytes, 1'234'567'890'123);
  AddNumber<std::uint32_t>(bytes, 0x80000001u);
  const rulert::Hash128Value hash = rulert::Hash128(bytes.data(), bytes.size());

  rulert::KeyBuffer buffer;
  const rulert::OutputId id =
      rulert::IdOfOutput(buffer, "card.velocity", "CardVelocity", "velocity", std::string_view("\4\0\0\0c001", 8),
                         {"card.transactions", 3, 1'234'567'890'123}, 0x80000001u);
  REQUIRE(id.low == hash.low);
  REQUIRE(id.high == hash.high);
}

TEST_CASE("an id is written as 32 digits, high half first", "[output_id]") {
  char text[33] = {};
  REQUIRE(rulert::OutputId{0x0123456789abcdef, 0xfedcba9876543210}.Write(text) == text + 32);
  REQUIRE(std::string(text) == "fedcba98765432100123456789abcdef");
}
