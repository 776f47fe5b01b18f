#include "tools/gen/nexmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace rulec::gen {
namespace {

constexpr std::array<std::string_view, 11> kFirstNames = {"Peter", "Paul",  "Luke",  "John",   "Saul",  "Vicky",
                                                          "Kate",  "Julie", "Sarah", "Deiter", "Walter"};
constexpr std::array<std::string_view, 9> kLastNames = {"Shultz", "Abrams", "Spencer", "White", "Bartels",
                                                        "Walton", "Smith",  "Jones",   "Noris"};
constexpr std::array<std::string_view, 10> kCities = {"Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland",
                                                      "Bend",    "Redmond",     "Seattle",       "Kent",  "Cheyenne"};
constexpr std::array<std::string_view, 6> kStates = {"AZ", "CA", "ID", "OR", "WA", "WY"};
constexpr std::array<std::string_view, 4> kHotChannels = {"Google", "Facebook", "Baidu", "Apple"};
constexpr std::int64_t kInFlight = 100;  // auctions that get bids
constexpr std::int64_t kActive = 1000;   // people who act
constexpr std::int64_t kAhead = 10;      // ids that are used before their event comes
constexpr std::int64_t kFirstId = 1000;
constexpr std::size_t kPoolSize = 1 << 20;
constexpr std::int32_t kChannels = 10'000;

template <std::size_t N>
std::string_view Pick(SplittableRandom& random, const std::array<std::string_view, N>& from) {
  return from[static_cast<std::size_t>(random.Below(N))];
}

std::int64_t Below(SplittableRandom& random, std::int64_t bound) {
  if (bound < INT32_MAX) return random.Below(static_cast<std::int32_t>(bound));
  return std::abs(random.Long() % bound);
}

/// 3 to `most` - 1 characters, one in 13 of them `special`; without spaces at its ends.
std::string Word(SplittableRandom& random, std::int32_t most, char special) {
  std::string word(static_cast<std::size_t>(3 + random.Below(most - 3)), ' ');
  for (char& c : word) c = random.Below(13) == 0 ? special : static_cast<char>('a' + random.Below(26));
  const std::size_t first = word.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return word.substr(first, word.find_last_not_of(' ') - first + 1);
}

std::string Url(SplittableRandom& random) {
  std::string url = "https://www.nexmark.com/";
  for (int i = 0; i < 3; ++i) url += Word(random, 5, '_') + '/';
  return url + "item.htm?query=1";
}

std::int64_t Price(SplittableRandom& random) {
  return static_cast<std::int64_t>(std::floor(std::pow(10.0, random.Real() * 6.0) * 100.0 + 0.5));
}

std::uint32_t Reversed(std::uint32_t bits) {
  std::uint32_t out = 0;
  for (int i = 0; i < 32; ++i) out |= (bits >> i & 1) << (31 - i);
  return out;
}

std::int64_t LastPerson(std::int64_t n) { return n / 50; }
std::int64_t LastAuction(std::int64_t n) {
  const std::int64_t place = n % 50;
  if (place < 1) return (n / 50 - 1) * 3 + 2;
  return n / 50 * 3 + (place >= 4 ? 2 : place - 1);
}
std::int64_t AnyPerson(std::int64_t n, SplittableRandom& random) {
  const std::int64_t people = LastPerson(n) + 1;
  const std::int64_t active = std::min(people, kActive);
  return people - active + Below(random, active + kAhead);
}

}  // namespace

Nexmark::Nexmark(const NexmarkSpec& spec) : spec_(spec) {
  SplittableRandom letters = Random(-1);
  while (pool_.size() < kPoolSize) {
    std::int32_t draw = letters.Int() & INT32_MAX;
    for (int i = 0; i < 6 && pool_.size() < kPoolSize; ++i, draw /= 26) pool_ += static_cast<char>('a' + draw % 26);
  }
  SplittableRandom urls = Random(-2);
  for (const std::string_view name : kHotChannels) hot_.push_back({std::string(name), Url(urls)});
  for (std::int32_t i = 0; i < kChannels; ++i) {
    Channel channel{fmt::format("channel-{}", i), Url(urls)};
    if (urls.Below(10) > 0) {
      const auto id = static_cast<std::int32_t>(Reversed(static_cast<std::uint32_t>(i)));
      channel.url += fmt::format("&channel_id={}", std::abs(static_cast<std::int64_t>(id)));
    }
    channels_.push_back(std::move(channel));
  }
}

std::int64_t Nexmark::at_ms(std::int64_t n) const {
  const double us = static_cast<double>(n) * (1'000'000.0 / static_cast<double>(spec_.rate));
  return kStartMs + static_cast<std::int64_t>(us) / 1000;
}

