#include "runtime/src/io/kafka_fetch/sasl.h"

#include "tests/support/catch.h"

namespace rulert::io::kafka_fetch {
namespace {

SaslSettings User(SaslMechanism mechanism) { return {mechanism, "user", "pencil"}; }

TEST_CASE("PLAIN") {
  const auto client = MakeSaslClient(User(SaslMechanism::kPlain), "");
  CHECK(client->First() == std::string("\0user\0pencil", 12));
  CHECK_FALSE(client->done());
  CHECK(client->Next(""));
  CHECK(client->done());
}

// RFC 7677, 3.
constexpr const char* kNonce = "rOprNGfwEbeRWgbNEkqO";
constexpr const char* kServerFirst =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
constexpr const char* kServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

TEST_CASE("SCRAM-SHA-256 as in its RFC") {
  const auto client = MakeSaslClient(User(SaslMechanism::kScramSha256), kNonce);
  CHECK(client->First() == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  const auto proof = client->Next(kServerFirst);
  REQUIRE(proof);
  CHECK(*proof ==
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  CHECK_FALSE(client->done());
  REQUIRE(client->Next(kServerFinal));
  CHECK(client->done());
}

TEST_CASE("a broker that does not know the password is not believed") {
  const auto client = MakeSaslClient(User(SaslMechanism::kScramSha256), kNonce);
  client->First();
  REQUIRE(client->Next(kServerFirst));
  CHECK_FALSE(client->Next("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  CHECK_FALSE(client->done());
}

TEST_CASE("answers that are not SCRAM's are refused") {
  const auto refused = [](const std::string& first) {
    const auto client = MakeSaslClient(User(SaslMechanism::kScramSha512), kNonce);
    client->First();
    return !client->Next(first);
  };
  CHECK(refused(""));
  CHECK(refused("e=unknown-user"));
  CHECK(refused("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
  CHECK(refused("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));  // nothing of the server's
  CHECK(refused("r=rOprNGfwEbeRWgbNEkqOx,s=!!!!,i=4096"));
  CHECK(refused("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095"));
  CHECK(refused("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000"));
  CHECK(refused("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ=="));
  CHECK_FALSE(refused("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
}

TEST_CASE("names are escaped, nonces differ") {
  SaslSettings settings = User(SaslMechanism::kScramSha512);
  settings.username = "a=b,c";
  CHECK(MakeSaslClient(settings, "n")->First() == "n,,n=a=3Db=2Cc,r=n");
  CHECK(MakeNonce() != MakeNonce());
  CHECK(MakeNonce().find(',') == std::string::npos);
}

}  // namespace
}  // namespace rulert::io::kafka_fetch
