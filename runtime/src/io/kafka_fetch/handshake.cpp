#include "runtime/src/io/kafka_fetch/handshake.h"

#include <fmt/format.h>

#include "runtime/src/io/kafka_fetch/requests.h"
#include "runtime/src/io/kafka_fetch/responses.h"

namespace rulert::io::kafka_fetch {
namespace {

tl::unexpected<Status> NotKafka() { return Failure(StatusCode::kIo, "what it answers is not Kafka's protocol"); }

}  // namespace

std::optional<Handshake::Question> Handshake::Next() {
  switch (step_) {
    case Step::kVersions:
      return Question{Api::kApiVersions, asked_version_, ApiVersionsRequest(asked_version_)};
    case Step::kMechanism:
      return Question{Api::kSaslHandshake, 1, SaslHandshakeRequest(NameOf(settings_.mechanism))};
    case Step::kProof: {
      const std::int16_t version = versions_[static_cast<std::size_t>(Api::kSaslAuthenticate)];
      return Question{Api::kSaslAuthenticate, version, SaslAuthenticateRequest(version, proof_)};
    }
    case Step::kDone:
      break;
  }
  return std::nullopt;
}

Expected<void> Handshake::Take(std::string_view body) {
  switch (step_) {
    case Step::kVersions:
      return TakeVersions(body);
    case Step::kMechanism:
      return TakeMechanism(body);
    case Step::kProof:
      return TakeProof(body);
    case Step::kDone:
      break;
  }
  return NotKafka();
}

Expected<void> Handshake::TakeVersions(std::string_view body) {
  // A broker that does not know the version asked for says so in version 0, which begins like all others.
  WireReader peek(body);
  const auto error = static_cast<ErrorCode>(peek.Int16());
  if (error == ErrorCode::kUnsupportedVersion && asked_version_ > 0) {
    asked_version_ = 0;
    return {};
  }
  const auto read = ReadApiVersions(asked_version_, body);
  if (!read) return NotKafka();
  if (read->error != ErrorCode::kNone)
    return Failure(StatusCode::kIo, fmt::format("it does not tell its versions: {}", NameOf(read->error)));
  versions_ = read->choice;
  for (const ApiRange& range : kApiRanges) {
    const bool sasl = range.api == Api::kSaslHandshake || range.api == Api::kSaslAuthenticate;
    if (versions_[static_cast<std::size_t>(range.api)] >= 0) continue;
    if (sasl && settings_.mechanism == SaslMechanism::kNone) continue;
    return Failure(StatusCode::kInvalid,
                   fmt::format("it speaks no {} from version {} to {}: Kafka 2.4 to 4 can be read natively", range.name,
                               range.least, range.most));
  }
  step_ = settings_.mechanism == SaslMechanism::kNone ? Step::kDone : Step::kMechanism;
  return {};
}

Expected<void> Handshake::TakeMechanism(std::string_view body) {
  const auto read = ReadSaslHandshake(body);
  if (!read) return NotKafka();
  if (read->error != ErrorCode::kNone) {
    return Failure(StatusCode::kPermission,
                   fmt::format("it does not take SASL {}, but {}", NameOf(settings_.mechanism),
                               read->names.empty() ? "none" : fmt::format("{}", fmt::join(read->names, ", "))));
  }
  sasl_ = MakeSaslClient(settings_, MakeNonce());
  proof_ = sasl_->First();
  step_ = Step::kProof;
  return {};
}

Expected<void> Handshake::TakeProof(std::string_view body) {
  const auto read = ReadSaslAuthenticate(versions_[static_cast<std::size_t>(Api::kSaslAuthenticate)], body);
  if (!read) return NotKafka();
  if (read->error != ErrorCode::kNone) {
    return Failure(StatusCode::kPermission, fmt::format("authentication failed: {}",
                                                        read->message.empty() ? NameOf(read->error) : read->message));
  }
  auto next = sasl_->Next(read->bytes);
  if (!next) return tl::unexpected(next.error());
  proof_ = std::move(*next);
  lifetime_ms_ = read->lifetime_ms;
  if (sasl_->done()) step_ = Step::kDone;
  return {};
}

}  // namespace rulert::io::kafka_fetch