std::string_view Nexmark::Extra(SplittableRandom& random, std::size_t size, std::size_t wanted) const {
  if (size > wanted) return {};
  const auto left = static_cast<std::int32_t>(wanted - size);
  const auto delta = static_cast<std::int32_t>(std::floor(left * 0.2 + 0.5));
  const std::int32_t length = left - delta + (delta == 0 ? 0 : random.Below(2 * delta));
  const std::int32_t from = random.Below(static_cast<std::int32_t>(pool_.size()) - length);
  return std::string_view(pool_).substr(static_cast<std::size_t>(from), static_cast<std::size_t>(length));
}

void Nexmark::AppendPerson(std::int64_t n, std::string& out) const {
  SplittableRandom random = Random(n);
  std::string name(Pick(random, kFirstNames));
  name += ' ';
  name += Pick(random, kLastNames);
  std::string mail = Word(random, 7, ' ') + '@';
  mail += Word(random, 5, ' ') + ".com";
  std::string card;
  for (int i = 0; i < 4; ++i) card += fmt::format("{}{:04}", i == 0 ? "" : " ", random.Below(10'000));
  const std::string_view city = Pick(random, kCities);
  const std::string_view state = Pick(random, kStates);
  const std::size_t size = 8 + name.size() + mail.size() + card.size() + city.size() + state.size();
  fmt::format_to(std::back_inserter(out),
                 R"({{"event_type":0,"person":{{"id":{},"name":"{}","emailAddress":"{}","creditCard":"{}","city":"{}",)"
                 R"("state":"{}","dateTime":{},"extra":"{}"}}}})",
                 LastPerson(n) + kFirstId, name, mail, card, city, state, at_ms(n), Extra(random, size, 200));
}

void Nexmark::AppendAuction(std::int64_t n, std::string& out) const {
  SplittableRandom random = Random(n);
  const std::int64_t seller = (random.Below(4) > 0 ? LastPerson(n) / 100 * 100 : AnyPerson(n, random)) + kFirstId;
  const std::int32_t category = 10 + random.Below(5);
  const std::int64_t initial = Price(random);
  const std::int64_t horizon = at_ms(n + kInFlight * 50 / 3) - at_ms(n);
  const std::int64_t expires = at_ms(n) + 1 + Below(random, std::max<std::int64_t>(horizon * 2, 1));
  const std::string name = Word(random, 20, ' ');
  const std::string description = Word(random, 100, ' ');
  const std::int64_t reserve = initial + Price(random);
  fmt::format_to(std::back_inserter(out),
                 R"({{"event_type":1,"auction":{{"id":{},"itemName":"{}","description":"{}","initialBid":{},)"
                 R"("reserve":{},"expires":{},"seller":{},"category":{},"dateTime":{},"extra":"{}"}}}})",
                 LastAuction(n) + kFirstId, name, description, initial, reserve, expires, seller, category, at_ms(n),
                 Extra(random, 48 + name.size() + description.size(), 500));
}

void Nexmark::AppendBid(std::int64_t n, std::string& out) const {
  SplittableRandom random = Random(n);
  std::int64_t auction = LastAuction(n) / 100 * 100;
  if (random.Below(2) == 0) {
    const std::int64_t last = LastAuction(n);
    const std::int64_t first = std::max<std::int64_t>(last - kInFlight, 0);
    auction = first + Below(random, last - first + 1 + kAhead);
  }
  const std::int64_t bidder = random.Below(4) > 0 ? LastPerson(n) / 100 * 100 + 1 : AnyPerson(n, random);
  const std::int64_t price = Price(random);
  const std::vector<Channel>& channels = random.Below(2) > 0 ? hot_ : channels_;
  const Channel& channel = channels[static_cast<std::size_t>(random.Below(static_cast<std::int32_t>(channels.size())))];
  // As in the suite, the id of a bidder is that of the person plus 1000.
  fmt::format_to(std::back_inserter(out),
                 R"({{"auction":{},"bidder":{},"price":{},"channel":"{}","url":"{}","dateTime":{},"extra":"{}"}})",
                 auction + kFirstId, bidder + kFirstId + 1000, price, channel.name, channel.url, at_ms(n),
                 Extra(random, 32, 100));
}

void Nexmark::AppendJson(std::int64_t n, std::string& out) const {
  const std::int64_t place = n % 50;
  if (place < 1) return AppendPerson(n, out);
  if (place < 4) return AppendAuction(n, out);
  out += R"({"event_type":2,"bid":)";
  AppendBid(n, out);
  out += '}';
}

}  // namespace rulec::gen
